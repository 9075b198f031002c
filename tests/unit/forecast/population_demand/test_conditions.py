"""Condition expressions of designs, decided without a store."""

import pytest

from pytest_dynamo.forecast.population_demand.conditions import holds

ITEM = {
    "PK": {"S": "a"},
    "status": {"S": "open"},
    "count": {"N": "7.0"},
    "tags": {"SS": ["x", "y"]},
    "list": {"L": [{"S": "one"}, {"N": "2"}]},
    "map": {"M": {"inner": {"BOOL": True}}},
    "data": {"B": b"\x01\x02"},
}
GIVEN = {"wanted": "open", "most": 9}


def value_of(template):
    return template.render(GIVEN)


@pytest.mark.parametrize(
    "condition",
    [
        "attribute_exists(PK)",
        "attribute_not_exists(gone)",
        "attribute_not_exists(map.gone) AND attribute_exists(map.inner)",
        "attribute_exists(list[1]) and not attribute_exists(list[2])",
        "status = 'open'",
        "status = {wanted}",
        "status <> 'sent'",
        "count = 7",
        "count < {most} AND count >= 7 AND count > -1 AND count <= 7.0",
        "count BETWEEN 1 AND {most}",
        "status IN ('sent', {wanted})",
        "begins_with(status, 'op')",
        "contains(tags, 'x') AND contains(status, 'pe')",
        "contains(list, 'one')",
        "attribute_type(count, 'N')",
        "size(tags) = 2 AND size(status) > 3",
        "(status = 'sent' OR count = 7) AND attribute_exists(PK)",
        "NOT (status = 'sent')",
        "gone <> 'x'",
        "status = 'open' OR attribute_exists(gone)",
    ],
)
def test_conditions_hold(condition):
    assert holds(condition, ITEM, value_of)


@pytest.mark.parametrize(
    "condition",
    [
        "attribute_not_exists(PK)",
        "attribute_exists(gone)",
        "status = 'sent'",
        "status <> 'open'",
        "status < 5",
        "gone = 'x'",
        "count BETWEEN 8 AND 9",
        "status IN ('sent')",
        "begins_with(count, 'op')",
        "begins_with(gone, 'op')",
        "contains(tags, 'z')",
        "contains(gone, 'z')",
        "attribute_type(gone, 'N')",
        "size(gone) = 1",
        "size(count) = 1",
        "status = 'open' AND attribute_exists(gone)",
    ],
)
def test_conditions_do_not_hold(condition):
    assert not holds(condition, ITEM, value_of)


@pytest.mark.parametrize(
    "condition", ["status =", "status ~ 3", "status BETWEEN 1", "( status = 1"]
)
def test_what_cannot_be_read_is_taken_to_hold(condition):
    assert holds(condition, ITEM, value_of)
