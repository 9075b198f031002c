"""Conditions evaluated: comparisons by type, functions, what is missing."""

import pytest

from pytest_dynamo.embedded.expressions import compile_condition, expressions_of
from pytest_dynamo.embedded.expressions.nodes import (
    Arithmetic,
    Call,
    Comparison,
    Literal,
    Path,
    Placeholder,
)

ITEM = {
    "s": {"S": "abc"},
    "n": {"N": "10"},
    "b": {"B": b"abc"},
    "t": {"BOOL": True},
    "z": {"NULL": True},
    "ss": {"SS": ["a", "b"]},
    "ns": {"NS": ["1", "2"]},
    "bs": {"BS": [b"a", b"b"]},
    "l": {"L": [{"S": "x"}, {"M": {"y": {"N": "1"}}}, {"SS": ["a", "b"]}]},
    "m": {"M": {"k": {"L": [{"N": "5"}]}, "": {"S": "empty"}}},
}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("s = :v", {"v": {"S": "abc"}}),
        ("n = :v", {"v": {"N": "10.0"}}),
        ("n = :v", {"v": {"N": "1E1"}}),
        ("ss = :v", {"v": {"SS": ["b", "a"]}}),
        ("ns = :v", {"v": {"NS": ["2.0", "1"]}}),
        ("bs = :v", {"v": {"BS": [b"b", b"a"]}}),
        ("l = :v", {"v": {"L": [{"S": "x"}, {"M": {"y": {"N": "1.0"}}}, {"SS": ["b", "a"]}]}}),
        ("t = :v", {"v": {"BOOL": True}}),
        ("z = :v", {"v": {"NULL": True}}),
        ("n <> :v", {"v": {"S": "10"}}),
        ("ss <> :v", {"v": {"SS": ["a"]}}),
        ("m <> :v", {"v": {"M": {"k": {"L": []}}}}),
        ("l <> :v", {"v": {"L": [{"S": "x"}]}}),
        ("t <> :v", {"v": {"BOOL": False}}),
        ("gone <> :v", {"v": {"S": "x"}}),
        ("gone <> absent", {}),
        ("n > :v", {"v": {"N": "9"}}),
        ("n >= :v", {"v": {"N": "10.0"}}),
        ("n < :v", {"v": {"N": "1e2"}}),
        ("n <= :v", {"v": {"N": "10"}}),
        ("s < :v", {"v": {"S": "abd"}}),
        ("s > :v", {"v": {"S": "abC"}}),
        ("b <= :v", {"v": {"B": b"abc"}}),
        ("b < :v", {"v": {"B": b"\xff"}}),
        ("n BETWEEN :a AND :b", {"a": {"N": "10"}, "b": {"N": "10"}}),
        ("s BETWEEN :a AND gone OR t = :t", {"a": {"S": "a"}, "t": {"BOOL": True}}),
        ("n IN (:a, m.k[0], :b)", {"a": {"S": "10"}, "b": {"N": "10"}}),
        ("m.k[0] = :v", {"v": {"N": "5"}}),
        ("l[1].y = :v", {"v": {"N": "1"}}),
        ("size(s) = :v", {"v": {"N": "3"}}),
        ("size(b) = size(s)", {}),
        ("size(l) > size(m)", {}),
        ("size(:v) < n", {"v": {"SS": ["x"]}}),
        ("contains(s, :v)", {"v": {"S": "bc"}}),
        ("contains(b, :v)", {"v": {"B": b"bc"}}),
        ("contains(ss, :v)", {"v": {"S": "b"}}),
        ("contains(ns, :v)", {"v": {"N": "2.0"}}),
        ("contains(bs, :v)", {"v": {"B": b"b"}}),
        ("contains(l, :v)", {"v": {"SS": ["b", "a"]}}),
        ("contains(:v, s)", {"v": {"S": "xabcx"}}),
        ("begins_with(s, :v)", {"v": {"S": "ab"}}),
        ("begins_with(b, :v)", {"v": {"B": b""}}),
        ("attribute_exists(m.k[0])", {}),
        ("attribute_not_exists(m.k[1])", {}),
        ("attribute_not_exists(s.k)", {}),
        ("attribute_not_exists(s[0])", {}),
        ("attribute_type(ss, :v)", {"v": {"S": "SS"}}),
        ("attribute_type(m.k, :v)", {"v": {"S": "L"}}),
        ("NOT attribute_exists(gone) AND (gone = :v OR n = :v)", {"v": {"N": "10"}}),
        ("NOT gone = absent", {}),
    ],
)
def test_a_condition_that_holds(holds, text, values):
    assert holds(text, ITEM, **values) is True


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("n = :v", {"v": {"S": "10"}}),
        ("s = :v", {"v": {"B": b"abc"}}),
        ("ss = :v", {"v": {"NS": ["1"]}}),
        ("l = :v", {"v": {"L": [{"S": "x"}, {"S": "y"}, {"S": "z"}]}}),
        ("m = :v", {"v": {"M": {"k": {"L": []}, "q": {"S": "a"}}}}),
        ("m = :v", {"v": {"M": {"k": {"L": []}, "": {"S": "empty"}}}}),
        ("gone = :v", {"v": {"S": "x"}}),
        ("gone = absent", {}),
        ("gone < :v", {"v": {"S": "x"}}),
        ("s > n", {}),
        ("t <= t2", {}),
        ("t <= z", {}),
        ("ss <= ss2", {}),
        ("n < :v", {"v": {"N": "9"}}),
        ("n BETWEEN :a AND :b", {"a": {"N": "11"}, "b": {"N": "12"}}),
        ("s BETWEEN :a AND :b", {"a": {"N": "1"}, "b": {"N": "99"}}),
        ("gone BETWEEN :a AND :b", {"a": {"N": "1"}, "b": {"N": "99"}}),
        ("gone IN (:a)", {"a": {"N": "1"}}),
        ("size(n) = :v", {"v": {"N": "2"}}),
        ("size(gone) = :v", {"v": {"N": "0"}}),
        ("contains(s, :v)", {"v": {"N": "1"}}),
        ("contains(ss, :v)", {"v": {"N": "1"}}),
        ("contains(ss, :v)", {"v": {"S": "c"}}),
        ("contains(n, :v)", {"v": {"N": "1"}}),
        ("contains(m, :v)", {"v": {"S": "k"}}),
        ("contains(gone, :v)", {"v": {"S": "k"}}),
        ("begins_with(n, :v)", {"v": {"S": "1"}}),
        ("begins_with(s, b)", {}),
        ("begins_with(ss, ss2)", {}),
        ("attribute_type(gone, :v)", {"v": {"S": "NULL"}}),
        ("attribute_exists(l[7])", {}),
        ("s = :v AND n = :v", {"v": {"N": "10"}}),
        ("s = :v OR b = :v", {"v": {"N": "10"}}),
    ],
)
def test_a_condition_that_does_not_hold(holds, text, values):
    assert holds(text, ITEM | {"t2": {"BOOL": True}, "ss2": {"SS": ["a", "b"]}}, **values) is False


