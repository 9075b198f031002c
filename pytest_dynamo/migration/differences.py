"""How a table that is there, or in a template, differs from the one a design declares."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pytest_dynamo.design.values import (
    AutoScaling,
    Index,
    KeySchema,
    Projection,
    Provisioned,
    Table,
    UnitsPerSecond,
)
from pytest_dynamo.migration.resource_policies import policy_text

_NONE = "nothing"

OTHERS_TAGS = ("aws:", "pytest-dynamo:")
"""What tags begin with that no design declares: those of AWS, which only AWS gives, and our own marks.

https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One property that is not as the design declares it; both sides as text.

    `name` is the property as the design file has it: `billing_mode`, `indexes.GSI1.projection`.
    """

    name: str
    design: str
    found: str


def differences(
    wanted: Table, found: Table, *, unknown: Collection[str] = (), has_policy: bool = False
) -> tuple[Difference, ...]:
    """Every property of a table that differs, in the order of a design file.

    `unknown` names properties of which nothing is known on the other side, such as `tags`: they are
    left out, with all that is below them. Names of tables are not compared, nor is what DynamoDB
    gives where a design is silent: warm throughput, and the key of an encryption by KMS. Capacity that auto
    scaling moves differs outside its limits only. Tags of AWS and of this project are nobody's drift. Policies
    are compared with `has_policy`, where the other side tells of them.

    >>> key = KeySchema(partition_key=("id",))
    >>> wanted = Table(name="a", key=key, attribute_types={"id": "S"}, time_to_live="ends")
    >>> found = Table(name="b", key=key, attribute_types={"id": "N"})
    >>> for one in differences(wanted, found):
    ...     print(f"{one.name}: design says {one.design}, found {one.found}")
    attribute_types.id: design says S, found N
    time_to_live: design says ends, found nothing
    """
    return tuple(
        one
        for one in (
            *_all(wanted, found),
            *(_compared("resource_policy", _policy(wanted), _policy(found)) if has_policy else ()),
        )
        if not any(one.name == name or one.name.startswith(f"{name}.") for name in unknown)
    )


def key_text(key: KeySchema) -> str:
    """A key as text; several attributes of one part are joined by a plus sign."""
    parts = (" + ".join(part) for part in (key.partition_key, key.sort_key) if part)
    return f"({', '.join(parts)})"


def _all(wanted: Table, found: Table) -> Iterator[Difference]:
    yield from _compared("key", key_text(wanted.key), key_text(found.key))
    yield from _types(wanted, found)
    yield from _indexes(wanted, found)
    yield from _compared("billing_mode", wanted.billing_mode, found.billing_mode)
    yield from _throughput("", wanted, found)
    yield from _compared("stream", wanted.stream, found.stream)
    yield from _compared("time_to_live", wanted.time_to_live, found.time_to_live)
    yield from _compared("point_in_time_recovery", _recovery(wanted), _recovery(found))
    yield from _encryption(wanted, found)
    for name in (
        "deletion_protection",
        "table_class",
        "contributor_insights",
        "multi_region_consistency",
    ):
        yield from _compared(name, getattr(wanted, name), getattr(found, name))
    yield from _kinesis(wanted, found)
    yield from _compared("replicas", _listed(wanted.replicas), _listed(found.replicas))
    yield from _named("tags", _own_tags(wanted), _own_tags(found))


def _compared(name: str, wanted: object, found: object) -> Iterator[Difference]:
    if wanted != found:
        yield Difference(name=name, design=_text(wanted), found=_text(found))


def _named(
    name: str, wanted: Mapping[str, object], found: Mapping[str, object]
) -> Iterator[Difference]:
    for one in dict.fromkeys((*wanted, *found)):
        yield from _compared(f"{name}.{one}", wanted.get(one), found.get(one))


def _types(wanted: Table, found: Table) -> Iterator[Difference]:
    """The types of key attributes that both have; a key without one differs as a key."""
    for name, kind in wanted.attribute_types.items():
        if name in found.attribute_types:
            yield from _compared(f"attribute_types.{name}", kind, found.attribute_types[name])


def _indexes(wanted: Table, found: Table) -> Iterator[Difference]:
    for name in dict.fromkeys((*wanted.indexes, *found.indexes)):
        one, other = wanted.indexes.get(name), found.indexes.get(name)
        place = f"indexes.{name}"
        if one is None or other is None:
            yield from _compared(place, _index_text(one), _index_text(other))
            continue
        yield from _compared(f"{place}.kind", one.kind, other.kind)
        yield from _compared(f"{place}.key", key_text(one.key), key_text(other.key))
        projections = _projection(one.projection), _projection(other.projection)
        yield from _compared(f"{place}.projection", *projections)
        yield from _throughput(f"{place}.", one, other)
        insights = one.contributor_insights, other.contributor_insights
        yield from _compared(f"{place}.contributor_insights", *insights)


def _throughput(place: str, wanted: Table | Index, found: Table | Index) -> Iterator[Difference]:
    if not _is_scaled_to(wanted.provisioned, found.provisioned):
        yield from _compared(
            f"{place}provisioned", _provisioned(wanted.provisioned), _provisioned(found.provisioned)
        )
    yield from _compared(
        f"{place}max_throughput", _units(wanted.max_throughput), _units(found.max_throughput)
    )
    if wanted.warm_throughput:  # every table has some
        yield from _compared(
            f"{place}warm_throughput", _units(wanted.warm_throughput), _units(found.warm_throughput)
        )


def _encryption(wanted: Table, found: Table) -> Iterator[Difference]:
    """The kind, and the key where the design names one.

    A live table names the ARN of its key whoever's it is, so that AWS's own is no difference.
    """
    one, other = wanted.encryption, found.encryption
    kinds = one.kind, other.kind
    is_alias = (one.kms_key or "").startswith("alias/") and ":key/" in (other.kms_key or "")
    if kinds != ("AWS_MANAGED", "CUSTOMER_MANAGED") or not (other.kms_key or "").startswith("arn:"):
        yield from _compared("encryption", *kinds)
    if is_alias:  # which key an alias names, only KMS tells
        return
    if one.kms_key and other.kms_key and not other.kms_key.endswith(one.kms_key):
        yield from _compared("encryption.kms_key", one.kms_key, other.kms_key)


def _recovery(table: Table) -> str | None:
    recovery = table.point_in_time_recovery
    return None if recovery is None else f"{recovery.recovery_period_days} days"


def _kinesis(wanted: Table, found: Table) -> Iterator[Difference]:
    """The stream, and its precision where the design has one and the other side tells of it."""
    one, other = wanted.kinesis_stream, found.kinesis_stream
    yield from _compared("kinesis_stream", one and one.arn, other and other.arn)
    if one and other and one.arn == other.arn and one.precision and other.precision:
        yield from _compared("kinesis_stream.precision", one.precision, other.precision)


def _own_tags(table: Table) -> Mapping[str, str]:
    return {key: value for key, value in table.tags.items() if not key.startswith(OTHERS_TAGS)}


def _policy(table: Table) -> str | None:
    return None if table.resource_policy is None else policy_text(table.resource_policy)


def _projection(projection: Projection) -> str:
    if projection.kind == "INCLUDE":
        return f"[{', '.join(sorted(projection.attributes))}]"
    return projection.kind


def _is_scaled_to(wanted: Provisioned | None, found: Provisioned | None) -> bool:
    """Whether capacity is as declared, or is where auto scaling may have moved it."""
    if wanted is None or found is None:
        return wanted is found
    return _is_within(
        found.read_capacity_units, wanted.read_capacity_units, wanted.read_autoscaling
    ) and _is_within(
        found.write_capacity_units, wanted.write_capacity_units, wanted.write_autoscaling
    )


def _is_within(found: int, wanted: int, scaling: AutoScaling | None) -> bool:
    if scaling is None:
        return found == wanted
    return found == wanted or scaling.minimum <= found <= scaling.maximum


def _provisioned(throughput: Provisioned | None) -> str | None:
    if throughput is None:
        return None
    reads = _scaled(throughput.read_capacity_units, throughput.read_autoscaling)
    writes = _scaled(throughput.write_capacity_units, throughput.write_autoscaling)
    return f"{reads} RCU, {writes} WCU"


def _scaled(units: int, scaling: AutoScaling | None) -> str:
    return f"{scaling.minimum} to {scaling.maximum}" if scaling else str(units)


def _units(units: UnitsPerSecond | None) -> str | None:
    if units is None:
        return None
    given = (
        f"{amount:,} {kind} units a second"
        for amount, kind in (
            (units.read_units_per_second, "read"),
            (units.write_units_per_second, "write"),
        )
        if amount is not None
    )
    return ", ".join(given)


def _index_text(index: Index | None) -> str | None:
    return f"the {index.kind} index {key_text(index.key)}" if index else None


def _listed(names: Collection[str]) -> str | None:
    return ", ".join(sorted(names)) or None


def _text(value: object) -> str:
    if value is None:
        return _NONE
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)
