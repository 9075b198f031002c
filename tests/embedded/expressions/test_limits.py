"""Limits of expressions, and where the errors about them come."""

import pytest

from pytest_dynamo.embedded.expressions import expressions_of

ONE = {":n": {"N": "1"}}
TOO_MANY = "The expression contains too many operators; operator count: 301"


@pytest.mark.parametrize(
    ("parameter", "message"),
    [
        (
            "ConditionExpression",
            "Expression size has exceeded the maximum allowed size; expression size: 4097",
        ),
        (
            "FilterExpression",
            "Expression size has exceeded the maximum allowed size; expression size: 4097",
        ),
        (
            "KeyConditionExpression",
            "Expression size has exceeded the maximum allowed size; expression size: 4097",
        ),
        ("UpdateExpression", "Expression size has exceeded the maximum allowed size;"),
        ("ProjectionExpression", "Expression size has exceeded the maximum allowed size;"),
    ],
)
def test_an_expression_has_at_most_4096_characters(expression_refusal, parameter, message):
    assert expression_refusal(parameter, "a" * 4097) == message


def test_an_expression_of_4096_characters_is_read():
    name = "a" * 4096
    projection = expressions_of("GetItem", {"ProjectionExpression": name}).projection

    assert projection.attributes == {name}


@pytest.mark.parametrize(
    "text",
    [
        " AND ".join(["a=:n"] * 151),
        " OR ".join(["a=:n"] * 151),
        " OR ".join(["contains(a,:n)"] * 151),
        " OR ".join(["size(a)=:n"] * 101),
        "NOT " * 300 + "a=:n",
        "(" * 400 + "a=:n" + ")" * 400,
    ],
)
def test_a_condition_has_at_most_300_operators(refusal, text):
    message = refusal("PutItem", ConditionExpression=text, ExpressionAttributeValues=ONE)

    assert message == f"Invalid ConditionExpression: {TOO_MANY}"


def test_an_update_has_at_most_300_operators(refusal):
    text = "SET " + ",".join(f"a{n}=:n+:n" for n in range(301))

    message = refusal("UpdateItem", UpdateExpression=text, ExpressionAttributeValues=ONE)

    assert message == f"Invalid UpdateExpression: {TOO_MANY}"


def test_a_condition_of_300_operators_is_evaluated(holds):
    assert holds(" AND ".join(["a=:n"] * 149) + " AND NOT b=:n", {"a": {"N": "1"}}, n={"N": "1"})


def test_in_takes_100_operands_and_no_more(refusal, holds):
    values = {f"v{n}": {"N": str(n)} for n in range(100)}
    text = f"a IN ({', '.join(f':{name}' for name in values)})"

    assert holds(text, {"a": {"N": "99"}}, **values)
    assert refusal(
        "PutItem",
        ConditionExpression=f"a IN ({', '.join([':n'] * 101)})",
        ExpressionAttributeValues=ONE,
    ) == (
        "Invalid ConditionExpression: "
        "The IN operator is provided with too many operands; number of operands: 101"
    )


def test_a_document_path_has_at_most_32_steps(expression_refusal):
    deep = "a" + ".a" * 31
    projection = expressions_of("GetItem", {"ProjectionExpression": deep}).projection

    assert projection.attributes == {"a"}
    assert expression_refusal("ProjectionExpression", deep + "[0]") == (
        "The document path has too many nesting levels; nesting levels: 33"
    )
