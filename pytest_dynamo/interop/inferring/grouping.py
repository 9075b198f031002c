"""Items of one table by kind: by the shape of their keys, and by the attribute that says of what type they are."""

from collections import Counter
from collections.abc import Mapping, Sequence

from pytest_dynamo.design.values import Table
from pytest_dynamo.interop.inferring.columns import Item
from pytest_dynamo.interop.inferring.shapes import Grammar, Shape, grammar_of

MOST_KINDS = 50

# What libraries and people call the attribute: ElectroDB, OneTable and TypeDORM among them.
STRONG_TYPES = (
    "__edb_e__",
    "__en",
    "entity_type",
    "entityType",
    "EntityType",
    "_type",
    "__typename",
    "_et",
)
WEAK_TYPES = (
    "type",
    "Type",
    "_Type",
    "entity",
    "Entity",
    "itemType",
    "item_type",
    "recordType",
    "kind",
)
_NEARLY_ALL_ITEMS = 0.9
_LONGEST_TYPE = 64


def has_keys(table: Table, item: Item) -> bool:
    """Whether an item has the keys of its table, each of its type."""
    return all(table.attribute_types[name] in item.get(name, {}) for name in table.key.attributes)


def grammars_of(table: Table, items: Sequence[Item]) -> Mapping[str, Grammar]:
    """The grammar of each key attribute that holds text, of the table and of its indexes."""
    texts = {
        name: [str(item[name]["S"]) for item in items if "S" in item.get(name, {})]
        for name, kind in table.attribute_types.items()
        if kind == "S"
    }
    return {name: grammar_of(name, found) for name, found in texts.items() if found}


def grouped(
    table: Table, items: Sequence[Item], grammars: Mapping[str, Grammar]
) -> list[tuple[tuple[Shape, ...], list[Item]]]:
    """The items of each kind with the shapes of their keys, in the order in which the kinds come."""
    typed = _type_attribute(items)
    groups: dict[tuple[tuple[Shape, ...], str], list[Item]] = {}
    for item in items:
        shapes = tuple(
            grammars[name].shape(str(item[name]["S"])) if name in grammars else (None,)
            for name in table.key.attributes
        )
        kind = str(item[typed]["S"]) if typed and "S" in item.get(typed, {}) else ""
        groups.setdefault((shapes, kind), []).append(item)
    return [(shapes, found) for (shapes, _), found in groups.items()]


def _type_attribute(items: Sequence[Item]) -> str | None:
    """The attribute that nearly all items have, and that says of what type they are."""
    for name in STRONG_TYPES:
        found = Counter(str(item[name]["S"]) for item in items if "S" in item.get(name, {}))
        if found and found.total() >= _NEARLY_ALL_ITEMS * len(items) and len(found) <= MOST_KINDS:
            return name
    return None


def type_of(items: Sequence[Item]) -> tuple[str, str] | None:
    """The attribute that names the type of items of one kind, and the name; None where there is none."""
    for name in (*STRONG_TYPES, *WEAK_TYPES):
        found = {item[name]["S"] if "S" in item.get(name, {}) else None for item in items}
        if len(found) == 1:
            (text,) = found
            if isinstance(text, str) and 0 < len(text) <= _LONGEST_TYPE and text[0].isalpha():
                return name, text
    return None
