"""Key conditions: the operator and values for each key attribute."""

import pytest

from pytest_dynamo.embedded.expressions import expressions_of

VALUES = {":v": {"S": "a"}, ":n": {"N": "1"}, ":m": {"N": "2"}}
PK = {"pk": ("=", ({"S": "a"},))}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pk = :v", PK),
        ("(pk = :v)", PK),
        (":v = pk", PK),
        ("pk = :v AND sk < :n", PK | {"sk": ("<", ({"N": "1"},))}),
        ("(pk = :v) AND (sk <= :n)", PK | {"sk": ("<=", ({"N": "1"},))}),
        ("sk >= :n AND pk = :v", PK | {"sk": (">=", ({"N": "1"},))}),
        (":n < sk AND pk = :v", PK | {"sk": (">", ({"N": "1"},))}),
        (":n >= sk AND pk = :v", PK | {"sk": ("<=", ({"N": "1"},))}),
        ("pk = :v AND sk BETWEEN :n AND :m", PK | {"sk": ("between", ({"N": "1"}, {"N": "2"}))}),
        ("pk = :v AND begins_with(sk, :v)", PK | {"sk": ("begins_with", ({"S": "a"},))}),
    ],
)
def test_a_key_condition_by_attribute(text, found):
    values = {name: value for name, value in VALUES.items() if name in text}
    request = {"KeyConditionExpression": text, "ExpressionAttributeValues": values}

    assert expressions_of("Query", request).key_condition == found


def test_at_most_eight_attributes(refusal):
    message = refusal(
        "Query",
        KeyConditionExpression=" AND ".join(f"a{number} = :v" for number in range(9)),
        ExpressionAttributeValues={":v": {"S": "a"}},
    )

    assert message == "Conditions can be of length 1 or 2 only"


def test_a_filter_beside_the_key_condition_has_attributes_of_its_own():
    request = {
        "KeyConditionExpression": "pk = :v",
        "FilterExpression": "a = :v",
        "ProjectionExpression": "b.c",
        "ExpressionAttributeValues": {":v": {"S": "a"}},
    }

    expressions = expressions_of("Query", request)

    assert expressions.key_condition == PK
    assert expressions.filter({"a": {"S": "a"}})
    assert expressions.filter_attributes == {"a"}
    assert expressions.projection.attributes == {"b"}
    assert expressions.nested_attributes == {"b"}
