"""The fast sizes of items and pages against the same rules written down one by one."""

import base64
import random
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.capacity.item_size import item_size_bytes, number_size_bytes, value_size_bytes
from pytest_dynamo.capacity.pages import page_size_at_most, page_size_bytes


def plain_number(text):
    """Base-100 digits, aligned at the decimal point, without zeros at either end."""
    number = Decimal(text)
    if not number:
        return 1
    sign, digits, exponent = number.as_tuple()
    digits = list(digits)
    while digits[-1] == 0:
        digits.pop()
        exponent += 1
    while digits[0] == 0:
        digits.pop(0)
    first = exponent + len(digits) - 1
    pairs = {place // 2 for place in range(exponent, first + 1)}
    return min(21, 1 + len(pairs) + (1 if sign and len(pairs) < 20 else 0))


def plain_bytes(content):
    return len(content) if isinstance(content, bytes) else len(base64.b64decode(content))


def plain_value(value):
    ((kind, content),) = value.items()
    if kind in ("SS", "NS", "BS"):
        return sum(plain_value({kind[0]: element}) for element in content)
    if kind == "S":
        return len(content.encode())
    if kind == "N":
        return plain_number(content)
    if kind == "B":
        return plain_bytes(content)
    if kind == "L":
        return 3 + sum(1 + plain_value(element) for element in content)
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + plain_value(m) for name, m in content.items())
    return 1


def plain_item(item):
    return sum(len(name.encode()) + plain_value(value) for name, value in item.items())


def plain_stored(value):
    ((kind, content),) = value.items()
    if kind == "NULL":
        return 0
    if kind == "BOOL":
        return 1
    if kind == "L":
        return 3 + sum(1 + plain_stored(element) for element in content)
    if kind == "M":
        return 3 + sum(2 + plain_stored(member) for member in content.values())
    size_bytes = plain_value(value)
    if kind == "S":
        return size_bytes + (1 if size_bytes < 128 else 2 if size_bytes < 16_384 else 3)
    return size_bytes + 1 + (len(content) if kind in ("SS", "NS", "BS") else 0)


def plain_page(item, sort_key):
    sort_bytes = plain_value(item[sort_key]) if sort_key in item else 0
    stored = sum(1 + plain_stored(value) for name, value in item.items() if name != sort_key)
    return 2 + stored + (1 + (1 + stored) // 3_072) * (18 + sort_bytes)


DIGITS = st.text("0123456789", min_size=1, max_size=19)
NUMBERS = st.one_of(
    st.integers(-(10**38) + 1, 10**38 - 1).map(str),
    st.builds("{}{}".format, st.sampled_from(["", "-"]), DIGITS),
    st.builds("{}{}.{}".format, st.sampled_from(["", "-", "+"]), DIGITS, DIGITS),
    st.builds("{}{}E{}".format, st.sampled_from(["", "-"]), DIGITS, st.integers(-120, 100)),
)
BINARIES = st.binary(max_size=9) | st.binary(max_size=9).map(
    lambda content: base64.b64encode(content).decode()
)
TEXTS = st.text(max_size=8) | st.sampled_from(["x" * 127, "x" * 128, "é" * 64, "y" * 16_384])
VALUES = st.recursive(
    st.one_of(
        TEXTS.map(lambda text: {"S": text}),
        NUMBERS.map(lambda text: {"N": text}),
        BINARIES.map(lambda content: {"B": content}),
        st.booleans().map(lambda truth: {"BOOL": truth}),
        st.just({"NULL": True}),
        st.lists(TEXTS, min_size=1, max_size=4, unique=True).map(lambda each: {"SS": each}),
        st.lists(NUMBERS, min_size=1, max_size=4, unique_by=Decimal).map(lambda each: {"NS": each}),
        st.lists(BINARIES, min_size=1, max_size=4, unique=True).map(lambda each: {"BS": each}),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda elements: {"L": elements}),
        st.dictionaries(st.text(max_size=3), inner, max_size=3).map(lambda members: {"M": members}),
    ),
    max_leaves=8,
)
ITEMS = st.dictionaries(st.text(min_size=1, max_size=5), VALUES, max_size=5)


@given(NUMBERS)
def test_a_number_has_the_size_of_its_base_100_digits(text):
    assert number_size_bytes(text) == plain_number(text)


@given(ITEMS)
def test_an_item_has_the_size_of_the_rules(item):
    assert item_size_bytes(item) == plain_item(item)


@given(ITEMS, st.text(max_size=1_024))
def test_an_item_takes_the_room_of_the_rules_on_a_page(item, sort_value):
    item = item | {"sort": {"S": sort_value}}

    assert page_size_bytes(item, "sort") == plain_page(item, "sort")
    assert page_size_bytes(item) == plain_page(item, None)


@given(ITEMS, st.text("x", max_size=1_024))
def test_no_item_takes_more_of_a_page_than_its_size_allows(item, sort_value):
    item = item | {"s": {"S": sort_value}}

    assert page_size_bytes(item, "s") <= page_size_at_most(item_size_bytes(item))


@given(ITEMS, st.randoms(use_true_random=False))
def test_the_order_of_attributes_and_elements_has_no_size(item, draw: random.Random):
    shuffled = {name: shuffle_set(item[name], draw) for name in draw.sample([*item], len(item))}

    assert item_size_bytes(shuffled) == item_size_bytes(item)
    assert page_size_bytes(shuffled) == page_size_bytes(item)


def shuffle_set(value, draw):
    ((kind, content),) = value.items()
    return {kind: draw.sample(content, len(content))} if kind in ("SS", "NS", "BS") else value


@given(VALUES, VALUES)
def test_a_list_is_larger_by_what_is_added_to_it(one, other):
    short, long = value_size_bytes({"L": [one]}), value_size_bytes({"L": [one, other]})

    assert long == short + 1 + value_size_bytes(other)
