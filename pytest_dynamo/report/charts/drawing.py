"""A sheet to draw charts on, in pixels from its top left corner.

Matplotlib draws the shapes. The words are laid on top as SVG text: the reader's own font sets them,
so matplotlib's measures of its own font would be wrong, and names that look like TeX or are in a
script that font lacks would disturb it.
"""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from pytest_dynamo.report.charts.colours import HEAT_MAP, LIGHT, OVER_LIMIT, Role
from pytest_dynamo.report.extras import not_installed
from pytest_dynamo.report.words import Figure

PIXELS_AN_INCH = 72
"""At 72 a matplotlib point is one pixel of the SVG."""

Point = tuple[float, float]


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
    """A sheet of so many pixels. What is drawn later lies above what was drawn earlier."""

    def __init__(self, width: float, height: float) -> None:
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure as Sheet

        self.width = width
        self.height = height
        self.labels: list[Label] = []
        self._sheet = Sheet(
            figsize=(width / PIXELS_AN_INCH, height / PIXELS_AN_INCH), dpi=PIXELS_AN_INCH
        )
        FigureCanvasSVG(self._sheet)
        self._axes = self._sheet.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_autoscale_on(False)
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)

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
        across, down = zip(*points, strict=True)
        (drawn,) = self._axes.plot(
            across, down, color=LIGHT[role], linewidth=width, clip_on=False, zorder=self._next()
        )
        if dashes is not None:
            drawn.set_dashes(dashes)

    def area(self, points: Sequence[Point], role: Role, *, opacity: float = 1.0) -> None:
        """A filled polygon without an edge."""
        across, down = zip(*points, strict=True)
        self._axes.fill(
            across,
            down,
            facecolor=LIGHT[role],
            alpha=opacity,
            linewidth=0,
            clip_on=False,
            zorder=self._next(),
        )

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
        from matplotlib.patches import Circle

        self._axes.add_patch(
            Circle(
                centre,
                radius,
                facecolor=LIGHT["paper" if is_hollow else role],
                edgecolor=LIGHT[role],
                linewidth=1.5 if is_hollow else 0,
                clip_on=False,
                zorder=self._next(),
            )
        )

    def heat(self, cells: Sequence[Sequence[float]], corner: Point, size: Point) -> None:
        """Rows of heat from 0 to 1, the end of the scale: a picture of one pixel a cell."""
        import matplotlib

        colours = matplotlib.colormaps[HEAT_MAP].with_extremes(over=OVER_LIMIT)
        (left, top), (width, height) = corner, size
        self._axes.imshow(
            cells,
            cmap=colours,
            vmin=0.0,
            vmax=1.0,
            interpolation="none",
            aspect="auto",
            extent=(left, left + width, top + height, top),
            clip_on=False,
            zorder=self._next(),
        )
        self._axes.set_xlim(0, self.width)
        self._axes.set_ylim(self.height, 0)

    def svg(self) -> bytes:
        """The shapes as matplotlib writes them, the same for the same drawing; without labels."""
        written = io.BytesIO()
        self._sheet.savefig(written, format="svg", transparent=True, metadata={"Date": None})
        return written.getvalue()

    def _next(self) -> int:
        return 10 + len(self._axes.get_children())


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
