"""A table, its indexes and replicas stay in step, at once or as late as they were told."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.capacity.partitions import hash_position
from pytest_dynamo.design.values import Index, KeySchema, Table
from pytest_dynamo.embedded.store.change import Change
from pytest_dynamo.embedded.store.consistency import Consistency
from pytest_dynamo.embedded.store.key_values import primary_key
from pytest_dynamo.embedded.store.sorted_store import SortedStore
from pytest_dynamo.embedded.store.stored_item import StoredItem
from pytest_dynamo.embedded.store.table_store import TableStore

BY_GROUP = Index(
    name="by_group", kind="global", key=KeySchema(partition_key=("grp",), sort_key=("at",))
)
BY_PAIR = Index(name="by_pair", kind="global", key=KeySchema(partition_key=("grp", "at")))
BY_NOTE = Index(
    name="by_note", kind="local", key=KeySchema(partition_key=("pk",), sort_key=("note",))
)
TABLE = Table(
    name="things",
    key=KeySchema(partition_key=("pk",), sort_key=("sk",)),
    attribute_types={"pk": "S", "sk": "N", "grp": "S", "at": "N", "note": "S"},
    indexes={index.name: index for index in (BY_GROUP, BY_PAIR, BY_NOTE)},
)


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def wire(pk, sk, **attributes):
    types = {"at": "N"}
    item = {"pk": {"S": pk}, "sk": {"N": str(sk)}}
    return item | {name: {types.get(name, "S"): str(each)} for name, each in attributes.items()}


def put(store, item):
    key = primary_key(item, store.table.key)
    store.commit(Change(key, store.get(key), StoredItem.of(item)))


def remove(store, item):
    key = primary_key(item, store.table.key)
    store.commit(Change(key, store.get(key), None))


def held(read):
    """Partition keys, and the items under each in order."""
    return {
        partition: [item.item() for item in collection.walk(0, len(collection), backward=False)]
        for partition, collection in read.in_hash_order()
    }


SMALL = st.sampled_from(["a", "b"])
ITEMS = st.builds(
    lambda pk, sk, more: wire(pk, sk, **more),
    SMALL,
    st.integers(0, 2),
    st.fixed_dictionaries({}, optional={"grp": SMALL, "at": st.integers(0, 2), "note": SMALL}),
)


@given(st.lists(st.tuples(st.booleans(), ITEMS), max_size=30))
def test_indexes_hold_what_the_items_that_are_left_say(writes):
    store, model = TableStore(TABLE), {}
    for is_put, item in writes:
        key = (item["pk"]["S"], item["sk"]["N"])
        if is_put:
            put(store, item)
            model[key] = item
        else:
            remove(store, item)
            model.pop(key, None)
    items = [model[key] for key in sorted(model)]
    assert len(store) == len(items)
    assert store.size_bytes == sum(item.size_bytes for item in store.items())
    for name, partition, sort in (
        ("by_group", ["grp"], ["at"]),
        ("by_pair", ["grp", "at"], []),
        ("by_note", ["pk"], ["note"]),
    ):
        expected = {}
        entries = [item for item in items if {*partition, *sort} <= item.keys()]
        for item in sorted(
            entries, key=lambda item: [item[each].get("S") or item[each]["N"] for each in sort]
        ):
            values = tuple(item[each].get("S") or int(item[each]["N"]) for each in partition)
            expected.setdefault(values[0] if len(values) == 1 else values, []).append(item)
        assert held(store.read(name, strong=False)) == expected
        assert store.index_count(name) == len(entries)


def test_an_attribute_of_another_type_is_no_index_key():
    store = TableStore(TABLE)
    put(store, wire("a", 1, grp="g") | {"at": {"S": "not a number"}})
    assert held(store.read("by_group", strong=False)) == {}


def test_a_new_index_is_filled_and_a_dropped_one_is_gone():
    store = TableStore(replace(TABLE, indexes={"by_note": BY_NOTE}))
    item = wire("a", 1, grp="g", at=1, note="n")
    put(store, item)
    store.redefine(replace(TABLE, indexes={"by_group": BY_GROUP}))
    assert held(store.read("by_group", strong=False)) == {"g": [item]}
    with pytest.raises(KeyError):
        store.read("by_note", strong=False)
    other = wire("a", 2, grp="g", at=0, note="n")
    put(store, other)
    assert held(store.read("by_group", strong=False)) == {"g": [other, item]}


def test_an_index_of_the_same_name_with_another_key_is_filled_anew():
    store = TableStore(TABLE)
    item = wire("a", 1, grp="g", at=1, note="n")
    put(store, item)
    other_key = replace(BY_GROUP, key=KeySchema(partition_key=("note",)))
    store.redefine(replace(TABLE, indexes={"by_group": other_key}))
    assert held(store.read("by_group", strong=False)) == {"n": [item]}


def test_a_snapshot_is_what_the_table_held():
    store = TableStore(TABLE)
    first, second = wire("a", 1, grp="g", at=1), wire("b", 1)
    put(store, first)
    put(store, second)
    snapshot = store.snapshot()
    put(store, wire("a", 1))
    other = TableStore(TABLE)
    other.load(snapshot)
    assert held(other.read(None, strong=True)) == {"a": [first], "b": [second]}
    assert held(other.read("by_group", strong=False)) == {"g": [first]}


def test_global_indexes_lag_and_local_ones_do_not():
    clock = Clock()
    consistency = Consistency(clock=clock, random=random.Random(1), index_lag_seconds=5)
    store = TableStore(TABLE, consistency)
    item = wire("a", 1, grp="g", at=1, note="n")
    put(store, item)
    assert held(store.read("by_note", strong=False)) == {"a": [item]}
    assert held(store.read("by_group", strong=False)) == {}
    clock.now += 4
    changed = item | {"at": {"N": "2"}}
    put(store, changed)
    clock.now += 1
    assert held(store.read("by_group", strong=False)) == {"g": [item]}
    clock.now += 4
    assert held(store.read("by_group", strong=False)) == {"g": [changed]}


def test_stale_reads_see_the_table_as_it_was():
    clock = Clock()
    consistency = Consistency(clock=clock, random=random.Random(1), stale_reads=1.0)
    store = TableStore(TABLE, consistency)
    item = wire("a", 1, note="n")
    key = primary_key(item, TABLE.key)
    put(store, item)
    assert store.seen(key, strong=False) is None
    assert store.seen(key, strong=True).item() == item
    assert held(store.read("by_note", strong=False)) == {}
    assert held(store.read("by_note", strong=True)) == {"a": [item]}
    clock.now += 1
    assert store.seen(key, strong=False).item() == item
    assert held(store.read("by_note", strong=False)) == {"a": [item]}


def test_the_share_of_stale_reads_is_drawn_with_the_seed():
    def drawn(seed):
        consistency = Consistency(clock=Clock(), random=random.Random(seed), stale_reads=0.5)
        return [consistency.is_stale() for _ in range(1_000)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert 400 < sum(drawn(1)) < 600


@given(st.lists(st.text(max_size=3), unique=True, max_size=20), st.integers(1, 5))
def test_scans_go_by_hash_and_segments_cut_the_hash_space(partitions, segments):
    store = SortedStore()
    half = len(partitions) // 2
    for partition in partitions[:half]:
        store.put(partition, None, StoredItem.of({"pk": {"S": partition}}), replaces=False)
    list(store.in_hash_order())  # from here on the order is kept while items come and go
    for partition in partitions[half:]:
        store.put(partition, None, StoredItem.of({"pk": {"S": partition}}), replaces=False)
    expected = sorted(partitions, key=hash_position)
    assert [partition for partition, _ in store.in_hash_order()] == expected
    cut = [
        partition
        for segment in range(segments)
        for partition, _ in store.in_hash_order(segment / segments, (segment + 1) / segments)
    ]
    assert cut == expected
    for place, partition in enumerate(expected):
        rest = [found for found, _ in store.in_hash_order(after=partition)]
        assert rest == expected[place + 1 :]
    for partition in partitions[:half]:
        store.remove(partition, None)
    left = [partition for partition in expected if partition not in partitions[:half]]
    assert [partition for partition, _ in store.in_hash_order()] == left
