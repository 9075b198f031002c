"""A sheet like that of the report's charts, which writes its SVG by itself.

The report leaves its shapes to matplotlib, for the same bytes from the same figures. A page that is made
every second, beside a load that it must not disturb, has no time for that: so charts are drawn by the
report's own functions, onto this.
"""

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from pytest_dynamo.report.charts.colours import OVER_LIMIT, Role
from pytest_dynamo.report.charts.drawing import Drawing, Label, Point

CIVIDIS = (
    "#00224e", "#00285b", "#002e6a", "#053371", "#1c396f", "#293f6e", "#33446d", "#3c4a6c",
    "#45506c", "#4d556c", "#555b6d", "#5c616e", "#646770", "#6b6d72", "#727274", "#787877",
    "#807f78", "#888578", "#908b78", "#979177", "#a09875", "#a89e73", "#b0a571", "#b9ab6d",
    "#c2b369", "#cbb965", "#d3c05f", "#dcc859", "#e6d051", "#efd748", "#f8df3c", "#fee838",
)  # fmt: skip
"""The report's colours of heat from nothing to the end of the scale, as far as anybody tells them apart."""

_OVERLAP = 0.4
"""By how much a cell reaches under the next, or the paper would shine through where they meet."""

_ANCHORS = {"start": "", "middle": " mid", "end": " end"}


class Sheet(Drawing):
    """A drawing whose shapes are SVG from the start."""

    def __init__(self, width: float, height: float) -> None:  # no sheet of matplotlib is made
        self.width = width
        self.height = height
        self.labels: list[Label] = []
        self._drawn: list[str] = []

    def lines(
        self,
        paths: Sequence[Sequence[Point]],
        role: Role,
        *,
        width: float = 1.0,
        dashes: tuple[float, float] | None = None,
    ) -> None:
        """Several lines that look the same, as one shape."""
        dashed = f' stroke-dasharray="{dashes[0]:g} {dashes[1]:g}"' if dashes else ""
        self._drawn.append(
            f'<path d="{"".join(map(_path, paths))}" fill="none" stroke="var(--{role})" stroke-width="{width:g}"'
            f' stroke-linejoin="round"{dashed}/>'
        )

    def area(self, points: Sequence[Point], role: Role, *, opacity: float = 1.0) -> None:
        """A filled polygon without an edge."""
        self._drawn.append(
            f'<path d="{_path(points)}z" fill="var(--{role})" fill-opacity="{opacity:g}"/>'
        )

    def dot(
        self, centre: Point, role: Role, *, radius: float = 3.5, is_hollow: bool = False
    ) -> None:
        """A disc, or a ring around paper."""
        fill = "paper" if is_hollow else role
        ring = f' stroke="var(--{role})" stroke-width="1.5"' if is_hollow else ""
        self._drawn.append(
            f'<circle cx="{centre[0]:.1f}" cy="{centre[1]:.1f}" r="{radius:g}"'
            f' fill="var(--{fill})"{ring}/>'
        )

    def heat(self, cells: Sequence[Sequence[float]], corner: Point, size: Point) -> None:
        """Rows of heat from 0 to 1, the end of the scale: a path for each colour, of runs of cells."""
        if not cells or not cells[0]:
            return
        (left, top), (width, height) = corner, size
        across, down = width / len(cells[0]), height / len(cells)
        runs: dict[str, list[str]] = {}
        for row, values in enumerate(cells):
            middle = top + (row + 0.5) * down
            for first, last, colour in _runs(values):
                start = left + first * across
                runs.setdefault(colour, []).append(
                    f"M{start:.1f} {middle:.1f}h{(last - first) * across + _OVERLAP:.1f}"
                )
        for colour, drawn in sorted(runs.items()):
            self._drawn.append(
                f'<path d="{"".join(drawn)}" stroke="{colour}" stroke-width="{down:.2f}"'
                ' shape-rendering="crispEdges"/>'
            )

    def element(self, *, name: str, title: str, description: str) -> Markup:
        """The drawing as an `<svg>` element; `name` makes its ids unique on the page."""
        words = Markup("").join(_text(label) for label in self.labels)
        return Markup(
            '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title {}-description">'
            '<title id="{}-title">{}</title><desc id="{}-description">{}</desc>{}{}</svg>'
        ).format(
            f"{self.width:g}",
            f"{self.height:g}",
            name,
            name,
            name,
            title,
            name,
            description,
            Markup("".join(self._drawn)),
            words,
        )


def _path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{across:.1f} {down:.1f}" for across, down in points)


def _runs(values: Sequence[float]) -> Iterator[tuple[int, int, str]]:
    """Cells of equal colour in a row: from which on, up to which, and the colour."""
    first, colour = 0, _colour(values[0])
    for number, value in enumerate(values[1:], 1):
        if (other := _colour(value)) != colour:
            yield first, number, colour
            first, colour = number, other
    yield first, len(values), colour


def _colour(heat: float) -> str:
    return OVER_LIMIT if heat > 1 else CIVIDIS[round(max(0.0, heat) * (len(CIVIDIS) - 1))]


def _text(label: Label) -> Markup:
    bold = " b" if label.is_bold else ""
    return Markup('<text x="{}" y="{}" class="{}">{}{}</text>').format(
        f"{label.x:.1f}",
        f"{label.y:.1f}",
        f"{label.role}{bold}{_ANCHORS[label.anchor]}",
        escape(label.before),
        escape(label.text),
    )
