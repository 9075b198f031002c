"""What a request with expressions is refused with, or does."""

import re

import pytest

from pytest_dynamo.embedded.expressions import expressions_of
from pytest_dynamo.embedded.service_error import ServiceError

VALUES = {
    ":v": {"S": "a"},
    ":vv": {"S": "b"},
    ":n": {"N": "1"},
    ":m": {"N": "2"},
    ":l": {"L": []},
    ":ss": {"SS": ["a"]},
    ":ns": {"NS": ["1"]},
    ":b": {"BOOL": True},
    ":nul": {"NULL": True},
    ":mm": {"M": {}},
    ":bb": {"B": b"x"},
    ":type": {"S": "S"},
    ":notype": {"S": "X"},
}
OPERATIONS = {
    "ConditionExpression": "PutItem",
    "FilterExpression": "Scan",
    "KeyConditionExpression": "Query",
    "ProjectionExpression": "GetItem",
    "UpdateExpression": "UpdateItem",
}


@pytest.fixture
def refusal():
    """The message a request is refused with."""

    def message(operation, **request):
        with pytest.raises(ServiceError) as refused:
            expressions_of(operation, request)
        assert refused.value.code == "ValidationException"
        return refused.value.message

    return message


@pytest.fixture
def expression_refusal(refusal):
    """The message an expression is refused with; the values it names are those of `VALUES`."""

    def message(parameter, text):
        named = set(re.findall(r":\w+", text))
        values = {name: value for name, value in VALUES.items() if name in named}
        request = {parameter: text} | ({"ExpressionAttributeValues": values} if values else {})
        return refusal(OPERATIONS[parameter], **request).removeprefix(f"Invalid {parameter}: ")

    return message


@pytest.fixture
def holds():
    """Whether a condition holds for an item; its values by placeholder."""

    def test(text, item, **values):
        request = {"ConditionExpression": text}
        if values:
            request["ExpressionAttributeValues"] = {
                f":{name}": each for name, each in values.items()
            }
        return expressions_of("PutItem", request).condition(item)

    return test


@pytest.fixture
def update():
    """The update a text says, with its values by placeholder."""

    def bound(text, **values):
        request = {"UpdateExpression": text}
        if values:
            request["ExpressionAttributeValues"] = {
                f":{name}": each for name, each in values.items()
            }
        return expressions_of("UpdateItem", request).update

    return bound
