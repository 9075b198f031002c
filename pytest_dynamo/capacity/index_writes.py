"""How many write capacity units a write of an item takes on a secondary index.

Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html and .../LSI.html,
under "Provisioned throughput considerations". A transaction does not double these units: its factor
of two applies to the table alone (measured on DynamoDB; the documentation is silent).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pytest_dynamo.capacity.item_size import AttributeValue, Item, binary, item_size_bytes
from pytest_dynamo.capacity.units import size_write_units
from pytest_dynamo.design.values import Index, Table


def index_entry(item: Item | None, table: Table, index: Index) -> Item | None:
    """What the index stores of an item, or None where the item is not in the index.

    An entry holds the keys of the table, those of the index, and what the index projects. An item
    is in the index if it has all index key attributes, each with the declared type.
    """
    if item is None or not all(_is_key(item, name, table) for name in index.key.attributes):
        return None
    if index.projection.kind == "ALL":
        return item
    stored = {*table.key.attributes, *index.key.attributes, *index.projection.attributes}
    return {name: value for name, value in item.items() if name in stored}


def index_write_units(
    old: Item | None, new: Item | None, table: Table, index: Index
) -> float | None:
    """Write capacity units on one index for turning `old` into `new`; None is an absent item.

    The answer is None if the index is not touched, which leaves its arm out of the consumed
    capacity. A changed index key takes a delete and a put, each rounded up on its own; any other
    change takes the larger of the two entries.
    """
    before, after = index_entry(old, table, index), index_entry(new, table, index)
    if before is None or after is None:
        entry = before or after
        return None if entry is None else _units(entry)
    if any(not _same(before[name], after[name]) for name in index.key.attributes):
        return _units(before) + _units(after)
    if _same({"M": before}, {"M": after}):
        return None
    return max(_units(before), _units(after))


def _is_key(item: Item, name: str, table: Table) -> bool:
    """Whether the item has this key attribute with the type the table declares for it."""
    return name in item and table.attribute_types[name] in item[name]


def _units(entry: Item) -> float:
    return size_write_units(item_size_bytes(entry))


def _same(one: AttributeValue, other: AttributeValue) -> bool:
    """Whether two values are equal to DynamoDB: numbers by value, sets in any order."""
    return one == other or _canonical(one) == _canonical(other)


def _canonical(value: AttributeValue) -> tuple[str, object]:
    ((kind, content),) = value.items()
    return kind, _CANONICAL_CONTENT.get(kind, lambda unchanged: unchanged)(content)


def _canonical_map(content: Mapping[str, AttributeValue]) -> object:
    return {name: _canonical(value) for name, value in content.items()}


_CANONICAL_CONTENT: Mapping[str, Any] = {
    "N": Decimal,
    "B": binary,
    "SS": frozenset,
    "NS": lambda content: frozenset(map(Decimal, content)),
    "BS": lambda content: frozenset(map(binary, content)),
    "L": lambda content: [_canonical(element) for element in content],
    "M": _canonical_map,
}
