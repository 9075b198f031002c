"""The sizes of numbers measured on DynamoDB, to the byte.

Each number stands in an item whose filler brings it to 1,024 bytes, the most that one write unit
writes, and then in one of a byte more.
"""

import pytest

SIZES = {
    "1": 2,
    "12": 2,
    "123": 3,
    "1234": 3,
    "12345": 4,
    "123456": 4,
    "1234567": 5,
    "12345678": 5,
    "123456789": 6,
    "1234567891": 6,
    "12345678912": 7,
    "123456789123": 7,
    "1234567890123456789": 11,
    "12345678901234567890123456789012345678": 20,
    "0042": 2,
    "100": 2,
    "1010": 3,
    "0.0000001": 2,
    "0": 1,
    "-0": 1,
    "1E125": 2,
    "1E-100": 2,
    "1.5": 3,
    "1.2": 3,
    "1.200": 3,
    "1.234": 4,
    "3.14159": 5,
    "100.5": 4,
    "0.15": 2,
    "15": 2,
    "-42": 3,
    "-12345": 5,
    "-1E125": 3,
    "-0.15": 3,
}


@pytest.mark.parametrize(("number", "size_bytes"), SIZES.items())
def test_a_number_has_the_size_measured(plain, consumed, number, size_bytes):
    keys_and_names = len("pk" + "a" + "n" + "f")

    def units_of(pk, item_bytes):
        filler = "x" * (item_bytes - keys_and_names - size_bytes)
        item = {"pk": {"S": pk}, "n": {"N": number}, "f": {"S": filler}}
        return consumed("put_item", TableName="plain", Item=item)["CapacityUnits"]

    assert units_of("a", 1_024) == 1.0
    assert units_of("b", 1_025) == 2.0
