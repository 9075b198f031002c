"""The model of throttling in a load test: its settings, and what it did as figures of the run."""

from collections.abc import Iterator, Mapping

from pytest_dynamo.capacity.resources import Resource
from pytest_dynamo.design.values import Table
from pytest_dynamo.embedded.throttling.history import ThrottlingHistory
from pytest_dynamo.embedded.throttling.settings import Throttling
from pytest_dynamo.locust.settings.values import Settings
from pytest_dynamo.measure.flow import Partitions
from pytest_dynamo.measure.throttling_values import (
    LimitFigures,
    PartitionsFigures,
    SplitFigures,
    ThrottlingFigures,
)


def throttling_of(settings: Settings, schemas: Mapping[str, Table]) -> Throttling | None:
    """How the embedded backend is to throttle; None if it is not to.

    `schemas` are the tables of the design by the names they have there.
    """
    if not settings.throttles:
        return None
    return Throttling(parameters=settings.parameters, speed=settings.clock, policies=schemas)


def partitions_at_start(
    history: ThrottlingHistory, expected: Partitions, schemas: Mapping[str, Table]
) -> dict[Resource, int]:
    """The partitions that the tables of a design begin with; those expected, where there are none."""
    names = {table.name: there for there, table in schemas.items()}
    return {
        (table, index): len(history.partitions.get((names[table], index), ())) or count
        for (table, index), count in expected.items()
    }


def throttling_figures(
    history: ThrottlingHistory,
    settings: Settings,
    schemas: Mapping[str, Table],
    at_start: Partitions,
) -> ThrottlingFigures:
    """What the model did, in the time of the run, with tables named as in the design.

    `at_start` are the partitions that they began with.
    """
    names = {there: table.name for there, table in schemas.items()}
    return ThrottlingFigures(
        clock=settings.clock,
        model_seconds=history.elapsed_seconds,
        parameters={name: _text(value) for name, value in settings.parameters.changed().items()},
        splits=tuple(_splits(history, settings.clock, names)),
        partitions=tuple(_partitions(history, schemas, at_start)),
        limits=tuple(_limits(history, settings.clock, names)),
    )


def _splits(
    history: ThrottlingHistory, clock: float, names: Mapping[str, str]
) -> Iterator[SplitFigures]:
    for split in history.splits:
        table, index = split.resource
        if table in names:
            yield SplitFigures(
                at_seconds=split.at_seconds / clock,
                table=names[table],
                index=index,
                cause=split.cause,
                place=split.place,
                inside_collection=split.inside_collection,
            )


def _limits(
    history: ThrottlingHistory, clock: float, names: Mapping[str, str]
) -> Iterator[LimitFigures]:
    """The limits that refused anything, the earliest first."""
    for ((table, index), direction, kind), limit in sorted(
        history.throttled.items(), key=lambda row: row[1].first_at_seconds
    ):
        if table in names:
            yield LimitFigures(
                table=names[table],
                index=index,
                direction=direction,
                kind=kind,
                count=limit.count,
                first_seconds=limit.first_at_seconds / clock,
                first_place=limit.first.first,
                last_place=limit.first.last,
            )


def _text(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.10g}"


def _partitions(
    history: ThrottlingHistory, schemas: Mapping[str, Table], at_start: Partitions
) -> Iterator[PartitionsFigures]:
    """The partitions of each table and its indexes, in the order of the design."""
    were_split = {split.resource for split in history.splits}
    for there, table in schemas.items():
        for index in (None, *(index.name for index in table.global_indexes)):
            found = history.partitions.get((there, index), ())
            yield PartitionsFigures(
                table=table.name,
                index=index,
                at_start=at_start[table.name, index],
                at_end=len(found) or at_start[table.name, index],
                begin=tuple(one.first for one in found) if (there, index) in were_split else (),
            )