def test_the_size_of_a_text_counts_utf_16_code_units(holds):
    assert holds("size(s) = :n", {"s": {"S": "é𝄞"}}, n={"N": "3"})


def test_nothing_but_attribute_not_exists_and_unequal_holds_for_an_absent_item(holds):
    assert holds("attribute_not_exists(pk) AND pk <> :v", {}, v={"S": "x"})


def test_and_binds_more_tightly_than_or_and_not_more_than_both(holds):
    item = {"a": {"N": "1"}}
    yes, no = "attribute_exists(a)", "attribute_exists(b)"

    assert holds(f"{yes} OR {yes} AND {no}", item)
    assert holds(f"NOT {no} OR {yes}", item)
    assert not holds(f"NOT ({no} OR {yes})", item)
    assert holds(f"not {no} aNd NoT {no}", item)


def test_parentheses_around_operands_change_nothing(holds):
    assert holds(
        "((a) = (:v) AND (size((a)) = (:n)))", {"a": {"S": "x"}}, v={"S": "x"}, n={"N": "1"}
    )


def test_white_space_is_free(holds):
    assert holds("a\t.b [ 0 ]\r\n=:v", {"a": {"M": {"b": {"L": [{"N": "1"}]}}}}, v={"N": "1"})


def test_a_filter_is_a_condition_whose_attributes_are_known():
    request = {
        "FilterExpression": "a.b = :v AND size(c) < :v",
        "ExpressionAttributeValues": {":v": {"N": "3"}},
    }

    expressions = expressions_of("Scan", request)

    assert expressions.filter({"a": {"M": {"b": {"N": "3"}}}, "c": {"S": "xy"}})
    assert expressions.filter_attributes == {"a", "c"}
    assert expressions.nested_attributes == {"a"}


def test_a_literal_stands_for_itself():
    node = Comparison(operator="=", left=Path(steps=("a",)), right=Literal(value={"N": "1"}))

    assert compile_condition(node)({"a": {"N": "1"}}, {})


def test_nodes_that_make_no_condition_are_a_mistake_of_the_program():
    path, value = Path(steps=("a",)), Placeholder(name=":v")
    with pytest.raises(TypeError, match="no condition"):
        compile_condition(Call(function="size", operands=(path,)))
    with pytest.raises(TypeError, match="no operand of a condition"):
        compile_condition(
            Comparison(
                operator="=", left=path, right=Arithmetic(operator="+", left=path, right=value)
            )
        )
