"""Policies decided as IAM does, and what cannot be decided."""

import pytest

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.permissions.documents import policy_of, policy_of_text
from pytest_dynamo.permissions.evaluating import decide
from pytest_dynamo.permissions.values import Ask, Policy, Statement

TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"
KEYS = "dynamodb:LeadingKeys"


def statement(
    action: object = "dynamodb:GetItem", resource: object = TABLE, **condition: object
) -> dict[str, object]:
    found = {"Sid": "One", "Effect": "Allow", "Action": action, "Resource": resource}
    return found | (
        {"Condition": {name.replace("__", ":"): keys for name, keys in condition.items()}}
        if condition
        else {}
    )


def document(*statements: object) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def is_allowed(
    one: object,
    action: str = "dynamodb:GetItem",
    resource: str = TABLE,
    variables: dict[str, str] | None = None,
    **context: tuple[str, ...],
) -> bool:
    ask = Ask(
        action=action,
        resource=resource,
        context={f"dynamodb:{name}": values for name, values in context.items()},
    )
    return decide(policy_of(document(one)), ask, variables or {}).is_allowed


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("dynamodb:GetItem", True),
        (["dynamodb:Query", "DynamoDB:getitem"], True),
        ("dynamodb:*", True),
        ("dynamodb:G?tI*", True),
        ("*", True),
        ("dynamodb:BatchGetItem", False),
        ("dynamodb:Get", False),
        ("s3:GetItem", False),
    ],
)
def test_actions_are_named_in_any_case_and_with_wildcards(action: object, expected) -> None:
    assert is_allowed(statement(action)) is expected


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (TABLE, True),
        ("*", True),
        ("arn:aws:dynamodb:*:*:table/orders", True),
        ("arn:aws:dynamodb:*:*:table/ord?rs", True),
        ("arn:aws:dynamodb:*:table/orders", False),
        ("arn:aws:dynamodb:eu-west-1:123456789012:table/orders/index/*", False),
        ("arn:aws:dynamodb:eu-west-1:123456789012:table/order", False),
        ("arn:aws:dynamodb:eu-west-1:123456789012:table/Orders", False),
        (["arn:aws:dynamodb:eu-west-1:123456789012:table/o.ders", "x"], False),
        ("arn:aws:dynamodb:eu-west-1:123456789012:table/${aws:PrincipalTag/table}", True),
        ("arn:aws:dynamodb:eu-west-1:123456789012:table/${aws:PrincipalTag/other}", False),
    ],
)
def test_resources_have_wildcards_within_each_part_of_their_arn(resource: object, expected) -> None:
    found = is_allowed(statement(resource=resource), variables={"aws:PrincipalTag/table": "orders"})

    assert found is expected


def test_a_wildcard_of_a_table_reaches_its_indexes() -> None:
    wide = statement(resource="arn:aws:dynamodb:eu-west-1:123456789012:table/*")

    assert is_allowed(wide, resource=f"{TABLE}/index/GSI1") is True


@pytest.mark.parametrize(
    ("operator", "wanted", "found", "expected"),
    [
        ("ForAllValues:StringEquals", ["a", "b"], ("a",), True),
        ("ForAllValues:StringEquals", ["a", "b"], ("a", "c"), False),
        ("ForAllValues:StringEquals", ["a*"], ("ab",), False),
        ("ForAllValues:StringEquals", ["a*"], ("a*",), True),
        ("ForAllValues:StringEquals", "a", (), True),
        ("ForAllValues:StringLike", "a*", ("a", "ab"), True),
        ("ForAllValues:StringLike", "a?", ("a",), False),
        ("ForAllValues:StringLike", "A*", ("ab",), False),
        ("ForAllValues:StringLike", "a${*}", ("ab",), False),
        ("ForAllValues:StringLike", "a${*}", ("a*",), True),
        ("ForAllValues:StringLike", "a${?}${$}", ("a?$",), True),
        ("ForAllValues:StringLike", "a.*", ("abc",), False),
        ("ForAllValues:StringLike", "a$*", ("a$b\nc",), True),
        ("ForAnyValue:StringEquals", "a", ("a", "c"), True),
        ("ForAnyValue:StringEquals", "a", ("c",), False),
        ("ForAnyValue:StringEquals", "a", (), False),
        ("ForAnyValue:StringLikeIfExists", "a*", (), True),
        ("Null", "false", ("a",), True),
        ("Null", False, (), False),
        ("Null", "true", (), True),
        ("Null", True, ("a",), False),
        ("ForAllValues:StringEquals", "${aws:username}", ("ada",), True),
        ("ForAllValues:StringLike", "U#${aws:username}#*", ("U#ada#1",), True),
        ("ForAllValues:StringLike", "${aws:userid}*", ("ada",), False),
        ("ForAllValues:StringEquals", "${aws:userid, 'nobody'}", ("nobody",), True),
        ("ForAllValues:StringLike", "${aws:PrincipalTag/star}", ("anything",), False),
        ("ForAllValues:StringLike", "${aws:PrincipalTag/star}", ("*",), True),
    ],
)
def test_conditions_of_several_values(
    operator: str, wanted: object, found: tuple[str, ...], expected
) -> None:
    condition = statement() | {"Condition": {operator: {KEYS: wanted}}}
    somebody = {"aws:username": "ada", "aws:PrincipalTag/star": "*"}

    assert is_allowed(condition, variables=somebody, LeadingKeys=found) is expected


