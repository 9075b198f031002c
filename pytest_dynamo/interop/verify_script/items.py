"""The items that a script puts: examples of the design's entities whose keys no other item has."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_dynamo.design.values import Design, KeySchema, Table
from pytest_dynamo.interop.examples import example_items
from pytest_dynamo.interop.verify_script.shell import EXPIRES, RUN, RUN_IN_BASE64

Item = Mapping[str, Mapping[str, Any]]

_LONGEST_MARKED = 200
"""How much of a value stays behind the mark, in characters; as a sort key it holds 1,024 bytes.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What keys of marked items have and no other item has: digits, at most 21 of them.

    `digits_in_base64` are the same within binary data, and are as many as base64 can follow. `expires` is a
    moment in seconds since the epoch. `adds_expiry` gives one to every item, not only to those that have one.
    """

    digits: str
    digits_in_base64: str
    expires: str
    adds_expiry: bool = False


OF_A_SCRIPT = Mark(digits=RUN, digits_in_base64=RUN_IN_BASE64, expires=EXPIRES)
"""What the shell replaces when a script runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An item of an entity, as it would be in its table; `number` is that of the entity in its design."""

    entity: str
    table: Table
    item: Item
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A Query that finds one item: its key condition, with names and values of its placeholders."""

    condition: str
    names: Mapping[str, str]
    values: Item


def entity_examples(design: Design) -> Iterator[Example]:
    """An item for each entity that has an example with the keys of its table."""
    examples = example_items(design)
    for number, (name, entity) in enumerate(design.entities.items()):
        table = design.tables[entity.table]
        for item in examples[name][:1]:
            if all(attribute in item for attribute in table.key.attributes):
                yield Example(entity=name, table=table, item=item, number=number)


def marked_items(design: Design, mark: Mark = OF_A_SCRIPT) -> Iterator[tuple[str, Table, Item]]:
    """An item for each entity that has an example, with its table; see `marked`."""
    for one in entity_examples(design):
        yield one.entity, one.table, marked(one, mark)


def marked(example: Example, mark: Mark = OF_A_SCRIPT) -> Item:
    """An item with partition keys, its table's and those of global indexes, that no other item has.

    A Query on an index then finds this item alone, also where the index has few partitions.
    It does not expire while it is looked at.
    """
    table, word = example.table, f"{example.entity}#"
    partitioning = partitioning_attributes(table)
    found = {
        name: _marked(value, mark, word, example.number) if name in partitioning else value
        for name, value in example.item.items()
    }
    expiring = table.time_to_live
    if expiring and expiring not in partitioning:
        is_added = mark.adds_expiry and expiring not in {*table.attribute_types, *found}
        if is_added or "N" in found.get(expiring, {}):
            found[expiring] = {"N": mark.expires}
    return found


def partitioning_attributes(table: Table) -> frozenset[str]:
    """The partition keys of a table and of its global indexes: what a mark is in."""
    keys = [table.key, *(index.key for index in table.global_indexes)]
    return frozenset(name for key in keys for name in key.partition_key)


def queries_of(item: Item, table: Table) -> Iterator[tuple[str | None, Asked]]:
    """A Query on the table and on each index that the item is in."""
    for index in (None, *table.indexes):
        key = table.key_of(index)
        if all(name in item for name in key.attributes):
            yield index, _asked(item, key)


def _asked(item: Item, key: KeySchema) -> Asked:
    names = {f"#k{at}": name for at, name in enumerate(key.attributes)}
    return Asked(
        condition=" AND ".join(f"{name} = :{name[1:]}" for name in names),
        names=names,
        values={f":{alias[1:]}": item[name] for alias, name in names.items()},
    )


def _marked(value: Mapping[str, Any], mark: Mark, word: str, number: int) -> Mapping[str, Any]:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return {kind: f"VERIFY#{mark.digits}#{word}{content[:_LONGEST_MARKED]}"}
        case "N":  # 1 and 21 and 3 digits of at most 38; no leading zero
            return {kind: f"-1{mark.digits}{number:03}"}
        case "B":
            rest = b64encode(b64decode(content)[:_LONGEST_MARKED]).decode()
            return {kind: f"{mark.digits_in_base64}{rest}"}
    return value


def json_text(value: Mapping[str, Any]) -> str:
    """JSON in one line of ASCII, whatever the language of the terminal."""
    return json.dumps(value)
