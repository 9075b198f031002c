"""Values of a template that know where they stand."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pytest_dynamo.interop.documents.document import Where

BY_HAND = "write its value into the design, or import the table as it is deployed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """A value that only CloudFormation knows.

    `text` is what the template says, in the short form of YAML: `!Ref Stage`. `why` says what is not
    known, and `fix` how it could be.
    """

    text: str
    why: str
    fix: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A value whose functions have been called.

    `value` is a mapping of names to nodes, a list of nodes, a scalar or Unresolved. `where` is its path
    in the document, functions included; `shown` the same without them, as people name it.
    """

    value: Any
    where: Where
    shown: Where

    def get(self, name: str) -> "Node | None":
        """A member of a mapping; None where there is none, or no mapping."""
        found = self.value.get(name) if isinstance(self.value, dict) else None
        return found if isinstance(found, Node) else None


def elements(node: Node | None) -> list[Node]:
    """The elements of a list; none where there is no list."""
    return list(node.value) if node is not None and isinstance(node.value, list) else []


def plain(node: Node) -> Any:  # noqa: ANN401 - any value of a template
    """The value without places; what is not resolved is the text that the template has."""
    match node.value:
        case dict() as members:
            return {name: plain(one) for name, one in members.items()}
        case list() as members:
            return [plain(one) for one in members]
        case Unresolved(text=text):
            return text
    return node.value


def unresolved_in(node: Node) -> Iterator[Node]:
    """Every node within that only CloudFormation knows."""
    if isinstance(node.value, Unresolved):
        yield node
    elif isinstance(node.value, dict):
        for one in node.value.values():
            yield from unresolved_in(one)
    elif isinstance(node.value, list):
        for one in node.value:
            yield from unresolved_in(one)


def simple(value: object) -> object:
    """A scalar of YAML as one of JSON: a date is the text it was written as."""
    match value:
        case None | bool():
            return value
        case str():
            return str(value)
        case int():
            return bool(value) if type(value).__name__ == "ScalarBoolean" else int(value)
        case float():
            return float(value)
    return str(value)


def text_of(value: object) -> str | None:
    """A scalar as CloudFormation writes it into a text; None for what is none.

    >>> text_of(True), text_of(7), text_of([])
    ('true', '7', None)
    """
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return str(value)
        case int() | float():
            return str(value)
    return None


def unresolved(name: str, content: object, why: str, fix: str = BY_HAND) -> Unresolved:
    """What a function gives that is not known here."""
    if name == "Fn::GetAtt" and isinstance(content, list):
        content = ".".join(map(str, content))
    written = content if isinstance(content, str) else json.dumps(content, default=str)
    return Unresolved(text=f"!{name.removeprefix('Fn::')} {written}", why=why, fix=fix or BY_HAND)


def as_node(value: object, where: Where, shown: Where) -> Node:
    """A value that a function gave; all of it stands where the function does."""
    if isinstance(value, list):
        value = [as_node(one, where, (*shown, place)) for place, one in enumerate(value)]
    elif isinstance(value, dict):
        value = {str(name): as_node(one, where, (*shown, name)) for name, one in value.items()}
    return Node(value=value, where=where, shown=shown)
