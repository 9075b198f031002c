"""The results as tables: Markdown, in columns that also read well in a terminal."""

from collections.abc import Iterable, Mapping, Sequence

from benchmarks.bars import SIDE_BY_SIDE_ITEMS, Added, Bar, Duration, Footprint, Outcome, Ratio
from benchmarks.cases import Case, Samples, shortest
from benchmarks.fast_client import Outpaced, Signed
from benchmarks.forecast import Simulation
from benchmarks.guard import Guarded
from benchmarks.load import Loaded
from benchmarks.report import Rendered
from benchmarks.suite import Session
from benchmarks.workers import Answered, Together

_TITLES = {
    "put": "PutItem",
    "get": "GetItem",
    "query_10": "Query, 10",
    "query_25": "Query, 25",
    "index_query_25": "index Query, 25",
    "transaction_of_2": "transaction of 2",
}


def bar_table(outcomes: Iterable[Outcome]) -> str:
    """One row a bar: what it asks, what was measured, the spread, and whether it is met."""
    rows = [
        [
            outcome.bar.work,
            _bound(outcome.bar),
            *_measured(outcome),
            "met" if outcome.is_met else "**missed**" if outcome.figure else outcome.missing,
        ]
        for outcome in outcomes
    ]
    return _table(["work", "bar", "measured", "spread", "result"], rows)


def backend_table(
    samples: Samples, missing: Mapping[Case, str], titles: Mapping[str, str], works: Sequence[str]
) -> str:
    """One row a backend: the time of each kind of request, and how much faster than plain moto."""
    rows = []
    for backend, title in titles.items():
        cells = []
        for work in works:
            case = _case(backend, work)
            taken = samples.get(case)
            reference = samples.get(_case("moto", work))
            cells.append(_beside(taken, reference) if taken else missing.get(case, "–"))
        rows.append([title, *cells])
    return _table(["", *(_TITLES[work] for work in works)], rows)


def _case(backend: str, work: str) -> Case:
    return Case(backend=backend, work=work, items=SIDE_BY_SIDE_ITEMS)


def _beside(taken: tuple[float, ...], reference: tuple[float, ...] | None) -> str:
    text = duration(shortest(taken).value)
    if not reference or reference is taken:
        return text
    return f"{text} ({_times(min(reference) / min(taken))})"


def _bound(bar: Bar) -> str:
    if isinstance(bar, Ratio | Together | Outpaced):
        return f"≥ {bar.bound:g} ×"
    if isinstance(bar, Loaded) and bar.is_least:
        return f"≥ {_value(bar, bar.bound)}"
    return f"≤ {_value(bar, bar.bound)}"


def _measured(outcome: Outcome) -> tuple[str, str]:
    figure = outcome.figure
    if figure is None:
        return "", ""
    low, high = _value(outcome.bar, figure.low), _value(outcome.bar, figure.high)
    return _value(outcome.bar, figure.value), f"{low} – {high}"


def _value(bar: Bar, value: float) -> str:
    if isinstance(bar, Simulation | Rendered) and bar.is_memory:
        return f"{value / 1e6:,.0f} MB"
    if isinstance(bar, Loaded):
        return _of_load(bar, value)
    is_session = isinstance(bar, Session) and not bar.is_ratio
    if is_session or isinstance(
        bar, Duration | Added | Simulation | Guarded | Signed | Answered | Rendered
    ):
        return duration(value)
    if isinstance(bar, Footprint):
        return f"{value:.1%}" if bar.is_growth else f"{value:,.0f} B"
    return _times(value)


def _of_load(bar: Loaded, value: float) -> str:
    if bar.load == "requests":
        return f"{value:,.0f} requests/s"
    return duration(value) if bar.load == "tally" else f"{value / 1e6:,.1f} MB"


def _times(value: float) -> str:
    return (
        f"{value:,.0f} ×" if value >= 20 else f"{value:.1f} ×" if value >= 3 else f"{value:.2f} ×"
    )


def duration(seconds: float) -> str:
    """A duration with three digits.

    >>> [duration(seconds) for seconds in (1.234, 0.0123, 0.00000345)]
    ['1.23 s', '12.3 ms', '3.45 µs']
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size or unit == "µs":
            number = seconds / size
            digits = 0 if number >= 100 else 1 if number >= 10 else 2
            return f"{number:,.{digits}f} {unit}"
    raise AssertionError  # the loop ends in its last turn


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Markdown, whose cells are padded so that columns stand below each other."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        return f"| {' | '.join(padded)} |".rstrip()

    return "\n".join(
        [line(heads), f"|{'|'.join('-' * (w + 2) for w in widths)}|", *map(line, rows)]
    )
