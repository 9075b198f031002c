"""Rows that are alike: each with its words, a lane to draw in, and figures in columns.

Where there is room, words stand left of the lanes and figures right of them. Where there is little, a lane
has the whole width, and the words and the first figure stand above it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pytest_dynamo.report.charts.colours import Role
from pytest_dynamo.report.charts.drawing import Drawing, fitted, text_width
from pytest_dynamo.report.words import Figure

_BESIDE_FROM = 500
_MOST_LABEL, _GAP = 0.34, 14
_HEAD, _HEAD_BASE = 24, 13
_ROW, _ROW_BASE, _ROW_MIDDLE = 27, 18, 13.5
_HIGH_ROW, _HIGH_BASE, _HIGH_MIDDLE = 40, 13, 26
_AHEAD, _HALF_LANE = 6, 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a row stands for, and its figures; the first is shown wherever the row is."""

    label: str
    figures: tuple[Figure | str, ...]
    is_bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Where rows lie on a sheet so wide; `headings` are those of the columns of figures.

    `has_note` leaves room for a line of words above the lanes, `foot` for an axis below them.
    """

    rows: Sequence[Row]
    headings: Sequence[str]
    width: float
    has_note: bool = False
    foot: float = 2

    @property
    def is_beside(self) -> bool:
        """Whether words and figures stand beside the lanes."""
        return self.width >= _BESIDE_FROM

    @property
    def left(self) -> float:
        """Where lanes begin."""
        if not self.is_beside:
            return 0.0
        longest = max((text_width(row.label) for row in self.rows), default=0.0)
        return min(_MOST_LABEL * self.width, longest + _GAP)

    @property
    def lane_width(self) -> float:
        """How wide a lane is."""
        return self.width - self.left - (sum(self._columns()) + _GAP if self.is_beside else 0.0)

    @property
    def top(self) -> float:
        """Where the first row begins."""
        return _HEAD * (2 if self.has_note and not self.is_beside else 1)

    @property
    def note_base(self) -> float:
        """The base line of the words above the lanes."""
        return self.top - _HEAD + _HEAD_BASE

    @property
    def bottom(self) -> float:
        """Where the last row ends."""
        return self.top + len(self.rows) * (_ROW if self.is_beside else _HIGH_ROW)

    def middle(self, number: int) -> float:
        """The middle of the lane of a row, counted from 0."""
        row, middle = (_ROW, _ROW_MIDDLE) if self.is_beside else (_HIGH_ROW, _HIGH_MIDDLE)
        return self.top + number * row + middle

    def cross(self, drawing: Drawing, x: float, role: Role, *, width: float = 1.0) -> None:
        """A line across all lanes, which leaves out the words that stand above them."""
        if self.is_beside:
            drawing.line([(x, self.top - _AHEAD), (x, self.bottom)], role, width=width)
            return
        for number in range(len(self.rows)):
            y = self.middle(number)
            drawing.line([(x, y - _HALF_LANE), (x, y + _HALF_LANE)], role, width=width)

    def drawing(self) -> Drawing:
        """A sheet with the words and figures of all rows, and nothing in their lanes."""
        drawing = Drawing(self.width, self.bottom + self.foot)
        columns = self._columns()
        for number in range(len(self.headings) if self.is_beside else 1):
            right = self.width - sum(columns[number + 1 :]) if self.is_beside else self.width
            drawing.label(self.headings[number], (right, _HEAD_BASE), anchor="end")
            for place, row in enumerate(self.rows):
                at = right, self._base(place)
                role: Role = "muted"
                if number == 0:
                    role = "throttle" if row.is_bad else "ink"
                figure = row.figures[number]
                drawing.label(figure, at, anchor="end", role=role, is_bold=number == 0)
        for place, row in enumerate(self.rows):
            drawing.label(fitted(row.label, self._room(row)), (0, self._base(place)), role="ink")
        return drawing

    def _base(self, number: int) -> float:
        row, base = (_ROW, _ROW_BASE) if self.is_beside else (_HIGH_ROW, _HIGH_BASE)
        return self.top + number * row + base

    def _room(self, row: Row) -> float:
        """How wide the words of a row may be."""
        first = text_width(str(row.figures[0]))
        return (self.left if self.is_beside else self.width - first) - _GAP

    def _columns(self) -> list[float]:
        """How wide each column of figures is."""
        return [
            max(
                text_width(text)
                for text in (heading, *(str(row.figures[number]) for row in self.rows))
            )
            + _GAP
            for number, heading in enumerate(self.headings)
        ]
