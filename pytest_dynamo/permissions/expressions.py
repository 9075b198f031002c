"""What the expressions of a request name: top-level attributes, and the value of a key.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
"""

import re
from collections.abc import Mapping
from typing import Any

_TOKEN = re.compile(
    r"\s*(?:(?P<name>#?[A-Za-z_][\w-]*|#\w+)|(?P<value>:\w+)|(?P<number>\d+)|(?P<symbol><>|<=|>=|.))"
)
_WORDS = frozenset({"AND", "OR", "NOT", "BETWEEN", "IN", "SET", "ADD", "REMOVE", "DELETE"})
_EXPRESSIONS = (
    "KeyConditionExpression",
    "FilterExpression",
    "ProjectionExpression",
    "ConditionExpression",
    "UpdateExpression",
)


def named_attributes(members: Mapping[str, Any]) -> tuple[str, ...]:
    """The attributes that the expressions of a request name; of a path, `#a.#b[0]`, the first."""
    found: dict[str, None] = {}
    for expression in _EXPRESSIONS:
        for name in _names(members.get(expression, ""), members):
            found[name] = None
    return tuple(found)


def equal_to(members: Mapping[str, Any], attribute: str) -> Mapping[str, Any] | None:
    """The value that the key condition of a Query asks an attribute to be equal to."""
    tokens = [found.group().strip() for found in _TOKEN.finditer(members["KeyConditionExpression"])]
    values = members.get("ExpressionAttributeValues", {})
    for name, sign, value in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if _resolved(name, members) == attribute and sign == "=":
            found: Mapping[str, Any] = values[value]
            return found
    return None


def _names(expression: str, members: Mapping[str, Any]) -> list[str]:
    tokens = list(_TOKEN.finditer(expression))
    names: list[str] = []
    before = ""
    for position, found in enumerate(tokens):
        name = found["name"]
        follows = tokens[position + 1]["symbol"] if position + 1 < len(tokens) else ""
        is_word = name and (name.upper() in _WORDS or follows == "(")
        if name and not is_word and before != ".":
            names.append(_resolved(name, members))
        before = found.group().strip()
    return names


def _resolved(name: str, members: Mapping[str, Any]) -> str:
    aliases: Mapping[str, str] = members.get("ExpressionAttributeNames", {})
    return aliases.get(name, name)
