"""Numbers and their normal form."""

from decimal import Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.validation import normalized
from pytest_dynamo.embedded.validation.numbers import is_normal, normal_number

EXACT = Context(prec=38)


@st.composite
def numbers(draw):
    """Texts of numbers within the limits, with a normal form or without."""
    digits = draw(st.text("0123456789", min_size=1, max_size=38))
    point = draw(st.integers(0, len(digits)))
    exponent = draw(st.one_of(st.just(""), st.integers(-80, 80).map(lambda n: f"e{n}")))
    sign = draw(st.sampled_from(["", "-", "+"]))
    return f"{sign}{digits[:point]}.{digits[point:]}{exponent}"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("0042", "42"),
        ("1.200", "1.2"),
        ("1E5", "100000"),
        ("1e-5", "0.00001"),
        ("-0", "0"),
        ("+7", "7"),
        (".5", "0.5"),
        ("5.", "5"),
        ("0e999999999999999999999", "0"),
        ("1" + "0" * 125, "1" + "0" * 125),
    ],
)
def test_a_number_has_one_normal_form(text, normal):
    assert normal_number(text) == normal


@given(numbers())
def test_the_normal_form_is_the_same_number_and_its_own_normal_form(text):
    normal = normal_number(text)

    assert Decimal(normal) == Decimal(text)
    assert normal_number(normal) == normal


@given(numbers())
def test_what_is_said_to_be_normal_stays_as_it_is(text):
    plain = format(EXACT.create_decimal(text), "f")

    if is_normal(plain):
        assert normal_number(plain) is plain
        assert plain == format(Decimal(plain), "f")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "1e9999999999",
            "Number overflow. Attempting to store a number with magnitude larger than supported range",
        ),
        (
            "-1e-9999999999",
            "Number underflow. Attempting to store a number with magnitude smaller than supported range",
        ),
    ],
)
def test_an_exponent_of_any_length_is_out_of_range(text, message):
    with pytest.raises(ServiceError) as raised:
        normal_number(text)

    assert raised.value.message == message


def test_an_item_in_normal_form_is_the_same_object():
    item = {"n": {"N": "1"}, "s": {"S": "01"}, "l": {"L": [{"N": "2"}]}, "ns": {"NS": ["1", "2"]}}

    assert normalized(item) is item


def test_numbers_anywhere_in_an_item_come_into_normal_form_in_another_object():
    item = {
        "s": {"S": "01"},
        "n": {"N": "01"},
        "l": {"L": [{"S": "a"}, {"M": {"n": {"N": "1.0"}}}]},
        "ns": {"NS": ["1", "2.0"]},
    }

    normal = normalized(item)

    assert normal == {
        "s": {"S": "01"},
        "n": {"N": "1"},
        "l": {"L": [{"S": "a"}, {"M": {"n": {"N": "1"}}}]},
        "ns": {"NS": ["1", "2"]},
    }
    assert item["n"] == {"N": "01"}
    assert item["l"]["L"][1] == {"M": {"n": {"N": "1.0"}}}


def test_what_dynamodb_does_not_know_of_a_value_is_dropped():
    assert normalized({"a": {"S": "x", "New": 1}, "b": {"N": "01", "S": None}}) == {
        "a": {"S": "x"},
        "b": {"N": "1"},
    }
