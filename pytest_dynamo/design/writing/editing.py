"""Editing the text of a design file in single settings, so that all else of it stays as it is."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from pytest_dynamo.design.writing.comments import Path
from pytest_dynamo.design.writing.scalars import key_text

_DEEPER = 2
_ALIAS = re.compile(r"[ \t]*\*[^\s,\]}]+")
_ALIAS_MEMBER = re.compile(r"(?:\s*-[ \t]+\*[^\s,\]}]+)+")
_Entry: TypeAlias = tuple[Node, Node]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One setting of a design file, and what is written there afterwards; None removes it.

    Lines after the first are indented as far as where it stands asks for. A setting that is not there
    yet is put behind its sibling `behind`, at the front of its mapping where that is empty, or at the end;
    in a block the lines `above` go before it. A value that begins with a line break is a block.
    """

    path: Path
    value: str | None
    behind: str | None = None
    above: tuple[str, ...] = ()


class NotEditableError(Exception):
    """A setting is written in a way that single edits do not reach, behind an alias for example."""


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text of a design file after edits, one after the other.

    Raises:
        NotEditableError: One of the settings cannot be reached.
    """
    for edit in edits:
        text = _edited(text, edit)
    return text


def is_in_braces(text: str, path: Path) -> bool:
    """Whether a mapping of a design file is written in braces, so that what is in it has to be too.

    Raises:
        NotEditableError: It cannot be reached.
    """
    node = _node(text, path)
    return isinstance(node, MappingNode) and bool(node.flow_style)


def names_in(text: str, path: Path) -> tuple[str, ...]:
    """The names in a mapping of a design file, in its order.

    Raises:
        NotEditableError: It cannot be reached, or is no mapping.
    """
    node = _node(text, path)
    if not isinstance(node, MappingNode):
        raise NotEditableError
    return tuple(str(key.value) for key, _ in node.value)


def _edited(text: str, edit: Edit) -> str:
    *above, name = edit.path
    parent = _node(text, tuple(above))
    if edit.value:
        indent = " " * (_indent_at(text, parent) + _DEEPER)
        edit = replace(edit, value=edit.value.replace("\n", f"\n{indent}"))
    if not isinstance(parent, MappingNode):
        raise NotEditableError
    entry = _entry(parent, name)
    if edit.value is None:
        return _without(text, tuple(above), parent, entry)
    if entry:
        begins, ends = _value_span(text, parent, entry)
        return _spliced(text, begins, ends, _behind_colon(edit.value))
    return _inserted(text, parent, edit)


def _indent_at(text: str, node: Node) -> int:
    """How far the line is indented on which a node begins."""
    begins = text.rfind("\n", 0, node.start_mark.index) + 1
    return len(text[begins:]) - len(text[begins:].lstrip(" "))


def _node(text: str, path: Path) -> Node:
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except YAMLError:  # an anchor has gone, to which there still are aliases
        raise NotEditableError from None
    for step in path:
        found: Node | None = None
        if isinstance(node, MappingNode) and (entry := _entry(node, step)):
            found = entry[1] if _is_in_place(node, entry) else None
        elif isinstance(node, SequenceNode) and isinstance(step, int):
            found = node.value[step]  # behind an alias it is where the anchor stands
        if found is None:
            raise NotEditableError
        node = found
    assert isinstance(node, Node)
    return node


def _entry(mapping: MappingNode, name: str | int) -> _Entry | None:
    return next((entry for entry in mapping.value if entry[0].value == name), None)


def _is_in_place(mapping: MappingNode, entry: _Entry) -> bool:
    """Whether a value stands behind its name; what an alias stands for stands elsewhere."""
    key, value = entry
    ends = mapping.end_mark.index
    return bool(key.end_mark.index <= value.start_mark.index <= ends)


def _value_span(text: str, mapping: MappingNode, entry: _Entry) -> tuple[int, int]:
    """Where a value begins, directly behind the colon, and where it ends."""
    key, value = entry
    begins = text.find(":", key.end_mark.index) + 1
    if not begins:
        raise NotEditableError
    if _is_in_place(mapping, entry):
        return begins, max(begins, _end(text, value))
    alias = _ALIAS.match(text, begins)
    if not alias:
        raise NotEditableError
    return begins, alias.end()


def _end(text: str, node: Node) -> int:
    """Where a node ends; that of a block ends where its last value does, and not where the next begins."""
    if not isinstance(node, MappingNode | SequenceNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    if isinstance(node, MappingNode):
        return _value_span(text, node, last)[1]
    if node.start_mark.index <= last.start_mark.index:
        return _end(text, last)
    before = [
        _end(text, each) for each in node.value if each.start_mark.index > node.start_mark.index
    ]
    alias = _ALIAS_MEMBER.search(text, max([node.start_mark.index, *before]))
    if not alias:
        raise NotEditableError
    return alias.end()


def _spliced(text: str, begins: int, ends: int, between: str) -> str:
    return text[:begins] + between + text[ends:]


def _inserted(text: str, parent: MappingNode, edit: Edit) -> str:
    setting = f"{key_text(edit.path[-1])}{_behind_colon(str(edit.value))}"
    if not parent.value:  # braces with nothing in them
        begins = parent.start_mark.index + 1
        return _spliced(text, begins, begins, setting)
    first = parent.value[0][0].start_mark
    indent = " " * first.column
    if edit.behind == "":
        above = "".join(f"{line}\n{indent}" for line in edit.above)
        between = ", " if parent.flow_style else f"\n{indent}"
        return _spliced(text, first.index, first.index, f"{above}{setting}{between}")
    entry = _entry(parent, edit.behind) if edit.behind else None
    _, ends = _value_span(text, parent, entry or parent.value[-1])
    if parent.flow_style:
        return _spliced(text, ends, ends, f", {setting}")
    ends = _line_end(text, ends)
    above = "".join(f"\n{indent}{line}" if line else "\n" for line in edit.above)
    return _spliced(text, ends, ends, f"{above}\n{indent}{setting}")


def _behind_colon(value: str) -> str:
    return value if value.startswith("\n") else f" {value}"


def _without(text: str, above: Path, parent: MappingNode, entry: _Entry | None) -> str:
    if entry is None:
        raise NotEditableError
    if len(parent.value) == 1:  # a mapping of nothing is no setting
        return _edited(text, Edit(path=above, value=None))
    begins, (_, ends) = entry[0].start_mark.index, _value_span(text, parent, entry)
    if not parent.flow_style:
        begins = min(_comment_begins(text, begins), begins)
        return _spliced(text, begins, min(len(text), _line_end(text, ends) + 1), "")
    if entry is parent.value[0]:
        return _spliced(text, begins, parent.value[1][0].start_mark.index, "")
    before = parent.value[parent.value.index(entry) - 1]
    return _spliced(text, _value_span(text, parent, before)[1], ends, "")


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def _comment_begins(text: str, begins: int) -> int:
    """Where a block's entry begins, with the comment above it, which is about it."""
    line = text.rfind("\n", 0, begins) + 1
    indent = text[line:begins]
    for above in _lines_above(text, line):
        if not text[above:].startswith(f"{indent}#"):
            break
        line = above
    return line


def _lines_above(text: str, line: int) -> Iterator[int]:
    while line > 0:
        line = text.rfind("\n", 0, line - 1) + 1
        yield line
