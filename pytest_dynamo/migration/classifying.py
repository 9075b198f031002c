"""Each difference between two tables as a change: of which kind it is, and what is lost by it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.migration.differences import Difference, differences
from pytest_dynamo.migration.values import Change
from pytest_dynamo.migration.verdicts import (
    NEW_TABLE,
    Verdict,
    verdict_of_provisioned,
    verdict_of_setting,
    verdict_of_warmth,
)

AUTO_SCALING = "autoscaling"
"""The name of what Application Auto Scaling does, among what is `unknown` of a table that is there."""

_LOCAL = Verdict(
    kind="new table",
    reason="local indexes are created with their table, and are there as long as it is",
    remedy=NEW_TABLE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    old: Table
    new: Table


def changes_between(
    old: Table, new: Table, *, unknown: Collection[str] = (), name: str | None = None
) -> tuple[Change, ...]:
    """Every property that differs, with what DynamoDB makes of it, in the order of a design file.

    `unknown` names properties of which nothing is known of the old table; `name` is what the changes call
    the table, the new one's name if left out.

    >>> from pytest_dynamo.design.values import KeySchema
    >>> key = KeySchema(partition_key=("id",))
    >>> old = Table(name="a", key=key, attribute_types={"id": "S"}, time_to_live="ends")
    >>> new = Table(name="a", key=key, attribute_types={"id": "N"}, time_to_live="ends")
    >>> [(change.name, change.kind) for change in changes_between(old, new)]
    [('attribute_types.id', 'new table')]
    """
    sides = _Sides(old=old, new=new)
    found = differences(new, old, unknown=unknown, has_policy="resource_policy" not in unknown)
    return tuple(
        _change(one, verdict, name or new.name)
        for one in (*found, *(() if AUTO_SCALING in unknown else _scalings(old, new)))
        if (verdict := _verdict(one.name, sides)) is not None
    )


def rebuilt_indexes(old: Table, new: Table) -> tuple[str, ...]:
    """Global indexes that are in both tables and have to be created anew: their key or projection is fixed."""
    return tuple(
        index.name
        for index in new.global_indexes
        if (before := old.indexes.get(index.name)) is not None
        and before.kind == "global"
        and (
            before.key != index.key
            or _stored(before) != _stored(index)
            or any(
                old.attribute_types[name] != new.attribute_types[name]
                for name in index.key.attributes
            )
        )
    )


def _change(difference: Difference, verdict: Verdict, table: str) -> Change:
    return Change(
        table=table,
        name=difference.name,
        old=difference.found,
        new=difference.design,
        kind=verdict.kind,
        reason=verdict.reason,
        loses=verdict.loses,
        remedy=verdict.remedy,
    )


def _verdict(name: str, sides: _Sides) -> Verdict | None:
    """What becomes of a difference; None where it is but a part of another one."""
    part, _, rest = name.partition(".")
    if part == "attribute_types":
        return _of_type(rest, sides)
    if part == "indexes":
        return _of_index(rest, sides)
    return verdict_of_setting(part, sides.old, sides.new)


def _of_type(attribute: str, sides: _Sides) -> Verdict | None:
    old, new = sides.old, sides.new
    fixed = (old.key, new.key, *(one.key for one in (*old.local_indexes, *new.local_indexes)))
    if any(attribute in key.attributes for key in fixed):
        return Verdict(
            kind="new table",
            reason="the type of a key attribute is fixed when its table is created",
            remedy=NEW_TABLE,
        )
    rebuilt = [
        name for name in rebuilt_indexes(old, new) if attribute in new.indexes[name].key.attributes
    ]
    return _rebuilt(rebuilt, "the type of a key attribute") if rebuilt else None


def _rebuilt(names: Collection[str], what: str) -> Verdict:
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
    text = " and ".join(names)
    return Verdict(
        kind="new index",
        reason=f"{what} is fixed when an index is created: {text} is removed, and created anew",
        loses=f"no Query on {text} works from its removal until it is filled",
        remedy=f"add an index of another name, move the readers of {text} to it, then remove {text}",
    )


def _of_index(place: str, sides: _Sides) -> Verdict | None:
    name, aspect = _split(place, sides)
    before, after = sides.old.indexes.get(name), sides.new.indexes.get(name)
    kinds = {one.kind for one in (before, after) if one}
    if aspect in ("", "kind", "key", "projection") and "local" in kinds:
        return _LOCAL
    if aspect in ("key", "projection"):
        return _rebuilt([name], f"the {aspect}")
    if aspect == "contributor_insights":
        return verdict_of_setting("contributor_insights", sides.old, sides.new)
    if before is None:
        return Verdict(kind="new index", reason="the index is created, and filled from the table")
    if after is None:
        return Verdict(
            kind="in place",
            reason="UpdateTable removes a global index",
            loses=f"no Query on {name} works from then on",
        )
    return _of_capacity(aspect, before, after, sides)


def _of_capacity(aspect: str, before: Index, after: Index, sides: _Sides) -> Verdict:
    match aspect:
        case "warm_throughput":
            return verdict_of_warmth(before.warm_throughput, after.warm_throughput)
        case "provisioned":
            return verdict_of_provisioned(before.provisioned, after.provisioned)
    return verdict_of_setting("max_throughput", sides.old, sides.new)


def _split(place: str, sides: _Sides) -> tuple[str, str]:
    """The name of an index, which may have dots, and the aspect of it that differs."""
    if place in sides.old.indexes or place in sides.new.indexes:
        return place, ""
    name, _, aspect = place.rpartition(".")
    return name, aspect


def _stored(index: Index) -> object:
    return index.projection.kind, frozenset(index.projection.attributes)


def _scalings(old: Table, new: Table) -> Iterator[Difference]:
    """Auto scaling that both sides could have, and have otherwise."""
    pairs: list[tuple[str, Table | Index | None, Table | Index]] = [(AUTO_SCALING, old, new)]
    pairs += [
        (f"{AUTO_SCALING}.{index.name}", old.indexes.get(index.name), index)
        for index in new.global_indexes
    ]
    for name, before, after in pairs:
        one, other = _scaling_text(after), _scaling_text(before)
        if before is not None and one != other:
            yield Difference(name=name, design=one, found=other)


def _scaling_text(throttled: Table | Index | None) -> str:
    provisioned = throttled.provisioned if throttled else None
    if provisioned is None:
        return "nothing"
    given = (
        f"{kind} {scaling.minimum:,} to {scaling.maximum:,} at {scaling.target_utilization} %"
        for kind, scaling in (
            ("read", provisioned.read_autoscaling),
            ("write", provisioned.write_autoscaling),
        )
        if scaling
    )
    return ", ".join(given) or "nothing"
