"""The blocks and expressions of a text in HCL, each with its line.

The grammar is python-hcl2's; what the expressions mean is in `expressions`. The language is in
https://developer.hashicorp.com/terraform/language/syntax/configuration.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pytest_dynamo.errors import DynamoError, MissingExtraError

Tree: TypeAlias = Any
"""A tree of lark, which has no types of its own here: `data` names it, `children` are trees and tokens."""

_TRIVIA = ("new_line_or_comment",)
_ESCAPE = re.compile(r"\\(?:[nrt\"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})")
_ESCAPED = {"\\n": "\n", "\\r": "\r", "\\t": "\t", '\\"': '"', "\\\\": "\\"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """An expression, the text it was written in, and its line."""

    tree: Tree
    source: str = field(repr=False)
    line: int

    @property
    def text(self) -> str:
        """As it is written, on one line."""
        tokens = list(tokens_of(self.tree))
        text = self.source[tokens[0].start_pos : tokens[-1].end_pos] if tokens else ""
        return " ".join(text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block: `resource "aws_dynamodb_table" "orders" { … }`; the text itself is one without a kind."""

    kind: str = ""
    labels: tuple[str, ...] = ()
    line: int = 1
    attributes: dict[str, Expression] = field(default_factory=dict)
    blocks: list["Block"] = field(default_factory=list)

    def of_kind(self, kind: str) -> Iterator["Block"]:
        """The blocks in it that are of a kind."""
        return (block for block in self.blocks if block.kind == kind)


def read_hcl(text: str, path: str) -> Block:
    """A text as one block.

    Raises:
        DynamoError: It is no HCL, or a block names an attribute twice.
        MissingExtraError: python-hcl2 is not installed.
    """
    try:
        from hcl2 import parses_to_tree
        from lark.exceptions import LarkError, UnexpectedInput
    except ImportError:
        package, what = "python-hcl2", f"reading {path}"
        raise MissingExtraError(package, extra="terraform", wanted_for=what) from None
    text = text.removeprefix("\ufeff")
    try:
        return _block(parses_to_tree(text).children[0], Block(), text, path)
    except UnexpectedInput as error:
        line, column = max(error.line, 1), max(error.column, 1)
        lines = text.splitlines()
        found = lines[line - 1].strip() if line <= len(lines) else ""
        ends = not found or line >= len(lines)
        what = f"'{found}' is not expected here" if found else "the file ends too early"
        more = "; is a closing brace missing?" if ends else ""
        message = f"{path}:{line}:{column}: no HCL: {what}{more}"
        raise DynamoError(message) from None
    except (LarkError, RecursionError, ValueError) as error:
        message = f"{path}: no HCL: {str(error).splitlines()[0]}"
        raise DynamoError(message) from None


def parse_expression(text: str, path: str) -> Expression:
    """One expression, as it stands within `${…}`."""
    block = read_hcl(f"x = ({text})\n", path)
    return block.attributes["x"]


def _block(body: Tree, block: Block, source: str, path: str) -> Block:
    for part in body.children:
        if part.data == "attribute":
            name = next(tokens_of(part))
            if str(name) in block.attributes:
                first = block.attributes[str(name)].line
                message = (
                    f"{path}:{name.line}: '{name}' is there twice; the first is on line {first}.\n"
                    "To fix this: remove one of the two"
                )
                raise DynamoError(message)
            expression = Expression(tree=part.children[-1], source=source, line=name.line)
            block.attributes[str(name)] = expression
        elif part.data == "block":
            block.blocks.append(_inner(part, source, path))
    return block


def _inner(part: Tree, source: str, path: str) -> Block:
    heads = [one for one in trees_in(part) if one.data != "body"]
    kind, *labels = (_head(one) for one in heads)
    line = next(tokens_of(part)).line
    body = next(one for one in trees_in(part) if one.data == "body")
    return _block(body, Block(kind=kind, labels=tuple(labels), line=line), source, path)


def _head(tree: Tree) -> str:
    return "".join(str(token) for token in tokens_of(tree)).strip('"')


def trees_in(tree: Tree) -> list[Tree]:
    """The trees right below a tree, without line breaks and comments."""
    return [one for one in tree.children if hasattr(one, "data") and one.data not in _TRIVIA]


def tokens_of(tree: Tree) -> Iterator[Any]:
    """All tokens of a tree, in order."""
    if not hasattr(tree, "children"):
        yield tree
        return
    if tree.data in _TRIVIA:
        return
    for child in tree.children:
        if child is not None:
            yield from tokens_of(child)


def unescaped(text: str) -> str:
    """The characters of a quoted text, with its escapes resolved."""

    def character(found: re.Match[str]) -> str:
        code = found[0]
        try:
            return _ESCAPED[code] if code in _ESCAPED else chr(int(code[2:], 16))  # noqa: FURB166 - \u is no prefix of Python's
        except (ValueError, OverflowError):
            return code

    return _ESCAPE.sub(character, text)
