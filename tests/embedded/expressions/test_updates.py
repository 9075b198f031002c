"""Updates applied: what each action writes, and what it is refused with."""

import copy
import re

import pytest

from pytest_dynamo.embedded.expressions import compile_update, expressions_of
from pytest_dynamo.embedded.expressions.nodes import Call, Path, Placeholder, SetAction
from pytest_dynamo.embedded.service_error import ServiceError

ITEM = {
    "pk": {"S": "x"},
    "n": {"N": "10"},
    "s": {"S": "text"},
    "l": {"L": [{"N": "0"}, {"N": "1"}, {"N": "2"}]},
    "m": {"M": {"a": {"N": "1"}, "b": {"L": [{"S": "x"}]}}},
    "ss": {"SS": ["a", "b"]},
    "ns": {"NS": ["1", "2"]},
    "bs": {"BS": [b"a"]},
}
VALUES = {
    "n": {"N": "2"},
    "s": {"S": "new"},
    "l": {"L": [{"S": "y"}]},
    "ss": {"SS": ["b", "c"]},
    "ns": {"NS": ["2.0", "3"]},
    "bs": {"BS": [b"a"]},
    "m": {"M": {}},
}
MISSING = "The provided expression refers to an attribute that does not exist in the item"
WRONG_PATH = "The document path provided in the update expression is invalid for update"
WRONG_TYPE = "An operand in the update expression has an incorrect data type"


@pytest.fixture
def bound(update):
    """An update of some text, with those of `VALUES` that it names."""

    def of(text):
        named = {name: value for name, value in VALUES.items() if re.search(rf":{name}\b", text)}
        return update(text, **named)

    return of


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("SET n = :s", {"n": {"S": "new"}}),
        ("SET q = n, n = s", {"q": {"N": "10"}, "n": {"S": "text"}}),
        ("SET n = n + :n", {"n": {"N": "12"}}),
        ("SET n = :n - n", {"n": {"N": "-8"}}),
        ("SET n = if_not_exists(n, :n)", {}),
        ("SET q = if_not_exists(q, :n)", {"q": {"N": "2"}}),
        ("SET q = if_not_exists(m.z, if_not_exists(m.a, :n)) + n", {"q": {"N": "11"}}),
        ("SET q = (n - (:n))", {"q": {"N": "8"}}),
        ("SET l = list_append(l, :l)", {"l": {"L": [*ITEM["l"]["L"], {"S": "y"}]}}),
        ("SET l = list_append(:l, l)", {"l": {"L": [{"S": "y"}, *ITEM["l"]["L"]]}}),
        ("SET q = list_append(if_not_exists(q, :l), :l)", {"q": {"L": [{"S": "y"}] * 2}}),
        ("SET l[1] = :s", {"l": {"L": [{"N": "0"}, {"S": "new"}, {"N": "2"}]}}),
        ("SET l[9] = :s", {"l": {"L": [*ITEM["l"]["L"], {"S": "new"}]}}),
        ("SET l[9] = :s, l[7] = :n", {"l": {"L": [*ITEM["l"]["L"], {"N": "2"}, {"S": "new"}]}}),
        ("REMOVE l[0], l[2]", {"l": {"L": [{"N": "1"}]}}),
        ("REMOVE l[9]", {}),
        ("REMOVE l[0] SET l[9] = :s", {"l": {"L": [{"N": "1"}, {"N": "2"}, {"S": "new"}]}}),
        ("SET l[1] = l[2], l[2] = l[1]", {"l": {"L": [{"N": "0"}, {"N": "2"}, {"N": "1"}]}}),
        ("SET m.a = :s", {"m": {"M": {"a": {"S": "new"}, "b": {"L": [{"S": "x"}]}}}}),
        ("SET m.b[0] = n", {"m": {"M": {"a": {"N": "1"}, "b": {"L": [{"N": "10"}]}}}}),
        ("REMOVE m.a, m.z", {"m": {"M": {"b": {"L": [{"S": "x"}]}}}}),
        ("SET m = :m", {"m": {"M": {}}}),
        ("ADD n :n", {"n": {"N": "12"}}),
        ("ADD q :n", {"q": {"N": "2"}}),
        ("ADD m.a :n", {"m": {"M": {"a": {"N": "3"}, "b": {"L": [{"S": "x"}]}}}}),
        ("ADD ss :ss", {"ss": {"SS": ["a", "b", "c"]}}),
        ("ADD ns :ns", {"ns": {"NS": ["1", "2", "3"]}}),
        ("ADD q :bs", {"q": {"BS": [b"a"]}}),
        ("DELETE ss :ss", {"ss": {"SS": ["a"]}}),
        ("DELETE ns :ns", {"ns": {"NS": ["1"]}}),
        ("DELETE q :ss", {}),
        (
            "delete ns :ns set s = :s remove n add q :n",
            {"ns": {"NS": ["1"]}, "s": {"S": "new"}, "n": None, "q": {"N": "2"}},
        ),
        ("REMOVE n, q", {"n": None}),
        ("DELETE bs :bs", {"bs": None}),
    ],
)
def test_an_update_writes_what_it_says_and_nothing_else(bound, text, written):
    before = copy.deepcopy(ITEM)

    after = bound(text).apply(ITEM)

    expected = {name: value for name, value in (ITEM | written).items() if value is not None}
    assert after == expected
    assert before == ITEM


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SET q = z", MISSING),
        ("SET q = z + :n", MISSING),
        ("SET q = list_append(z, :l)", MISSING),
        ("SET q = l[3]", MISSING),
        ("SET q = if_not_exists(z, zz)", MISSING),
        ("SET q = if_not_exists(n, zz)", MISSING),
        ("SET q = s + :n", WRONG_TYPE),
        ("SET q = :n - ss", WRONG_TYPE),
        ("SET q = list_append(n, :l)", WRONG_TYPE),
        ("SET q = list_append(:l, n)", WRONG_TYPE),
        ("ADD s :n", WRONG_TYPE),
        ("ADD n :ss", WRONG_TYPE),
        ("ADD ss :ns", WRONG_TYPE),
        ("DELETE ss :ns", WRONG_TYPE),
        ("DELETE n :ss", WRONG_TYPE),
        ("SET q.a = :n", WRONG_PATH),
        ("SET s.a = :n", WRONG_PATH),
        ("SET m[0] = :n", WRONG_PATH),
        ("SET l.a = :n", WRONG_PATH),
        ("SET l[3].a = :n", WRONG_PATH),
        ("REMOVE q.a", WRONG_PATH),
        ("REMOVE s[0]", WRONG_PATH),
        ("ADD q.a :n", WRONG_PATH),
        ("DELETE q.a :ss", WRONG_PATH),
        ("SET q[0] = z", WRONG_PATH),
    ],
)
def test_an_update_that_does_not_fit_the_item_is_refused(bound, text, message):
    with pytest.raises(ServiceError) as refused:
        bound(text).apply(ITEM)

    assert (refused.value.code, refused.value.message) == ("ValidationException", message)


