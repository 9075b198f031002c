"""The entities of a design, and what belongs to what."""

from collections.abc import Sequence
from dataclasses import dataclass

from pytest_dynamo.report.charts.drawing import Drawing, Point, fitted, text_width
from pytest_dynamo.report.charts.layers import Placed, placed
from pytest_dynamo.report.words import Figure

_COLUMNS, _MOST_COLUMNS = 4, 5
_BOX_HEIGHT, _GUTTER, _ROW = 42, 36, 54
_PADDING, _NAME_BASE, _COUNT_BASE = 10, 17, 33
_LIST_FROM = 500
_INDENT, _LIST_ROW, _LIST_ROW_OF_TWO, _LIST_BASE = 20, 26, 42, 17
_GAP = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """An entity, how many items it has, and which entities it belongs to."""

    name: str
    items: Figure
    parents: tuple[str, ...] = ()


def entity_chart(entities: Sequence[Entity], width: float) -> Drawing:
    """A drawing of boxes from left to right; where they would be too narrow, an indented list.

    Between boxes a line leads to what belongs to an entity, dashed if it belongs to another one as well.
    """
    parents = {each.name: each.parents for each in entities}
    places = placed(parents, _COLUMNS)
    columns = max(_COLUMNS, 1 + max(place.layer for place in places))
    known = {each.name: each for each in entities}
    if width < _LIST_FROM or columns > _MOST_COLUMNS:
        return _listed(placed(parents, 1), known, width)
    return _boxes(places, known, width, columns)


def _boxes(
    places: Sequence[Placed], known: dict[str, Entity], width: float, columns: int
) -> Drawing:
    rows = 1 + max(place.row for place in places)
    drawing = Drawing(width, rows * _ROW)
    box = (width - (columns - 1) * _GUTTER) / columns
    corners = {each.name: (each.layer * (box + _GUTTER), each.row * _ROW + 4) for each in places}
    for place in places:
        for parent in place.also:
            _lead(drawing, corners[parent], corners[place.name], box, is_dashed=True)
        if place.under is not None:
            _lead(drawing, corners[place.under], corners[place.name], box, is_dashed=False)
    for name, (left, top) in corners.items():
        drawing.box((left, top), (box, _BOX_HEIGHT), "paper")
        drawing.box((left, top), (box, _BOX_HEIGHT), "rule-strong", opacity=0.12, is_outlined=True)
        shown = fitted(name, box - 2 * _PADDING)
        at = left + _PADDING
        drawing.label(shown, (at, top + _NAME_BASE), role="ink", is_bold=True)
        drawing.label(known[name].items, (at, top + _COUNT_BASE))
    return drawing


def _lead(drawing: Drawing, start: Point, end: Point, box: float, *, is_dashed: bool) -> None:
    """A line from the right edge of one box to the left edge of another, down or up in the gutter before it."""
    shift = 6 if is_dashed else 0
    from_y, to_y = start[1] + _BOX_HEIGHT / 2 + shift, end[1] + _BOX_HEIGHT / 2 + shift
    turn = end[0] - _GUTTER / 2 + shift
    points = [(start[0] + box, from_y), (turn, from_y), (turn, to_y), (end[0], to_y)]
    drawing.line(points, "muted", width=1.2, dashes=(4, 3) if is_dashed else None)


def _listed(places: Sequence[Placed], known: dict[str, Entity], width: float) -> Drawing:
    """A row an entity, in from what it belongs to; what else it belongs to stands in words under it."""
    tops: dict[str, float] = {}
    height = 0.0
    for place in places:
        tops[place.name] = height
        height += _LIST_ROW_OF_TWO if place.also else _LIST_ROW
    drawing = Drawing(width, height + 4)
    for place in places:
        left, top = place.layer * _INDENT, tops[place.name]
        if place.under is not None:
            elbow = left - _INDENT / 2
            start, end = tops[place.under] + _LIST_ROW, top + _LIST_BASE - 4
            drawing.line([(elbow, start - 4), (elbow, end), (left - 3, end)], "muted", width=1.2)
        items = known[place.name].items
        room = width - left - text_width(str(items)) - _GAP
        shown = fitted(place.name, room)
        drawing.label(shown, (left, top + _LIST_BASE), role="ink", is_bold=True)
        drawing.label(items, (width, top + _LIST_BASE), anchor="end")
        if place.also:
            others = fitted(f"and of {', '.join(place.also)}", width - left)
            drawing.label(others, (left, top + _LIST_BASE + 16))
    return drawing
