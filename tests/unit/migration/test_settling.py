"""Whether DynamoDB is done with what it was told."""

import pytest

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.migration.settling import unsettled

ACTIVE = {"TableName": "orders", "TableStatus": "ACTIVE"}


def index(**members):
    return {**ACTIVE, "GlobalSecondaryIndexes": [{"IndexName": "GSI1", **members}]}


@pytest.mark.parametrize(
    ("description", "words"),
    [
        (ACTIVE, None),
        (index(IndexStatus="ACTIVE"), None),
        ({**ACTIVE, "Replicas": [{"RegionName": "eu-west-1", "ReplicaStatus": "ACTIVE"}]}, None),
        ({**ACTIVE, "SSEDescription": {"Status": "ENABLED"}}, None),
        ({**ACTIVE, "TableStatus": "UPDATING"}, "the table is UPDATING"),
        ({**ACTIVE, "TableStatus": "DELETING"}, "the table is DELETING"),
        (index(IndexStatus="CREATING", Backfilling=False), "index GSI1 is CREATING"),
        (index(IndexStatus="CREATING", Backfilling=True), "index GSI1 is being filled"),
        (index(IndexStatus="DELETING", Backfilling=True), "index GSI1 is DELETING"),
        (
            {**index(IndexStatus="UPDATING"), "TableStatus": "UPDATING"},
            "index GSI1 is UPDATING",
        ),
        (
            {**ACTIVE, "Replicas": [{"RegionName": "eu-west-1", "ReplicaStatus": "CREATING"}]},
            "the replica in eu-west-1 is CREATING",
        ),
        ({**ACTIVE, "SSEDescription": {"Status": "UPDATING"}}, "encryption is UPDATING"),
    ],
)
def test_what_is_under_way_is_said_in_words(description, words):
    assert unsettled(description) == words


@pytest.mark.parametrize(
    ("description", "message"),
    [
        (
            {**ACTIVE, "TableStatus": "ARCHIVED"},
            (
                "table orders is ARCHIVED, and takes no change.\n"
                "To fix this: restore it from the backup that AWS has made of it"
            ),
        ),
        (
            {
                **ACTIVE,
                "Replicas": [{"RegionName": "eu-west-1", "ReplicaStatus": "CREATION_FAILED"}],
            },
            (
                "the replica of table orders in eu-west-1 is CREATION_FAILED.\n"
                "To fix this: remove it from the table, or from the design, and go on"
            ),
        ),
    ],
)
def test_a_state_that_does_not_pass_is_an_error(description, message):
    with pytest.raises(DynamoError) as caught:
        unsettled(description)
    assert str(caught.value) == message
