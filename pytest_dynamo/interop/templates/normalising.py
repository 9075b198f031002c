"""Key templates in the placeholder syntaxes of other tools.

| style | written | by |
|---|---|---|
| braces | `USER#{user_id}` | the data model of the DynamoDB MCP server, pydynox |
| dollar | `USER#${userId}`, `${score:10:0}` | OneTable, ElectroDB |
| double | `USER#{{userId}}` | TypeDORM |
| angle | `USER#<user_id>` | AWS's guides, key aliases of NoSQL Workbench |
| dashed | `USER#UserID`, where `UserID` is an attribute | key aliases of NoSQL Workbench |

Everything else is literal, braces included, which `Template` escapes when it is written.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.interop.naming import snake_case

TemplateStyle: TypeAlias = Literal["braces", "dollar", "double", "angle", "dashed"]

_BRACKETS: Mapping[str, tuple[str, str]] = {
    "braces": ("{", "}"),
    "dollar": ("${", "}"),
    "double": ("{{", "}}"),
    "angle": ("<", ">"),
}
_CLOSING_IS_LITERAL = frozenset({"dollar"})  # a brace without a dollar means nothing there
_WIDEST_PADDING = 2_048  # bytes of a partition key, the longest key there is


def template_of(
    text: str, *, style: TemplateStyle, names: Mapping[str, str] | None = None
) -> Template:
    """A template of another tool as ours.

    `names` maps what stands between the brackets to attributes of the design. What it does not
    have keeps its name, as far as that is an identifier. In the dashed style only what `names` has
    is a placeholder.

    >>> str(template_of("USER#<user-id>", style="angle"))
    'USER#{user_id}'
    >>> str(template_of("SCORE#${score:10:0}#{}", style="dollar"))
    'SCORE#{score:0>10}#{{}}'
    >>> str(template_of("SubId#SKU", style="dashed", names={"SubId": "SubId", "SKU": "SKU"}))
    '{SubId}#{SKU}'

    Raises:
        ValueError: The brackets do not match, nothing or no name stands between them, or a padding
            is none; the message says which.
    """
    parts = (
        _dashed(text, names or {}) if style == "dashed" else _bracketed(text, style, names or {})
    )
    return Template(tuple(part for part in parts if part != ""))


def placeholder_name(name: str) -> str:
    """The name under which a template of ours can speak of an attribute: its own, if it is an identifier.

    Attributes keep the names they have in DynamoDB, so `userId` stays what it is.

    >>> placeholder_name("userId"), placeholder_name("user-id"), placeholder_name("address.zip")
    ('userId', 'user_id', 'address_zip')

    Raises:
        ValueError: There is neither letter nor digit in it.
    """
    if name.isidentifier():
        return name
    if not re.search(r"[A-Za-z0-9]", name):
        msg = f"'{name}' has neither letter nor digit, so it names no attribute"
        raise ValueError(msg)
    return snake_case(name)


def _dashed(text: str, names: Mapping[str, str]) -> Iterator[str | Placeholder]:
    """The longest name wins where several could stand; part of a word is no name."""
    known = sorted((name for name in names if name), key=lambda name: (-len(name), name))
    if not known:
        yield text
        return
    one_of = "|".join(re.escape(name) for name in known)
    at = 0
    for found in re.finditer(rf"(?<!\w)(?:{one_of})(?!\w)", text):
        yield text[at : found.start()]
        yield Placeholder(name=names[found[0]])
        at = found.end()
    yield text[at:]


def _bracketed(
    text: str, style: TemplateStyle, names: Mapping[str, str]
) -> Iterator[str | Placeholder]:
    opening, closing = _BRACKETS[style]
    at = 0
    while at < len(text):
        begins = text.find(opening, at)
        literal = text[at:] if begins < 0 else text[at:begins]
        if closing in literal and style not in _CLOSING_IS_LITERAL:
            msg = f"'{text}' has a '{closing}' without the '{opening}' before it"
            raise ValueError(msg)
        yield literal
        if begins < 0:
            return
        inside = begins + len(opening)
        ends = text.find(closing, inside)
        if ends < 0:
            msg = f"'{text}' has a '{opening}' without the '{closing}' behind it"
            raise ValueError(msg)
        yield _placeholder(text[inside:ends], text, style, names)
        at = ends + len(closing)


def _placeholder(
    written: str, text: str, style: TemplateStyle, names: Mapping[str, str]
) -> Placeholder:
    opening, closing = _BRACKETS[style]
    name, padding = written.strip(), ""
    if style == "dollar" and ":" in name and name not in names:
        name, padding = name.split(":", 1)
    if not name:
        msg = f"'{text}' has nothing between '{opening}' and '{closing}'"
        raise ValueError(msg)
    if any(bracket in name for bracket in "{}<>"):
        msg = f"'{text}' has brackets within brackets: '{opening}{written}{closing}'"
        raise ValueError(msg)
    wanted = names[name] if name in names else placeholder_name(name)
    return Placeholder(name=wanted, format_spec=_format_spec(padding, written) if padding else "")


def _format_spec(padding: str, written: str) -> str:
    """OneTable's `length:character` as a format spec, which pads texts and numbers alike on the left.

    https://doc.onetable.io/api/table/schemas/attributes/
    """
    length, _, character = padding.partition(":")
    character = character or "0"
    if not (length.isascii() and length.isdigit()) or not 0 < int(length) <= _WIDEST_PADDING:
        msg = f"'{written}' is padded to '{length}', which is no length from 1 to {_WIDEST_PADDING}"
        raise ValueError(msg)
    if len(character) > 1 or character in "{}":
        msg = f"'{written}' is padded with '{character}', and a template pads with one character, no brace"
        raise ValueError(msg)
    return f"{character}>{int(length)}"
