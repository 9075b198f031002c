"""Properties of tables held against a design."""

from dataclasses import replace

import pytest
from botocore.config import Config

from pytest_dynamo.deploy.create import create_table
from pytest_dynamo.deploy.drift_live import read_table
from pytest_dynamo.design.values import (
    Encryption,
    Index,
    KeySchema,
    KinesisStream,
    PointInTimeRecovery,
    Projection,
    Provisioned,
    Table,
    UnitsPerSecond,
)
from pytest_dynamo.embedded import dynamodb
from pytest_dynamo.errors import BackendError
from pytest_dynamo.migration.differences import Difference, differences

KEY = KeySchema(partition_key=("PK",), sort_key=("SK",))
INDEX = Index(
    name="GSI1",
    kind="global",
    key=KeySchema(partition_key=("a", "b"), sort_key=("c",)),
    projection=Projection(kind="INCLUDE", attributes=("x", "y")),
)
TABLE = Table(
    name="orders",
    key=KEY,
    attribute_types={"PK": "S", "SK": "S", "a": "S", "b": "N", "c": "S"},
    indexes={"GSI1": INDEX},
    stream="NEW_IMAGE",
    time_to_live="ends",
    point_in_time_recovery=PointInTimeRecovery(recovery_period_days=7),
    encryption=Encryption(kind="AWS_MANAGED"),
    deletion_protection=True,
    tags={"team": "shop"},
)


def names(wanted: Table, found: Table) -> list[str]:
    return [one.name for one in differences(wanted, found)]


@pytest.mark.parametrize(
    ("change", "name", "design", "found"),
    [
        ({"key": KeySchema(partition_key=("id",))}, "key", "(PK, SK)", "(id)"),
        (
            {"attribute_types": {**TABLE.attribute_types, "b": "S"}},
            "attribute_types.b",
            "N",
            "S",
        ),
        ({"indexes": {}}, "indexes.GSI1", "the global index (a + b, c)", "nothing"),
        (
            {"indexes": {"GSI1": replace(INDEX, projection=Projection(kind="ALL"))}},
            "indexes.GSI1.projection",
            "[x, y]",
            "ALL",
        ),
        (
            {"indexes": {"GSI1": replace(INDEX, key=KEY)}},
            "indexes.GSI1.key",
            "(a + b, c)",
            "(PK, SK)",
        ),
        (
            {"provisioned": Provisioned(read_capacity_units=1, write_capacity_units=2)},
            "provisioned",
            "nothing",
            "1 RCU, 2 WCU",
        ),
        (
            {"max_throughput": UnitsPerSecond(read_units_per_second=5000)},
            "max_throughput",
            "nothing",
            "5,000 read units a second",
        ),
        ({"stream": None}, "stream", "NEW_IMAGE", "nothing"),
        ({"time_to_live": "other"}, "time_to_live", "ends", "other"),
        ({"point_in_time_recovery": None}, "point_in_time_recovery", "7 days", "nothing"),
        ({"encryption": Encryption()}, "encryption", "AWS_MANAGED", "AWS_OWNED"),
        ({"deletion_protection": False}, "deletion_protection", "on", "off"),
        (
            {"table_class": "STANDARD_INFREQUENT_ACCESS"},
            "table_class",
            "STANDARD",
            "STANDARD_INFREQUENT_ACCESS",
        ),
        ({"tags": {}}, "tags.team", "shop", "nothing"),
        ({"replicas": ("eu-west-1",)}, "replicas", "nothing", "eu-west-1"),
        ({"kinesis_stream": KinesisStream(arn="arn:k")}, "kinesis_stream", "nothing", "arn:k"),
    ],
)
def test_each_property_that_differs_is_one_difference(change, name, design, found):
    other = replace(TABLE, **change)
    expected = Difference(name=name, design=design, found=found)
    assert expected in differences(TABLE, other)
    assert len(differences(TABLE, other)) == 1
    assert differences(TABLE, other, unknown=[name.partition(".")[0]]) == ()


def test_names_warm_throughput_and_the_key_of_aws_are_no_difference():
    warm = UnitsPerSecond(read_units_per_second=12_000)
    live = Encryption(kind="CUSTOMER_MANAGED", kms_key="arn:aws:kms:us-east-1:1:key/1")
    found = replace(TABLE, name="prod-orders", warm_throughput=warm, encryption=live)
    assert differences(TABLE, found) == ()
    own = replace(TABLE, encryption=Encryption(kind="CUSTOMER_MANAGED", kms_key="key/2"))
    assert names(own, found) == ["encryption.kms_key"]
    declared = replace(TABLE, warm_throughput=replace(warm, read_units_per_second=13_000))
    assert names(declared, replace(TABLE, warm_throughput=warm)) == ["warm_throughput"]


def test_policies_differ_where_the_other_side_tells_of_them():
    other = replace(TABLE, resource_policy={"Version": "2012-10-17"})
    assert differences(TABLE, other) == ()
    assert differences(TABLE, other, has_policy=True) == (
        Difference(name="resource_policy", design="nothing", found='{"Version": "2012-10-17"}'),
    )


def test_a_live_table_has_everything_that_a_design_declares():
    with dynamodb() as embedded:
        client = embedded.client()
        create_table(client, TABLE)
        live = read_table(client, "orders")
        assert differences(TABLE, live.table, unknown=live.unknown) == ()
        assert live.unknown == ("indexes.GSI1.contributor_insights",)
        with pytest.raises(BackendError, match="there is no table 'other'"):
            read_table(client, "other")


def test_who_may_not_describe_a_table_is_told_what_to_allow():
    with dynamodb() as embedded:
        client = embedded.client()

        def answer(model, **_):
            class Http:
                status_code = 400

            return Http(), {"Error": {"Code": "AccessDeniedException"}}

        client.meta.events.register("before-call.dynamodb.DescribeTable", answer)
        with pytest.raises(BackendError, match="be described: Access.*\nTo fix.*:DescribeTable"):
            read_table(client, "orders")


def test_what_a_dynamodb_does_not_tell_is_unknown():
    with dynamodb() as embedded:
        client = embedded.client()
        create_table(client, TABLE)

        def refuse(**_):
            return {"Error": {"Code": "UnknownOperationException"}}

        def answer(model, **_):
            class Http:
                status_code = 400

            return Http(), refuse()

        client.meta.events.register("before-call.dynamodb.DescribeContinuousBackups", answer)
        assert "point_in_time_recovery" in read_table(client, "orders").unknown


def test_what_is_throttled_is_not_taken_for_what_is_not_told():
    with dynamodb() as embedded:
        client = embedded.client(config=Config(retries={"total_max_attempts": 1}))
        create_table(client, TABLE)

        def answer(model, **_):
            class Http:
                status_code = 400

            return Http(), {"Error": {"Code": "ThrottlingException", "Message": "slow down"}}

        client.meta.events.register("before-call.dynamodb.DescribeTimeToLive", answer)
        with pytest.raises(BackendError, match="cannot be read now: .*Throttling.*\nTo fix this"):
            read_table(client, "orders")
