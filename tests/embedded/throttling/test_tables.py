"""The model follows the tables: it begins, changes and ends with them."""

from dataclasses import replace

import pytest
from botocore.exceptions import ClientError

from pytest_dynamo.design.values import AutoScaling, Index, KeySchema, Provisioned, Table
from pytest_dynamo.embedded import Throttling, ThrottlingHistory, dynamodb

ORDERS = {"TableName": "orders"}
TABLE = ("orders", None)
INDEX = ("orders", "by_state")


def limit(embedded, index=None, direction="write"):
    throughput = embedded._engine._database.tables["orders"].admission.throughput.of[index]
    return throughput.limits[direction].units_per_second


def units(reads, writes):
    return {"ProvisionedThroughput": {"ReadCapacityUnits": reads, "WriteCapacityUnits": writes}}


def test_seeding_takes_nothing_and_is_not_throttled(throttled, create, order, admitted, charges):
    embedded = throttled()
    create(embedded.unthrottled_client(), units=(1, 1))
    embedded.throttle(Throttling())
    seeder = embedded.unthrottled_client()
    for number in range(40):
        puts = [{"PutRequest": {"Item": order(f"{number}", f"{n}")}} for n in range(25)]
        assert seeder.batch_write_item(RequestItems={"orders": puts})["UnprocessedItems"] == {}
    assert seeder.scan(**ORDERS)["Count"] == 1_000
    assert charges(embedded) == {}
    assert embedded.throttling_history().throttled == {}
    client = embedded.direct_client()
    client.put_item(**ORDERS, Item=order(size_bytes=299_500))
    client.put_item(**ORDERS, Item=order())  # the last of 300


def test_an_unthrottled_client_works_where_nothing_is_throttled(embedded, create, order):
    client = embedded.unthrottled_client()
    create(client)
    client.put_item(**ORDERS, Item=order())
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_item(TableName="nowhere", Key=order())


def test_changed_capacity_is_there_at_once(throttled, create, order, admitted):
    embedded = throttled()
    client = embedded.direct_client()
    create(client, units=(1, 1))
    client.put_item(**ORDERS, Item=order())
    client.update_table(**ORDERS, **units(1, 500))
    assert limit(embedded) == 500
    by_state = {"Update": {"IndexName": "by_state", **units(7, 8)}}
    client.update_table(**ORDERS, GlobalSecondaryIndexUpdates=[by_state])
    assert (limit(embedded, "by_state", "read"), limit(embedded, "by_state")) == (7, 8)


def test_a_table_that_goes_on_demand_is_throttled_as_one(throttled, create, order):
    embedded = throttled(partition_write_units=1.0, first_peak_write_units=2.0)
    client = embedded.direct_client()
    create(client, units=(9, 9))
    client.update_table(**ORDERS, BillingMode="PAY_PER_REQUEST")
    client.put_item(**ORDERS, Item=order())
    with pytest.raises(client.exceptions.ThrottlingException):
        client.put_item(**ORDERS, Item=order())


def test_a_maximum_of_on_demand_throughput_is_kept(throttled, create):
    embedded = throttled()
    client = embedded.direct_client()
    create(client)
    assert limit(embedded) == 40_000
    maximum = {"MaxReadRequestUnits": 5, "MaxWriteRequestUnits": 7}
    client.update_table(**ORDERS, OnDemandThroughput=maximum)
    assert (limit(embedded), limit(embedded, direction="read")) == (7, 5)


def test_warm_throughput_makes_partitions(throttled, create):
    embedded = throttled()
    client = embedded.direct_client()
    create(client)
    assert len(embedded.throttling_history().partitions[TABLE]) == 4
    warm = {"ReadUnitsPerSecond": 12_000, "WriteUnitsPerSecond": 16_000}
    client.update_table(**ORDERS, WarmThroughput=warm)
    partitions = embedded.throttling_history().partitions
    assert (len(partitions[TABLE]), len(partitions[INDEX])) == (16, 4)


