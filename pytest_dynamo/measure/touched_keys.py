"""Which partition-key values a request touches, of its table and of each index.

What neither the request nor the answer tells stays unknown: nothing here guesses.
"""

import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from pytest_dynamo.capacity.item_size import Item
from pytest_dynamo.capacity.partitions import key_text
from pytest_dynamo.design.values import Table
from pytest_dynamo.planner.partiql import statements

Schemas: TypeAlias = Callable[[str], Table | None]
"""The table that a name in a request stands for, or None where its design is not known."""

# `name = :value` or, in a condition, `:value = name`; not `name = :value + other`, which is a sum.
_NAME = r"[#\w][\w.#-]*"
_EQUALITY = re.compile(
    rf"(?P<name>{_NAME})\s*=\s*(?P<value>:\w+\b)(?!\s*[+-])"
    rf"|(?P<value_first>:\w+)\s*=\s*(?P<name_second>{_NAME})"
)


@dataclass(slots=True, kw_only=True)
class Sighting:
    """Attributes that one item, or all items of one query, are known to have.

    `index` is the index a query reads; None for a query of the table and every other operation.
    Not frozen, since one is made for every item of every request.
    """

    table: str
    attributes: Mapping[str, Any]
    index: str | None = None


@lru_cache(maxsize=1_024)
def table_name(name: str) -> str:
    """The name of a table, which a request may give as an ARN."""
    return name.rpartition(":table/")[2].partition("/")[0] if name.startswith("arn:") else name


def touched_keys(
    sightings: list[Sighting], table: str, index: str | None, schema: Table | None
) -> tuple[str, ...]:
    """The partition-key values, as text, that were touched in a table or one of its indexes.

    One a sighting, so a value touched twice stands there twice. Without a schema only an item known
    by a single attribute is certain: that must be its partition key.
    """
    if schema is None:
        return tuple(
            key_text(tuple(sighting.attributes.values()))
            for sighting in sightings
            if sighting.table == table
            and len(sighting.attributes) == 1
            and index == sighting.index
            and _is_wire(sighting)
        )
    if index is None:
        names = schema.key.partition_key
    elif index in schema.indexes:
        names = schema.key_of(index).partition_key
    else:
        return ()
    touched = []
    for sighting in sightings:
        if sighting.table != table:
            continue
        values = []
        for name in names:
            value = sighting.attributes.get(name)
            if type(value) is not dict and not isinstance(value, Mapping):  # type() is the faster
                break
            values.append(value)
        else:
            touched.append(key_text(values))
    return tuple(touched)


def _is_wire(sighting: Sighting) -> bool:
    """Whether the values are in wire form, which those of a stubbed boto3 resource are not."""
    return all(isinstance(value, Mapping) for value in sighting.attributes.values())


def sightings(
    operation: str, request: Mapping[str, Any], answer: Mapping[str, Any]
) -> list[Sighting]:
    """What the request, in wire form, and its answer tell about the items touched."""
    match operation:
        case "GetItem" | "PutItem" | "UpdateItem" | "DeleteItem":
            known = _known(request)
            if "Attributes" in answer:
                # The old or new item, where the caller asked for it, also tells the keys of the indexes.
                known = {**answer["Attributes"], **known}
            return [Sighting(table=_table(request), attributes=known)]
        case "Query":
            return [
                Sighting(
                    table=_table(request),
                    attributes=_query_equalities(request),
                    index=request.get("IndexName"),
                )
            ]
        case "BatchGetItem" | "BatchWriteItem":
            requested = request.get("RequestItems", {})
            left = answer.get("UnprocessedKeys") or answer.get("UnprocessedItems") or {}
            return _without(list(_batch(requested)), list(_batch(left)))
        case "TransactGetItems" | "TransactWriteItems":
            return [
                Sighting(table=_table(action), attributes=_known(action))
                for step in request.get("TransactItems", ())
                for action in step.values()
            ]
        case "ExecuteStatement" | "BatchExecuteStatement" | "ExecuteTransaction":
            return [
                Sighting(
                    table=table_name(statement.table),
                    attributes={**statement.assigned, **statement.equal},
                    index=statement.index,
                )
                for statement in statements(request)
            ]
    return []


def _table(request: Mapping[str, Any]) -> str:
    return table_name(request.get("TableName", ""))


def _known(action: Mapping[str, Any]) -> Item:
    """The attributes a put gives the whole of, or those an update names in its key and clauses."""
    item: Item | None = action.get("Item")
    if item is not None:
        return item
    key: Item = action.get("Key", {})
    if "UpdateExpression" not in action:
        return key
    return {**_equalities(action["UpdateExpression"], action), **key}


def _query_equalities(request: Mapping[str, Any]) -> Item:
    conditions = request.get("KeyConditions")
    if conditions:
        return {
            name: condition["AttributeValueList"][0]
            for name, condition in conditions.items()
            if condition.get("ComparisonOperator") == "EQ"
        }
    return _equalities(request.get("KeyConditionExpression", ""), request)


def _equalities(expression: object, request: Mapping[str, Any]) -> Item:
    """The attributes that an expression compares with, or sets to, one value."""
    if not isinstance(expression, str):  # a condition object of a stubbed boto3 resource
        return {}
    names = request.get("ExpressionAttributeNames", {})
    values = request.get("ExpressionAttributeValues", {})
    return {
        names.get(name, name): values[value]
        for name, value in _placeholders(expression)
        if value in values
    }


@lru_cache(maxsize=1_024)
def _placeholders(expression: str) -> tuple[tuple[str, str], ...]:
    """The `name = :value` pairs of an expression; programs send the same few texts again and again."""
    return tuple(
        (found["name"] or found["name_second"], found["value"] or found["value_first"])
        for found in _EQUALITY.finditer(expression)
    )


def _batch(requested: Mapping[str, Any]) -> Iterator[Sighting]:
    """The items of the `RequestItems` of a batch, or of what it left unprocessed."""
    for name, wanted in requested.items():
        table = table_name(name)
        if isinstance(wanted, Mapping):
            for key in wanted.get("Keys", ()):
                yield Sighting(table=table, attributes=key)
        else:
            for write in wanted:
                for action in write.values():
                    yield Sighting(table=table, attributes=_known(action))


def _without(requested: list[Sighting], left: list[Sighting]) -> list[Sighting]:
    if not left:
        return requested
    missing = Counter(map(_identity, left))
    touched = []
    for sighting in requested:
        identity = _identity(sighting)
        if missing[identity]:
            missing[identity] -= 1
        else:
            touched.append(sighting)
    return touched


def _identity(sighting: Sighting) -> str:
    return sighting.table + json.dumps(sighting.attributes, sort_keys=True, default=_json_form)


def _json_form(content: object) -> str:
    # Binary is base64 text in a request on the wire and bytes in a parsed answer.
    return b64encode(content).decode() if isinstance(content, bytes) else repr(content)
