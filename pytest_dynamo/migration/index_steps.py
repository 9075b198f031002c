"""The steps that remove and create global indexes, one a call, and those that change capacity.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html: one index is created or deleted
by one UpdateTable.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pytest_dynamo.design.table_request import index_arguments, throughput_arguments
from pytest_dynamo.design.values import AutoScaling, Index, Provisioned, Table, UnitsPerSecond
from pytest_dynamo.migration.differences import key_text
from pytest_dynamo.migration.updating import Update
from pytest_dynamo.migration.values import Step

_NO_MAXIMUM = -1


def removals(update: Update) -> Iterator[Step]:
    """Each index that goes, or makes room for itself."""
    for name in update.gone:
        yield update.step(
            "update_table",
            f"remove index {name}",
            _properties(update, name),
            {"GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": name}}]},
        )


def creations(update: Update) -> Iterator[Step]:
    """Each index that is new, with the types of its key attributes."""
    for name in update.made:
        index = update.new.indexes[name]
        definitions = [
            {"AttributeName": one, "AttributeType": update.new.attribute_types[one]}
            for one in dict.fromkeys(index.key.attributes)
        ]
        yield update.step(
            "update_table",
            f"create index {name} {key_text(index.key)}",
            _properties(update, name),
            {
                "AttributeDefinitions": definitions,
                "GlobalSecondaryIndexUpdates": [{"Create": index_arguments(index)}],
            },
        )


def capacity(update: Update) -> Iterator[Step]:
    """The billing mode, which takes the units of all indexes with it; else units, table and indexes apart."""
    new = update.new
    if update.has("billing_mode"):
        arguments: dict[str, Any] = {"BillingMode": new.billing_mode}
        if new.billing_mode == "PROVISIONED":
            arguments |= throughput_arguments(new.provisioned, None, None)
            arguments |= _of_indexes(
                *((one, throughput_arguments(one.provisioned, None, None)) for one in update.kept)
            )
        places = ("provisioned", *(f"indexes.{one.name}.provisioned" for one in update.kept))
        what = f"set billing_mode to {new.billing_mode}"
        yield update.step("update_table", what, ("billing_mode", *places), arguments)
        return
    if update.has("provisioned"):
        arguments = throughput_arguments(_scaled(new, update.old), None, None)
        what = f"set provisioned to {update.changes['provisioned'].new}"
        yield update.step("update_table", what, ["provisioned"], arguments)
    yield from _kept_indexes(update, "provisioned")


def maximums(update: Update) -> Iterator[Step]:
    """What on-demand throughput may be at most; -1 takes a maximum away."""
    if update.has("max_throughput"):
        arguments = {"OnDemandThroughput": _maximum(update.new.max_throughput)}
        yield update.step("update_table", "set max_throughput", ["max_throughput"], arguments)
    yield from _kept_indexes(update, "max_throughput")


def warmth(update: Update) -> Iterator[Step]:
    """Warm throughput, which only grows."""
    if update.has("warm_throughput"):
        arguments = throughput_arguments(None, None, update.new.warm_throughput)
        yield update.step("update_table", "raise warm_throughput", ["warm_throughput"], arguments)
    yield from _kept_indexes(update, "warm_throughput")


def _kept_indexes(update: Update, aspect: str) -> Iterator[Step]:
    for index in update.kept:
        name = f"indexes.{index.name}.{aspect}"
        if update.has(name):
            what = f"set {aspect} of index {index.name} to {update.changes[name].new}"
            arguments = _of_indexes((index, _aspect(index, update.old.indexes[index.name], aspect)))
            yield update.step("update_table", what, [name], arguments)


def _aspect(throttled: Index, found: Index, aspect: str) -> dict[str, dict[str, int]]:
    match aspect:
        case "provisioned":
            return throughput_arguments(_scaled(throttled, found), None, None)
        case "warm_throughput":
            return throughput_arguments(None, None, throttled.warm_throughput)
    return {"OnDemandThroughput": _maximum(throttled.max_throughput)}


def _scaled(wanted: Table | Index, found: Table | Index) -> Provisioned | None:
    """The units to ask for: those that auto scaling has come to stay as they are."""
    if wanted.provisioned is None or found.provisioned is None:
        return wanted.provisioned
    now, asked = found.provisioned, wanted.provisioned
    return replace(
        asked,
        read_capacity_units=_kept(
            asked.read_capacity_units, now.read_capacity_units, asked.read_autoscaling
        ),
        write_capacity_units=_kept(
            asked.write_capacity_units, now.write_capacity_units, asked.write_autoscaling
        ),
    )


def _kept(asked: int, now: int, scaling: AutoScaling | None) -> int:
    return now if scaling and scaling.minimum <= now <= scaling.maximum else asked


def _maximum(maximum: UnitsPerSecond | None) -> dict[str, int]:
    reads = maximum.read_units_per_second if maximum else None
    writes = maximum.write_units_per_second if maximum else None
    return {
        "MaxReadRequestUnits": _NO_MAXIMUM if reads is None else reads,
        "MaxWriteRequestUnits": _NO_MAXIMUM if writes is None else writes,
    }


def _of_indexes(*updates: tuple[Index, dict[str, dict[str, int]]]) -> dict[str, Any]:
    if not updates:
        return {}
    return {
        "GlobalSecondaryIndexUpdates": [
            {"Update": {"IndexName": index.name, **arguments}} for index, arguments in updates
        ]
    }


def _properties(update: Update, name: str) -> tuple[str, ...]:
    """The changes that creating or removing an index makes; all of it, but what is not known at creation."""
    types = [
        f"attribute_types.{one}"
        for table in (update.old, update.new)
        if name in table.indexes
        for one in table.indexes[name].key.attributes
    ]
    insights = f"indexes.{name}.contributor_insights"
    return (*(one for one in update.below(f"indexes.{name}") if one != insights), *types)
