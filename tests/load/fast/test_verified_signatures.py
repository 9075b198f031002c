"""A service that recomputes every signature: moto's server with authentication."""

from urllib.request import Request, urlopen

import boto3
import moto.settings
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.core.authorization import ActionAuthenticatorMixin
from moto.server import ThreadedMotoServer

from tests.load.fast.conftest import CREDENTIALS

EVERYTHING = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
)
THINGS = {
    "TableName": "things",
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}


@pytest.fixture(scope="module")
def verifying():
    """The address of the server, and the credentials of a user who may do everything there."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    url = f"http://127.0.0.1:{port}"
    iam = boto3.client("iam", endpoint_url=url, region_name="us-east-1", **CREDENTIALS)
    iam.create_user(UserName="loader")
    iam.put_user_policy(UserName="loader", PolicyName="all", PolicyDocument=EVERYTHING)
    key = iam.create_access_key(UserName="loader")["AccessKey"]
    iam.close()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(moto.settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0)
        patched.setattr(ActionAuthenticatorMixin, "request_count", 0)
        yield url, key["AccessKeyId"], key["SecretAccessKey"]
    urlopen(Request(f"{url}/moto-api/reset", method="POST")).close()
    server.stop()


def test_signed_requests_are_performed_and_a_wrong_secret_is_refused(verifying, make_client):
    url, access_key, secret = verifying
    client = make_client(url, aws_access_key_id=access_key, aws_secret_access_key=secret)
    client.create_table(**THINGS)
    item = {"pk": {"S": "größe 🦊"}, "raw": {"B": b"\x00\xff"}}
    client.put_item(TableName="things", Item=item)
    found = client.get_item(TableName="things", Key={"pk": item["pk"]})
    assert found["Item"] == item

    wrong = make_client(url, aws_access_key_id=access_key, aws_secret_access_key=secret[::-1])
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        wrong.get_item(TableName="things", Key={"pk": item["pk"]})


def test_boto3_and_the_fast_client_are_told_the_same_of_a_wrong_secret(verifying, make_client):
    url, access_key, secret = verifying
    wrong = {"aws_access_key_id": access_key, "aws_secret_access_key": secret + "x"}
    config = Config(retries={"mode": "standard", "total_max_attempts": 1})
    theirs = boto3.client(
        "dynamodb", endpoint_url=url, region_name="us-east-1", config=config, **wrong
    )
    told = []
    for client in (make_client(url, **wrong), theirs):
        with pytest.raises(ClientError) as caught:
            client.query(TableName="things", KeyConditionExpression="pk = :p")
        told.append(str(caught.value))
    theirs.close()
    assert told[0] == told[1]