def test_a_new_table_has_the_partitions_that_the_parameters_say(throttled, create):
    embedded = throttled(partition_write_units=500.0, first_peak_write_units=4_000.0)
    create(embedded.direct_client())
    partitions = embedded.throttling_history().partitions
    assert (len(partitions[TABLE]), len(partitions[INDEX])) == (16, 16)


def test_indexes_come_and_go_and_filling_one_takes_nothing(throttled, create, order, charges):
    embedded = throttled()
    client = embedded.direct_client()
    create(client)
    embedded.unthrottled_client().put_item(**ORDERS, Item=order(more="x"))
    deleted = {"Delete": {"IndexName": "by_state"}}
    client.update_table(**ORDERS, GlobalSecondaryIndexUpdates=[deleted])
    assert list(embedded.throttling_history().partitions) == [TABLE]
    created = {
        "IndexName": "by_more",
        "KeySchema": [{"AttributeName": "more", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
    }
    client.update_table(
        **ORDERS,
        AttributeDefinitions=[{"AttributeName": "more", "AttributeType": "S"}],
        GlobalSecondaryIndexUpdates=[{"Create": created}],
    )
    assert list(embedded.throttling_history().partitions) == [TABLE, ("orders", "by_more")]
    assert charges(embedded) == {}
    client.put_item(**ORDERS, Item=order("b", more="y"))
    assert charges(embedded) == {(None, "write"): 1.0, ("by_more", "write"): 1.0}


def test_a_table_made_anew_begins_anew(throttled, create, order, charges):
    embedded = throttled()
    client = embedded.direct_client()
    create(client, units=(1, 1))
    client.put_item(**ORDERS, Item=order())
    client.delete_table(**ORDERS)
    assert embedded.throttling_history().partitions == {}
    create(client, units=(1, 1))
    assert charges(embedded) == {}
    client.put_item(**ORDERS, Item=order())


def test_what_expires_takes_nothing(throttled, create, order, clock, charges):
    embedded = throttled()
    client = embedded.direct_client()
    create(client)
    specification = {"AttributeName": "until", "Enabled": True}
    client.update_time_to_live(**ORDERS, TimeToLiveSpecification=specification)
    item = {**order(state="open"), "until": {"N": f"{clock.now + 10:.0f}"}}
    embedded.unthrottled_client().put_item(**ORDERS, Item=item)
    clock.now += 20
    assert embedded.unthrottled_client().scan(**ORDERS)["Count"] == 0
    assert charges(embedded) == {}


def test_restoring_a_table_takes_nothing(throttled, create, order, charges):
    embedded = throttled()
    client = embedded.direct_client()
    create(client, units=(1, 1))
    for number in range(20):
        embedded.unthrottled_client().put_item(**ORDERS, Item=order(f"{number}"))
    backup = client.create_backup(**ORDERS, BackupName="backup")["BackupDetails"]["BackupArn"]
    client.restore_table_from_backup(TargetTableName="restored", BackupArn=backup)
    assert charges(embedded, "restored") == {}
    client.put_item(TableName="restored", Item=order())
    with pytest.raises(client.exceptions.ProvisionedThroughputExceededException):
        client.put_item(TableName="restored", Item=order())


def test_resetting_keeps_on_throttling(throttled, create, order):
    embedded = throttled(partition_write_units=1.0)
    embedded.reset()
    client = embedded.direct_client()
    create(client)
    client.put_item(**ORDERS, Item=order())
    with pytest.raises(client.exceptions.ThrottlingException):
        client.put_item(**ORDERS, Item=order())


def scaling(minimum, maximum):
    policy = AutoScaling(minimum=minimum, maximum=maximum)
    return Provisioned(read_capacity_units=1, write_capacity_units=1, write_autoscaling=policy)


POLICY = Table(
    name="Orders",
    key=KeySchema(partition_key=("pk",), sort_key=("sk",)),
    attribute_types={"pk": "S", "sk": "S", "state": "S"},
    billing_mode="PROVISIONED",
    provisioned=scaling(1, 100),
    indexes={
        "by_state": Index(
            name="by_state",
            kind="global",
            key=KeySchema(partition_key=("state",), sort_key=("sk",)),
            provisioned=scaling(1, 50),
        )
    },
)


def test_provisioned_capacity_scales_as_the_design_says(throttled, create, order, clock):
    embedded = throttled(policies={"orders": POLICY})
    client = embedded.direct_client()
    create(client, units=(1, 10))
    for _ in range(300):
        clock.now += 1
        client.put_item(**ORDERS, Item=order(size_bytes=10_000))
    assert limit(embedded) == 15  # 10 units a second are 70 % of it
    assert limit(embedded, "by_state") == 10
    stream = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    client.update_table(**ORDERS, StreamSpecification=stream)
    assert limit(embedded) == 15
    client.update_table(**ORDERS, **units(1, 12))
    assert limit(embedded) == 12


def test_an_index_scales_as_the_design_says(throttled, create, order, clock):
    embedded = throttled(policies={"orders": POLICY})
    client = embedded.direct_client()
    create(client, units=(1, 90), index_units=(1, 20))
    for _ in range(300):
        clock.now += 1
        client.put_item(**ORDERS, Item=order(size_bytes=9_000, state=f"{clock.now % 2}"))
    assert limit(embedded, "by_state") == 26  # an entry that moves takes twice nine units


def test_an_index_that_the_design_does_not_know_does_not_scale(throttled, create, order, clock):
    embedded = throttled(policies={"orders": replace(POLICY, indexes={})})
    client = embedded.direct_client()
    create(client, units=(1, 10), index_units=(1, 20))
    for _ in range(300):
        clock.now += 1
        client.put_item(**ORDERS, Item=order(size_bytes=9_000, state=f"{clock.now % 2}"))
    assert (limit(embedded), limit(embedded, "by_state")) == (13, 20)


def test_a_table_that_no_design_knows_does_not_scale(throttled, create, order, clock):
    embedded = throttled(policies={"others": POLICY})
    client = embedded.direct_client()
    create(client, units=(1, 10))
    for _ in range(300):
        clock.now += 1
        client.put_item(**ORDERS, Item=order(size_bytes=9_000))
    assert limit(embedded) == 10


def test_the_history_tells_what_throttled_first_and_how_often(throttled, create, order, clock):
    embedded = throttled()
    client = embedded.direct_client()
    create(client, units=(1, 1), index_units=(9, 9))
    clock.now += 7
    client.put_item(**ORDERS, Item=order(size_bytes=20_000))
    for _ in range(3):
        clock.now += 1
        with pytest.raises(ClientError):
            client.put_item(**ORDERS, Item=order())
    history = embedded.throttling_history()
    assert history.elapsed_seconds == 10
    (first,) = history.throttled.values()
    assert (first.first.reason, first.first_at_seconds, first.count) == (
        "TableWriteProvisionedThroughputExceeded",
        8,
        3,
    )
    assert list(history.throttled) == [(TABLE, "write", "ProvisionedThroughputExceeded")]
    (partition,) = history.partitions[TABLE]
    assert (partition.first, partition.last, partition.is_inside_collection) == (0.0, 1.0, False)


def test_without_throttling_there_is_no_history(embedded):
    assert embedded.throttling_history() == ThrottlingHistory()


def test_a_cut_inside_an_item_collection_is_told(throttled, create, order, clock):
    embedded = throttled(
        partition_write_units=10.0,
        split_least_seconds=60.0,
        split_most_seconds=60.0,
        sampled_one_in=1,
    )
    client = embedded.unthrottled_client()
    create(client)
    client = embedded.direct_client()
    for number in range(6_000):
        clock.now += 0.1
        client.put_item(**ORDERS, Item=order("hot", f"{number * 7919 % 1000:04}"))
    history = embedded.throttling_history()
    assert [split.cause for split in history.splits if split.inside_collection][:1] == ["heat"]
    inside = [each for each in history.partitions[TABLE] if each.is_inside_collection]
    assert len(inside) >= 2


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (units(40_000, 1), "Provisioned read capacity units of table orders would be 40,002"),
        (units(1, 40_000), "Provisioned write capacity units of table orders would be 40,001"),
        (units(39_999, 1), "Provisioned read capacity units of table orders would be 40,001"),
    ],
)
def test_a_table_has_a_quota_of_what_can_be_provisioned(front, create, wanted, message):
    throughput = wanted["ProvisionedThroughput"]
    asked = (throughput["ReadCapacityUnits"], throughput["WriteCapacityUnits"])
    with front() as client:
        with pytest.raises(client.exceptions.LimitExceededException, match=message):
            create(client, units=asked, index_units=(2, 1))
        create(client, units=(5, 5))
        with pytest.raises(client.exceptions.LimitExceededException):
            client.update_table(**ORDERS, **units(asked[0], asked[1] + 40_000))
        assert (
            client.describe_table(**ORDERS)["Table"]["ProvisionedThroughput"]["ReadCapacityUnits"]
            == 5
        )


