"""Performs requests of raw JSON on an engine, with the answer the HTTP front gives."""

import json

from pytest_dynamo.embedded.fronts.http_answers import respond
from pytest_dynamo.embedded.fronts.http_request import Request
from pytest_dynamo.embedded.fronts.service_models import service_model
from tests.embedded.conformance import corpus

_CONTENT_TYPE = "application/x-amz-json-1.0"


def performer(engine):
    """What performs a request: `(None, answer)` or `(error, body)`.

    An operation may be the whole target of a request, and a request the text of its body.
    """
    of_streams = service_model("dynamodbstreams").operation_names

    def perform(operation, request):
        service = "DynamoDBStreams_20120810" if operation in of_streams else "DynamoDB_20120810"
        target = operation if "." in operation else f"{service}.{operation}"
        body = request if isinstance(request, str) else json.dumps(request)
        response = respond(
            engine,
            Request(
                method="POST",
                path="/",
                headers={"content-type": _CONTENT_TYPE, "x-amz-target": target},
                body=body.encode(),
                keeps_alive=True,
            ),
            "us-east-1",
        )
        return corpus.answered(response.status, json.loads(response.body))

    return perform


def furnish(perform, tables, items):
    """Make tables with their items."""
    for table in tables:
        error, description = perform("CreateTable", table)
        assert error is None, description
        for item in items.get(table["TableName"], ()):
            assert perform("PutItem", {"TableName": table["TableName"], "Item": item}) == (None, {})
