"""What a server does for whoever started it, and for nobody else; and an engine at the other end of HTTP."""

import http.client

import pytest

from pytest_dynamo.embedded.engine import Engine
from pytest_dynamo.embedded.fronts.direct import DirectClient
from pytest_dynamo.embedded.fronts.http_control import Control
from pytest_dynamo.embedded.fronts.remote import RemoteEngine
from pytest_dynamo.embedded.throttling.history import ThrottlingHistory
from pytest_dynamo.embedded.throttling.settings import Throttling, throttling_of
from pytest_dynamo.errors import BackendError

SECRET = "open sesame"
TABLE = {
    "TableName": "things",
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}
KEY = {"pk": {"S": "a"}}
UNKNOWN = (400, b'{"__type":"com.amazon.coral.service#UnknownOperationException"}')


@pytest.fixture
def real():
    return Engine()


@pytest.fixture
def remote(serve, real):
    with serve(real, control=Control(real, SECRET)) as served:
        remote = RemoteEngine(f"http://127.0.0.1:{served.port}", SECRET)
        yield remote
        remote.close()


def asked(port, target, secret=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.0"}
    if secret is not None:
        headers["X-Pytest-Dynamo-Secret"] = secret
    connection.request("POST", "/", b"null", headers)
    response = connection.getresponse()
    answer = response.status, response.read()
    connection.close()
    return answer


@pytest.mark.parametrize("target", ["PytestDynamo_1.Throttle", "PytestDynamo_1.ThrottlingHistory"])
def test_only_who_knows_the_secret_of_a_server_that_has_one_is_obeyed(serve, real, target):
    with serve(real) as served:
        assert asked(served.port, target, SECRET) == UNKNOWN
    with serve(real, control=Control(real, SECRET)) as served:
        assert asked(served.port, target) == UNKNOWN
        assert asked(served.port, target, "öpen sesame") == UNKNOWN
        assert asked(served.port, f"{target}s", SECRET) == UNKNOWN
        assert asked(served.port, target, SECRET)[0] == 200


def test_a_client_uses_an_engine_elsewhere_as_it_uses_one_here(remote):
    client = DirectClient(remote)
    client.create_table(**TABLE)
    item = {**KEY, "raw": {"B": b"\x00"}, "raws": {"BS": [b"\x01", b"\xff"]}}
    client.put_item(TableName="things", Item=item)
    assert client.get_item(TableName="things", Key=KEY)["Item"] == item
    assert client.describe_table(TableName="things")["Table"]["CreationDateTime"].year > 2000
    with pytest.raises(client.exceptions.ResourceNotFoundException, match="not found") as caught:
        client.get_item(TableName="nowhere", Key=KEY)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    condition = {
        "ConditionExpression": "attribute_not_exists(pk)",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    with pytest.raises(client.exceptions.ConditionalCheckFailedException) as caught:
        client.put_item(TableName="things", Item=KEY, **condition)
    assert caught.value.response["Item"]["pk"] == KEY["pk"]


def test_it_throttles_and_tells_what_came_of_it(remote, real):
    client = DirectClient(remote)
    client.create_table(**TABLE)
    remote.throttle(throttling_of(["partition_write_units=1"]))
    refused = 0
    for _ in range(20):
        try:
            client.put_item(TableName="things", Item=KEY)
        except client.exceptions.ThrottlingException:
            refused += 1
    there, here = remote.throttling_history(), real.throttling_history()
    assert there.throttled == here.throttled
    assert there.partitions == here.partitions
    assert [limit.count for limit in there.throttled.values()] == [refused]
    assert refused > 10
    remote.throttle(None)
    client.put_item(TableName="things", Item=KEY)
    assert remote.throttling_history() == ThrottlingHistory()


def test_an_engine_that_is_gone_is_said_to_be(serve, real):
    with serve(real, control=Control(real, SECRET)) as served:
        remote = RemoteEngine(f"http://127.0.0.1:{served.port}", SECRET)
        stranger = RemoteEngine(f"http://127.0.0.1:{served.port}", "guessed")
        with pytest.raises(BackendError, match="is gone: it answers 400"):
            stranger.throttle(Throttling())
        stranger.close()
        remote.throttle(None)
    with pytest.raises(
        BackendError, match="the embedded DynamoDB at http://127.0.0.1:.* is gone: "
    ):
        remote.throttling_history()
    remote.close()
