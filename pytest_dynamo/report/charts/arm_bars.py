"""Bars of what each access pattern takes of each table and index."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pytest_dynamo.report.charts.colours import Role
from pytest_dynamo.report.charts.drawing import Drawing, fitted, text_width
from pytest_dynamo.report.words import Figure

_WIDE = 600
_ROW, _BAR, _BASE_LINE = 30, 18, 4
_NARROW_ROW, _NARROW_BAR, _NARROW_TOP = 42, 14, 19
_GAP, _LEAST_WIDTH = 10.0, 1.5
_NAME_SHARE, _DETAIL_SHARE = 0.28, 0.4
_BOLD = 1.08


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmBar:
    """One bar: the pattern, the table or index, what it takes, and what one request takes of that.

    The last is in `unit`, which is said where there is room. An outlined bar is an index; `is_first` of
    its pattern.
    """

    pattern: str
    resource: str
    figure: Figure
    a_request: Figure | None
    unit: str
    role: Role
    is_outlined: bool
    is_first: bool = True


def arm_bars(rows: Sequence[ArmBar], *, width: float, names: Sequence[str] = ()) -> Drawing:
    """A drawing of bars on one scale, from 0 to the longest; patterns stand beside them where there is room.

    With the `names` of several drawings their bars begin below one another.
    """
    return _beside(rows, width, names) if width >= _WIDE else _under(rows, width)


def _beside(rows: Sequence[ArmBar], width: float, names: Sequence[str]) -> Drawing:
    drawing = Drawing(width, _ROW * len(rows))
    room = width * _NAME_SHARE
    left = min(max(map(text_width, (*names, *(row.pattern for row in rows)))), room) + _GAP
    details = [_detail(row, width * _DETAIL_SHARE) for row in rows]
    values = [_BOLD * text_width(row.figure.text) for row in rows]
    taken = max(value + text_width(words) for value, words in zip(values, details, strict=True))
    scale = (width - left - taken - 2 * _GAP) / (max(row.figure.value for row in rows) or 1.0)
    for number, row in enumerate(rows):
        middle = (number + 0.5) * _ROW
        if row.is_first:
            drawing.label(fitted(row.pattern, room), (0, middle + _BASE_LINE), role="ink")
        long = max(_LEAST_WIDTH, row.figure.value * scale)
        _bar(drawing, row, (left, middle - _BAR / 2), (long, _BAR))
        at = left + long + _GAP
        drawing.label(row.figure, (at, middle + _BASE_LINE), role="ink", is_bold=True)
        _say_detail(
            drawing, row, details[number], (at + values[number] + _GAP, middle + _BASE_LINE)
        )
    return drawing


def _under(rows: Sequence[ArmBar], width: float) -> Drawing:
    """Each bar under its own words."""
    drawing = Drawing(width, _NARROW_ROW * len(rows))
    room = max(_BOLD * text_width(row.figure.text) for row in rows) + _GAP
    scale = (width - room) / (max(row.figure.value for row in rows) or 1.0)
    for number, row in enumerate(rows):
        top = number * _NARROW_ROW
        each = _a_request(row, "a request")
        name_room = width - text_width(each.text if each else "") - _GAP
        name = fitted(f"{row.pattern}, {row.resource}", name_room)
        drawing.label(name, (0, top + 13), role="ink")
        if each is not None:
            drawing.label(each, (width, top + 13), anchor="end")
        long = max(_LEAST_WIDTH, row.figure.value * scale)
        _bar(drawing, row, (0, top + _NARROW_TOP), (long, _NARROW_BAR))
        at = (long + _GAP / 2, top + _NARROW_TOP + _NARROW_BAR - 2)
        drawing.label(row.figure, at, role="ink", is_bold=True)
    return drawing


def _bar(
    drawing: Drawing, row: ArmBar, corner: tuple[float, float], size: tuple[float, float]
) -> None:
    opacity = 0.3 if row.is_outlined else 1.0
    drawing.box(corner, size, row.role, opacity=opacity, is_outlined=row.is_outlined)


def _detail(row: ArmBar, room: float) -> str:
    """The table or index, and what a request takes of it."""
    each = _a_request(row, row.unit)
    end = "" if each is None else f" · {each.text}"
    return fitted(row.resource, max(room - text_width(end), 40.0)) + end


def _say_detail(drawing: Drawing, row: ArmBar, words: str, at: tuple[float, float]) -> None:
    each = _a_request(row, row.unit)
    if each is None:
        drawing.label(words, at)
    else:
        drawing.label(each, at, before=words.removesuffix(each.text))


def _a_request(row: ArmBar, unit: str) -> Figure | None:
    if row.a_request is None:
        return None
    return replace(row.a_request, text=f"{row.a_request.text} {unit}")
