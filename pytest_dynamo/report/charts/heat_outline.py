"""The line around all that is over the end of a scale, in steps along the cells."""

from collections.abc import Sequence
from typing import Any

from pytest_dynamo.report.charts.drawing import Point

_MOST_PIECES = 800
"""So many pieces of the line; where there would be more it is drawn around wider cells."""


def outline(
    cells: Sequence[Sequence[float]], across: Sequence[float], down: Sequence[float]
) -> list[list[Point]]:
    """The pieces of a line around the cells over 1; the edges of columns and of rows are given, in pixels.

    >>> outline([[0.5, 1.5, 1.5]], [0, 10, 20, 30], [0, 8])
    [[(10, 0), (30, 0)], [(10, 8), (30, 8)], [(10, 0), (10, 8)], [(30, 0), (30, 8)]]
    """
    import numpy as np

    over = np.asarray(cells, dtype=float) > 1
    while True:
        flat, upright = _pieces(over, len(down) - 1), _pieces(over.T, over.shape[1])
        if len(flat) + len(upright) <= _MOST_PIECES or over.shape[1] == 1:
            break
        if over.shape[1] % 2:
            over = np.hstack([over, np.zeros((over.shape[0], 1), dtype=bool)])
            across = [*across, across[-1]]
        over, across = over[:, ::2] | over[:, 1::2], across[::2]
    return [
        *([(across[first], down[edge]), (across[last], down[edge])] for edge, first, last in flat),
        *(
            [(across[edge], down[first]), (across[edge], down[last])]
            for edge, first, last in upright
        ),
    ]


def _pieces(over: Any, edges: int) -> list[tuple[int, int, int]]:  # noqa: ANN401 - numpy's type
    """The edges between rows of cells that part over from under: which edge, from and to which column."""
    import numpy as np

    padded = np.zeros((edges + 2, over.shape[1] + 2), dtype=np.int8)
    padded[1:-1, 1:-1] = over
    parted = (padded[1:] != padded[:-1]).astype(np.int8)
    turns = np.diff(parted, axis=1)
    rows, begins = np.nonzero(turns == 1)
    _, ends = np.nonzero(turns == -1)
    return [
        (int(row), int(begin), int(end)) for row, begin, end in zip(rows, begins, ends, strict=True)
    ]
