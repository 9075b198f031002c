"""The same calls through boto3 and through the fast client, to the same server: the same answers and errors."""

import boto3
import pytest
from botocore.config import Config

from pytest_dynamo.embedded.engine import Engine
from pytest_dynamo.locust import fast_client
from pytest_dynamo.measure.reading import DATA_PLANE
from tests.embedded.fronts.conftest import serving
from tests.embedded.fronts.test_parity import CALLS, outcomes
from tests.load.fast.conftest import CREDENTIALS

OPTIONS = {"region_name": "us-east-1", **CREDENTIALS}
ONCE = Config(retries={"mode": "standard", "total_max_attempts": 1})


@pytest.fixture(scope="module")
def found():
    """What comes of each call, through boto3 and through the fast client, in an engine of its own."""
    both = []
    for make in (lambda **to: boto3.client("dynamodb", config=ONCE, **to), fast_client):
        with serving(Engine()) as served:
            client = make(endpoint_url=f"http://127.0.0.1:{served.port}", **OPTIONS)
            both.append(outcomes(client))
            client.close()
    return both


def without_marks(outcome):
    """An answer without what botocore notes of retries that were not needed."""
    method, kind, answer = outcome
    metadata = dict(answer["ResponseMetadata"])
    metadata.pop("MaxAttemptsReached", None)
    return method, kind, answer | {"ResponseMetadata": metadata}


@pytest.mark.parametrize("index", range(len(CALLS)), ids=lambda index: f"{index}-{CALLS[index][0]}")
def test_the_fast_client_answers_as_boto3_does(found, index):
    theirs, ours = (outcomes[index] for outcomes in found)
    assert without_marks(ours) == without_marks(theirs)


def test_each_operation_of_the_data_plane_is_among_the_calls(found):
    client = fast_client(endpoint_url="http://127.0.0.1:1", **OPTIONS)
    mapping = client.meta.method_to_api_mapping
    assert {mapping[method] for method, _, _ in found[1]} >= DATA_PLANE


def test_paginators_waiters_and_exceptions_are_there():
    with serving(Engine()) as served:
        client = fast_client(endpoint_url=f"http://127.0.0.1:{served.port}", **OPTIONS)
        client.create_table(**CALLS[0][1])
        client.get_waiter("table_exists").wait(TableName="things")
        for number in range(5):
            key = {"pk": {"S": str(number)}, "sk": {"B": bytes([number])}}
            client.put_item(TableName="things", Item=key)
        pages = list(client.get_paginator("scan").paginate(TableName="things", Limit=2))
        assert [page["Count"] for page in pages] == [2, 2, 1]
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            client.get_item(TableName="nowhere", Key=key)
        client.close()
