"""An item in the store: bytes that never change."""

import tracemalloc

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.capacity.pages import page_size_bytes
from pytest_dynamo.embedded.store.stored_item import StoredItem, as_base64

LEAVES = st.one_of(
    st.text(max_size=5).map(lambda text: {"S": text}),
    st.integers(-9999, 9999).map(lambda number: {"N": str(number)}),
    st.binary(max_size=5).map(lambda content: {"B": content}),
    st.booleans().map(lambda choice: {"BOOL": choice}),
    st.just({"NULL": True}),
    st.lists(st.text(max_size=3), min_size=1, max_size=3, unique=True).map(lambda s: {"SS": s}),
    st.lists(st.binary(max_size=3), min_size=1, max_size=3, unique=True).map(lambda s: {"BS": s}),
)
NAMES = st.sampled_from(["B", "BS", "L", "M", "S", "pk", "größe"])
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda elements: {"L": elements})
        | st.dictionaries(NAMES, inner, max_size=3).map(lambda members: {"M": members})
    ),
    max_leaves=6,
)
ITEMS = st.dictionaries(NAMES, VALUES, min_size=1, max_size=4)


@given(ITEMS)
def test_an_item_comes_back_as_it_was_put(item):
    stored = StoredItem.of(item)
    assert stored.item() == item
    assert stored.size_bytes == item_size_bytes(item)
    assert stored.page_bytes("pk") == page_size_bytes(item, "pk")


@given(st.lists(ITEMS, max_size=5))
def test_many_items_come_back_as_they_were_put(items):
    assert StoredItem.items([StoredItem.of(item) for item in items]) == items


def test_each_reader_has_an_item_of_his_own():
    stored = StoredItem.of({"pk": {"S": "a"}, "l": {"L": [{"S": "x"}]}})
    stored.item()["l"]["L"].append({"S": "y"})
    assert stored.item() == {"pk": {"S": "a"}, "l": {"L": [{"S": "x"}]}}


def test_the_item_that_was_put_may_be_changed_afterwards():
    item = {"pk": {"S": "a"}}
    stored = StoredItem.of(item)
    item["pk"]["S"] = "b"
    assert stored.item() == {"pk": {"S": "a"}}


def test_a_size_that_is_known_is_not_counted_again():
    assert StoredItem.of({"pk": {"S": "a"}}, 7).size_bytes == 7


def test_an_image_takes_no_more_memory_than_its_text():
    item = {"pk": {"S": "a" * 300}}
    tracemalloc.start()
    images = [StoredItem.of(item).image for _ in range(100)]
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken / 100 < len(orjson.dumps(item)) + 100
    assert len(images) == 100


def test_what_is_no_value_is_refused():
    with pytest.raises(TypeError, match="is no attribute value"):
        as_base64(object())
