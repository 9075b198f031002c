"""Slanted lines inside of columns, for what must be told from a tint without colour."""

from collections.abc import Sequence
from math import ceil, floor

from pytest_dynamo.report.charts.drawing import Point

_APART = 7.0

Column = tuple[float, float, float, float]
"""A rectangle: its left, its right, its top and its bottom."""


def hatching(columns: Sequence[Column], *, rises: bool) -> list[list[Point]]:
    """Lines at 45 degrees within columns that stand side by side; `rises` is to the right.

    >>> hatching([(0, 10, 0, 5)], rises=False)
    [[(7.0, 0.0), (10, 3.0)], [(0, 0.0), (5.0, 5.0)]]
    """
    slope = -1.0 if rises else 1.0
    lines: list[list[Point]] = []
    running: dict[int, int] = {}
    for left, right, top, bottom in columns:
        if bottom - top < 1:
            continue
        ends = (
            top - slope * left,
            top - slope * right,
            bottom - slope * left,
            bottom - slope * right,
        )
        for number in range(ceil(min(ends) / _APART), floor(max(ends) / _APART) + 1):
            piece = _clipped(number * _APART, slope, (left, right, top, bottom))
            if piece is None:
                continue
            if number in running and _meets(lines[running[number]][1], piece[0]):
                lines[running[number]][1] = piece[1]
            else:
                running[number] = len(lines)
                lines.append(piece)
    return lines


def _clipped(offset: float, slope: float, column: Column) -> list[Point] | None:
    """The part of the line y = slope x + offset in a column, from left to right."""
    left, right, top, bottom = column
    at_top, at_bottom = (top - offset) / slope, (bottom - offset) / slope
    begin, end = max(left, min(at_top, at_bottom)), min(right, max(at_top, at_bottom))
    if end - begin < 0.5:
        return None
    return [(begin, slope * begin + offset), (end, slope * end + offset)]


def _meets(one: Point, other: Point) -> bool:
    return abs(one[0] - other[0]) < 0.01 and abs(one[1] - other[1]) < 0.01
