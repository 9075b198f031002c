"""The names of DynamoDB's actions, held against the requests that there are."""

from botocore.loaders import Loader

from pytest_dynamo.permissions.actions import ALL_ACTIONS


def operations(service: str) -> set[str]:
    model = Loader().load_service_model(service, "service-2")
    return {f"dynamodb:{name}" for name in model["operations"]}


def test_every_request_has_an_action_but_those_that_ask_for_others() -> None:
    requests = operations("dynamodb") | operations("dynamodbstreams")

    assert requests - {*ALL_ACTIONS} == {
        "dynamodb:BatchExecuteStatement",
        "dynamodb:ExecuteStatement",
        "dynamodb:ExecuteTransaction",
        "dynamodb:TransactGetItems",
        "dynamodb:TransactWriteItems",
    }


def test_no_action_is_named_twice() -> None:
    assert len({*ALL_ACTIONS}) == len(ALL_ACTIONS) == 83
