"""What the client tried again by itself, whether that helped, and the time that was lost by it."""

from pytest_dynamo.report.charts.drawing import Drawing
from pytest_dynamo.report.charts.rows import Row
from pytest_dynamo.report.charts.segment_bars import Segment, SegmentBar, segment_bars
from pytest_dynamo.report.figures import count, duration, percent, quotient
from pytest_dynamo.report.making import HARDLY_MORE, retried
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.parts import (
    NARROW,
    WIDE,
    Panel,
    Section,
    Table,
    numbers,
    words,
)
from pytest_dynamo.report.words import Name, Sentence

_MOST_DRAWN = 12


def retries(run: Place) -> Section | None:
    """Attempts and waits by access pattern; nothing where nothing was tried again."""
    rows = list(run["retries"])
    if not rows:
        return None
    together = rows[0]
    drawn = _drawn(rows)
    return Section(
        anchor="retries",
        title="Retries",
        heading=_heading(together),
        lead=retried(run),
        panels=(_panel(drawn),) if drawn else (),
        tables=(
            Table(
                summary="Attempts, in the measured time",
                is_open=not drawn,
                columns=(
                    *words("access pattern"),
                    *numbers("calls", "attempts", "attempts a call"),
                    *numbers("throttled and tried again", "at first", "on retry"),
                    *numbers("failed in the end", "waited"),
                ),
                rows=tuple(_row(row) for row in rows),
            ),
        ),
        is_bad=bool(together["throttled_attempts"]),
    )


def _heading(together: Place) -> Sentence:
    if together["attempts"].value < HARDLY_MORE * together["calls"].value:
        return ("Of ", count(together["calls"]), " calls, few were tried again")
    each = quotient(together["attempts"], together["calls"])
    attempts: Sentence = ("Each call took ", each, " attempts on average")
    if not together["by_attempts"]:
        return attempts
    if not together["failed"]:
        return *attempts, ", and none failed in the end"
    return (
        *attempts,
        "; ",
        percent(together["failed"], of=together["calls"]),
        " failed all the same",
    )


def _drawn(rows: list[Place]) -> list[Place]:
    """All calls together, and the access patterns that were tried again most; none of a file of before."""
    known = [row for row in rows if len(row["by_attempts"]) and row["calls"]]
    patterns = [row for row in known if row["pattern"].value is not None]
    patterns.sort(key=lambda row: -row["attempts"].value / row["calls"].value)
    return [*(row for row in known if row["pattern"].value is None), *patterns][:_MOST_DRAWN]


def _panel(rows: list[Place]) -> Panel:
    return Panel(
        title=("What became of the calls",),
        facts=("of each access pattern, those with most attempts a call first",),
        drawing=_drawing(rows, WIDE),
        narrow=_drawing(rows, NARROW),
        description=(
            "Bars of all calls of an access pattern, in three parts: those that succeeded at the first attempt, "
            "those that succeeded when they were tried again, and those that failed in the end."
        ),
        caption=(
            (
                "Grey: succeeded at the first attempt. Outlined: succeeded on retry. Red, at the right: failed "
                "in the end, at whichever attempt."
            ),
        ),
    )


def _drawing(rows: list[Place], width: float) -> Drawing:
    return segment_bars(
        [_bar(row) for row in rows],
        ("failed", "at first", "on retry", "waited"),
        full=1.0,
        width=width,
    )


def _bar(row: Place) -> SegmentBar:
    """A bar of all calls, in parts that leave none out: at first, on retry, failed."""
    counts, calls = row["by_attempts"], row["calls"]
    failed, first, later = (
        percent(part, of=calls) for part in (row["failed"], counts[0], counts.total(1, len(counts)))
    )
    return SegmentBar(
        row=Row(
            label=_label(row),
            figures=(failed, first, later, duration(row["waited_seconds"])),
            is_bad=failed.value > 0,
        ),
        segments=(
            Segment(value=first.value, role="rule-strong"),
            Segment(value=later.value, role="accent", is_outlined=True),
            Segment(value=failed.value, role="throttle"),
        ),
    )


def _label(row: Place) -> str:
    pattern = row["pattern"].value
    return "all requests" if pattern is None else str(Name(pattern))


def _row(row: Place) -> tuple[Sentence, ...]:
    pattern = row["pattern"].value
    return (
        ("all requests",) if pattern is None else (Name(pattern),),
        (count(row["calls"]),),
        (count(row["attempts"]),),
        (quotient(row["attempts"], row["calls"]),),
        (count(row["throttled_attempts"]),),
        *_parts(row),
        (duration(row["waited_seconds"]),),
    )


def _parts(row: Place) -> tuple[Sentence, ...]:
    """How many calls succeeded at first, on retry, and not; dashes of a file of before."""
    counts = row["by_attempts"]
    if not counts:
        return ("–",), ("–",), ("–",)
    return (count(counts[0]),), (count(counts.total(1, len(counts))),), (count(row["failed"]),)
