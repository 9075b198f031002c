"""How a table that is there, or in a template, differs from the one a design declares."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pytest_dynamo.design.values import (
    Index,
    KeySchema,
    Projection,
    Provisioned,
    Table,
    UnitsPerSecond,
)

_NONE = "nothing"


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
    gives where a design is silent: warm throughput, and the key of an encryption by KMS. Policies are
    compared with `has_policy`, where the other side tells of them; a live table does not.

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
    yield from _compared("kinesis_stream", _kinesis(wanted), _kinesis(found))
    yield from _compared("replicas", _listed(wanted.replicas), _listed(found.replicas))
    yield from _named("tags", wanted.tags, found.tags)


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
    if kinds != ("AWS_MANAGED", "CUSTOMER_MANAGED") or not (other.kms_key or "").startswith("arn:"):
        yield from _compared("encryption", *kinds)
    if one.kms_key and other.kms_key and not other.kms_key.endswith(one.kms_key):
        yield from _compared("encryption.kms_key", one.kms_key, other.kms_key)


def _recovery(table: Table) -> str | None:
    recovery = table.point_in_time_recovery
    return None if recovery is None else f"{recovery.recovery_period_days} days"


def _kinesis(table: Table) -> str | None:
    return table.kinesis_stream.arn if table.kinesis_stream else None


def _policy(table: Table) -> str | None:
    """A policy on one line, in an order of its own, so that only what it says counts."""
    policy = table.resource_policy
    return None if policy is None else json.dumps(policy, sort_keys=True, default=str)


def _projection(projection: Projection) -> str:
    if projection.kind == "INCLUDE":
        return f"[{', '.join(sorted(projection.attributes))}]"
    return projection.kind


def _provisioned(throughput: Provisioned | None) -> str | None:
    if throughput is None:
        return None
    return f"{throughput.read_capacity_units} RCU, {throughput.write_capacity_units} WCU"


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
