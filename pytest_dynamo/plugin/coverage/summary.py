"""What the terminal says at the end: each access pattern, how often it was performed, what it took."""

from collections.abc import Iterator
from typing import TypeAlias

from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.plugin.coverage.usage import PatternUsage, Usage
from pytest_dynamo.plugin.matching.matcher import Matcher

HEADINGS = ("pattern", "operation", "on", "calls", "read", "write", "examined/returned")
_TO_THE_RIGHT = range(3, 6)
_MOST_STRAYS = 3
_NOTHING = "–"

Row: TypeAlias = tuple[str, ...]


def summary_lines(usage: Usage, matcher: Matcher, *, path: str, is_tested: bool) -> Iterator[str]:
    """The table of one design, and what follows from it.

    `path` is how the user calls the design; `is_tested` says that its own tests were part of the run.
    """
    rows = [
        _row(name, plan, usage.patterns.get(name, PatternUsage()))
        for name, plan in matcher.plans.items()
    ]
    yield from _aligned([HEADINGS, *rows])
    count, performed = len(rows), sum(name in usage.patterns for name in matcher.plans)
    share = f" ({performed / count:.0%})".replace("%", " %") if count else ""
    line = f"{performed} of {count} access patterns of {path} exercised{share}"
    yield "      ".join(filter(None, [line, _strays(usage)]))
    if usage.throttles:
        yield _throttled(usage)
    if performed < count and not is_tested:
        yield f"next: pytest -p pytest_dynamo {path}      a test for each of them"


def source(usage: Usage) -> str:
    """Where the capacity comes from: modelled, observed, or both."""
    return " and ".join(sorted(usage.sources)) or "modelled"


def _row(name: str, plan: Plan | NotServed, usage: PatternUsage) -> Row:
    if isinstance(plan, NotServed):
        return (name, _NOTHING, _NOTHING, f"{usage.calls:,}", _NOTHING, _NOTHING, "not served")
    return (
        name,
        plan.operation,
        plan.on,
        f"{usage.calls:,}",
        _units(usage.read_units),
        _units(usage.write_units),
        _waste(usage) if usage.calls else "not exercised",
        _arms(usage),
    )


def _units(units: float) -> str:
    return f"{units:,.1f}" if units else _NOTHING


def _waste(usage: PatternUsage) -> str:
    if not usage.items_examined:
        return _NOTHING
    if not usage.items_returned:
        return f"{usage.items_examined:,}/0"
    return f"{usage.items_examined / usage.items_returned:.1f}"


def _arms(usage: PatternUsage) -> str:
    if len(usage.arms) < 2:
        return ""
    return " · ".join(f"{name} {units:,.0f}" for name, units in usage.arms.items())


def _aligned(rows: list[Row]) -> Iterator[str]:
    columns = len(HEADINGS)
    widths = [max(len(row[column]) for row in rows) for column in range(columns)]
    for row in rows:
        cells = [
            cell.rjust(width) if column in _TO_THE_RIGHT else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=False))
        ]
        yield "   ".join([*cells, *row[columns:]]).rstrip()


def _throttled(usage: Usage) -> str:
    count = usage.throttles.total()
    verb = "call was" if count == 1 else "calls were"
    reasons = ", ".join(f"{times:,} {reason}" for reason, times in usage.throttles.most_common())
    return f"{count:,} {verb} throttled: {reasons}"


def _strays(usage: Usage) -> str:
    count = usage.strays.total()
    if not count:
        return ""
    verb = "call matches" if count == 1 else "calls match"
    places = ", ".join(place for place, _ in usage.strays.most_common(_MOST_STRAYS))
    more = ", …" if len(usage.strays) > _MOST_STRAYS else ""
    return f"{count:,} {verb} none: {places}{more}"
