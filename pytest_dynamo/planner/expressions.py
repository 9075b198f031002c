"""Expressions for requests: every attribute name and value goes by a placeholder.

With aliases everywhere no attribute can collide with one of DynamoDB's reserved words.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeNames.html
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from pytest_dynamo.design.attribute_value import to_wire
from pytest_dynamo.design.condition_words import FUNCTIONS, KEYWORDS
from pytest_dynamo.design.templates import Template, parse_template
from pytest_dynamo.design.values import Condition, Constant
from pytest_dynamo.errors import DynamoError

TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<parameter>\{[^{}]*\})
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<element>\[\d+\])
    | (?P<number>-?\d+(?:\.\d+)?)
    | (?P<name>[A-Za-z_][A-Za-z0-9_-]*)
    | (?P<symbol><>|<=|>=|[=<>(),.])
    """,
    re.VERBOSE,
)

ValueOf = Callable[[Template | Constant], object]


class Aliases:
    """The names and values that the expressions of one request share.

    `values` are by alias, and whatever stands for a value.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self.values: dict[str, object] = {}

    @property
    def names(self) -> dict[str, str]:
        """The attributes by their aliases."""
        return {alias: name for name, alias in self._names.items()}

    def name(self, attribute: str) -> str:
        """The alias of an attribute: `#status`; with a number where that is no legal alias."""
        if attribute not in self._names:
            readable = attribute.isascii() and attribute.replace("_", "").isalnum()
            self._names[attribute] = f"#{attribute}" if readable else f"#n{len(self._names)}"
        return self._names[attribute]

    def value(self, attribute: str, value: object) -> str:
        """An alias for a value that is compared with, or given to, an attribute: `:status`."""
        stem = ":" + self.name(attribute).removeprefix("#")
        alias, count = stem, 1
        while alias in self.values:
            count += 1
            alias = f"{stem}_{count}"
        self.values[alias] = value
        return alias


def comparison(condition: Condition, aliases: Aliases, value_of: ValueOf) -> str:
    """A condition in the expression language."""
    name = aliases.name(condition.attribute)
    values = [aliases.value(condition.attribute, value_of(o)) for o in condition.operands]
    match condition.operator:
        case "begins_with":
            return f"begins_with({name}, {values[0]})"
        case "between":
            return f"{name} BETWEEN {values[0]} AND {values[1]}"
    return f"{name} {condition.operator} {values[0]}"


def conjunction(conditions: tuple[Condition, ...], aliases: Aliases, value_of: ValueOf) -> str:
    """Conditions joined by AND."""
    return " AND ".join(comparison(condition, aliases, value_of) for condition in conditions)


def projection(attributes: tuple[str, ...], aliases: Aliases) -> str:
    """A projection expression of whole attributes."""
    return ", ".join(aliases.name(attribute) for attribute in attributes)


def condition_expression(text: str, aliases: Aliases, value_of: ValueOf) -> str:
    """A condition as written in a design file, in the expression language.

    Attribute names get aliases. `{parameters}`, numbers and texts in quotes become values; a text in
    quotes may hold placeholders: `owner = 'USER#{user_id}'`.

    Raises:
        DynamoError: The text holds something that is none of these.
    """
    parts: list[str] = []
    last_name = "value"
    for kind, token, follows in _tokens(text):
        match kind:
            case "name" if _is_word(token, follows):
                parts.append(token.upper() if token.upper() in KEYWORDS else token)
            case "name":
                last_name = token
                parts.append(aliases.name(token))
            case "parameter" | "text" | "number":
                parts.append(aliases.value(last_name, value_of(_literal(kind, token))))
            case _:
                parts.append(token)
    return "".join(parts)


def _tokens(text: str) -> list[tuple[str, str, str]]:
    """Kind and text of each token, and what stands after it."""
    tokens: list[tuple[str, str, str]] = []
    position = 0
    while position < len(text):
        found = TOKEN.match(text, position)
        if not found or not found.lastgroup:
            msg = (
                f"the condition {text!r} cannot be read from {text[position:]!r} on; it may hold "
                "attribute names, {parameters}, numbers, texts in quotes and DynamoDB's operators"
            )
            raise DynamoError(msg)
        position = found.end()
        tokens.append((found.lastgroup, found.group(), text[position:].lstrip()))
    return tokens


def _is_word(token: str, follows: str) -> bool:
    """Whether a name is part of the language. A function is one only in front of its parenthesis."""
    return token.upper() in KEYWORDS or (token in FUNCTIONS and follows.startswith("("))


def _literal(kind: str, token: str) -> Template | Constant:
    if kind == "number":
        return Constant(value=Decimal(token))
    try:
        return parse_template(token[1:-1] if kind == "text" else token)
    except ValueError as error:
        msg = f"{token} in a condition: {error}"
        raise DynamoError(msg) from None


def key_of(key: Mapping[str, Template | Constant], value_of: ValueOf) -> dict[str, dict[str, Any]]:
    """The Key of a request."""
    return {name: to_wire(value_of(value)) for name, value in key.items()}
