"""Golden row: decreases of provisioned capacity per day."""

import pytest
from botocore.config import Config

from pytest_dynamo.embedded import dynamodb

MIDNIGHT = 1_800_057_600.0  # 2027-01-16


class Clock:
    now = MIDNIGHT

    def __call__(self):
        return self.now


@pytest.fixture
def provisioned():
    clock = Clock()
    units = {"ReadCapacityUnits": 1_000, "WriteCapacityUnits": 1_000}
    with dynamodb(clock=clock) as embedded:
        # botocore takes this error for throttling, and would try again for seconds.
        client = embedded.client(config=Config(retries={"total_max_attempts": 1}))
        client.create_table(
            TableName="things",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "grp")
            ],
            ProvisionedThroughput=units,
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "by_group",
                    "KeySchema": [{"AttributeName": "grp", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "ALL"},
                    "ProvisionedThroughput": units,
                }
            ],
        )
        yield client, clock


def index_units(units):
    return [{"Update": {"IndexName": "by_group", "ProvisionedThroughput": units}}]


def test_27_decreases_per_day(provisioned):
    client, clock = provisioned
    done = 0
    for minute in range(24 * 60):
        clock.now = MIDNIGHT + 60 * minute
        units = {"ReadCapacityUnits": 1_000 - done - 1, "WriteCapacityUnits": 1_000}
        try:
            client.update_table(TableName="things", ProvisionedThroughput=units)
        except client.exceptions.LimitExceededException:
            continue
        done += 1
    assert done == 27
    described = client.describe_table(TableName="things")["Table"]["ProvisionedThroughput"]
    assert described["NumberOfDecreasesToday"] == 27
    assert described["ReadCapacityUnits"] == 1_000 - 27


def test_the_refusal_says_when_the_next_one_may_be_made(provisioned):
    client, clock = provisioned
    for number in range(1, 5):
        units = {"ReadCapacityUnits": 1_000 - number, "WriteCapacityUnits": 1_000}
        client.update_table(TableName="things", ProvisionedThroughput=units)
    clock.now += 13 * 60
    with pytest.raises(client.exceptions.LimitExceededException) as caught:
        client.update_table(
            TableName="things",
            ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1_000},
            GlobalSecondaryIndexUpdates=index_units(
                {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}
            ),
        )
    assert caught.value.response["Error"]["Message"] == (
        "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC "
        "day. After the first 4 decreases, each subsequent decrease in the same UTC day can be "
        "performed at most once every 3600 seconds. Number of decreases today: 4. Last decrease at "
        "Saturday, January 16, 2027 12:00:00 AM UTC. Next decrease can be made at Saturday, January "
        "16, 2027 1:00:00 AM UTC"
    )
    (index,) = client.describe_table(TableName="things")["Table"]["GlobalSecondaryIndexes"]
    assert index["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 0  # refused as a whole


def test_an_index_has_a_quota_of_its_own_and_increases_have_none(provisioned):
    client, _ = provisioned
    for number in range(1, 5):
        units = {"ReadCapacityUnits": 1_000 - number, "WriteCapacityUnits": 1_000}
        client.update_table(TableName="things", ProvisionedThroughput=units)
    client.update_table(
        TableName="things",
        ProvisionedThroughput={"ReadCapacityUnits": 1_000, "WriteCapacityUnits": 1_000},
        GlobalSecondaryIndexUpdates=index_units(
            {"ReadCapacityUnits": 1_000, "WriteCapacityUnits": 1}
        ),
    )
    table = client.describe_table(TableName="things")["Table"]
    (index,) = table["GlobalSecondaryIndexes"]
    assert table["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 4
    assert index["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 1
