"""What was forecast for a run beside what was measured in it."""

from collections.abc import Iterator
from dataclasses import dataclass

from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.forecast.values import Forecast
from pytest_dynamo.measure.call import Arm
from pytest_dynamo.measure.flow import resource_of
from pytest_dynamo.measure.tally import Tally

_LEAST_SHARE = 0.01
"""A smaller part of all units is next to nothing."""

_DIRECTIONS: tuple[Direction, Direction] = ("read", "write")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsCompared:
    """What a table or index was forecast to consume, and what it did, in units a second.

    `expected_units_per_second` is what the requests that were made and got through should have
    consumed by the forecast of each: uneven arrivals make no difference to it. `difference` is measured
    over forecast, less 1, and `difference_by_request` measured over expected; None where that is 0.
    """

    table: str
    index: str | None = None
    direction: Direction
    forecast_units_per_second: float
    expected_units_per_second: float
    measured_units_per_second: float
    difference: float | None = None
    difference_by_request: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A forecast beside the measured figures, over the access patterns that were forecast.

    The first throttles are in seconds since the start of the run; None is none. `left_out` names what
    was measured and not forecast: tasks written by hand. `largest_difference_by_request` is the one
    of `units` furthest from 0, without its sign; tables and indexes that take next to nothing are left
    out.
    """

    units: tuple[UnitsCompared, ...]
    largest_difference_by_request: float | None = None
    forecast_requests_per_second: float
    measured_requests_per_second: float
    forecast_first_throttle_seconds: float | None = None
    measured_first_throttle_seconds: float | None = None
    left_out: tuple[str, ...] = ()


def comparison(
    forecast: Forecast, tally: Tally, *, started: float, seconds: float, clock: float
) -> Comparison:
    """Compare a forecast with a tally over a window of so many seconds.

    `started` is when the run did, in seconds since the epoch; the forecast's time ran `clock` times as
    fast as that of the run.
    """
    names = {pattern.name for pattern in forecast.patterns}
    first = forecast.first_throttle
    throttled = [reason.first.at for reason in tally.reasons.values() if reason.first]
    requests = sum(one.requests for name, one in tally.patterns.items() if name in names)
    units = tuple(_units(forecast, tally, names, seconds))
    return Comparison(
        units=units,
        largest_difference_by_request=_largest(units),
        forecast_requests_per_second=forecast.load.mean_requests_per_second,
        measured_requests_per_second=requests / seconds if seconds else 0.0,
        forecast_first_throttle_seconds=first.at_seconds / clock if first else None,
        measured_first_throttle_seconds=max(0.0, min(throttled) - started) if throttled else None,
        left_out=tuple(sorted(tally.patterns.keys() - names)),
    )


def _largest(units: tuple[UnitsCompared, ...]) -> float | None:
    least = _LEAST_SHARE * sum(row.measured_units_per_second for row in units)
    return max(
        (
            abs(row.difference_by_request)
            for row in units
            if row.difference_by_request is not None
            and max(row.measured_units_per_second, row.expected_units_per_second) >= least
        ),
        default=None,
    )


def _units(
    forecast: Forecast, tally: Tally, names: set[str], seconds: float
) -> Iterator[UnitsCompared]:
    measured, expected = _measured(tally, names), _expected(forecast, tally)
    for resource in forecast.resources:
        for direction in _DIRECTIONS:
            key = (resource.table, resource.index), direction
            said = resource.read if direction == "read" else resource.write
            wanted = said.consumed_units / forecast.load.duration_seconds
            by_request, found = (
                units.get(key, 0.0) / seconds if seconds else 0.0 for units in (expected, measured)
            )
            yield UnitsCompared(
                table=resource.table,
                index=resource.index,
                direction=direction,
                forecast_units_per_second=wanted,
                expected_units_per_second=by_request,
                measured_units_per_second=found,
                difference=found / wanted - 1 if wanted else None,
                difference_by_request=found / by_request - 1 if by_request else None,
            )


def _expected(forecast: Forecast, tally: Tally) -> dict[tuple[Resource, Direction], float]:
    """What the requests that got through should have consumed, each as much as was forecast for it."""
    units: dict[tuple[Resource, Direction], float] = {}
    for pattern in forecast.patterns:
        counted = tally.patterns.get(pattern.name)
        for arm in pattern.arms if counted else ():
            key = (arm.table, arm.index), arm.direction
            through = counted.requests - counted.failures if counted else 0
            units[key] = units.get(key, 0.0) + arm.units * through
    return units


def _measured(tally: Tally, names: set[str]) -> dict[tuple[Resource, Direction], float]:
    """The units that the patterns of these names consumed; those of local indexes as their table's."""
    units: dict[tuple[Resource, Direction], float] = {}
    for name in names & tally.patterns.keys():
        for (table, index), (reads, writes) in tally.patterns[name].arms.items():
            resource = resource_of(Arm(table=table, index=index), tally.partitions)
            for direction, amount in zip(_DIRECTIONS, (reads, writes), strict=True):
                units[resource, direction] = units.get((resource, direction), 0.0) + amount
    return units
