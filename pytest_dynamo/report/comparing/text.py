"""A comparison of runs as lines for a terminal."""

from collections.abc import Iterator, Sequence

from pytest_dynamo.measure.differences.values import AgainstBaseline, Difference, RunsCompared
from pytest_dynamo.report.comparing.labels import (
    change_text,
    is_shown,
    metric_label,
    noise_text,
    quantity,
    reading,
    reading_order,
    scope_label,
)
from pytest_dynamo.report.words import Name, visible

_ALWAYS = frozenset(
    {"throttles", "requests", "usable_capacity", "read_units", "write_units", "p99"}
)


def comparison_lines(found: RunsCompared, *, shows_all: bool = False) -> Iterator[str]:
    """The lines of a comparison: of each run beside the first, what is more than noise.

    With `shows_all` all figures; else those of the whole run that are always read, too.
    """
    for number, against in enumerate(found.others):
        if number:
            yield ""
        yield f"{_name(found.baseline.name)} (before) and {_name(against.run.name)} (after)"
        yield from _conditions(against)
        yield ""
        yield from _table(against, shows_all=shows_all)


def gate_lines(found: RunsCompared) -> Iterator[str]:
    """A line for each gate that failed, and for each whose difference was within noise."""
    several = len(found.others) > 1
    for gate in found.gates:
        of_run = f" ({_name(gate.run)})" if several else ""
        if not gate.is_passed:
            yield f"gate failed: {gate.note}{of_run}"
        elif gate.is_within_noise:
            yield f"gate passed: {gate.note}{of_run}"


def _conditions(against: AgainstBaseline) -> Iterator[str]:
    yield visible(against.conclusion)
    for condition in against.conditions:
        if condition.agreement != "same":
            yield f"  {visible(condition.text)}"
    if against.left_out:
        yield f"  Not compared: {', '.join(map(_name, against.left_out))}"


def _table(against: AgainstBaseline, *, shows_all: bool) -> Iterator[str]:
    shown = sorted(filter(is_shown, against.differences), key=reading_order)
    kept = [each for each in shown if shows_all or _is_read(each)]
    rows = [("", "before", "after", "change", "noise", "")]
    titles: list[str] = [""]
    for each in kept:
        titles.append(_name(scope_label(each.scope)))
        rows.append(_row(each))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    last = ""
    for title, row in zip(titles, rows, strict=True):
        if title != last:
            yield title
            last = title
        yield _aligned(row, widths)
    left = len(shown) - len(kept)
    if left:
        verb = "is" if left == 1 else "are"
        yield f"{left} more {verb} the same or within noise: --all shows them"


def _is_read(difference: Difference) -> bool:
    is_whole = difference.scope.table is None and difference.scope.pattern is None
    return difference.is_real or (is_whole and difference.metric in _ALWAYS)


def _row(each: Difference) -> tuple[str, str, str, str, str, str]:
    before, after = (
        "–" if value is None else quantity(value, each.unit) for value in (each.before, each.after)
    )
    label = f"  {metric_label(each.metric)}"
    return label, before, after, change_text(each), noise_text(each), reading(each)


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *middle, last = row
    cells = [first.ljust(widths[0])]
    cells += [cell.rjust(width) for cell, width in zip(middle, widths[1:-1], strict=True)]
    return "  ".join([*cells, last]).rstrip()


def _name(name: str) -> str:
    return str(Name(name))
