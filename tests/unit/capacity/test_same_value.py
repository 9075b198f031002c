"""When two values are one to DynamoDB."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.capacity.same_value import same_item, same_value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"S": "a"}, {"S": "a"}),
        ({"N": "1.0"}, {"N": "1"}),
        ({"N": "1E2"}, {"N": "100"}),
        ({"N": "-0"}, {"N": "0"}),
        ({"B": b"ab"}, {"B": "YWI="}),
        ({"SS": ["a", "b"]}, {"SS": ["b", "a"]}),
        ({"NS": ["1", "2.0"]}, {"NS": ["2", "1"]}),
        ({"BS": [b"ab", b"c"]}, {"BS": ["Yw==", "YWI="]}),
        ({"L": [{"N": "1.0"}, {"SS": ["a", "b"]}]}, {"L": [{"N": "1"}, {"SS": ["b", "a"]}]}),
        ({"M": {"a": {"N": "1.0"}, "b": {"S": ""}}}, {"M": {"b": {"S": ""}, "a": {"N": "1"}}}),
    ],
)
def test_equal_values_may_be_written_in_different_ways(one, other):
    assert same_value(one, other)
    assert same_value(other, one)
    assert same_item({"a": one}, {"a": other})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"S": "1"}, {"N": "1"}),
        ({"S": "a"}, {"S": "A"}),
        ({"N": "1"}, {"N": "2"}),
        ({"B": b"a"}, {"B": b"b"}),
        ({"BOOL": True}, {"BOOL": False}),
        ({"SS": ["a"]}, {"SS": ["a", "b"]}),
        ({"NS": ["1"]}, {"NS": ["2"]}),
        ({"BS": [b"a"]}, {"BS": [b"b"]}),
        ({"L": [{"S": "a"}, {"S": "b"}]}, {"L": [{"S": "b"}, {"S": "a"}]}),
        ({"L": [{"S": "a"}]}, {"L": [{"S": "a"}, {"S": "a"}]}),
        ({"M": {"a": {"S": ""}}}, {"M": {"b": {"S": ""}}}),
        ({"M": {"a": {"S": "1"}}}, {"M": {"a": {"S": "2"}}}),
    ],
)
def test_other_values_are_not_equal(one, other):
    assert not same_value(one, other)
    assert not same_value(other, one)
    assert not same_item({"a": one}, {"a": other})


def test_an_item_with_one_more_attribute_is_another():
    assert not same_item({"a": {"S": ""}}, {"a": {"S": ""}, "b": {"S": ""}})


@given(st.sets(st.integers(-99, 99), min_size=1), st.randoms(use_true_random=False))
def test_a_set_of_numbers_has_no_order_and_no_spelling(numbers, draw: random.Random):
    spelled = [draw.choice([f"{number}", f"{number}.0", f"{number}E0"]) for number in numbers]

    assert same_value({"NS": [str(number) for number in numbers]}, {"NS": spelled[::-1]})
