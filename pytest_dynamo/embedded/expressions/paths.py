"""Finding what a document path leads to, and trees of paths."""

from collections.abc import Callable, Iterable
from typing import Any

from pytest_dynamo.embedded.expressions.nodes import Path, WireValues
from pytest_dynamo.embedded.wire_types import WireItem, WireValue

Tree = dict[Any, Any]
"""Paths that do not overlap, by their steps: a Tree where a path goes on, else what is said of the path."""


def compile_path(path: Path) -> Callable[[WireItem, WireValues], WireValue | None]:
    """A function that gives the value a path leads to, None when there is none."""
    first, *rest = path.steps
    if not rest:
        return lambda item, _values: item.get(first)  # type: ignore[arg-type]
    steps = tuple(rest)

    def look(item: WireItem, _values: WireValues) -> WireValue | None:
        value = item.get(first)  # type: ignore[arg-type]
        for step in steps:
            if value is None:
                return None
            value = step_into(value, step)
        return value

    return look


def step_into(value: WireValue, step: str | int) -> WireValue | None:
    """The member of a map or the element of a list, None when there is none."""
    if isinstance(step, str):
        members: dict[str, WireValue] = value.get("M", {})
        return members.get(step)
    found: list[WireValue] = value.get("L", [])
    return found[step] if step < len(found) else None


def tree_of(said: Iterable[tuple[Path, Any]]) -> Tree:
    """The tree of some paths, with what is said of each."""
    tree: Tree = {}
    for path, what in said:
        *steps, last = path.steps
        branch = tree
        for step in steps:
            branch = branch.setdefault(step, {})
        branch[last] = what
    return tree


def shown_path(path: Path) -> str:
    """A path as DynamoDB's messages show it: `[a, b, [0]]`."""
    steps = (f"[{step}]" if isinstance(step, int) else step for step in path.steps)
    return f"[{', '.join(steps)}]"


def overlap(path: Path, other: Path) -> str | None:
    """Why two paths must not stand in one expression, or None."""
    for mine, its in zip(path.steps, other.steps, strict=False):
        if type(mine) is not type(its):
            return "Two document paths conflict with each other"
        if mine != its:
            return None
    return "Two document paths overlap with each other"
