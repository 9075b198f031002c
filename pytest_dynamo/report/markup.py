"""Sentences and drawings as HTML, and the templates that put them together."""

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pytest_dynamo.report.charts.colours import DARK, LIGHT, css_variables
from pytest_dynamo.report.extras import not_installed
from pytest_dynamo.report.words import (
    Code,
    Constant,
    Figure,
    Name,
    Part,
    Quote,
    Sentence,
    Toned,
    plain,
    visible,
)

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_LONGEST_UNBROKEN = 30
"""Names of so many letters are never broken over two lines of a table."""

_TEMPLATES = files("pytest_dynamo.report") / "templates"


def environment() -> "Environment":
    """Jinja2 with the templates of this package, escaping everything it is not told to trust.

    Raises:
        MissingExtraError: Jinja2 is not installed.
    """
    try:
        from jinja2 import Environment, FunctionLoader, StrictUndefined
    except ImportError as error:
        raise not_installed(error) from None
    made = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["say"] = say
    made.filters["plain"] = plain
    made.filters["changed"] = changed
    return made


def say(sentence: Sentence) -> "Markup":
    """A sentence as HTML: figures with their value and path, names set apart from our own words."""
    from markupsafe import Markup

    return Markup("").join(_part(part) for part in sentence)


def changed(line: str) -> "Markup":
    """A line of a unified diff as HTML: what is new and what is gone are marked as that."""
    from markupsafe import Markup

    kind = {"+": "ins", "-": "del"}.get(line[:1], "span")
    if line.startswith(("+++", "---")):
        kind = "span"
    return Markup('<{0} class="quoted">{1}</{0}>').format(Markup(kind), visible(line))


def style_sheet(charts: str = "") -> str:
    """The style sheet of a page: the colours, the rules, and the classes of its charts."""
    dark = f"@media screen and (prefers-color-scheme:dark){{:root{{{css_variables(DARK)}}}}}"
    rules = _template("report.css")
    return f":root{{{css_variables(LIGHT)}}}\n{dark}\n{rules}\n{charts}\n"


def policy(css: str) -> str:
    """The content security policy of a page with this style sheet: it loads and runs nothing."""
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _part(part: Part) -> Any:  # noqa: ANN401 - Markup, which is only known where Jinja2 is
    from markupsafe import Markup

    match part:
        case Figure():
            shown = Markup('<data value="{}" data-path="{}">{}</data>')
            return shown.format(repr(part.value), part.path, part.text)
        case Name():
            return _name(str(part))
        case Code():
            return Markup("<code>{}</code>").format(str(part))
        case Constant():
            return Markup('<span class="constant">{}</span>').format(str(part))
        case Quote():
            return Markup('<span class="quoted">{}</span>').format(str(part))
        case Toned():
            return Markup('<span class="{}">{}</span>').format(part.tone, say(part.words))
        case _:
            return Markup("{}").format(visible(str(part)))


def _name(shown: str) -> Any:  # noqa: ANN401 - as above
    from markupsafe import Markup

    kind = "name long" if len(shown) > _LONGEST_UNBROKEN else "name"
    return Markup('<bdi class="{}">{}</bdi>').format(kind, shown)


def _template(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")
