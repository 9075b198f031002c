"""Python as text, laid out as `ruff format` leaves it.

What fits in a line stands in one; brackets that do not fit have each element on a line of its own, and a
comma after the last, which keeps a formatter from joining them again.
"""

import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

WIDTH = 88
"""How wide a line may be; the default of ruff and Black."""


@dataclass(frozen=True, slots=True)
class Brackets:
    """A call, a mapping or a list: what opens it, its elements, each with what stands before it, and what closes it."""

    opening: str
    elements: tuple[tuple[str, "Code"], ...]
    closing: str


Code: TypeAlias = str | Brackets


def call(name: str, *positional: Code, **named: Code) -> Brackets:
    """A call of a function."""
    return Brackets(
        f"{name}(",
        (*(("", one) for one in positional), *((f"{key}=", one) for key, one in named.items())),
        ")",
    )


def mapping(members: Mapping[str, Code]) -> Brackets:
    """A mapping whose keys are texts."""
    return Brackets("{", tuple((f"{literal(key)}: ", one) for key, one in members.items()), "}")


def listing(elements: Iterable[Code]) -> Brackets:
    """A list."""
    return Brackets("[", tuple(("", one) for one in elements), "]")


def flat(code: Code) -> str:
    """Code in one line."""
    if isinstance(code, str):
        return code
    inside = ", ".join(before + flat(one) for before, one in code.elements)
    return f"{code.opening}{inside}{code.closing}"


def laid_out(before: str, code: Code, after: str = "", *, indent: int = 0) -> list[str]:
    """A statement, or an element of brackets, as lines."""
    margin = " " * indent
    line = f"{margin}{before}{flat(code)}{after}"
    if width(line) <= WIDTH or isinstance(code, str) or not code.elements:
        return [line]
    lines = [f"{margin}{before}{code.opening}"]
    inner = f"{margin}    {', '.join(inside + flat(one) for inside, one in code.elements)}"
    if (
        len(code.opening) > 1 and width(inner) <= WIDTH
    ):  # a call, which may have a line in the middle
        return [*lines, inner, f"{margin}{code.closing}{after}"]
    for inside, one in code.elements:
        lines += laid_out(inside, one, ",", indent=indent + 4)
    return [*lines, f"{margin}{code.closing}{after}"]


def statement(before: str, code: Code, *, indent: int = 0) -> list[str]:
    """`return` or an assignment; a single text that is too long stands in parentheses if it then fits."""
    lines = laid_out(before, code, indent=indent)
    if isinstance(code, str) and width(lines[0]) > WIDTH >= indent + 4 + width(code):
        margin = " " * indent
        return [f"{margin}{before}(", f"{margin}    {code}", f"{margin})"]
    return lines


def width(text: str) -> int:
    """How many columns a text takes; `literal` lets no character through that takes none or two."""
    return len(text)


def literal(value: object) -> str:
    """A plain value as Python writes it, whatever it holds."""
    match value:
        case str():
            quote = "'" if value.count('"') > value.count("'") else '"'
            return f"{quote}{_escaped(value, quote)}{quote}"
        case bytes():
            text = repr(value)
            if text[1] == "'" and '"' not in text:
                return f'b"{text[2:-1]}"'
            return text
        case float():
            return f'Decimal("{Decimal(repr(value)).normalize():f}")'
        case Decimal():
            return f'Decimal("{value:f}")'
    return repr(value)


def formatted(parts: Sequence[tuple[str, bool]]) -> str:
    """An f-string of literal texts (False) and expressions without quotes or backslashes (True)."""
    texts = [text for text, is_code in parts if not is_code]
    whole = "".join(texts)
    quote = "'" if whole.count('"') > whole.count("'") else '"'
    inside = "".join(
        f"{{{text}}}" if is_code else _escaped(text, quote).replace("{", "{{").replace("}", "}}")
        for text, is_code in parts
    )
    return f"f{quote}{inside}{quote}"


def _escaped(text: str, quote: str) -> str:
    return "".join(_character(one, quote) for one in text)


def _character(one: str, quote: str) -> str:
    if one in ("\\", quote):
        return f"\\{one}"
    is_plain = one.isprintable() and not unicodedata.combining(one)
    if one.isascii() or (is_plain and unicodedata.east_asian_width(one) in ("N", "Na", "H")):
        return repr(one)[1:-1] if not is_plain else one
    return one.encode("unicode_escape").decode()


def docstring(text: str, *details: str, indent: int = 0) -> list[str]:
    """A docstring: the sentence, then paragraphs; quotes, backslashes and line breaks are made harmless."""
    room = WIDTH - indent
    margin = " " * indent
    told = [_prose(one).replace("\\", "\\\\").replace('"', "'") for one in (text, *details)]
    first, *paragraphs = [one for one in told if one] or ["Nothing."]
    head = textwrap.wrap(first, room - 6, break_long_words=False, break_on_hyphens=False)
    if not paragraphs and len(head) == 1:
        return [f'{margin}"""{head[0]}"""']
    head = textwrap.wrap(first, room - 3, break_long_words=False, break_on_hyphens=False)
    lines = [f'{margin}"""{head[0]}', *(margin + line for line in head[1:])]
    for paragraph in paragraphs:
        wrapped = textwrap.wrap(paragraph, room, break_long_words=False, break_on_hyphens=False)
        lines += ["", *(margin + line for line in wrapped)]
    return [*lines, f'{margin}"""']


def _prose(text: str) -> str:
    """Text as one paragraph, which no line break can end."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def comment(text: str, *, indent: int = 0) -> list[str]:
    """A comment of as many lines as it takes."""
    margin = " " * indent
    wrapped = textwrap.wrap(
        _prose(text), WIDTH - indent - 2, break_long_words=False, break_on_hyphens=False
    )
    return [f"{margin}# {line}" for line in wrapped]


def sentence(text: str) -> str:
    """A text with a full stop, if it lacks one."""
    stripped = text.strip()
    return stripped if not stripped or stripped[-1] in ".!?…" else f"{stripped}."