@pytest.mark.parametrize(
    ("operator", "found", "expected"),
    [
        ("StringEquals", ("NONE",), True),
        ("StringEquals", ("ALL_OLD",), False),
        ("StringEquals", (), False),
        ("StringEqualsIfExists", (), True),
        ("StringEqualsIfExists", ("ALL_OLD",), False),
    ],
)
def test_conditions_of_one_value(operator: str, found: tuple[str, ...], expected) -> None:
    condition = statement() | {"Condition": {operator: {"DYNAMODB:returnvalues": "NONE"}}}

    assert is_allowed(condition, ReturnValues=found) is expected


def test_all_conditions_of_a_statement_have_to_be_fulfilled_by_one_statement() -> None:
    both = statement(
        ForAllValues__StringEquals={KEYS: "a", "dynamodb:Attributes": "x"},
    )

    assert is_allowed(both, LeadingKeys=("a",), Attributes=("x",)) is True
    assert is_allowed(both, LeadingKeys=("a",), Attributes=("y",)) is False
    assert is_allowed(both, LeadingKeys=("b",), Attributes=("x",)) is False


def test_the_nearest_statement_says_which_part_of_it_fails() -> None:
    policy = policy_of(
        document(
            statement() | {"Sid": "Other", "Action": "dynamodb:Query"},
            statement()
            | {"Sid": "Keys", "Condition": {"ForAllValues:StringLike": {KEYS: "USER#*"}}},
            statement() | {"Sid": "Elsewhere", "Resource": f"{TABLE}2"},
        )
    )

    def reason(action: str, resource: str, *keys: str) -> tuple[str, str]:
        found = decide(
            policy, Ask(action=f"dynamodb:{action}", resource=resource, context={KEYS: keys})
        )
        return found.sid, found.reason

    assert reason("GetItem", TABLE, "USER#1") == ("Keys", "statement Keys allows dynamodb:GetItem")
    assert reason("GetItem", TABLE, "ORDER#1") == (
        "Keys",
        "statement Keys comes nearest: dynamodb:LeadingKeys is ORDER#1, which is not like USER#*",
    )
    assert reason("Query", f"{TABLE}/index/A") == (
        "Other",
        f"statement Other comes nearest: it allows dynamodb:Query on {TABLE}, not on {TABLE}/index/A",
    )
    assert reason("Scan", TABLE) == ("Other", "no statement allows dynamodb:Scan")


def test_a_policy_without_statements_allows_nothing() -> None:
    found = decide(Policy(statements=()), Ask(action="dynamodb:GetItem", resource=TABLE))

    assert (bool(found), found.sid, found.reason) == (False, "", "the policy has no statement")


# ------------------------------------------------------------------- what cannot be decided

REFUSED = {
    "operator": (
        statement(DateGreaterThan={KEYS: "x"}),
        "statement One: the condition operator 'DateGreaterThan' cannot be decided here",
    ),
    "misspelt operator": (
        statement(ForAllValues__StringLikes={KEYS: "x"}),
        "did you mean 'StringLike'?",
    ),
    "set of nulls": (
        statement(ForAllValues__Null={KEYS: "true"}),
        "the condition operator 'ForAllValues:Null' cannot be decided here",
    ),
    "key": (
        statement(StringEquals={"dynamodb:LeadingKey": "x"}),
        "the condition key 'dynamodb:LeadingKey' cannot be decided here; did you mean 'dynamodb:LeadingKeys'?",
    ),
    "one value of several": (
        statement(StringLike={KEYS: "x"}),
        "'StringLike' compares one value, and dynamodb:LeadingKeys holds several\nTo fix this: write ForAllValues:StringLike",
    ),
    "denial": (statement() | {"Effect": "Deny"}, "statement One has the effect Deny"),
    "other actions": (
        {"Sid": "One", "Effect": "Allow", "NotAction": "x", "Resource": "*"},
        "statement One has 'NotAction', which cannot be decided here",
    ),
    "no resource": (
        {"Effect": "Allow", "Action": "*"},
        "statement number 1: Resource is a text or a list of texts; found null",
    ),
    "text": ("Allow", "statement 1 is no mapping: Allow"),
    "conditions": (
        statement() | {"Condition": {"Null": "x"}},
        "statement One: Condition is a mapping of operators",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_decided_is_an_error_and_no_answer(case: str) -> None:
    one, message = REFUSED[case]

    with pytest.raises(DynamoError) as raised:
        policy_of(document(one))

    assert message in str(raised.value)


def test_a_condition_made_in_python_that_cannot_be_decided_is_an_error_too() -> None:
    wrong = Statement(
        sid="A",
        actions=("*",),
        resources=("*",),
        conditions={"StringEquals": {"dynamodb:Select": ("X",)}, "Bool": {"aws:x": ("true",)}},
    )

    with pytest.raises(DynamoError, match="the condition operator 'Bool' cannot be decided"):
        decide(Policy(statements=(wrong,)), Ask(action="dynamodb:GetItem", resource=TABLE))


FILES = {
    "{": "policy.json: this is no JSON: Expecting property name",
    "[]": 'policy.json: a policy is a mapping with "Version" and "Statement"; found []',
    '{"Version": "2012-10-17"}': 'policy.json: a policy is a mapping with "Version" and "Statement"; found Version',
    '{"Statement": []}': "policy.json: the policy has the version 2008-10-17, in which there are no variables",
}


@pytest.mark.parametrize("text", FILES)
def test_a_file_that_is_no_policy_is_an_error(text: str) -> None:
    with pytest.raises(DynamoError) as raised:
        policy_of_text(text, "policy.json")

    assert str(raised.value).startswith(FILES[text])


def test_one_statement_may_stand_without_a_list() -> None:
    found = policy_of({"Version": "2012-10-17", "Statement": statement()})

    assert found == Policy(
        statements=(Statement(sid="One", actions=("dynamodb:GetItem",), resources=(TABLE,)),)
    )