@pytest.mark.parametrize(
    ("left", "right", "total"),
    [
        ("1E37", "1", "10000000000000000000000000000000000001"),
        ("9" * 38, "1", "1" + "0" * 38),
        ("0.1", "0.2", "0.3"),
        ("-5", "5", "0"),
        ("1E-100", "1E-120", "0." + "0" * 99 + "1" + "0" * 19 + "1"),
        ("2.50", "2.50", "5"),
    ],
)
def test_numbers_are_added_exactly_and_kept_in_normal_form(update, left, right, total):
    assert update("SET n = n + :v", v={"N": right}).apply({"n": {"N": left}}) == {"n": {"N": total}}


@pytest.mark.parametrize(
    ("left", "right", "message"),
    [
        (
            "9.9E125",
            "9.9E125",
            "Number overflow. Attempting to store a number with magnitude larger than supported range",
        ),
        (
            "1.1E-130",
            "-1E-130",
            "Number underflow. Attempting to store a number with magnitude smaller than supported range",
        ),
        ("1E37", "0.1", "Attempting to store more than 38 significant digits in a Number"),
    ],
)
def test_a_sum_that_is_no_number_of_dynamodb_is_refused(update, left, right, message):
    with pytest.raises(ServiceError) as refused:
        update("ADD n :v", v={"N": right}).apply({"n": {"N": left}})

    assert refused.value.message == message


def test_values_are_written_in_normal_form(update):
    value = {"L": [{"N": "1.00"}, {"M": {"a": {"NS": ["1E2"]}}}]}

    written = update("SET a = :v", v=value).apply({})

    assert written == {"a": {"L": [{"N": "1"}, {"M": {"a": {"NS": ["100"]}}}]}}
    assert value == {"L": [{"N": "1.00"}, {"M": {"a": {"NS": ["1E2"]}}}]}


def test_the_attributes_of_an_update_are_those_it_writes():
    request = {
        "UpdateExpression": "SET a.b = c, #d[0] = :v REMOVE e ADD f :v",
        "ExpressionAttributeNames": {"#d": "d"},
        "ExpressionAttributeValues": {":v": {"N": "1"}},
    }

    expressions = expressions_of("Update", request)

    assert expressions.update.attributes == {"a", "d", "e", "f"}
    assert expressions.nested_attributes == {"a", "d"}


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("SET n = :n", {"n": {"N": "10"}}, {"n": {"N": "2"}}),
        ("SET q = :n", {}, {"q": {"N": "2"}}),
        ("REMOVE n, s", {"n": {"N": "10"}, "s": {"S": "text"}}, {}),
        ("SET m.a = :n", {"m": {"M": {"a": {"N": "1"}}}}, {"m": {"M": {"a": {"N": "2"}}}}),
        ("SET m.z = :n", {}, {"m": {"M": {"z": {"N": "2"}}}}),
        ("SET l[1] = :n", {"l": {"L": [{"N": "1"}]}}, {"l": {"L": [{"N": "2"}]}}),
        ("DELETE bs :bs", {"bs": {"BS": [b"a"]}}, {}),
        ("ADD ss :ss", {"ss": {"SS": ["a", "b"]}}, {"ss": {"SS": ["a", "b", "c"]}}),
    ],
)
def test_the_updated_part_is_what_the_paths_lead_to(bound, text, old, new):
    update = bound(text)

    assert update.updated_part(ITEM) == old
    assert update.updated_part(update.apply(ITEM)) == new


def test_an_update_and_a_condition_share_their_values():
    request = {
        "UpdateExpression": "SET a = :v",
        "ConditionExpression": "b < :v",
        "ExpressionAttributeValues": {":v": {"N": "1"}},
    }

    expressions = expressions_of("UpdateItem", request)

    assert expressions.condition({"b": {"N": "0"}})
    assert expressions.update.apply({}) == {"a": {"N": "1"}}


def test_a_condition_alone_is_no_update():
    expressions = expressions_of("UpdateItem", {"ConditionExpression": "attribute_exists(a)"})

    assert expressions.update is None
    assert not expressions.condition({})


def test_nodes_that_make_no_update_are_a_mistake_of_the_program():
    path, value = Path(steps=("a",)), Placeholder(name=":v")
    for wrong in (
        Call(function="size", operands=(path,)),
        Call(function="if_not_exists", operands=(value, value)),
    ):
        with pytest.raises(TypeError):
            compile_update([SetAction(path=path, value=wrong)])
