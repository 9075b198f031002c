"""The 1 MB page, against two pages of 25 items recorded on DynamoDB."""

from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.capacity.pages import (
    PAGE_BYTES,
    FetchRoom,
    PageRoom,
    page_size_bytes,
)
from pytest_dynamo.capacity.units import page_read_units


def page_of(name, value_bytes):
    """25 items of one item collection, each with one attribute of so many bytes."""
    return [
        {"a": {"S": "x" * 10}, "b": {"S": f"{number:02}"}, name: {"S": "v" * size_bytes}}
        for number, size_bytes in enumerate(value_bytes)
    ]


def on_first_page(sizes):
    """How many items are on the first page, by how much of a page each takes."""
    return sum(1 for _ in takewhile(PageRoom().admit, sizes))


def test_q1_a_page_one_byte_short_of_full_ends_with_the_last_item():
    items = page_of("e" * 255, [41_645] * 25)

    assert sum(page_size_bytes(item, "b") for item in items) == PAGE_BYTES - 1
    assert on_first_page(page_size_bytes(item, "b") for item in items + items) == 26
    assert page_read_units(map(item_size_bytes, items), "eventual") == 128.0


def test_q2_one_byte_more_makes_the_page_full():
    items = page_of("e", [41_645] * 24 + [41_646])

    assert sum(page_size_bytes(item, "b") for item in items) == PAGE_BYTES
    assert on_first_page(page_size_bytes(item, "b") for item in items + items) == 25
    assert page_read_units(map(item_size_bytes, items), "eventual") == 127.5


def test_the_length_of_an_attribute_name_takes_no_room_on_a_page():
    short, long = ({"a": {"S": "x"}, name: {"N": "1"}} for name in ("n", "n" * 255))

    assert page_size_bytes(short) == page_size_bytes(long)


def test_the_item_that_crosses_the_end_is_on_the_page():
    room = PageRoom()

    assert [room.admit(size) for size in (PAGE_BYTES - 10, 11, 1)] == [True, True, False]
    assert room.is_full


@pytest.mark.parametrize(
    ("entry_bytes", "item_bytes", "fetched"),
    [
        (200, 300, 244),  # 12 blocks of entries, 244 of items
        (1, 4_096, 255),
        (1, 4_097, 128),
        (4_096, 4_096, 128),
    ],
)
def test_a_page_with_fetches_has_256_blocks_of_4_kb(entry_bytes, item_bytes, fetched):
    room = FetchRoom()

    assert [room.admit(entry_bytes, item_bytes) for _ in range(300)].count(True) == fetched
    assert room.is_full


@given(st.lists(st.integers(1, 500_000), max_size=20))
def test_pages_together_have_every_item_once(sizes):
    pages, rest = [], sizes
    while rest:
        count = on_first_page(rest)
        pages.append(rest[:count])
        rest = rest[count:]

    assert [size for page in pages for size in page] == sizes
    assert all(sum(page[:-1]) < PAGE_BYTES for page in pages)


VALUES = st.recursive(
    st.one_of(
        st.text(max_size=20).map(lambda text: {"S": text}),
        st.integers(-999, 999).map(lambda number: {"N": str(number)}),
        st.binary(max_size=9).map(lambda content: {"B": content}),
        st.booleans().map(lambda truth: {"BOOL": truth}),
        st.just({"NULL": True}),
        st.sets(st.text(max_size=3), min_size=1).map(lambda elements: {"SS": sorted(elements)}),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda elements: {"L": elements}),
        st.dictionaries(st.text(max_size=3), inner, max_size=3).map(lambda members: {"M": members}),
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.text(min_size=1, max_size=5), VALUES, max_size=4), VALUES)
def test_one_more_attribute_takes_more_room(item, value):
    assert page_size_bytes(item | {"one more": value}) > page_size_bytes(item)
