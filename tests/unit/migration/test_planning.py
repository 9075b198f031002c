"""Which requests bring a table to what a design says, and that any part of them does no harm."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.servers import dynamodb_local
from pytest_dynamo.deploy.backend import open_backend
from pytest_dynamo.deploy.drift_live import read_table
from pytest_dynamo.design.values import (
    AutoScaling,
    Encryption,
    KinesisStream,
    PointInTimeRecovery,
    Provisioned,
    UnitsPerSecond,
)
from pytest_dynamo.embedded import dynamodb
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.migration.planning import table_plan
from pytest_dynamo.migration.settling import unsettled
from tests.unit.migration.tables import ON_DEMAND, PROVISIONED, index, table, units

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"


def told(plan):
    """The steps of a plan as calls without the name of the table."""
    return [
        (one.operation, {k: v for k, v in one.arguments.items() if k != "TableName"})
        for one in plan.steps
    ]


def test_a_table_that_is_not_there_is_created_then_set_up():
    wanted = table(
        index("GSI1", "A"),
        time_to_live="ends",
        point_in_time_recovery=PointInTimeRecovery(recovery_period_days=7),
        tags={"team": "shop"},
    )
    plan = table_plan(wanted, None, name="staging-orders", marks={"pytest-dynamo:deployed": "shop"})
    assert (plan.is_new, plan.changes, plan.notes) == (True, (), ())
    assert [(one.operation, one.what) for one in plan.steps] == [
        ("create_table", "create table staging-orders (PK, SK) with 1 index"),
        ("update_time_to_live", "turn time_to_live on for ends"),
        ("update_continuous_backups", "set point_in_time_recovery to 7 days"),
    ]
    assert {one.arguments["TableName"] for one in plan.steps} == {"staging-orders"}
    assert plan.steps[0].arguments["Tags"] == [
        {"Key": "team", "Value": "shop"},
        {"Key": "pytest-dynamo:deployed", "Value": "shop"},
    ]


def test_a_table_that_is_as_it_should_be_needs_no_step():
    plan = table_plan(table(index("GSI1", "A")), table(index("GSI1", "A")))
    assert (plan.is_new, plan.changes, plan.steps) == (False, (), ())


def test_indexes_are_changed_one_a_call_and_removed_before_others_come():
    old = table(index("GSI1", "A"), index("GSI2", "B"))
    new = table(index("GSI1", "A", projection="KEYS_ONLY"), index("GSI3", "C", "PK"))
    plan = table_plan(new, old)
    assert [one.what for one in plan.steps] == [
        "remove index GSI2",
        "remove index GSI1",
        "create index GSI1 (A)",
        "create index GSI3 (C, PK)",
    ]
    assert told(plan)[3] == (
        "update_table",
        {
            "AttributeDefinitions": [
                {"AttributeName": "C", "AttributeType": "S"},
                {"AttributeName": "PK", "AttributeType": "S"},
            ],
            "GlobalSecondaryIndexUpdates": [
                {
                    "Create": {
                        "IndexName": "GSI3",
                        "KeySchema": [
                            {"AttributeName": "C", "KeyType": "HASH"},
                            {"AttributeName": "PK", "KeyType": "RANGE"},
                        ],
                        "Projection": {"ProjectionType": "ALL"},
                    }
                }
            ],
        },
    )
    lost = "no Query on GSI1 works from its removal until it is filled"
    assert [one.loses for one in plan.steps] == [
        "no Query on GSI2 works from then on",
        lost,
        lost,
        "",
    ]


def test_a_switch_to_provisioned_capacity_takes_the_units_of_all_indexes_that_stay():
    old = table(index("GSI1", "A"), index("GSI2", "B"), **ON_DEMAND)
    new = table(
        index("GSI1", "A", provisioned=units(1, 2)),
        index("GSI3", "C", provisioned=units(3, 4)),
        **PROVISIONED,
    )
    plan = table_plan(new, old)
    assert [one.what for one in plan.steps] == [
        "remove index GSI2",
        "set billing_mode to PROVISIONED",
        "create index GSI3 (C)",
    ]
    assert told(plan)[1] == (
        "update_table",
        {
            "BillingMode": "PROVISIONED",
            "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
            "GlobalSecondaryIndexUpdates": [
                {
                    "Update": {
                        "IndexName": "GSI1",
                        "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 2},
                    }
                }
            ],
        },
    )


def test_what_auto_scaling_has_come_to_stays_where_the_other_units_change():
    scaled = Provisioned(
        read_capacity_units=5,
        write_capacity_units=20,
        read_autoscaling=AutoScaling(minimum=5, maximum=50),
    )
    old = table(billing_mode="PROVISIONED", provisioned=units(40, 10))
    ((_, arguments),) = told(table_plan(table(billing_mode="PROVISIONED", provisioned=scaled), old))
    assert arguments == {
        "ProvisionedThroughput": {"ReadCapacityUnits": 40, "WriteCapacityUnits": 20}
    }


def test_protection_comes_first_and_goes_last():
    kept = {"time_to_live": "ends"}
    on = table_plan(table(deletion_protection=True, **kept), table())
    off = table_plan(table(**kept), table(deletion_protection=True))
    assert [one.what for one in on.steps] == [
        "turn deletion_protection on",
        "turn time_to_live on for ends",
    ]
    assert [one.what for one in off.steps] == [
        "turn time_to_live on for ends",
        "turn deletion_protection off",
    ]


def test_tags_and_policies_go_by_the_arn():
    old = table(tags={"a": "1", "b": "2"})
    new = table(tags={"b": "3"}, resource_policy={"Version": "2012-10-17"})
    assert [(one.operation, one.arguments) for one in table_plan(new, old, arn=ARN).steps] == [
        ("untag_resource", {"ResourceArn": ARN, "TagKeys": ["a"]}),
        ("tag_resource", {"ResourceArn": ARN, "Tags": [{"Key": "b", "Value": "3"}]}),
        ("put_resource_policy", {"ResourceArn": ARN, "Policy": '{"Version": "2012-10-17"}'}),
    ]


def test_what_no_request_makes_is_blocked_and_the_rest_is_planned():
    old = table(index("LSI1", "PK", "B", kind="local"))
    plan = table_plan(table(stream="KEYS_ONLY"), old)
    assert [one.name for one in plan.blocked] == ["indexes.LSI1"]
    assert [one.what for one in plan.steps] == ["turn on a stream of KEYS_ONLY"]


def test_what_is_lost_is_told_of_changes_that_can_be_made():
    old = table(stream="KEYS_ONLY", key=("ID",))
    plan = table_plan(table(), old)
    assert [one.name for one in plan.blocked] == ["key"]
    assert [one.name for one in plan.losing] == ["stream"]


def test_what_is_declared_and_not_set_is_a_note():
    scaled = Provisioned(
        read_capacity_units=5,
        write_capacity_units=5,
        read_autoscaling=AutoScaling(minimum=5, maximum=50),
    )
    wanted = table(billing_mode="PROVISIONED", provisioned=scaled, time_to_live="ends")
    plan = table_plan(wanted, table(**PROVISIONED), unknown=("time_to_live", "tags"))
    assert plan.steps == ()
    assert plan.notes == (
        (
            "auto scaling is another service's and is not deployed: export the design to a template, or "
            "set it with Application Auto Scaling"
        ),
        "time_to_live is not told here, and stays as it is",
    )


# ------------------------------------------------------------------------ carried out


MODES = st.sampled_from([None, "ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS"])
AMOUNTS = st.integers(1, 9)
VIEWS = st.sampled_from([None, "KEYS_ONLY", "NEW_IMAGE", "NEW_AND_OLD_IMAGES"])


@st.composite
def tables(draw, *, full=True):
    """A table with the key (PK, SK), global indexes over five attributes, and settings."""
    provisioned = draw(st.booleans())
    types = {name: draw(st.sampled_from("SNB")) for name in "ABCDE"}

    def throughput():
        if provisioned:
            return {"provisioned": units(draw(AMOUNTS), draw(AMOUNTS))}
        maximum = UnitsPerSecond(read_units_per_second=draw(st.integers(10, 20)))
        return {"max_throughput": draw(st.sampled_from([None, maximum]))}

    indexes = [
        index(
            f"GSI{number}",
            *draw(st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=2, unique=True)),
            projection=draw(st.sampled_from(["ALL", "KEYS_ONLY", ["x"], ["x", "y"]])),
            **throughput(),
            **({"contributor_insights": draw(MODES)} if full else {}),
        )
        for number in draw(st.lists(st.integers(0, 3), max_size=3, unique=True))
    ]
    more = {
        "encryption": Encryption(kind=draw(st.sampled_from(["AWS_OWNED", "AWS_MANAGED"]))),
        "contributor_insights": draw(MODES),
        "replicas": draw(st.sampled_from([(), ("eu-west-1",), ("eu-west-1", "eu-west-2")])),
        "kinesis_stream": draw(
            st.sampled_from(
                [
                    None,
                    *(KinesisStream(arn=f"{ARN}-{one}".replace("table", "stream")) for one in "ab"),
                ]
            )
        ),
        "resource_policy": draw(
            st.sampled_from(
                [
                    None,
                    {
                        "Version": "2012-10-17",
                        "Statement": [
                            {
                                "Effect": "Allow",
                                "Principal": "*",
                                "Action": "dynamodb:GetItem",
                                "Resource": "*",
                            }
                        ],
                    },
                ]
            )
        ),
    }
    return table(
        *indexes,
        types=types,
        billing_mode="PROVISIONED" if provisioned else "PAY_PER_REQUEST",
        **throughput(),
        stream=draw(VIEWS),
        time_to_live=draw(st.sampled_from([None, "ends"])),
        point_in_time_recovery=draw(
            st.sampled_from(
                [None, *(PointInTimeRecovery(recovery_period_days=days) for days in (7, 35))]
            )
        ),
        deletion_protection=draw(st.booleans()),
        table_class=draw(st.sampled_from(["STANDARD", "STANDARD_INFREQUENT_ACCESS"])),
        tags=draw(st.dictionaries(st.sampled_from("abc"), st.sampled_from("12"), max_size=3)),
        **(more if full else {}),
    )


def plan_of(client, wanted):
    """What is planned now for the table that is there, or is not."""
    try:
        live = read_table(client, wanted.name, is_thorough=True)
    except DynamoError:
        return table_plan(wanted, None)
    arn = live.description["TableArn"]
    return table_plan(wanted, live.table, arn=arn, unknown=live.unknown)


def carry_out(client, wanted, *, at_most=None):
    for step in plan_of(client, wanted).steps[:at_most]:
        getattr(client, step.operation)(**step.arguments)
        while unsettled(client.describe_table(TableName=wanted.name)["Table"]):
            time.sleep(0.05)


@settings(max_examples=40)
@given(tables(), tables())
def test_carried_out_a_plan_leaves_nothing_to_do(old, new):
    with dynamodb() as embedded:
        client = embedded.client()
        carry_out(client, old)
        carry_out(client, new)
        after = plan_of(client, new)
    assert (after.changes, after.steps) == ((), ())


@settings(max_examples=15)
@given(tables(), tables())
def test_a_plan_that_stops_after_each_step_is_gone_on_with(old, new):
    with dynamodb() as embedded:
        client = embedded.client()
        carry_out(client, old)
        steps = 0
        while plan_of(client, new).steps:
            carry_out(client, new, at_most=1)
            steps += 1
            assert steps < 60, "it goes on for ever"
        after = plan_of(client, new)
    assert (after.changes, after.steps) == ((), ())


SEQUENCES = [
    (
        table(index("GSI1", "A", "B"), index("GSI2", "C"), **ON_DEMAND),
        table(
            index("GSI1", "A", provisioned=units(1, 2)),
            index("GSI3", "D", "PK", projection=["x"], provisioned=units(2, 2)),
            stream="NEW_IMAGE",
            deletion_protection=True,
            **PROVISIONED,
        ),
        table(index("GSI1", "A"), types={"A": "N"}, time_to_live="ends", **ON_DEMAND),
        table(
            index("GSI1", "A", provisioned=units(1, 1)),
            stream="KEYS_ONLY",
            **PROVISIONED,
        ),
    ),
]


@pytest.fixture(scope="module")
def local():
    with dynamodb_local() as server, open_backend(server.url) as backend:
        yield backend.make_client(retries={"total_max_attempts": 5})


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_another_dynamodb_takes_the_same_plans(local, sequence):
    for wanted in sequence:
        carry_out(local, wanted)
        after = plan_of(local, wanted)
        assert (after.changes, after.steps) == ((), ())
