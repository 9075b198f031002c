"""Rules of the other control-plane operations and of PartiQL that need no table."""

import re
from typing import Any

from pytest_dynamo.embedded.service_error import invalid, invalid_parameter
from pytest_dynamo.embedded.validation.attribute_values import check_value
from pytest_dynamo.embedded.validation.structure.constraints import faulty, missing_member
from pytest_dynamo.embedded.wire_types import Request

_TABLE_ARN = re.compile(r"arn:aws[^:]*:dynamodb:[^:]+:\d+:table/[^/]{3,}(?:/.+)?")
MOST_TAGS = 50


def tag_resource(request: Request) -> None:
    """Check a TagResource request."""
    _check_arn(request)
    tags = _given(request, "Tags")
    if not tags:
        raise invalid("Atleast one Tag needs to be provided as Input.")
    check_tags(tags)


def untag_resource(request: Request) -> None:
    """Check an UntagResource request."""
    _check_arn(request)
    if not _given(request, "TagKeys"):
        raise invalid("Atleast one Tag Key needs to be provided as Input.")


def list_tags_of_resource(request: Request) -> None:
    """Check a ListTagsOfResource request."""
    _check_arn(request)


def check_tags(tags: list[Request]) -> None:
    """Check that tags are not too many and have different keys, none of them AWS's own.

    Raises:
        ServiceError: ValidationException.
    """
    if len(tags) > MOST_TAGS:
        message = f"Too many tags provided. The maximum is {MOST_TAGS} tags per resource."
        raise invalid(message)
    keys = [tag["Key"] for tag in tags]
    if len(set(keys)) < len(keys):
        raise invalid_parameter("Duplicate tag keys are not allowed.")
    if any(key.startswith("aws:") for key in keys):
        raise invalid_parameter("Tag keys starting with 'aws:' are reserved for system use")


def _check_arn(request: Request) -> None:
    arn = request.get("ResourceArn")
    if arn is None:
        raise invalid("Invalid TableArn")
    if not _TABLE_ARN.fullmatch(arn):
        message = f"Invalid TableArn: Invalid ResourceArn provided as input {arn}"
        raise invalid(message)


def _given(request: Request, name: str) -> Any:
    given = request.get(name)
    if given is None:
        raise faulty([missing_member(name)])
    return given


def execute_statement(request: Request, *, fitting: bool) -> None:
    """Check an ExecuteStatement request."""
    if not fitting:
        _check_parameters(request)


def batch_execute_statement(request: Request, *, fitting: bool) -> None:
    """Check a BatchExecuteStatement request."""
    if not fitting:
        for statement in request["Statements"]:
            _check_parameters(statement)


def execute_transaction(request: Request, *, fitting: bool) -> None:
    """Check an ExecuteTransaction request."""
    if not fitting:
        for statement in request["TransactStatements"]:
            _check_parameters(statement)


def _check_parameters(statement: Request) -> None:
    for value in statement.get("Parameters") or ():
        check_value(value or {})
