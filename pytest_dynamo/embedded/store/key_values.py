"""Key values that sort as DynamoDB sorts them, and places between them.

Strings sort by their UTF-8 bytes, which is the order of Python's strings; numbers by value; binary by
its bytes, unsigned (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.html).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from pytest_dynamo.design.values import KeySchema
from pytest_dynamo.embedded.wire_types import WireItem, WireValue

KeyValue: TypeAlias = str | Decimal | bytes
"""One key attribute's value; all values of one attribute are of one type, which the table declares."""

PrimaryKey: TypeAlias = tuple[KeyValue, KeyValue | None]
"""Partition key and sort key of an item of a table; None where the table has no sort key."""


def key_value(value: Mapping[str, Any]) -> KeyValue:
    """A wire value of type S, N or B as a value that sorts."""
    if "S" in value:
        text: str = value["S"]
        return text
    if "N" in value:
        return Decimal(value["N"])
    return bytes(value["B"])


def wire_value(value: KeyValue) -> WireValue:
    """The wire form of a key value."""
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, bytes):
        return {"B": value}
    return {"N": f"{value:f}"}


def primary_key(item: Mapping[str, Mapping[str, Any]], key: KeySchema) -> PrimaryKey:
    """The primary key of an item, or of the Key of a request."""
    partition = key_value(item[key.partition_key[0]])
    return partition, key_value(item[key.sort_key[0]]) if key.sort_key else None


def key_attributes(item: WireItem, *schemas: KeySchema) -> WireItem:
    """The key attributes of an item, as in LastEvaluatedKey."""
    return {name: item[name] for schema in schemas for name in schema.attributes}


class After:
    """A place just after a value: greater than it, less than all that are greater.

    Places are for `bisect`, which only ever asks whether a key is less than a place.
    """

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = value

    def __gt__(self, other: Any) -> bool:
        return bool(other <= self._value)


class Before:
    """A place before all values."""

    __slots__ = ()

    def __gt__(self, _other: Any) -> bool:
        return False


class AfterPrefix:
    """A place just after all texts, or all bytes, that begin with a prefix."""

    __slots__ = ("_prefix",)

    def __init__(self, prefix: str | bytes) -> None:
        self._prefix = prefix

    def __gt__(self, other: Any) -> bool:
        return bool(other < self._prefix or other.startswith(self._prefix))
