"""Key conditions that are refused.

Every message is what AWS's own DynamoDB Local 3.3.0 answered to the same text.
"""

import pytest

REFUSED = [
    ("pk", 'Syntax error; token: "<EOF>", near: "pk"'),
    ("foo(pk) = :v", "Invalid function name; function: foo"),
    ("pk <> :v", "Invalid operator used in KeyConditionExpression: <>"),
    ("pk = :v OR sk = :n", "Invalid operator used in KeyConditionExpression: OR"),
    ("NOT pk = :v", "Invalid operator used in KeyConditionExpression: NOT"),
    ("pk IN (:v)", "Invalid operator used in KeyConditionExpression: IN"),
    ("pk = :v AND sk <> :n", "Invalid operator used in KeyConditionExpression: <>"),
    ("pk = :v AND (sk = :n OR sk = :m)", "Invalid operator used in KeyConditionExpression: OR"),
    (
        "attribute_exists(sk) AND pk = :v",
        "Invalid operator used in KeyConditionExpression: attribute_exists",
    ),
    ("pk = :v AND contains(sk, :n)", "Invalid operator used in KeyConditionExpression: contains"),
    (
        "pk = :v AND attribute_type(sk, :type)",
        "Invalid operator used in KeyConditionExpression: attribute_type",
    ),
    ("pk = :v AND pk = :vv", "KeyConditionExpressions must only contain one condition per key"),
    (
        "pk = :v AND sk > :n AND sk < :m",
        "KeyConditionExpressions must only contain one condition per key",
    ),
    (
        "pk = sk",
        "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
    ),
    (
        "pk = :v AND sk BETWEEN :n AND pk",
        "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
    ),
    ("a.b = :v", "KeyConditionExpressions cannot have conditions on nested attributes"),
    ("a.b = c", "KeyConditionExpressions cannot have conditions on nested attributes"),
    (
        "a = c.d",
        "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
    ),
    (":v = :vv", "Invalid condition in KeyConditionExpression: No key attribute specified"),
    ("pk = :v AND size(sk) = :n", "KeyConditionExpressions cannot contain nested operations"),
    ("pk = size(sk)", "KeyConditionExpressions cannot contain nested operations"),
    (
        "pk = :v AND :n BETWEEN sk AND :m",
        "Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand",
    ),
    (
        ":v BETWEEN size(pk) AND :vv",
        "Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand",
    ),
    (
        "begins_with(:v, pk)",
        "Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first operand",
    ),
    (
        "pk = :v AND begins_with(sk, :n)",
        "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
    ),
    (
        "pk = :v AND sk BETWEEN :m AND :n",
        "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}",
    ),
    (
        "pk = pk",
        "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [pk]",
    ),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_a_key_condition_that_is_refused(expression_refusal, text, message):
    assert expression_refusal("KeyConditionExpression", text) == message
