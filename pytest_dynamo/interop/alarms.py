"""CloudWatch alarms of a table: throttling, consumed capacity, and errors of DynamoDB itself.

Which metric has which dimensions is in
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html. Names here
are those of CloudFormation, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html;
every export renders the same values:

    for alarm in alarms_of(table, operations_on(design, table.name)): ...
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from pytest_dynamo.design.values import (
    Design,
    Index,
    Provisioned,
    Table,
    UnitsPerSecond,
)
from pytest_dynamo.planner.planning import OPERATIONS

Comparison: TypeAlias = Literal["GreaterThanThreshold", "GreaterThanOrEqualToThreshold"]
_Kind: TypeAlias = Literal["read", "write"]

_MINUTE: Final = 60
_PERCENT: Final = 80
_KINDS: Final[tuple[_Kind, ...]] = ("read", "write")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An alarm on one metric.

    `name` is unique among the alarms of its table: `ReadThrottleEvents`, `GSI1-ReadThrottleEvents`.
    `dimensions` are sorted by name. `period` is in seconds. `index` is the global index that is
    watched, or None where it is the table itself.
    """

    name: str
    description: str
    metric: str
    dimensions: tuple[tuple[str, str], ...]
    threshold: int
    comparison: Comparison
    evaluation_periods: int
    datapoints_to_alarm: int
    index: str | None = None
    namespace: str = "AWS/DynamoDB"
    statistic: str = "Sum"
    period: int = _MINUTE
    treat_missing_data: Literal["notBreaching"] = "notBreaching"
    """DynamoDB sends these metrics only while there is something to count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limit:
    """How many units a second there are, and what says so."""

    units: int
    source: str


def operations_on(design: Design, table: str) -> tuple[str, ...]:
    """The operations that access patterns perform on a table, in alphabetical order.

    >>> from pytest_dynamo.design.reader import load_design
    >>> operations_on(load_design("designs/sessions.yaml"), "no such table")
    ()
    """
    return tuple(
        sorted(
            {
                OPERATIONS.get(pattern.kind, "Scan")
                for pattern in design.access_patterns.values()
                if table in {pattern.table, *(action.table for action in pattern.actions)}
            }
        )
    )


def alarms_of(table: Table, operations: Sequence[str] = ()) -> tuple[Alarm, ...]:
    """The alarms of a table and its global indexes.

    Throttling is watched by ReadThrottleEvents and WriteThrottleEvents, which are counted for each
    table and each index, and for each request within a batch. ThrottledRequests is not: it has no
    dimension for the index, and counts a batch only when all of it was throttled. SystemErrors has
    the dimensions TableName and Operation, so there is one alarm for each operation that is named.
    """
    return (
        *(alarm for index in _resources(table) for alarm in _throttling(table, index)),
        *(alarm for index in _resources(table) for alarm in _consumed(table, index)),
        *(_system_errors(table, operation) for operation in operations),
    )


def unwatched_capacity(table: Table) -> str:
    """Whose consumed capacity has no alarm, and why: a sentence for a comment, or nothing."""
    found: dict[str, list[str]] = {}
    for index in _resources(table):
        kinds = [kind for kind in _KINDS if _limit(table, index, kind) is None]
        if kinds:
            found.setdefault("read and write" if kinds[1:] else kinds[0], []).append(
                index.name if index else "the table itself"
            )
    if not found:
        return ""
    whose = "; or ".join(
        f"{kinds} capacity of {', '.join(names)}" for kinds, names in found.items()
    )
    return (
        f"Table {table.name} has no alarm on the consumed {whose}: "
        "on demand, there is neither a maximum nor a warm throughput to compare with."
    )


def _resources(table: Table) -> tuple[Index | None, ...]:
    return (None, *table.global_indexes)


def _throttling(table: Table, index: Index | None) -> Iterator[Alarm]:
    """Any throttling in three of five minutes: a single minute is a burst that retries absorb."""
    for kind in _KINDS:
        metric = f"{kind.capitalize()}ThrottleEvents"
        yield Alarm(
            name=_name(index, metric),
            description=f"{kind.capitalize()}s of {_described(table, index)} are throttled.",
            metric=metric,
            dimensions=_dimensions(table, index),
            threshold=0,
            comparison="GreaterThanThreshold",
            evaluation_periods=5,
            datapoints_to_alarm=3,
            index=index.name if index else None,
        )


def _consumed(table: Table, index: Index | None) -> Iterator[Alarm]:
    """The sum over a minute against what a minute holds, as the page of the metrics advises."""
    for kind in _KINDS:
        limit = _limit(table, index, kind)
        if limit is None:
            continue
        metric = f"Consumed{kind.capitalize()}CapacityUnits"
        yield Alarm(
            name=_name(index, metric),
            description=(
                f"{kind.capitalize()}s of {_described(table, index)} consume {_PERCENT} % or more of "
                f"{limit.source}, {limit.units} units a second."
            ),
            metric=metric,
            dimensions=_dimensions(table, index),
            # Rounded up: a whole number prints alike in every language.
            threshold=-(-limit.units * _MINUTE * _PERCENT // 100),
            comparison="GreaterThanOrEqualToThreshold",
            evaluation_periods=5,
            datapoints_to_alarm=5,
            index=index.name if index else None,
        )


def _system_errors(table: Table, operation: str) -> Alarm:
    return Alarm(
        name=f"{operation}-SystemErrors",
        description=f"DynamoDB answers {operation} on table {table.name} with HTTP 500.",
        metric="SystemErrors",
        dimensions=(("Operation", operation), ("TableName", table.name)),
        threshold=0,
        comparison="GreaterThanThreshold",
        evaluation_periods=5,
        datapoints_to_alarm=3,
    )


def _limit(table: Table, index: Index | None, kind: _Kind) -> _Limit | None:
    """What throttles first: provisioned capacity, else a maximum, else what is surely there.

    On demand, warm throughput is what a table serves at once; beyond it, it grows while it throttles:
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
    """
    resource = index or table
    if table.billing_mode == "PROVISIONED":
        provisioned = resource.provisioned
        return _provisioned(provisioned, kind) if provisioned else None
    for units, source in (
        (resource.max_throughput, "the maximum throughput"),
        (resource.warm_throughput, "the warm throughput"),
    ):
        given = _units(units, kind)
        if given is not None:
            return _Limit(units=given, source=source)
    return None


def _provisioned(provisioned: Provisioned, kind: _Kind) -> _Limit:
    reads = kind == "read"
    scaling = provisioned.read_autoscaling if reads else provisioned.write_autoscaling
    if scaling:
        return _Limit(units=scaling.maximum, source="the maximum of auto scaling")
    units = provisioned.read_capacity_units if reads else provisioned.write_capacity_units
    return _Limit(units=units, source="the provisioned capacity")


def _units(units: UnitsPerSecond | None, kind: _Kind) -> int | None:
    if units is None:
        return None
    return units.read_units_per_second if kind == "read" else units.write_units_per_second


def _name(index: Index | None, metric: str) -> str:
    return f"{index.name}-{metric}" if index else metric


def _described(table: Table, index: Index | None) -> str:
    return f"index {index.name} of table {table.name}" if index else f"table {table.name}"


def _dimensions(table: Table, index: Index | None) -> tuple[tuple[str, str], ...]:
    of_index = (("GlobalSecondaryIndexName", index.name),) if index else ()
    return (*of_index, ("TableName", table.name))
