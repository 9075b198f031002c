"""Item sizes: documented examples, and sizes measured on DynamoDB, to the byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.capacity.item_size import (
    item_size_bytes,
    number_size_bytes,
    value_size_bytes,
)

TEN = {"S": "x" * 10}


def test_the_documented_shirt_has_23_bytes():
    assert item_size_bytes({"shirt-color": {"S": "R"}, "shirt-size": {"S": "M"}}) == 23


@pytest.mark.parametrize(
    ("text", "size_bytes"),
    [
        ("1", 2),
        ("12", 2),
        ("123", 3),
        ("1234", 3),
        ("12345", 4),
        ("123456", 4),
        ("1234567", 5),
        ("12345678", 5),
        ("123456789", 6),
        ("1234567891", 6),
        ("12345678912", 7),
        ("123456789123", 7),
        ("1234567890123456789", 11),
        ("12345678901234567890123456789012345678", 20),
        ("0042", 2),
        ("100", 2),
        ("1010", 3),
        ("0.0000001", 2),
        ("0", 1),
        ("-0", 1),
        ("1E125", 2),
        ("1E-100", 2),
        ("1.5", 3),
        ("1.2", 3),
        ("1.200", 3),
        ("1.234", 4),
        ("3.14159", 5),
        ("100.5", 4),
        ("0.15", 2),
        ("15", 2),
        ("-42", 3),
        ("-12345", 5),
        ("-1E125", 3),
        ("-0.15", 3),
    ],
)
def test_numbers_have_the_sizes_measured_on_dynamodb(text, size_bytes):
    assert number_size_bytes(text) == size_bytes


@pytest.mark.parametrize(
    ("filler_bytes", "binaries", "size_bytes"),
    [
        (4_071, ["AQI=", "Ag==", "AQ=="], 4_096),
        (4_073, ["AQI=", "Ag=="], 4_097),
        (999, ["AQI=", "Ag==", "AQ=="], 1_024),
        (1_001, ["AQI=", "Ag=="], 1_025),
    ],
)
def test_an_item_of_many_types_lies_on_the_byte_of_a_block_boundary(
    filler_bytes, binaries, size_bytes
):
    item = {
        "a": TEN,
        "b": {"S": "b" * filler_bytes},
        "c": {"N": "12.3456"},
        "d": {"B": "AQI="},
        "e": {"BS": binaries},
    }

    assert item_size_bytes(item) == size_bytes


@pytest.mark.parametrize(
    ("value", "size_bytes"),
    [
        ({"S": ""}, 0),
        ({"S": "ü"}, 2),
        ({"B": b"\x00\x01"}, 2),
        ({"B": "AAE="}, 2),
        ({"BOOL": False}, 1),
        ({"NULL": True}, 1),
        ({"SS": ["a", "bc"]}, 3),
        ({"NS": ["1", "123"]}, 5),
        ({"L": []}, 3),
        ({"M": {}}, 3),
        ({"L": [{"S": "ab"}, {"BOOL": True}]}, 8),
        ({"M": {"key": {"S": "ab"}}}, 9),
        ({"M": {"a": {"L": [{"N": "7"}]}}}, 11),
    ],
)
def test_each_type_has_its_own_size(value, size_bytes):
    assert value_size_bytes(value) == size_bytes


def test_an_unknown_type_is_named():
    with pytest.raises(ValueError, match="unknown attribute type 'X'"):
        value_size_bytes({"X": "?"})


@given(st.integers(min_value=-(10**38) + 1, max_value=10**38 - 1), st.integers(-40, 40))
def test_zeros_at_either_end_of_a_number_have_no_size(digits, exponent):
    assert number_size_bytes(f"{digits}E{exponent}") == number_size_bytes(
        f"{digits}0E{exponent - 1}"
    )


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_longer_string_has_the_bytes_of_both_its_parts(one, other):
    sizes = [value_size_bytes({"S": text}) for text in (one, other, one + other)]

    assert sizes[2] == sizes[0] + sizes[1]
