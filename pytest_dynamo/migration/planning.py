"""What brings one table to what a design says, request by request.

A plan is made of what is there, so that one after a part of it was carried out is the rest of it.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pytest_dynamo.design.table_request import create_table_arguments, follow_up_requests
from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.migration import index_steps, setting_steps
from pytest_dynamo.migration.classifying import AUTO_SCALING, changes_between, rebuilt_indexes
from pytest_dynamo.migration.differences import Difference, differences, key_text
from pytest_dynamo.migration.updating import Update
from pytest_dynamo.migration.values import Step, TablePlan

_WORDS = {
    "update_time_to_live": "turn time_to_live on for {table.time_to_live}",
    "update_continuous_backups": "set point_in_time_recovery to {days} days",
    "enable_kinesis_streaming_destination": "send changes to {table.kinesis_stream.arn}",
}


def table_plan(
    wanted: Table,
    found: Table | None,
    *,
    name: str | None = None,
    arn: str = "",
    unknown: Collection[str] = (),
    marks: Mapping[str, str] | None = None,
) -> TablePlan:
    """The changes of a table and the requests that make them; without a table that is there, those that create it.

    `name` is what it is called where it is, `arn` the ARN of one that is there. `unknown` are properties that its
    DynamoDB does not tell: they stay as they are. `marks` are tags that a new table gets beside those of the design.
    """
    called = name or wanted.name
    if found is None:
        steps = tuple(_creation(wanted, called, marks or {}))
        notes = tuple(_notes(wanted, ()))
        return TablePlan(name=called, wanted=wanted, is_new=True, steps=steps, notes=notes)
    changes = changes_between(found, wanted, unknown={*unknown, AUTO_SCALING}, name=called)
    made = {one.name: one for one in changes if one.kind in ("in place", "new index")}
    rebuilt = rebuilt_indexes(found, wanted)
    update = Update(
        name=called,
        arn=arn,
        old=found,
        new=wanted,
        changes=made,
        gone=(*_alone(found, wanted, made), *rebuilt),
        made=(*rebuilt, *_alone(wanted, found, made)),
    )
    return TablePlan(
        name=called,
        wanted=wanted,
        is_new=False,
        changes=changes,
        steps=tuple(_steps(update)),
        notes=tuple(_notes(wanted, unknown)),
    )


def settings_of(table: Table) -> tuple[Difference, ...]:
    """What a table declares beside its keys and indexes: how it differs from one that declares nothing else.

    >>> from pytest_dynamo.design.values import KeySchema
    >>> key = KeySchema(partition_key=("id",))
    >>> table = Table(name="a", key=key, attribute_types={"id": "S"}, time_to_live="ends")
    >>> [(one.name, one.design) for one in settings_of(table)]
    [('time_to_live', 'ends')]
    """
    bare = Table(
        name=table.name,
        key=table.key,
        attribute_types=table.attribute_types,
        indexes={
            one.name: Index(name=one.name, kind=one.kind, key=one.key, projection=one.projection)
            for one in table.indexes.values()
        },
    )
    return differences(table, bare, has_policy=True)


def _steps(update: Update) -> Iterator[Step]:
    """All steps, in an order that is safe at each point, and that DynamoDB accepts.

    Protection comes first and goes last. Indexes go before a switch of billing, which takes the units of all that are
    there, and come after it. A maximum belongs to on-demand throughput, so that it goes before that does.
    """
    leaves_on_demand = update.new.billing_mode == "PROVISIONED"
    yield from setting_steps.protection(update, on=True)
    yield from index_steps.removals(update)
    if leaves_on_demand:
        yield from index_steps.maximums(update)
    yield from index_steps.capacity(update)
    yield from index_steps.creations(update)
    if not leaves_on_demand:
        yield from index_steps.maximums(update)
    yield from index_steps.warmth(update)
    yield from setting_steps.stream(update)
    yield from setting_steps.time_to_live(update)
    yield from setting_steps.recovery(update)
    yield from setting_steps.encryption(update)
    yield from setting_steps.table_class(update)
    yield from setting_steps.insights(update)
    yield from setting_steps.kinesis(update)
    yield from setting_steps.replicas(update)
    yield from setting_steps.tags(update)
    yield from setting_steps.policy(update)
    yield from setting_steps.protection(update, on=False)


def _creation(table: Table, name: str, marks: Mapping[str, str]) -> Iterator[Step]:
    arguments = create_table_arguments(table, name)
    if marks:
        tags = [{"Key": key, "Value": value} for key, value in marks.items()]
        arguments["Tags"] = [*arguments.get("Tags", ()), *tags]
    indexes = f" with {len(table.indexes)} index{'es' * (len(table.indexes) != 1)}"
    yield Step(
        operation="create_table",
        arguments=arguments,
        what=f"create table {name} {key_text(table.key)}{indexes if table.indexes else ''}",
        properties=("key", *(f"indexes.{one}" for one in table.indexes)),
    )
    for operation, given in follow_up_requests(table, name):
        yield Step(
            operation=operation,
            arguments=given,
            what=_follow_up_text(table, operation, given),
            properties=_follow_up_properties(operation, given),
        )


def _follow_up_text(table: Table, operation: str, given: Mapping[str, Any]) -> str:
    recovery = table.point_in_time_recovery
    if operation in _WORDS:
        return _WORDS[operation].format(
            table=table, days=recovery.recovery_period_days if recovery else 0
        )
    if operation == "update_contributor_insights":
        index = f" of index {given['IndexName']}" if "IndexName" in given else ""
        return f"set contributor_insights{index} to {given['ContributorInsightsMode']}"
    regions = ", ".join(one["Create"]["RegionName"] for one in given["ReplicaUpdates"])
    return f"create the replica in {regions}"


def _follow_up_properties(operation: str, given: Mapping[str, Any]) -> tuple[str, ...]:
    match operation:
        case "update_time_to_live":
            return ("time_to_live",)
        case "update_continuous_backups":
            return ("point_in_time_recovery",)
        case "enable_kinesis_streaming_destination":
            return ("kinesis_stream",)
        case "update_contributor_insights" if "IndexName" in given:
            return (f"indexes.{given['IndexName']}.contributor_insights",)
        case "update_contributor_insights":
            return ("contributor_insights",)
    return ("replicas",)


def _alone(one: Table, other: Table, made: Collection[str]) -> Iterator[str]:
    """The global indexes that only one of two tables has, where that is a change that can be made."""
    for index in one.global_indexes:
        if index.name not in other.indexes and f"indexes.{index.name}" in made:
            yield index.name


def _notes(wanted: Table, unknown: Collection[str]) -> Iterator[str]:
    """What the design declares and no step sets."""
    provisioned = (wanted.provisioned, *(one.provisioned for one in wanted.global_indexes))
    if any(one and (one.read_autoscaling or one.write_autoscaling) for one in provisioned):
        yield (
            "auto scaling is another service's and is not deployed: export the design to a template, or set it "
            "with Application Auto Scaling"
        )
    if wanted.vector_indexes:
        yield f"vector indexes are not deployed: {', '.join(wanted.vector_indexes)}"
    for name in sorted(unknown):
        if name != AUTO_SCALING and getattr(wanted, name, None):
            yield f"{name} is not told here, and stays as it is"
