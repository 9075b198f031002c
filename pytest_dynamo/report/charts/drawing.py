"""A sheet to draw charts on, in pixels from its top left corner.

Matplotlib draws the shapes. The words are laid on top as SVG text: the reader's own font sets them,
so matplotlib's measures of its own font would be wrong, and names that look like TeX or are in a
script that font lacks would disturb it.
"""

import io
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from pytest_dynamo.report.charts.colours import LIGHT, Role
from pytest_dynamo.report.charts.shapes import Look, draw_dot, draw_heat, draw_path
from pytest_dynamo.report.extras import not_installed
from pytest_dynamo.report.words import Figure

Point = tuple[float, float]
"""Pixels from the left, and from the top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Words on a drawing. Where a figure is given, they show it, after the words before it."""

    x: float
    y: float
    text: str
    anchor: Literal["start", "middle", "end"] = "start"
    role: Role = "muted"
    is_bold: bool = False
    figure: Figure | None = None
    before: str = ""


class Drawing:
    """A sheet of so many pixels. What is drawn later lies above what was drawn earlier.

    Shapes go straight to matplotlib's renderer of SVG. Its figures, axes and artists would only be in
    between: nothing here has data coordinates, and making them takes ten times as long as writing.
    """

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self.labels: list[Label] = []
        self._shapes: list[Callable[[Any], None]] = []

    def label(self, text: str | Figure, at: Point, **options: Any) -> None:  # noqa: ANN401
        """Words whose anchor on the base line is at a point; `options` are those of `Label`."""
        figure = text if isinstance(text, Figure) else None
        self.labels.append(Label(x=at[0], y=at[1], text=str(text), figure=figure, **options))

    def line(
        self,
        points: Sequence[Point],
        role: Role,
        *,
        width: float = 1.0,
        dashes: tuple[float, float] | None = None,
    ) -> None:
        """A line through points."""
        self.lines([points], role, width=width, dashes=dashes)

    def lines(
        self,
        paths: Sequence[Sequence[Point]],
        role: Role,
        *,
        width: float = 1.0,
        dashes: tuple[float, float] | None = None,
    ) -> None:
        """Several lines that look the same, as one shape: each goes through its own points."""
        look = Look(stroke=LIGHT[role], width=width, dashes=dashes)
        self._shapes.append(partial(draw_path, paths, look))

    def area(self, points: Sequence[Point], role: Role, *, opacity: float = 1.0) -> None:
        """A filled polygon without an edge."""
        look = Look(fill=LIGHT[role], opacity=opacity)
        self._shapes.append(partial(draw_path, [[*points, points[0]]], look))

    def box(
        self,
        corner: Point,
        size: Point,
        role: Role,
        *,
        opacity: float = 1.0,
        is_outlined: bool = False,
    ) -> None:
        """A rectangle, given its top left corner: filled, and with an edge of the same colour."""
        (left, top), (width, height) = corner, size
        edge = 0.5 if is_outlined else 0.0
        left, top, width, height = left + edge, top + edge, width - 2 * edge, height - 2 * edge
        corners = [(left, top), (left + width, top), (left + width, top + height)]
        corners.append((left, top + height))
        self.area(corners, role, opacity=opacity)
        if is_outlined:
            self.line([*corners, corners[0]], role)

    def dot(
        self, centre: Point, role: Role, *, radius: float = 3.5, is_hollow: bool = False
    ) -> None:
        """A disc, or a ring around paper."""
        look = Look(
            fill=LIGHT["paper" if is_hollow else role],
            stroke=LIGHT[role],
            width=1.5 if is_hollow else 0.0,
        )
        self._shapes.append(partial(draw_dot, centre, radius, look))

    def heat(self, cells: Sequence[Sequence[float]], corner: Point, size: Point) -> None:
        """Rows of heat from 0 to 1, the end of the scale: a picture of one pixel a cell."""
        self._shapes.append(partial(draw_heat, cells, corner, size))

    def svg(self) -> bytes:
        """The shapes as matplotlib writes them, the same for the same drawing; without labels.

        The first is the ground, which is the whole sheet.
        """
        from matplotlib.backends.backend_svg import RendererSVG

        written = io.StringIO()
        renderer: Any = RendererSVG(  # type: ignore[no-untyped-call]
            self.width, self.height, written, metadata={"Date": None}
        )
        ground = [(0.0, 0.0), (self.width, 0.0), (self.width, self.height), (0.0, self.height)]
        draw_path([[*ground, ground[0]]], Look(fill=LIGHT["paper"]), renderer)
        for shape in self._shapes:
            shape(renderer)
        renderer.finalize()
        return written.getvalue().encode()


@contextmanager
def same_everywhere() -> Iterator[None]:
    """Draw as matplotlib does by itself, whatever the reader's matplotlibrc says.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    try:
        import matplotlib
    except ImportError as error:
        raise not_installed(error) from None
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "report"})
        yield


def text_width(text: str, *, size: float = 12.0) -> float:
    """How many pixels text takes in a wide face; in most it takes fewer."""
    return size * sum(_letter_width(letter) for letter in text)


def fitted(text: str, width: float, *, size: float = 12.0) -> str:
    """The text, or as much of its start and its end as fits into a width, with an ellipsis between.

    >>> fitted("create_order", 400)
    'create_order'
    """
    if text_width(text, size=size) <= width:
        return text
    kept = len(text) - 1
    while kept > 1 and text_width(_shortened(text, kept), size=size) > width:
        kept -= 1
    return _shortened(text, kept)


def _shortened(text: str, kept: int) -> str:
    end = kept // 3
    return text[: kept - end] + "…" + (text[-end:] if end else "")


def _letter_width(letter: str) -> float:
    """The width of a letter in ems, on the safe side for DejaVu Sans, the widest usual face."""
    if unicodedata.east_asian_width(letter) in "WF" or letter in "mwMW@%—…":
        return 1.02
    if unicodedata.combining(letter):
        return 0.0
    if letter in "ijl.,:;'|! fIt()[]/-":
        return 0.42
    return 0.79 if letter.isupper() or letter in "#&+=<>~_" else 0.65
