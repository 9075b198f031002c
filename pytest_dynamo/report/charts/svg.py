"""Matplotlib's SVG made part of a page.

What matplotlib writes is a document of its own: it styles every shape in place, numbers its ids from
one in each document, and knows one colour scheme. On the page a chart has no style of its own (the
page's content security policy allows none), no ids but those of its title and description, and takes
its colours from the variables of the page.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from pytest_dynamo.report.charts.colours import LIGHT
from pytest_dynamo.report.charts.drawing import Drawing, Label
from pytest_dynamo.report.words import visible

_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?\d+\.\d+")
_COMMAND = re.compile(r"([MLQCZz])([^MLQCZz]*)")
_SHAPES = {f"{_SVG}path", f"{_SVG}image"}
_VARIABLES = {colour: f"var(--{role})" for role, colour in LIGHT.items()}


class Styles:
    """The styles of all charts of a page, each of them once, as classes of its style sheet."""

    def __init__(self) -> None:
        self._classes: dict[str, str] = {}

    def class_of(self, style: str) -> str:
        """The class for the text of a `style` attribute."""
        for colour, variable in _VARIABLES.items():
            style = style.replace(colour, variable)
        return self._classes.setdefault(style, f"s{len(self._classes)}")

    def css(self) -> str:
        """The classes, in the order in which they were first met."""
        return "\n".join(f".{name}{{{style}}}" for style, name in self._classes.items())


def page_svg(drawing: Drawing, *, name: str, title: str, description: str, styles: Styles) -> str:
    """A drawing as an `<svg>` element; `name` makes its ids unique on the page."""
    root = ET.Element(
        "svg",
        {
            "class": "chart",
            "viewBox": f"0 0 {_short(drawing.width)} {_short(drawing.height)}",
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-description",
        },
    )
    ET.SubElement(root, "title", id=f"{name}-title").text = visible(title)
    ET.SubElement(root, "desc", id=f"{name}-description").text = visible(description)
    root.extend(_shapes(drawing.svg(), styles))
    root.extend(_text(label) for label in drawing.labels)
    return ET.tostring(root, encoding="unicode")


def _shapes(svg: bytes, styles: Styles) -> Iterator[ET.Element]:
    """The shapes of a document, in order, without the groups around them.

    The first is the ground of the whole sheet, which is not painted.
    """
    shapes = [each for each in ET.fromstring(svg).iter() if each.tag in _SHAPES]
    for shape in shapes[1:]:
        attributes = {"class": styles.class_of(_short_numbers(shape.get("style", "")))}
        if shape.tag == f"{_SVG}path":
            yield ET.Element("path", attributes | {"d": _short_path(shape.get("d", ""))})
        else:
            attributes |= {each: shape.get(each, "") for each in ("width", "height", "transform")}
            link = "".join(shape.get(_LINK, "").split())
            yield ET.Element("image", attributes | {"preserveAspectRatio": "none", "href": link})


def _text(label: Label) -> ET.Element:
    classes = [label.role, *(["b"] if label.is_bold else ())]
    classes += {"start": [], "middle": ["mid"], "end": ["end"]}[label.anchor]
    element = ET.Element(
        "text", {"x": _short(label.x), "y": _short(label.y), "class": " ".join(classes)}
    )
    if label.figure is None:
        element.text = visible(label.text)
        return element
    element.text = visible(label.before) or None
    exact = {"data-value": repr(label.figure.value), "data-path": label.figure.path}
    ET.SubElement(element, "tspan", exact).text = label.text
    return element


def _short_path(path: str) -> str:
    r"""The commands of a path in few bytes: steps, of which most consist, name one coordinate a point.

    >>> _short_path("M 0 10.04 \nL 5 10.04 \nL 5 20 \nL 7.5 21 \nz")
    'M0 10H5V20L7.5 21z'
    """
    written: list[str] = []
    across = down = ""
    for found in _COMMAND.finditer(path):
        command, numbers = found[1], [_short(float(each)) for each in found[2].split()]
        if command in "Zz":
            written.append("z")
            continue
        if command == "L" and numbers[1] == down:
            written += [] if numbers[0] == across else [f"H{numbers[0]}"]
        elif command == "L" and numbers[0] == across:
            written.append(f"V{numbers[1]}")
        else:
            written.append(command + " ".join(numbers))
        across, down = numbers[-2:]
    return "".join(written)


def _short_numbers(text: str) -> str:
    return _NUMBER.sub(lambda number: _short(float(number[0])), text)


def _short(value: float) -> str:
    """To a tenth of a pixel, which is as fine as a screen shows.

    >>> _short(12.04), _short(-0.01)
    ('12', '0')
    """
    return f"{round(value, 1) + 0:g}"
