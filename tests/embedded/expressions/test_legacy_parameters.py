"""The parameters that expressions replaced, as the same conditions, updates and projections."""

import pytest

from pytest_dynamo.embedded.expressions import expressions_of
from pytest_dynamo.embedded.service_error import ServiceError

A, B, ONE, TWO = {"S": "a"}, {"S": "b"}, {"N": "1"}, {"N": "2"}
ITEM = {"s": {"S": "abc"}, "n": {"N": "1.0"}, "ss": {"SS": ["a", "b"]}, "l": {"L": [A]}}


def compared(operator, *values):
    return {"ComparisonOperator": operator, "AttributeValueList": list(values)}


@pytest.mark.parametrize(
    ("attribute", "said", "holds"),
    [
        ("n", compared("EQ", ONE), True),
        ("n", compared("NE", ONE), False),
        ("x", compared("NE", ONE), True),
        ("n", compared("LT", TWO), True),
        ("n", compared("LE", ONE), True),
        ("n", compared("GT", ONE), False),
        ("n", compared("GE", ONE), True),
        ("n", compared("BETWEEN", ONE, TWO), True),
        ("n", compared("IN", TWO, ONE), True),
        ("x", compared("IN", TWO, ONE), False),
        ("s", compared("BEGINS_WITH", A), True),
        ("s", compared("CONTAINS", B), True),
        ("ss", compared("CONTAINS", B), True),
        ("s", compared("NOT_CONTAINS", B), False),
        ("ss", compared("NOT_CONTAINS", {"S": "c"}), True),
        ("x", compared("NOT_CONTAINS", A), False),
        ("x", {"ComparisonOperator": "NULL"}, True),
        ("s", {"ComparisonOperator": "NULL"}, False),
        ("s", {"ComparisonOperator": "NOT_NULL"}, True),
        ("s.t", {"ComparisonOperator": "NULL"}, True),
    ],
)
def test_a_comparison_operator(attribute, said, holds):
    for operation, parameter, of in [
        ("Scan", "ScanFilter", "filter"),
        ("PutItem", "Expected", "condition"),
    ]:
        test = getattr(expressions_of(operation, {parameter: {attribute: said}}), of)
        assert test(ITEM) is holds


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ({"Value": {"S": "abc"}}, True),
        ({"Value": {"S": "abc"}, "Exists": True}, True),
        ({"Value": B}, False),
        ({"Exists": False}, False),
        ({"Value": A, "ComparisonOperator": "BEGINS_WITH"}, True),
    ],
)
def test_an_expected_value(said, holds):
    assert expressions_of("DeleteItem", {"Expected": {"s": said}}).condition(ITEM) is holds


def test_an_attribute_expected_not_to_exist():
    assert expressions_of("PutItem", {"Expected": {"x": {"Exists": False}}}).condition(ITEM)


def test_conditions_are_joined_by_and_or_by_or():
    expected = {"s": {"Value": B}, "n": {"Value": ONE}}

    def holds(**more):
        return expressions_of("UpdateItem", {"Expected": expected, **more}).condition(ITEM)

    assert holds(ConditionalOperator="OR")
    assert not holds(ConditionalOperator="AND")
    assert not holds()


def test_a_query_filter_knows_its_attributes():
    expressions = expressions_of(
        "Query",
        {
            "KeyConditions": {
                "pk": compared("EQ", A),
                "sk": compared("BETWEEN", ONE, {"N": "2.0"}),
            },
            "QueryFilter": {"s": compared("EQ", A)},
            "AttributesToGet": ["s", "pk"],
        },
    )

    assert expressions.key_condition == {"pk": ("=", (A,)), "sk": ("between", (ONE, TWO))}
    assert expressions.filter_attributes == {"s"}
    assert expressions.filter({"s": A})
    assert expressions.projection.project({"s": A, "x": B}) == {"s": A}


def test_a_key_condition_that_no_index_serves_is_refused(refusal):
    message = refusal("Query", KeyConditions={"pk": compared("NE", A)})

    assert message == "Attempted conditional constraint is not an indexable operation"


def test_key_conditions_go_with_a_filter_expression():
    expressions = expressions_of(
        "Query",
        {
            "KeyConditions": {"pk": compared("EQ", A)},
            "FilterExpression": "attribute_exists(s)",
        },
    )

    assert expressions.key_condition == {"pk": ("=", (A,))}
    assert expressions.filter(ITEM)


@pytest.mark.parametrize(
    ("updates", "written"),
    [
        ({"n": {"Value": B}}, {"n": B}),
        ({"x": {"Value": {"N": "2.0"}, "Action": "PUT"}}, {"x": TWO}),
        ({"n": {"Value": ONE, "Action": "ADD"}}, {"n": TWO}),
        ({"x": {"Value": ONE, "Action": "ADD"}}, {"x": ONE}),
        ({"ss": {"Value": {"SS": ["c"]}, "Action": "ADD"}}, {"ss": {"SS": ["a", "b", "c"]}}),
        ({"l": {"Value": {"L": [B]}, "Action": "ADD"}}, {"l": {"L": [A, B]}}),
        ({"ss": {"Value": {"SS": ["a"]}, "Action": "DELETE"}}, {"ss": {"SS": ["b"]}}),
        ({"n": {"Action": "DELETE"}}, {"n": None}),
        ({"a.b": {"Value": ONE}}, {"a.b": ONE}),
    ],
)
def test_attribute_updates(updates, written):
    update = expressions_of("UpdateItem", {"AttributeUpdates": updates}).update

    expected = {name: value for name, value in (ITEM | written).items() if value is not None}
    assert update.apply(ITEM) == expected
    assert update.attributes == set(updates)


@pytest.mark.parametrize("action", ["ADD", "DELETE"])
def test_an_attribute_update_of_another_type_is_refused(action):
    update = expressions_of(
        "UpdateItem", {"AttributeUpdates": {"n": {"Value": {"SS": ["a"]}, "Action": action}}}
    ).update

    with pytest.raises(ServiceError) as refused:
        update.apply(ITEM)

    assert refused.value.message == "Type mismatch for attribute to update"


def test_empty_legacy_parameters_say_nothing():
    nothing = expressions_of("GetItem", {"Key": {"pk": A}})

    assert nothing == expressions_of("UpdateItem", {"Expected": {}, "AttributeUpdates": {}})
    assert nothing == expressions_of("Scan", {"ScanFilter": {}, "AttributesToGet": []})
    assert set(nothing) == {None, frozenset()}


def test_attributes_to_get():
    projection = expressions_of("BatchGet", {"AttributesToGet": ["s", "x"]}).projection

    assert projection.project(ITEM) == {"s": ITEM["s"]}


@pytest.mark.parametrize(
    ("action", "parameter"),
    [
        ("Put", "Expected"),
        ("Delete", "Expected"),
        ("ConditionCheck", "Expected"),
        ("Update", "AttributeUpdates"),
        ("Get", "AttributesToGet"),
    ],
)
def test_an_action_of_a_transaction_has_none_of_them(action, parameter):
    request = {"Key": {"pk": A}, parameter: {"s": {"Value": A}}}

    assert expressions_of(action, request) == expressions_of("GetItem", {})


def test_an_action_of_a_transaction_ignores_them_beside_an_expression():
    request = {"ConditionExpression": "attribute_exists(s)", "Expected": {"s": {"Exists": False}}}

    assert expressions_of("Put", request).condition(ITEM)
