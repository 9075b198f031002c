"""Python values as DynamoDB's attribute values, and back."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.design.attribute_value import (
    from_wire,
    item_from_wire,
    item_to_wire,
    number_text,
    to_wire,
)


@pytest.mark.parametrize(
    ("value", "attribute_value"),
    [
        ("text", {"S": "text"}),
        ("", {"S": ""}),
        (5, {"N": "5"}),
        (True, {"BOOL": True}),
        (None, {"NULL": True}),
        (0.1, {"N": "0.1"}),
        (Decimal("1.500"), {"N": "1.5"}),
        (b"data", {"B": b"data"}),
        ({"b", "a"}, {"SS": ["a", "b"]}),
        (frozenset({1, Decimal("2.5")}), {"NS": ["1", "2.5"]}),
        ({b"a"}, {"BS": [b"a"]}),
        ([1, "a", None], {"L": [{"N": "1"}, {"S": "a"}, {"NULL": True}]}),
        ((), {"L": []}),
        ({"a": {"b": 1}}, {"M": {"a": {"M": {"b": {"N": "1"}}}}}),
        (date(2026, 11, 22), {"S": "2026-11-22"}),
        (datetime(2026, 11, 22, 12, 30, tzinfo=UTC), {"S": "2026-11-22T12:30:00+00:00"}),
        (UUID(int=1), {"S": "00000000-0000-0000-0000-000000000001"}),
    ],
)
def test_each_type_has_its_attribute_value(value: object, attribute_value: object) -> None:
    assert to_wire(value) == attribute_value


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (object, TypeError, "DynamoDB has no type for <class 'object'> (type)"),
        (set(), ValueError, "DynamoDB has no empty set"),
        ({1, "a"}, TypeError, "a DynamoDB set holds one of S, N and B, and not N and S"),
        ({None}, TypeError, "a DynamoDB set holds one of S, N and B, and not NULL"),
        (float("nan"), ValueError, "nan is not a number DynamoDB can hold"),
        (
            10**38 + 1,
            ValueError,
            f"a DynamoDB number has up to 38 digits, and {10**38 + 1} has more",
        ),
        (
            Decimal("1E+126"),
            ValueError,
            "a DynamoDB number lies between 1E-130 and 9.99E+125, and 1E+126 does not",
        ),
    ],
)
def test_what_dynamodb_cannot_hold_is_refused(
    value: object, error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as caught:
        to_wire(value)

    assert str(caught.value) == message


@pytest.mark.parametrize("attribute_value", [{}, {"X": 1}, {"S": "a", "N": "1"}])
def test_what_is_no_attribute_value_is_refused(attribute_value: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not an attribute value: "):
        from_wire(attribute_value)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (100, "100"),
        (1e21, "1000000000000000000000"),
        (-0.0, "0"),
        (1e-7, "0.0000001"),
        (10**120, "1" + "0" * 120),
        (Decimal("9.9E+125"), "99" + "0" * 124),
    ],
)
def test_numbers_are_written_in_plain_digits(number: float, text: str) -> None:
    assert number_text(number) == text


scalars = (
    st.text(max_size=5)
    | st.booleans()
    | st.none()
    | st.binary(max_size=5)
    | st.decimals(-(10**9), 10**9, places=3)
)
values = st.recursive(
    scalars
    | st.sets(st.text(max_size=3), min_size=1)
    | st.sets(st.integers(-(10**9), 10**9), min_size=1),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(min_size=1, max_size=5), values, max_size=4))
def test_an_item_comes_back_as_it_was(item: dict[str, object]) -> None:
    assert item_from_wire(item_to_wire(item)) == item
