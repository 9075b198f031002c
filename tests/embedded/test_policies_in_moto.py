"""The actions of policies, confirmed by moto's enforcement of IAM.

moto compares each call with the resource `*` and reads no conditions, so that policies are widened for it; what it confirms
is which actions a request takes. Of a transaction it asks for an action of the same name, which IAM does not have: transactions
are left out.
"""

import json
import uuid

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.core import set_initial_no_auth_action_count

from pytest_dynamo.design.table_request import create_table_arguments
from pytest_dynamo.permissions.performing import performances
from pytest_dynamo.permissions.values import Policy, Statement
from tests.unit.permissions.roles_tried import (
    NOW,
    PATHS,
    Role,
    design_at,
    everyone,
    label,
    policy_for,
)

METHODS = {
    "GetItem": "get_item",
    "Query": "query",
    "PutItem": "put_item",
    "UpdateItem": "update_item",
    "DeleteItem": "delete_item",
    "BatchGetItem": "batch_get_item",
    "BatchWriteItem": "batch_write_item",
}


@pytest.fixture(autouse=True)
def configured(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    with mock_aws():
        yield


def client_of(actions):
    """A client of somebody who may do these actions, on everything."""
    iam, name = boto3.client("iam"), uuid.uuid4().hex
    wide = Policy(statements=(Statement(sid="Wide", actions=actions, resources=("*",)),))
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=json.dumps(wide.document()))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return boto3.client(
        "dynamodb",
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
    )


@set_initial_no_auth_action_count(0)
def outcome(client, method, **arguments):
    """What becomes of a call. That an item does not fulfil a condition is said to those who may ask."""
    try:
        getattr(client, method)(**arguments)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 403:
            return "denied"
        code = error.response["Error"]["Code"]
        return "allowed" if code == "ConditionalCheckFailedException" else code
    return "allowed"


@pytest.mark.parametrize("path", PATHS, ids=label)
def test_the_actions_of_each_pattern_let_its_requests_through_and_no_scan(path):
    design = design_at(path)
    for table in design.tables.values():
        boto3.client("dynamodb").create_table(**create_table_arguments(table))
    seen = {}
    for name in everyone(design).patterns:
        statements = policy_for(path, name).statements
        actions = tuple(sorted({action for one in statements for action in one.actions}))
        (request, *_) = performances(design, Role(name="r", patterns=(name,)), now=NOW, draws=1)[
            0
        ].requests
        seen.setdefault((actions, request.operation), (name, request))

    found = {}
    for (actions, operation), (name, request) in seen.items():
        client = client_of(actions)
        if operation in METHODS:  # no transaction
            found[name] = outcome(client, METHODS[operation], **request.arguments)
        found[f"scan after {name}"] = outcome(client, "scan", TableName=next(iter(design.tables)))

    assert found == {name: "denied" if "scan" in name else "allowed" for name in found}
    assert len(found) > len(seen)


def test_without_its_action_a_request_is_denied():
    assert [
        outcome(client_of(("dynamodb:Scan",)), method, **_minimal(method))
        for method in METHODS.values()
    ] == ["denied"] * len(METHODS)


def _minimal(method):
    key, table = {"id": {"S": "a"}}, {"TableName": "things"}
    return {
        "query": table
        | {"KeyConditionExpression": "id = :a", "ExpressionAttributeValues": {":a": {"S": "a"}}},
        "put_item": table | {"Item": key},
        "batch_get_item": {"RequestItems": {"things": {"Keys": [key]}}},
        "batch_write_item": {"RequestItems": {"things": [{"DeleteRequest": {"Key": key}}]}},
    }.get(method, table | {"Key": key})
