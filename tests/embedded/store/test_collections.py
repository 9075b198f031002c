"""The items of one partition key, sorted, in each of the forms a collection grows through."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.embedded.store import collection as module
from pytest_dynamo.embedded.store.collection import Few, Many, One
from pytest_dynamo.embedded.store.key_values import After, AfterPrefix
from pytest_dynamo.embedded.store.stored_item import StoredItem

TEXTS = st.text(max_size=3)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=2)
BINARY = st.binary(max_size=3)


def stored(text="x"):
    return StoredItem.of({"pk": {"S": text}})


def filled(keys):
    collection = None
    items = {}
    for key in keys:
        items[key] = stored(repr(key))
        collection = One(key, items[key]) if collection is None else collection.put(key, items[key])
    return collection, items


def everything(collection, *, backward=False):
    return list(collection.walk(0, len(collection), backward=backward))


@pytest.fixture(autouse=True)
def small_lists(monkeypatch):
    monkeypatch.setattr(module, "MOST_IN_A_LIST", 4)


def test_a_collection_grows_from_one_item_to_lists_to_sorted_containers():
    collection, _ = filled(["a"])
    forms = [type(collection)]
    for key in "bcdef":
        collection = collection.put(key, stored(key))
        forms.append(type(collection))
    assert forms == [One, Few, Few, Few, Many, Many]


@given(st.one_of(st.lists(kind, min_size=1, max_size=9) for kind in (TEXTS, NUMBERS, BINARY)))
def test_what_was_put_is_there_in_the_order_of_the_keys(keys):
    collection, items = filled(keys)
    assert len(collection) == len(items)
    assert all(collection.get(key) is item for key, item in items.items())
    assert everything(collection) == [items[key] for key in sorted(items)]
    assert everything(collection, backward=True) == everything(collection)[::-1]


@given(st.lists(TEXTS, min_size=1, max_size=9), st.lists(TEXTS, max_size=9))
def test_what_was_removed_is_gone(keys, removed):
    collection, items = filled(keys)
    for key in removed:
        collection.remove(key)
        items.pop(key, None)
    assert everything(collection) == [items[key] for key in sorted(items)]
    assert [collection.get(key) for key in removed] == [None] * len(removed)
    assert len(collection) == len(items)


def test_an_emptied_collection_of_one_takes_another_item():
    collection, _ = filled(["b"])
    collection.remove("a")
    collection.remove("b")
    assert (len(collection), everything(collection), collection.position("c")) == (0, [], 0)
    item = stored()
    assert everything(collection.put("a", item)) == [item]


@given(
    st.one_of(
        st.tuples(st.lists(kind, min_size=1, max_size=9), kind) for kind in (TEXTS, NUMBERS, BINARY)
    )
)
def test_positions_count_the_keys_before_a_place(keys_and_place):
    keys, place = keys_and_place
    collection, items = filled(keys)
    assert collection.position(place) == sum(key < place for key in items)
    assert collection.position(After(place)) == sum(key <= place for key in items)


@given(st.lists(TEXTS, min_size=1, max_size=9), TEXTS)
def test_the_keys_with_a_prefix_stand_between_it_and_the_place_after_it(keys, prefix):
    collection, items = filled(keys)
    start, stop = collection.position(prefix), collection.position(AfterPrefix(prefix))
    found = list(collection.walk(start, stop, backward=False))
    assert found == [items[key] for key in sorted(items) if key.startswith(prefix)]


@pytest.mark.parametrize(
    "prefix", ["", "a", "\ud7ff", "\U0010ffff", b"", b"\xff", b"\xff\xff"], ids=repr
)
def test_the_last_character_of_a_prefix_may_be_the_last_there_is(prefix):
    more = "\U0010ffff" if isinstance(prefix, str) else b"\xff"
    keys = [prefix + more[:0], prefix + more, prefix + more + more]
    collection, _ = filled(keys)
    start, stop = collection.position(prefix), collection.position(AfterPrefix(prefix))
    assert (start, stop) == (0, len(set(keys)))


def test_strings_sort_by_their_utf8_bytes():
    keys = ["\ue000", "\U00010000", "z", "é", "Z"]  # UTF-16 would put U+10000 before U+E000
    collection, items = filled(keys)
    assert everything(collection) == [items[key] for key in sorted(keys, key=str.encode)]


def test_numbers_are_equal_by_value():
    collection, _ = filled([Decimal(1), Decimal("1.0"), Decimal("1E+0")])
    assert len(collection) == 1


def test_entries_of_an_index_sort_by_the_sort_key_and_then_by_the_primary_key():
    keys = [("b", "p1", "1"), ("a", "p2", "1"), ("a", "p1", "2"), ("a", "p1", "1")]
    collection, items = filled(keys)
    start, stop = collection.position(("a",)), collection.position((After("a"),))
    found = list(collection.walk(start, stop, backward=False))
    assert found == [items[key] for key in sorted(keys)[:3]]
    assert collection.position(After(("a", "p1", "2"))) == 2
