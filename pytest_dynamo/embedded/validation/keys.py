"""Whether keys fit their table: names, types, lengths; in keys, in items and for indexes.

Limits: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-partition-sort-keys
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_dynamo.capacity.item_limits import (
    MAX_PARTITION_KEY_BYTES,
    MAX_SORT_KEY_BYTES,
    PARTITION_KEY_TOO_LARGE,
    SORT_KEY_TOO_LARGE,
)
from pytest_dynamo.capacity.item_size import AttributeValue, Item, value_size_bytes
from pytest_dynamo.design.values import AttributeType, KeySchema, Table
from pytest_dynamo.embedded.service_error import ServiceError, invalid, invalid_parameter
from pytest_dynamo.embedded.validation.attribute_values import given_types

# No character takes more than four bytes.
_SURELY_SHORT = MAX_SORT_KEY_BYTES // 4
_NO_MATCH = "The provided key element does not match the schema"
_WORDS: Mapping[AttributeType, str] = {"S": "string", "N": "number", "B": "binary"}
_NOTHING: AttributeValue = {}
_UPDATED_INDEX_KEY = (
    "The update expression attempted to update a secondary index key to a value that is"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _KeyAttribute:
    name: str
    type: AttributeType
    partition: bool
    index: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """The attributes that make a partition key or a sort key of an index together."""

    word: str
    names: tuple[str, ...]
    most_bytes: int
    index: str


class KeyRules:
    """What the keys of one table and of its indexes may be; made once for a definition."""

    __slots__ = ("_groups", "_index_keys", "_key")

    def __init__(self, table: Table) -> None:
        self._key = tuple(_key_attributes(table, table.key))
        self._index_keys = tuple(
            attribute
            for index in table.global_indexes + table.local_indexes
            for attribute in _key_attributes(table, index.key, index.name)
            # The table's own key attributes have been checked as such.
            if attribute.name not in table.key.attributes
        )
        self._groups = tuple(_groups(table))

    def check_key(self, key: Item) -> None:
        """Check the key of one item, as GetItem takes it.

        Raises:
            ServiceError: ValidationException.
        """
        if len(key) != len(self._key):
            raise invalid(_NO_MATCH)
        for attribute in self._key:
            content = key.get(attribute.name, _NOTHING).get(attribute.type)
            if content is None:
                raise invalid(_NO_MATCH)
            if not content or len(content) > _SURELY_SHORT:
                _check_content(content, attribute)

    def check_item(self, item: Item) -> None:
        """Check the key attributes of a whole item, as PutItem takes it.

        Raises:
            ServiceError: ValidationException.
        """
        for attribute in self._key:
            value = item.get(attribute.name)
            if value is None:
                message = f"Missing the key {attribute.name} in the item"
                raise invalid_parameter(message)
            content = value.get(attribute.type)
            if content is None:
                message = (
                    f"Type mismatch for key {attribute.name} expected: {attribute.type} "
                    f"actual: {_type_of(value)}"
                )
                raise invalid_parameter(message)
            _check_content(content, attribute)

    def check_index_keys(self, item: Item, *, updated: bool = False) -> None:
        """Check the attributes of an item that are keys of indexes; absent ones are right.

        `updated` says that an update expression made the item, which another message tells.

        Raises:
            ServiceError: ValidationException.
        """
        for attribute in self._index_keys:
            value = item.get(attribute.name)
            if value is not None:
                content = value.get(attribute.type)
                if content is None:
                    message = (
                        f"Type mismatch for Index Key {attribute.name} Expected: {attribute.type} "
                        f"Actual: {_type_of(value)} IndexName: {attribute.index}"
                    )
                    raise invalid_parameter(message)
                if not content or len(content) > _SURELY_SHORT:
                    _check_index_content(content, attribute, updated=updated)
        for group in self._groups:
            _check_group(item, group)


def _key_attributes(
    table: Table, key: KeySchema, index: str | None = None
) -> Iterator[_KeyAttribute]:
    for partition, names in ((True, key.partition_key), (False, key.sort_key)):
        for name in names:
            kind = table.attribute_types[name]
            yield _KeyAttribute(name=name, type=kind, partition=partition, index=index)


def empty_key(name: str, kind: AttributeType) -> ServiceError:
    """The error about an empty value of a key attribute of this type."""
    return invalid(
        "One or more parameter values are not valid. The AttributeValue for a key attribute "
        f"cannot contain an empty {_WORDS[kind]} value. Key: {name}"
    )


def _groups(table: Table) -> Iterator[_Group]:
    for index in table.global_indexes:
        for word, names, most_bytes in (
            ("HASH", index.key.partition_key, MAX_PARTITION_KEY_BYTES),
            ("RANGE", index.key.sort_key, MAX_SORT_KEY_BYTES),
        ):
            if len(names) > 1:
                yield _Group(word=word, names=names, most_bytes=most_bytes, index=index.name)


def _check_group(item: Item, group: _Group) -> None:
    size_bytes = sum(value_size_bytes(item[name]) for name in group.names if name in item)
    if size_bytes > group.most_bytes:
        message = (
            f"Aggregate size for {group.word} key attributes {', '.join(group.names)} of index "
            f"{group.index} has exceeded limit {group.most_bytes} bytes, with actual size "
            f"{size_bytes} bytes"
        )
        raise invalid(message)


def _check_content(content: Any, attribute: _KeyAttribute) -> None:
    if not content:
        raise empty_key(attribute.name, attribute.type)
    if len(content) > _SURELY_SHORT:
        _check_size(content, attribute)


def _check_index_content(content: Any, attribute: _KeyAttribute, *, updated: bool) -> None:
    if not content:
        what = _UPDATED_INDEX_KEY if updated else "A value specified for a secondary index key is"
        where = "" if updated else f" IndexName: {attribute.index}, IndexKey: {attribute.name}"
        message = (
            f"One or more parameter values are not valid. {what} not supported. The "
            "AttributeValue for a key attribute cannot contain an empty "
            f"{_WORDS[attribute.type]} value.{where}"
        )
        raise invalid(message)
    _check_size(content, attribute)


def _check_size(content: Any, attribute: _KeyAttribute) -> None:
    if attribute.type == "N":
        return
    size_bytes = len(content.encode() if isinstance(content, str) else content)
    if attribute.partition and size_bytes > MAX_PARTITION_KEY_BYTES:
        raise invalid_parameter(PARTITION_KEY_TOO_LARGE)
    if not attribute.partition and size_bytes > MAX_SORT_KEY_BYTES:
        raise invalid_parameter(SORT_KEY_TOO_LARGE)


def _type_of(value: AttributeValue) -> str:
    return given_types(value)[0]
