"""Condition expressions of a design file in DynamoDB's own language."""

from datetime import UTC, datetime

import pytest

from pytest_dynamo.design.attribute_value import to_wire
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.planner.arguments import Arguments
from pytest_dynamo.planner.expressions import Aliases, condition_expression


@pytest.mark.parametrize(
    ("text", "expression", "values"),
    [
        ("attribute_not_exists(PK)", "attribute_not_exists(#PK)", {}),
        (
            "stock >= {quantity} and not (price <> 1.50)",
            "#stock >= :stock AND NOT (#price <> :price)",
            {":stock": {"N": "3"}, ":price": {"N": "1.5"}},
        ),
        (
            "owner = 'USER#{user_id}' OR contains(tags, \"new\")",
            "#owner = :owner OR contains(#tags, :tags)",
            {":owner": {"S": "USER#7"}, ":tags": {"S": "new"}},
        ),
        (
            "size(address.lines[0].text) BETWEEN 1 AND 5",
            "size(#address.#lines[0].#text) BETWEEN :text AND :text_2",
            {":text": {"N": "1"}, ":text_2": {"N": "5"}},
        ),
        (
            "size = {quantity} and state in ('a', 'b')",
            "#size = :size AND #state IN (:state, :state_2)",
            {":size": {"N": "3"}, ":state": {"S": "a"}, ":state_2": {"S": "b"}},
        ),
        ("{quantity} < 9", ":value < :value_2", {":value": {"N": "3"}, ":value_2": {"N": "9"}}),
    ],
)
def test_names_and_values_get_aliases(text, expression, values):
    aliases = Aliases()
    arguments = Arguments(parameters={"quantity": 3, "user_id": "7"})

    assert condition_expression(text, aliases, arguments.value_of) == expression
    assert {alias: to_wire(value) for alias, value in aliases.values.items()} == values


@pytest.mark.parametrize("text", ["a = :b", "#a = 1", "a == 'b", "a = {1}"])
def test_what_cannot_be_read_is_said(text):
    with pytest.raises(DynamoError, match="condition"):
        condition_expression(text, Aliases(), Arguments().value_of)


def test_a_moment_is_stored_as_text_that_sorts():
    moment = datetime(2026, 1, 2, 3, 4, 5, 678_900, tzinfo=UTC)
    arguments = Arguments(parameters={"moment": moment})
    aliases = Aliases()

    condition_expression("seen < {moment} and text = '{moment:%Y-%m}'", aliases, arguments.value_of)

    assert aliases.values == {":seen": "2026-01-02T03:04:05.678Z", ":text": "2026-01"}
