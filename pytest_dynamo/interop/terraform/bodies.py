"""The blocks of a configuration alike for both its syntaxes, HCL and JSON.

https://developer.hashicorp.com/terraform/language/syntax/json
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.documents.document import Document, Where
from pytest_dynamo.interop.shapes import Losses, Unresolved
from pytest_dynamo.interop.terraform.expressions import Evaluator
from pytest_dynamo.interop.terraform.hcl import Block, read_hcl
from pytest_dynamo.interop.terraform.names import Names, UnresolvedError, entries_of

_LABELS = {"resource": 2, "data": 2, "variable": 1, "module": 1, "provider": 1, "output": 1}
_COMMENTS = "//"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A block at the top of a file: of HCL, or, where `block` is None, the members of JSON."""

    kind: str
    labels: tuple[str, ...]
    where: Where
    block: Block | None = None
    members: Mapping[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its attributes."""
        return tuple(self.block.attributes if self.block else self.members)

    def value(self, name: str, evaluator: Evaluator) -> Any:  # noqa: ANN401 - any value
        """The value of an attribute; None if there is none."""
        if name not in self.names:
            return None
        if self.block:
            return evaluator.value(self.block.attributes[name])
        return evaluator.of_json(self.members[name])

    def text_of(self, name: str) -> str:
        """An attribute as it is written, such as the provider `aws.frankfurt`."""
        if name not in self.names:
            return ""
        if self.block:
            return self.block.attributes[name].text
        return str(self.members[name]).removeprefix("${").removesuffix("}")

    def values(
        self, evaluator: Evaluator, *, without: tuple[str, ...], losses: Losses, only: str = ""
    ) -> dict[str, Any]:
        """All values, those of inner blocks as lists of mappings."""
        if self.block:
            found = _block_values(self.block, evaluator, self.where, losses, only)
        else:
            members = {name: one for name, one in self.members.items() if name != _COMMENTS}
            found = {
                name: evaluator.of_json(one)
                for name, one in members.items()
                if not only or name == only
            }
        return {name: value for name, value in found.items() if name not in without}


def _block_values(
    block: Block, evaluator: Evaluator, where: Where, losses: Losses, only: str = ""
) -> dict[str, Any]:
    if only == "lifecycle":
        return {only: [_lifecycle(one, evaluator) for one in block.of_kind(only)]}
    found: dict[str, Any] = {
        name: evaluator.value(expression) for name, expression in block.attributes.items()
    }
    for inner in block.blocks:
        if inner.kind == "lifecycle":
            continue
        if inner.kind == "dynamic" and inner.labels:
            (name, *_), values = inner.labels, _dynamic(inner, evaluator, where, losses)
        else:
            name, values = inner.kind, [_block_values(inner, evaluator, where, losses)]
        before = found.get(name, [])
        found[name] = (before if isinstance(before, list) else [before]) + values
    return found


def _lifecycle(block: Block, evaluator: Evaluator) -> dict[str, Any]:
    """Whether what it is about is kept, and the arguments that are left to others, as words."""
    found: dict[str, Any] = {}
    if "prevent_destroy" in block.attributes:
        found["prevent_destroy"] = evaluator.value(block.attributes["prevent_destroy"])
    if "ignore_changes" in block.attributes:
        text = block.attributes["ignore_changes"].text.strip("[]")
        found["ignore_changes"] = [one for part in text.split(",") if (one := part.strip())]
    return found


def _dynamic(
    block: Block, evaluator: Evaluator, where: Where, losses: Losses
) -> list[dict[str, Any]]:
    """The blocks a dynamic one stands for: https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks."""
    name = block.labels[0]
    content = next(block.of_kind("content"), None)
    collection = (
        evaluator.value(block.attributes["for_each"]) if "for_each" in block.attributes else None
    )
    iterator = block.attributes["iterator"].text if "iterator" in block.attributes else name
    if content is None or not isinstance(collection, list | dict):
        why = f": {collection}" if isinstance(collection, Unresolved) else ""
        losses.add((*where, name), f"how many dynamic blocks there are is not told{why}; left out")
        return []
    try:
        entries = entries_of(collection)
    except UnresolvedError:
        return []
    found = []
    for key, value in entries:
        names = Names({"key": key, "value": value}.__getitem__)
        found.append(_block_values(content, evaluator.within({iterator: names}), where, losses))
    return found


def bodies_of(document: Document) -> Iterator[Body]:
    """The blocks of a file; attributes at its top, as in `*.tfvars`, are one without a kind.

    Raises:
        DynamoError: It is no HCL, or JSON of another shape.
    """
    if not isinstance(document.value, dict):
        block = read_hcl(document.text, document.path)
        if block.attributes:
            yield Body(kind="", labels=(), where=(), block=Block(attributes=block.attributes))
        for one in block.blocks:
            yield Body(kind=one.kind, labels=one.labels, where=_where(one), block=one)
        return
    if document.path.endswith(".tfvars.json"):
        yield Body(kind="", labels=(), where=(), members=document.mapping)
        return
    for kind, value in document.mapping.items():
        yield from _json_bodies(document, kind, (), (kind,), value)


def _json_bodies(
    document: Document,
    kind: str,
    labels: tuple[str, ...],
    where: Where,
    value: Any,  # noqa: ANN401
) -> Iterator[Body]:
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _json_bodies(document, kind, labels, (*where, number), one)
    elif kind == _COMMENTS:
        return
    elif not isinstance(value, dict):
        line = document.line(where)
        message = (
            f"{document.path}:{line}: {kind} is no mapping.\n"
            "To fix this: write it as https://developer.hashicorp.com/terraform/language/syntax/json has it"
        )
        raise DynamoError(message)
    elif len(labels) < _LABELS.get(kind, 0):
        for name, one in value.items():
            if name != _COMMENTS:
                yield from _json_bodies(document, kind, (*labels, name), (*where, name), one)
    else:
        yield Body(kind=kind, labels=labels, where=where, members=value)


def _where(block: Block) -> Where:
    return (block.kind, *block.labels)


def lines_of(document: Document) -> dict[Where, int]:
    """The line of every block and attribute of a text in HCL."""
    found: dict[Where, int] = {}
    if not isinstance(document.value, dict):
        block = read_hcl(document.text, document.path)
        for name, expression in block.attributes.items():
            found[(name,)] = expression.line
        for one in block.blocks:
            _note(one, _where(one), found)
    return found


def _note(block: Block, where: Where, found: dict[Where, int]) -> None:
    found.setdefault(where, block.line)
    for name, expression in block.attributes.items():
        found.setdefault((*where, name), expression.line)
    numbers: dict[str, int] = {}
    for one in block.blocks:
        name = one.labels[0] if one.kind == "dynamic" and one.labels else one.kind
        number = numbers.get(name, 0)
        found.setdefault((*where, name), one.line)
        _note(one, (*where, name, number), found)
        numbers[name] = number + 1


def line_in(lines: Mapping[Where, int], where: Where) -> int | None:
    """The line of the deepest part of a path that is there."""
    for end in range(len(where), 0, -1):
        if where[:end] in lines:
            return lines[where[:end]]
    return None
