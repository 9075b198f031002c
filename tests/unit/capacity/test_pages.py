"""The 1 MB page, against two pages of 25 items recorded on DynamoDB."""

from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.capacity.pages import PAGE_BYTES, page_size_bytes
from pytest_dynamo.capacity.units import page_read_units


def page_of(name, value_bytes):
    """25 items of one item collection, each with one attribute of so many bytes."""
    return [
        {"a": {"S": "x" * 10}, "b": {"S": f"{number:02}"}, name: {"S": "v" * size_bytes}}
        for number, size_bytes in enumerate(value_bytes)
    ]


def test_q1_a_page_one_byte_short_of_full_ends_with_the_last_item():
    items = page_of("e" * 255, [41_645] * 25)

    assert sum(page_size_bytes(item, "b") for item in items) == PAGE_BYTES - 1
    assert page_read_units(map(item_size_bytes, items), "eventual") == 128.0


def test_q2_one_byte_more_makes_the_page_full():
    items = page_of("e", [41_645] * 24 + [41_646])

    assert sum(page_size_bytes(item, "b") for item in items) == PAGE_BYTES
    assert page_read_units(map(item_size_bytes, items), "eventual") == 127.5


def test_the_length_of_an_attribute_name_takes_no_room_on_a_page():
    short, long = ({"a": {"S": "x"}, name: {"N": "1"}} for name in ("n", "n" * 255))

    assert page_size_bytes(short) == page_size_bytes(long)


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
