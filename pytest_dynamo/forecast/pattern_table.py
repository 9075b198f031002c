"""What each access pattern consumes, as a table for terminals."""

from collections.abc import Iterable, Iterator, Sequence

from pytest_dynamo.capacity.resources import Resource
from pytest_dynamo.forecast.figures import number_text
from pytest_dynamo.forecast.values import ArmForecast, Forecast, PatternForecast

_LETTERS = {"read": "RCU", "write": "WCU"}


def pattern_lines(forecast: Forecast) -> Iterator[str]:
    """What each access pattern consumes of each table and index at the peak, as a table."""
    resources = [(each.table, each.index) for each in forecast.resources]
    several = len({table for table, _ in resources}) > 1
    headings = [
        index if index and not several else f"{table}.{index}" if index else table
        for table, index in resources
    ]
    rows = [["access pattern", "requests/s", *headings]]
    rows += [_pattern(pattern, resources) for pattern in forecast.patterns]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"  {'  '.join(cells)}".rstrip()
    if any(arm.is_estimated for pattern in forecast.patterns for arm in pattern.arms):
        yield "  ~ which keys are asked for is estimated from requests that were drawn"
    for name in forecast.not_served:
        yield f"  {name}  not served, and so left out"


def _pattern(pattern: PatternForecast, resources: Sequence[Resource]) -> list[str]:
    cells = [
        _units(arm for arm in pattern.arms if (arm.table, arm.index) == resource)
        for resource in resources
    ]
    return [pattern.name, number_text(pattern.requests_per_second), *cells]


def _units(arms: Iterable[ArmForecast]) -> str:
    return (
        " ".join(
            f"{'~' * arm.is_estimated}{number_text(arm.units_per_second)} {_LETTERS[arm.direction]}"
            for arm in arms
        )
        or "–"
    )
