"""ExpressionAttributeNames and ExpressionAttributeValues."""

import pytest

from pytest_dynamo.embedded.expressions import expressions_of

A = {"S": "a"}
LONG = "a" * 255


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ({}, "ExpressionAttributeNames must not be empty"),
        ({"x": "a"}, 'ExpressionAttributeNames contains invalid key: Syntax error; key: "x"'),
        ({"#": "a"}, 'ExpressionAttributeNames contains invalid key: Syntax error; key: "#"'),
        ({"#a-b": "a"}, 'ExpressionAttributeNames contains invalid key: Syntax error; key: "#a-b"'),
        (
            {"": "a"},
            (
                "ExpressionAttributeNames contains invalid key: "
                "The expression attribute map contains an empty key;"
            ),
        ),
        (
            {f"#{LONG}": "a"},
            (
                "ExpressionAttributeNames contains invalid key: "
                "The expression attribute map contains a key that is too long; size of key: 256"
            ),
        ),
        (
            {"#a": ""},
            "ExpressionAttributeNames contains invalid value: Empty attribute name for key #a",
        ),
        ({"#a": None}, "ExpressionAttributeNames contains invalid value: null for key #a"),
        (
            {"#a": "a" * 65536},
            (
                "ExpressionAttributeNames contains invalid value: "
                "Attribute name is too large, must be less than 65536 bytes for key #a"
            ),
        ),
        (
            {"#a": "b", "#b": "c"},
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}",
        ),
    ],
)
def test_names_that_are_refused(refusal, names, message):
    request = {"ConditionExpression": "a = :v", "ExpressionAttributeValues": {":v": A}}

    assert refusal("PutItem", **request, ExpressionAttributeNames=names) == message


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "ExpressionAttributeValues must not be empty"),
        ({"v": A}, 'ExpressionAttributeValues contains invalid key: Syntax error; key: "v"'),
        ({"::": A}, 'ExpressionAttributeValues contains invalid key: Syntax error; key: "::"'),
        (
            {"": A},
            (
                "ExpressionAttributeValues contains invalid key: "
                "The expression attribute map contains an empty key;"
            ),
        ),
        (
            {f":{LONG}": A},
            (
                "ExpressionAttributeValues contains invalid key: "
                "The expression attribute map contains a key that is too long;"
            ),
        ),
        (
            {":v": A, ":w": A, ":x": A},
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:w, :x}",
        ),
    ],
)
def test_values_that_are_refused(refusal, values, message):
    request = {"ConditionExpression": "a = :v", "ExpressionAttributeValues": values}

    assert refusal("PutItem", **request) == message


def test_a_long_name_in_few_bytes_is_taken():
    request = {"ProjectionExpression": "#a", "ExpressionAttributeNames": {"#a": "a" * 65535}}

    assert expressions_of("GetItem", request).projection.attributes == {"a" * 65535}


def test_names_are_looked_at_before_values_and_both_before_the_expression(refusal):
    bad = {"ConditionExpression": "a =", "ExpressionAttributeValues": {"v": A}}

    assert refusal("PutItem", **bad, ExpressionAttributeNames={"x": "a"}).startswith(
        "ExpressionAttributeNames"
    )
    assert refusal("PutItem", **bad, ExpressionAttributeNames={"#x": ""}).startswith(
        "ExpressionAttributeValues"
    )


def test_unused_names_are_named_before_unused_values(refusal):
    message = refusal(
        "PutItem",
        ConditionExpression="attribute_exists(a)",
        ExpressionAttributeNames={"#x": "a"},
        ExpressionAttributeValues={":v": A},
    )

    assert message == "Value provided in ExpressionAttributeNames unused in expressions: keys: {#x}"


def test_a_reserved_word_is_an_attribute_by_way_of_a_name():
    request = {
        "ConditionExpression": "#s = :v AND a.#s[0] <> :v",
        "ExpressionAttributeNames": {"#s": "status"},
        "ExpressionAttributeValues": {":v": A},
    }

    assert expressions_of("PutItem", request).condition({"status": A})


def test_size_and_convert_are_on_the_list_of_reserved_words_and_taken_all_the_same():
    request = {"ProjectionExpression": "size, Convert.x"}

    assert expressions_of("GetItem", request).projection.attributes == {"size", "Convert"}


def test_the_update_is_read_before_the_condition(refusal):
    message = refusal("UpdateItem", UpdateExpression="foo", ConditionExpression="bar")

    assert message == 'Invalid UpdateExpression: Syntax error; token: "foo", near: "foo"'


def test_a_query_reads_filter_projection_and_key_condition_in_this_order(refusal):
    texts = {
        "FilterExpression": "a =",
        "ProjectionExpression": "a,",
        "KeyConditionExpression": "pk =",
    }
    found = []
    while texts:
        found.append(refusal("Query", **texts).split()[1].rstrip(":"))
        del texts[found[-1]]

    assert found == ["FilterExpression", "ProjectionExpression", "KeyConditionExpression"]


def test_an_unused_value_is_named_before_what_a_key_condition_must_not_be(refusal):
    message = refusal(
        "Query",
        KeyConditionExpression="pk <> :v",
        ExpressionAttributeValues={":v": A, ":w": A},
    )

    assert (
        message == "Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}"
    )
