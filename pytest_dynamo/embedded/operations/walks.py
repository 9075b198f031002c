"""The order in which items are read, from a start key on."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, TypeAlias

from pytest_dynamo.embedded.operations.key_range import KeyRange, SortRange
from pytest_dynamo.embedded.operations.source import Source
from pytest_dynamo.embedded.service_error import ServiceError, invalid
from pytest_dynamo.embedded.store.collection import Collection
from pytest_dynamo.embedded.store.key_values import After, key_value, primary_key
from pytest_dynamo.embedded.store.sorted_store import SortedStore, partition_place
from pytest_dynamo.embedded.store.stored_item import StoredItem
from pytest_dynamo.embedded.wire_types import WireItem

Walk: TypeAlias = Iterator[StoredItem]
"""Items in the order they are read."""

Place: TypeAlias = tuple[Any, Any]
"""A partition key as the store has it, and the rest of the key."""

INVALID = "The provided starting key is invalid"
INVALID_BECAUSE = "The provided starting key is invalid: {why}"
NOT_IN_RANGE = "The provided starting key does not match the range key predicate"
OUTSIDE = "The provided starting key is outside query boundaries based on provided conditions"
NO_RESTART = "The query can return at most one row and cannot be restarted"
WRONG_SEGMENT = (
    "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey "
    "with correct Segment. TotalSegments: {segments} Segment: {segment}"
)


def walk_range(
    source: Source,
    store: SortedStore,
    wanted: KeyRange,
    start_key: WireItem | None,
    *,
    backward: bool,
) -> Walk:
    """Read a range of an item collection, from behind `start_key` on.

    Raises:
        ServiceError: The start key is not in the range.
    """
    partition = partition_of(source, wanted)
    after = _query_start(source, wanted.sort, partition, start_key) if start_key else None
    collection = store.collection(partition)
    if collection is None:
        return iter(())
    start, stop = _positions(source, collection, wanted.sort)
    if after is not None:
        if after[1] is None:  # no sort key: the one item there can be has been read
            return iter(())
        if backward:
            stop = min(stop, collection.position(after[1]))
        else:
            start = max(start, collection.position(After(after[1])))
    return collection.walk(start, stop, backward=backward)


def walk_segment(
    source: Source, store: SortedStore, segment: int, segments: int, start_key: WireItem | None
) -> Walk:
    """Read one of several equal segments of the hash space, from behind `start_key` on.

    Raises:
        ServiceError: The start key is not in the segment.
    """
    first, last = segment / segments, (segment + 1) / segments
    if start_key is None:
        return _whole(store.in_hash_order(first, last))
    partition, rest = _scan_start(source, start_key)
    if not first <= partition_place(partition) < last:
        raise invalid(WRONG_SEGMENT.format(segment=segment, segments=segments))
    others = _whole(store.in_hash_order(first, last, after=partition))
    collection = store.collection(partition)
    if collection is None or rest is None:
        return others
    start = collection.position(After(rest))
    return chain(collection.walk(start, len(collection), backward=False), others)


def _whole(collections: Iterator[tuple[Any, Collection]]) -> Walk:
    return chain.from_iterable(
        collection.walk(0, len(collection), backward=False) for _, collection in collections
    )


def partition_of(source: Source, wanted: KeyRange) -> Any:
    """The partition key of a range, as the store has it."""
    values = [key_value(wanted.partition[name]) for name in source.key.partition_key]
    return values[0] if len(values) == 1 else tuple(values)


def _positions(source: Source, collection: Collection, sort: SortRange) -> tuple[int, int]:
    """The first position of a range, and the one after its last."""
    start = collection.position(_place(source, sort.low)) if sort.low else 0
    if sort.high is None:
        return start, len(collection)
    return start, collection.position(_place(source, sort.high))


def _place(source: Source, place: tuple[Any, ...]) -> Any:
    """A place among the keys: those of an index are tuples, those of a table are not."""
    return place[0] if source.index is None else place


# Start keys. The order of the checks, and what they say, is that of DynamoDB.


def _query_start(source: Source, sort: SortRange, partition: Any, key: WireItem) -> Place:
    if key.keys() != source.start_names.keys():
        raise invalid(INVALID)
    place = _checked_place(source, key)
    is_ranged = bool(sort.low) or sort.high is not None
    if is_ranged and not _is_within(source, sort, place[1]):
        raise invalid(NOT_IN_RANGE)
    if place[0] != partition:
        raise invalid(NO_RESTART if is_ranged else OUTSIDE)
    return place


def _scan_start(source: Source, key: WireItem) -> Place:
    if source.index is not None and key.keys() != source.start_names.keys():
        raise invalid(INVALID)
    return _checked_place(source, key)


def _checked_place(source: Source, key: WireItem) -> Place:
    table = source.table.definition
    own = key
    if source.index is not None:
        own = {name: key[name] for name in table.key.attributes}
        if any(source.types[name] not in key[name] for name in source.key.attributes):
            raise invalid(INVALID)
    try:
        source.table.key_rules.check_key(own)
    except ServiceError as error:
        raise invalid(INVALID_BECAUSE.format(why=error.message)) from None
    primary = primary_key(own, table.key)
    if source.entry_keys is None:
        return primary
    return source.entry_keys.of(key, primary)  # type: ignore[return-value] # has all attributes


def _is_within(source: Source, sort: SortRange, rest: Any) -> bool:
    if sort.low and rest < _place(source, sort.low):
        return False
    return sort.high is None or rest < _place(source, sort.high)
