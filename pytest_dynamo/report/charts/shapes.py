"""Shapes of a chart, written as SVG by matplotlib's renderer."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pytest_dynamo.report.charts.colours import HEAT_MAP, OVER_LIMIT

_Point = tuple[float, float]

_HEAT_LEVELS = 64
"""How many colours there are from nothing to the end of the scale of heat; nobody tells more apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a shape is filled and stroked, in colours of the light scheme."""

    fill: str | None = None
    opacity: float = 1.0
    stroke: str | None = None
    width: float = 0.0
    dashes: tuple[float, float] | None = None


def draw_path(paths: Sequence[Sequence[_Point]], look: Look, renderer: Any) -> None:  # noqa: ANN401
    """Lines through points as one shape, onto a renderer of matplotlib."""
    from matplotlib.path import Path

    vertices = [point for path in paths for point in path]
    codes = [
        code
        for path in paths
        for code in (Path.MOVETO, *(Path.LINETO for _ in range(len(path) - 1)))
    ]
    shape = Path(vertices, codes)
    shape.should_simplify = False
    _draw(shape, look, renderer)


def draw_dot(centre: _Point, radius: float, look: Look, renderer: Any) -> None:  # noqa: ANN401
    """A disc."""
    from matplotlib.path import Path

    _draw(Path.circle(centre, radius), look, renderer)


def _draw(shape: Any, look: Look, renderer: Any) -> None:  # noqa: ANN401 - matplotlib's types
    from matplotlib.colors import to_rgba
    from matplotlib.transforms import Affine2D

    context = renderer.new_gc()
    context.set_linewidth(look.width)
    context.set_joinstyle("round")
    if look.stroke is not None and look.width:
        context.set_foreground(look.stroke)
        context.set_capstyle("butt" if look.dashes else "projecting")
    if look.dashes is not None:
        context.set_dashes(0.0, list(look.dashes))
    face = None if look.fill is None else to_rgba(look.fill, look.opacity)
    # The renderer counts from the bottom, a sheet from the top.
    renderer.draw_path(context, shape, Affine2D().scale(1, -1).translate(0, renderer.height), face)


def draw_heat(
    cells: Sequence[Sequence[float]],
    corner: _Point,
    size: _Point,
    renderer: Any,  # noqa: ANN401 - matplotlib's type
) -> None:
    """A picture with a palette, which takes a fourth of the bytes of one with four channels."""
    link = f"data:image/png;base64,{base64.b64encode(heat_png(cells)).decode()}"
    across, down = size[0] / len(cells[0]), size[1] / len(cells)
    renderer.writer.element(
        "image",
        width=str(len(cells[0])),
        height=str(len(cells)),
        transform=f"matrix({across:.6g} 0 0 {down:.6g} {corner[0]:.6g} {corner[1]:.6g})",
        attrib={"xlink:href": link},
    )


def heat_png(cells: Sequence[Sequence[float]]) -> bytes:
    """Cells of heat as a PNG, one pixel each: 64 colours up to 1, and one for what is over it."""
    import matplotlib
    import numpy as np
    from PIL import Image

    heat = np.asarray(cells, dtype=float)
    levels = np.clip(np.rint(heat * (_HEAT_LEVELS - 1)), 0, _HEAT_LEVELS - 1).astype(np.uint8)
    levels[heat > 1] = _HEAT_LEVELS
    colours = matplotlib.colormaps[HEAT_MAP](np.linspace(0, 1, _HEAT_LEVELS), bytes=True)[:, :3]
    picture = Image.fromarray(levels)
    picture.putpalette(colours.tobytes() + bytes.fromhex(OVER_LIMIT.removeprefix("#")))
    written = io.BytesIO()
    picture.save(written, format="png", optimize=True)
    return written.getvalue()
