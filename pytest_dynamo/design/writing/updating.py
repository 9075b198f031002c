"""Bringing a design file up to a design that was read from elsewhere, with its comments and its order.

A setting that has the wanted value already is not touched. What the other design is silent about stays:
tables, entities and access patterns that it does not know, rates, budgets, comments.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_dynamo.design.mistakes import dotted, shortened
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values import Design
from pytest_dynamo.design.values.placeless import without_places
from pytest_dynamo.design.writing.comments import Path
from pytest_dynamo.design.writing.document import design_document
from pytest_dynamo.design.writing.editing import (
    Edit,
    NotEditableError,
    edited,
    is_in_braces,
    names_in,
)
from pytest_dynamo.design.writing.merging import merged
from pytest_dynamo.design.writing.scalars import key_text
from pytest_dynamo.design.writing.text import flow_text, setting_lines
from pytest_dynamo.errors import DesignError, DynamoError

_TAKEN_APART: tuple[Path, ...] = (
    ("tables", "*", "indexes", "*"),
    ("tables", "*", "tags"),
    ("tables", "*", "vector_indexes"),
    ("entities", "*", "item"),
    ("access_patterns", "*"),
    ("roles", "*"),
    ("seeds",),
    ("workload",),
    ("ignore",),
)
"""Mappings whose settings are changed one by one, and all around them; `*` stands for any name."""

_BLANK_ABOVE = frozenset({"entities", "access_patterns"})
_ROUNDS = 3
_NOTHING = object()
"""Stands for a setting that is not there; null is one that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """The text of a design file after an update.

    `changes` says in words what has been changed, by path, and `notes` what the other design does not
    know and has been kept.
    """

    text: str
    changes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def updated_text(
    text: str,
    wanted: Design,
    *,
    path: str = "<text>",
    assumed: Collection[Path] = (),
    silent: Collection[str] = (),
    remarks: Mapping[Path, str] | None = None,
) -> Updated:
    """The text of the design file `path`, brought up to the design `wanted`.

    Settings of entities and access patterns at the paths `assumed` are taken only where the file has none.
    The settings of tables that `silent` names are left as they are where `wanted` says nothing of them.
    `remarks` become comments of what is added.

    Raises:
        DesignError: The text is no design.
        DynamoError: A setting cannot be changed where it stands, or what stays does not fit what comes.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    before = text.removeprefix(mark)
    is_of_windows = "\r\n" in before
    plain = before.replace("\r\n", "\n")
    current = parse_design(plain, path)
    goal = merged(current, wanted, assumed, silent)
    changes = tuple(_differences((), design_document(current), design_document(goal)))
    notes = tuple(_notes(current, wanted))
    if not changes:
        return Updated(text=text, notes=notes)
    after = _brought_up(plain, current, goal, path, remarks or {})
    after = after.replace("\n", "\r\n") if is_of_windows else after
    return Updated(
        text=mark + after, changes=tuple(each.in_words() for each in changes), notes=notes
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Difference:
    """A setting that two documents do not share; `ahead` are the settings that it comes after."""

    path: Path
    before: Any
    after: Any
    ahead: tuple[str, ...] = ()

    def in_words(self) -> str:
        where = dotted(self.path)
        if self.before is _NOTHING:
            return f"{where}: added"
        if self.after is _NOTHING:
            return f"{where}: removed"
        before, after = (flow_text(self.path, each) for each in (self.before, self.after))
        return f"{where}: {shortened(before)} → {shortened(after)}"


def _differences(
    path: Path, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[_Difference]:
    """Settings that differ: those that come first, so that no mapping is left without any."""
    for position, (name, value) in enumerate(after.items()):
        inside = (*path, name)
        old = before.get(name, _NOTHING)
        if _same(old, value):
            continue
        if isinstance(old, dict) and old and isinstance(value, dict) and _is_taken_apart(inside):
            yield from _differences(inside, old, value)
        else:
            ahead = tuple(after)[:position]
            yield _Difference(path=inside, before=old, after=value, ahead=ahead)
    for name, value in before.items():
        if name not in after:
            yield _Difference(path=(*path, name), before=value, after=_NOTHING)


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401 - any value of the file
    """Whether two values are equal and of one kind: true is no 1."""
    return bool(one == other) and repr(one) == repr(other) or _unordered(one, other)


def _unordered(one: Any, other: Any) -> bool:  # noqa: ANN401 - any value of the file
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    return False


def _is_taken_apart(path: Path) -> bool:
    return any(
        len(path) <= len(apart)
        and all(wanted in ("*", step) for wanted, step in zip(apart, path, strict=False))
        for apart in _TAKEN_APART
    )


def _brought_up(
    text: str, current: Design, goal: Design, path: str, remarks: Mapping[Path, str]
) -> str:
    """The text after all edits. What an edit takes with it elsewhere is seen in the next round."""
    for _ in range(_ROUNDS):
        before, after = design_document(current), design_document(goal)
        for difference in _differences((), before, after):
            text = _changed(text, difference, path, remarks)
        try:
            current = parse_design(text, path)
        except DesignError as error:
            raise _not_fitting(error, path) from None
        if without_places(current) == without_places(goal):
            return text
    differing = next(_differences((), design_document(current), design_document(goal)))
    raise _not_in_place(differing.path, path)


def _changed(text: str, difference: _Difference, path: str, remarks: Mapping[Path, str]) -> str:
    above, name = difference.path[:-1], difference.path[-1]
    try:
        if difference.after is _NOTHING:
            after = edited(text, [Edit(path=difference.path, value=None)])
        elif is_in_braces(text, above):
            value = flow_text(difference.path, difference.after)
            after = edited(text, [_put(text, difference, value, ())])
        else:
            lines = setting_lines(difference.path, difference.after, 0, remarks)
            at = next(number for number, line in enumerate(lines) if not line.startswith("#"))
            first = lines[at].removeprefix(key_text(name))
            inside = [line.removeprefix("  ") for line in lines[at + 1 :]]
            value = "\n".join([first.removeprefix(" "), *inside])
            blank = ("",) if len(above) == 1 and above[0] in _BLANK_ABOVE or not above else ()
            after = edited(text, [_put(text, difference, value, (*blank, *lines[:at]))])
        names_in(after, ())  # an anchor may have gone that is needed
    except NotEditableError:
        raise _not_in_place(difference.path, path) from None
    return after


def _put(text: str, difference: _Difference, value: str, above: tuple[str, ...]) -> Edit:
    there = names_in(text, difference.path[:-1])
    behind = next((each for each in reversed(difference.ahead) if each in there), "")
    is_list = difference.path[:-1] in ((), ("entities",), ("access_patterns",))
    return Edit(path=difference.path, value=value, behind=None if is_list else behind, above=above)


def _notes(current: Design, wanted: Design) -> Iterator[str]:
    sections: tuple[tuple[str, Mapping[str, Any], Mapping[str, Any]], ...] = (
        ("tables", current.tables, wanted.tables),
        ("entities", current.entities, wanted.entities),
        ("access_patterns", current.access_patterns, wanted.access_patterns),
    )
    for section, kept, brought in sections:
        for name in kept if brought else ():
            if name not in brought:
                yield f"{dotted((section, name))}: not in what is imported; it stays as it is"


def _not_in_place(setting: Path, path: str) -> DynamoError:
    where = dotted(setting)
    return DynamoError(
        f"{path}: {where} cannot be changed where it stands: it is behind an alias (*…), or others are"
        f" aliases of it.\nTo fix this: write {where} out, without anchor and alias, and update again"
    )


def _not_fitting(error: DesignError, path: str) -> DynamoError:
    return DynamoError(
        f"{path}: what is in the file does not fit what is imported:\n{error}\n"
        "To fix this: change or remove these settings in the file first, then update again; or import"
        " to another file, and compare"
    )
