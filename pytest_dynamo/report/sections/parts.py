"""What a section of a report consists of."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pytest_dynamo.report.charts.drawing import Drawing
from pytest_dynamo.report.charts.over_time import Bins
from pytest_dynamo.report.figures import duration
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.words import Sentence

MOST_PANELS = 12
"""So many charts of a kind, of what consumed most; tables have the others."""

WIDE, NARROW = 720.0, 350.0
"""How many pixels wide the two drawings of a chart are that takes the whole width."""

MOST_ROWS = 240
"""So many rows of a table; the run file has the others."""


Mark: TypeAlias = Literal["failed", "look", "passed"]
"""What a sign before a line says of it; on the page each has a shape of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A chart with its title, the figures that belong to it, and what its axes are.

    A chart that takes the whole width of a section has a second drawing of it, `narrow`, which is shown
    in its place where there is little room; then `drawing` is WIDE pixels wide and `narrow` NARROW.
    `caption` is one sentence that says what the chart shows.
    """

    title: Sentence
    facts: Sentence = ()
    drawing: Drawing
    description: str
    narrow: Drawing | None = None
    caption: Sentence = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its heading, and whether it holds numbers."""

    heading: Sentence
    is_number: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; the first cell of each row names it. `is_open` shows it without being asked."""

    summary: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Sentence, ...], ...]
    is_open: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than are shown."""
        return len(self.rows) > MOST_ROWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to do: the instruction, why, how, and what it gains, which stands large beside it.

    `mark` is how grave it is, `source` says which rule it comes from, and `change` are the lines of a
    unified diff of the design file.
    """

    mark: Mark
    title: Sentence
    evidence: Sentence
    fix: Sentence
    source: Sentence
    gain: Sentence
    gain_note: Sentence
    change: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One kind of trouble that was looked for, and what was seen."""

    mark: Mark
    title: Sentence
    seen: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section: `title` is the same in every report, `heading` is what this run shows.

    With `is_beside` the tables stand beside the charts where there is room; with `is_wide` the section
    has the whole width on a screen that is wide enough for two of them side by side.
    """

    anchor: str
    title: str
    heading: Sentence
    lead: Sentence = ()
    legends: tuple[Panel, ...] = ()
    panels: tuple[Panel, ...] = ()
    caption: Sentence = ()
    items: tuple[Item, ...] = ()
    checked: tuple[Checked, ...] = ()
    notes: tuple[Sentence, ...] = ()
    tables: tuple[Table, ...] = ()
    is_bad: bool = False
    is_beside: bool = False
    is_wide: bool = False


def words(*headings: str) -> tuple[Column, ...]:
    """Columns of words."""
    return tuple(Column(heading=(heading,), is_number=False) for heading in headings)


def numbers(*headings: str) -> tuple[Column, ...]:
    """Columns of numbers."""
    return tuple(Column(heading=(heading,)) for heading in headings)


def bins_of(run: Place) -> Bins:
    """The time bins of the run."""
    series = run["series"]
    return Bins(
        number=len(series["requests"]),
        width_seconds=series["bin_seconds"].value,
        from_seconds=series["from_seconds"].value,
        end_seconds=run["duration_seconds"].value,
        warm_up_until=run["window"]["from_seconds"].value,
    )


def each_bin(run: Place) -> Sentence:
    """What a count of a bin is a count of, in words."""
    width = run["series"]["bin_seconds"]
    return ("in each second",) if width.value == 1 else ("in each ", duration(width))