def test_an_account_has_a_quota_over_all_its_tables(throttled, create):
    client = throttled().direct_client()
    for name in ("orders", "others", "on-demand"):
        create(
            client,
            name,
            units=None if name == "on-demand" else (30_000, 10),
            index_units=(9_000, 5),
        )
    with pytest.raises(
        client.exceptions.LimitExceededException, match="of the account would be 80,"
    ):
        create(client, "more", units=(1_500, 1), index_units=(1_000, 1))
    create(client, "more", units=(1_000, 1), index_units=(1_000, 1))
    types = {"AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}]}
    index = {
        "Create": {
            "IndexName": "by_pk",
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
            **units(2, 1),
        }
    }
    with pytest.raises(client.exceptions.LimitExceededException):
        client.update_table(TableName="more", **types, GlobalSecondaryIndexUpdates=[index])
    deleted = {"Delete": {"IndexName": "by_state"}}
    client.update_table(TableName="orders", GlobalSecondaryIndexUpdates=[deleted])
    client.update_table(TableName="more", **types, GlobalSecondaryIndexUpdates=[index])
    client.update_table(TableName="others", **units(29_000, 10))
    client.update_table(TableName="others", BillingMode="PAY_PER_REQUEST")


def test_what_asks_for_no_capacity_is_not_held_against_a_quota(throttled, create):
    client = throttled(table_write_quota=6.0).direct_client()
    create(client, units=(1, 3))
    warm = {"WarmThroughput": {"ReadUnitsPerSecond": 12_500, "WriteUnitsPerSecond": 4_500}}
    by_state = {"Update": {"IndexName": "by_state", **warm}}
    client.update_table(**ORDERS, GlobalSecondaryIndexUpdates=[by_state])
    assert client.describe_table(**ORDERS)["Table"]["TableStatus"] == "ACTIVE"


def test_the_quotas_can_be_others(throttled, create):
    client = throttled(account_write_quota=10.0, table_write_quota=6.0).direct_client()
    assert client.describe_limits()["AccountMaxWriteCapacityUnits"] == 10
    create(client, units=(1, 3))
    with pytest.raises(client.exceptions.LimitExceededException):
        create(client, "others", units=(1, 3))


def test_without_throttling_there_are_no_quotas(client, create):
    create(client, units=(99_999, 99_999))
    assert client.describe_limits()["AccountMaxWriteCapacityUnits"] == 80_000


def test_throttling_is_on_with_true(create, order):
    with dynamodb(throttling=True) as embedded:
        client = embedded.direct_client()
        create(client, units=(1, 1))
        client.put_item(**ORDERS, Item=order(size_bytes=300_000))
        with pytest.raises(client.exceptions.ProvisionedThroughputExceededException):
            client.put_item(**ORDERS, Item=order())
