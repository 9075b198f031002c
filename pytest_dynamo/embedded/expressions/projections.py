"""Taking from an item what some document paths lead to, in the item's own structure."""

from collections.abc import Iterable

from pytest_dynamo.embedded.expressions.nodes import Path
from pytest_dynamo.embedded.expressions.paths import Tree, tree_of
from pytest_dynamo.embedded.wire_types import WireItem, WireValue


class Projection:
    """The part of an item that some paths lead to.

    Elements of a list come in the order of the list, without gaps.
    """

    __slots__ = ("_tree", "attributes", "nested")

    def __init__(self, paths: Iterable[Path]) -> None:
        paths = tuple(paths)
        self._tree = tree_of((path, {}) for path in paths)
        self.attributes: frozenset[str] = frozenset(map(str, self._tree))
        """The names of the attributes."""
        self.nested = bool(any(self._tree.values()))
        """Whether a path leads further than to an attribute."""

    def project(self, item: WireItem) -> WireItem:
        """The part of an item; it shares its values with the item."""
        if not self.nested:
            attributes = self.attributes
            return {name: item[name] for name in item if name in attributes}
        return _members(item, self._tree)


def compile_projection(paths: Iterable[Path]) -> Projection:
    """What takes these paths from an item."""
    return Projection(paths)


def _members(members: dict[str, WireValue], tree: Tree) -> dict[str, WireValue]:
    return {
        name: part
        for name, value in members.items()
        if name in tree and (part := _part(value, tree[name])) is not None
    }


def _part(value: WireValue, tree: Tree) -> WireValue | None:
    """The part of a value a tree leads to, None when it leads to nothing."""
    if not tree:
        return value
    if "M" in value:
        members = _members(value["M"], tree)
        return {"M": members} if members else None
    found = enumerate(value.get("L", ()))
    parts = [_part(each, tree[place]) for place, each in found if place in tree]
    elements = [part for part in parts if part is not None]
    return {"L": elements} if elements else None
