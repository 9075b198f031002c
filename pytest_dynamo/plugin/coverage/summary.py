"""What the terminal says at the end: each access pattern, how often it was performed, what it took."""

from collections import Counter
from collections.abc import Iterator
from textwrap import wrap
from typing import TypeAlias, TypeVar

from pytest_dynamo.planner.plan import NotServed
from pytest_dynamo.plugin.coverage.exercised import Exercised, share_of
from pytest_dynamo.plugin.coverage.usage import PatternUsage, Usage

HEADINGS = (
    "pattern",
    "operation",
    "on",
    "tests",
    "performed",
    "calls",
    "read",
    "write",
    "examined/returned",
)
_TO_THE_RIGHT = range(3, 8)
_MOST_STRAYS = 3
_MOST_ROWS_NOT_EXERCISED = 12
_LINE_WIDTH = 100
_NOTHING = "–"

Row: TypeAlias = tuple[str, ...]
_T = TypeVar("_T")


def summary_lines(found: Exercised, *, is_tested: bool) -> Iterator[str]:
    """The table of one design, and what follows from it.

    `is_tested` says that the design's own tests were part of the run.
    """
    # Many that were not exercised have nothing to show but their names.
    left_out = found.missing if len(found.missing) > _MOST_ROWS_NOT_EXERCISED else ()
    rows = [row_of(found, name) for name in found.matcher.plans if name not in left_out]
    if rows:
        yield from _aligned([HEADINGS, *rows])
    if left_out:
        listed = f"not exercised: {', '.join(left_out)}"
        yield from wrap(listed, _LINE_WIDTH, subsequent_indent="  ", break_on_hyphens=False)
    share = share_of([found])
    percent = f" ({percent_text(share.percent)} %)" if share.declared else ""
    line = f"{share} access patterns of {found.path} exercised{percent}"
    yield "      ".join(filter(None, [line, strays_text(found.total)]))
    if found.total.throttles:
        yield throttled_text(found.total)
    if found.missing and not is_tested:
        yield f"next: pytest -p pytest_dynamo {found.path}      a test for each of them"


def tests_lines(found: Exercised) -> Iterator[str]:
    """Which tests performed each access pattern, and how often, where there was more than one time."""
    for name in found.matcher.plans:
        for test, usage in found.tests.get(name, {}).items():
            times = f" ({usage.performances:,} times)" if usage.performances > 1 else ""
            yield f"  {name}   {test}{times}"


def row_of(found: Exercised, name: str) -> Row:
    """One access pattern: as many cells as there are headings, and what a write took of each index."""
    plan, usage = found.matcher.plans[name], found.usage(name)
    if isinstance(plan, NotServed):
        return (name, _NOTHING, _NOTHING, "0", "0", "0", _NOTHING, _NOTHING, "not served")
    return (
        name,
        plan.operation,
        plan.on,
        f"{len(found.tests.get(name, ())):,}",
        f"{usage.performances:,}",
        f"{usage.calls:,}",
        _units(usage.read_units),
        _units(usage.write_units),
        _waste(usage) if usage.calls else "not exercised",
        _arms(usage),
    )


def percent_text(percent: float) -> str:
    """A percentage that never says 100 where something is missing."""
    return f"{min(percent, 99) if percent < 100 else 100:.0f}"


def most_common(counted: "Counter[_T]") -> list[tuple[_T, int]]:
    """The most frequent first, and of those that are as frequent the first by name."""
    return sorted(counted.items(), key=lambda entry: (-entry[1], str(entry[0])))


def strays_text(usage: Usage) -> str:
    """How many calls perform no declared pattern, and where; nothing if there are none."""
    count = usage.strays.total()
    if not count:
        return ""
    verb = "call matches" if count == 1 else "calls match"
    places = ", ".join(str(stray) for stray, _ in most_common(usage.strays)[:_MOST_STRAYS])
    more = ", …" if len(usage.strays) > _MOST_STRAYS else ""
    return f"{count:,} {verb} none: {places}{more}"


def throttled_text(usage: Usage) -> str:
    """How many calls were throttled, and why."""
    count = usage.throttles.total()
    verb = "call was" if count == 1 else "calls were"
    reasons = ", ".join(f"{times:,} {reason}" for reason, times in most_common(usage.throttles))
    return f"{count:,} {verb} throttled: {reasons}"


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
    arms = sorted(usage.arms.items(), key=lambda arm: (arm[0] != "table", arm[0]))
    return " · ".join(f"{name} {units:,.0f}" for name, units in arms)


def _aligned(rows: list[Row]) -> Iterator[str]:
    columns = len(HEADINGS)
    widths = [max(len(row[column]) for row in rows) for column in range(columns)]
    for row in rows:
        cells = [
            cell.rjust(width) if column in _TO_THE_RIGHT else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=False))
        ]
        yield "   ".join([*cells, *row[columns:]]).rstrip()
