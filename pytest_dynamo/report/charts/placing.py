"""Words on a drawing that keep clear of one another."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pytest_dynamo.report.charts.drawing import Drawing, Label, Point, text_width
from pytest_dynamo.report.words import Figure

_ASCENT, _DESCENT, _GAP = 11.0, 4.0, 3.0

_SHIFTS = {"start": 0.0, "middle": 0.5, "end": 1.0}

_Box = tuple[float, float, float, float]


class Placing:
    """The places on a drawing where words stand already, and those where more may."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._taken: list[_Box] = []

    def take(self, corner: Point, size: Point) -> None:
        """Keep words out of a rectangle, given its top left corner."""
        self._taken.append((*corner, corner[0] + size[0], corner[1] + size[1]))

    def put(self, label: Label, among: Sequence[Point] = ()) -> bool:
        """Add a label at the first of some points where it is free, by itself its own; or leave it out."""
        for at in among or [(label.x, label.y)]:
            box = _box(label, at)
            if box[0] >= -_GAP and box[2] <= self._drawing.width + _GAP and self._is_free(box):
                self._taken.append(box)
                self._drawing.labels.append(_moved(label, at))
                return True
        return False

    def _is_free(self, box: _Box) -> bool:
        return all(
            box[2] + _GAP <= other[0]
            or other[2] + _GAP <= box[0]
            or box[3] <= other[1]
            or other[3] <= box[1]
            for other in self._taken
        )


def label_width(label: Label) -> float:
    """How many pixels a label takes in a wide face, bold ones somewhat more."""
    return text_width(label.before + label.text) * (1.08 if label.is_bold else 1.0)


def words_of(text: str | Figure, **options: Any) -> Label:  # noqa: ANN401 - as in Drawing.label
    """A label whose place is still to be found."""
    figure = text if isinstance(text, Figure) else None
    return Label(x=0.0, y=0.0, text=str(text), figure=figure, **options)


def _box(label: Label, at: Point) -> _Box:
    width = label_width(label)
    left = at[0] - width * _SHIFTS[label.anchor]
    return left, at[1] - _ASCENT, left + width, at[1] + _DESCENT


def _moved(label: Label, at: Point) -> Label:
    return replace(label, x=at[0], y=at[1])
