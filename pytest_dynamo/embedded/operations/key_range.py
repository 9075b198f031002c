"""Which part of an item collection a key condition selects."""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from pytest_dynamo.capacity.item_limits import MAX_SORT_KEY_BYTES, SORT_KEY_TOO_LARGE
from pytest_dynamo.capacity.item_size import value_size_bytes
from pytest_dynamo.design.values import AttributeType, KeySchema
from pytest_dynamo.embedded.service_error import invalid, invalid_parameter
from pytest_dynamo.embedded.store.key_values import After, AfterPrefix, key_value
from pytest_dynamo.embedded.validation import empty_key
from pytest_dynamo.embedded.validation.rules.reads import TOO_MANY_CONDITIONS
from pytest_dynamo.embedded.wire_types import WireItem, WireValue

KeyConditions: TypeAlias = Mapping[str, tuple[str, tuple[WireValue, ...]]]
"""Operator and operands by attribute; operators `= < <= > >= between begins_with`."""

MISSED = "Query condition missed key schema element: {name}"
# No character takes more than four bytes.
_SURELY_SHORT = MAX_SORT_KEY_BYTES // 4
NOT_SUPPORTED = "Query key condition not supported"
WRONG_TYPE = "Condition parameter type does not match schema type"


class SortRange(NamedTuple):
    """From one place in a sorted collection to another.

    A place is what stands in the sort key from the left; empty is before everything, and a `high` of
    None after everything.
    """

    low: tuple[Any, ...] = ()
    high: tuple[Any, ...] | None = None


class KeyRange(NamedTuple):
    """The partition key and the range of sort keys that a Query reads."""

    partition: WireItem
    sort: SortRange


def key_range(
    conditions: KeyConditions, key: KeySchema, types: Mapping[str, AttributeType]
) -> KeyRange:
    """The range that conditions select of a table or index with this key.

    Raises:
        ServiceError: They are no key condition of it.
    """
    if len(conditions) > max(2, len(key.attributes)):
        raise invalid(TOO_MANY_CONDITIONS)
    for name in key.partition_key:
        if name not in conditions:
            raise invalid(MISSED.format(name=name))
    if len(conditions) > len(key.partition_key):
        _require_sort_conditions(conditions, key)
    for name, (operator, operands) in conditions.items():
        if name in key.partition_key and operator != "=":
            raise invalid(NOT_SUPPORTED)
        for operand in operands:
            if types[name] not in operand:
                raise invalid_parameter(WRONG_TYPE)
            if not operand[types[name]]:
                raise empty_key(name, types[name])
    partition = {name: conditions[name][1][0] for name in key.partition_key}
    return KeyRange(partition=partition, sort=_sort_range(conditions, key.sort_key))


def check_sort_key_sizes(conditions: KeyConditions, key: KeySchema) -> None:
    """Check that no sort key that a Query asks for is longer than one can be.

    DynamoDB looks neither at partition keys nor at the statements of PartiQL in this way.

    Raises:
        ServiceError: One is.
    """
    for name in key.sort_key:
        if name in conditions:
            for operand in conditions[name][1]:
                (content,) = operand.values()
                if len(content) > _SURELY_SHORT and value_size_bytes(operand) > MAX_SORT_KEY_BYTES:
                    raise invalid_parameter(SORT_KEY_TOO_LARGE)


def _require_sort_conditions(conditions: KeyConditions, key: KeySchema) -> None:
    """Those beyond the partition key are on sort-key attributes, from the left, without a gap."""
    given = len(conditions) - len(key.partition_key)
    for position, name in enumerate(key.sort_key[:given]):
        if name not in conditions:
            raise invalid(MISSED.format(name=name))
        if position < given - 1 and conditions[name][0] != "=":
            raise invalid(NOT_SUPPORTED)
    if given > len(key.sort_key):
        raise invalid(NOT_SUPPORTED)


def _sort_range(conditions: KeyConditions, sort_key: tuple[str, ...]) -> SortRange:
    equal: tuple[Any, ...] = ()
    for name in sort_key:
        if name not in conditions:
            break
        operator, operands = conditions[name]
        values = tuple(key_value(operand) for operand in operands)
        if operator != "=":
            return _bounded(equal, operator, values)
        equal = (*equal, values[0])
    return SortRange(low=equal, high=_end(equal))


def _bounded(equal: tuple[Any, ...], operator: str, values: tuple[Any, ...]) -> SortRange:
    first, last = values[0], values[-1]
    match operator:
        case "<":
            return SortRange(low=equal, high=(*equal, first))
        case "<=":
            return SortRange(low=equal, high=(*equal, After(first)))
        case ">":
            return SortRange(low=(*equal, After(first)), high=_end(equal))
        case ">=":
            return SortRange(low=(*equal, first), high=_end(equal))
        case "between":
            return SortRange(low=(*equal, first), high=(*equal, After(last)))
        case "begins_with":
            return SortRange(low=(*equal, first), high=(*equal, AfterPrefix(first)))
    raise invalid(NOT_SUPPORTED)


def _end(equal: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """The place after all keys that begin with these values."""
    return (*equal[:-1], After(equal[-1])) if equal else None
