"""What of a table in use is no difference: capacity that is scaled, tags of others, other words for the same."""

from dataclasses import replace

import pytest

from pytest_dynamo.design.values import (
    AutoScaling,
    Encryption,
    KeySchema,
    KinesisStream,
    Provisioned,
    Table,
)
from pytest_dynamo.migration.differences import Difference, differences

SCALING = AutoScaling(minimum=5, maximum=100)
CAPACITY = Provisioned(read_capacity_units=5, write_capacity_units=7, read_autoscaling=SCALING)
TABLE = Table(
    name="things",
    key=KeySchema(partition_key=("PK",)),
    attribute_types={"PK": "S"},
    billing_mode="PROVISIONED",
    provisioned=CAPACITY,
)
KEY = "arn:aws:kms:eu-west-1:123456789012:key/1"


def capacity(reads: int, writes: int) -> Table:
    units = Provisioned(read_capacity_units=reads, write_capacity_units=writes)
    return replace(TABLE, provisioned=units)


@pytest.mark.parametrize("reads", [5, 6, 100])
def test_capacity_within_the_limits_of_auto_scaling_is_no_difference(reads):
    assert differences(TABLE, capacity(reads, 7)) == ()


@pytest.mark.parametrize(
    ("reads", "writes", "found"),
    [(4, 7, "4 RCU, 7 WCU"), (101, 7, "101 RCU, 7 WCU"), (50, 8, "50 RCU, 8 WCU")],
)
def test_capacity_outside_of_them_or_without_is_one(reads, writes, found):
    assert differences(TABLE, capacity(reads, writes)) == (
        Difference(name="provisioned", design="5 to 100 RCU, 7 WCU", found=found),
    )


def test_capacity_that_was_declared_as_it_is_is_no_difference_whatever_the_limits():
    units = replace(CAPACITY, read_capacity_units=2)
    assert differences(replace(TABLE, provisioned=units), capacity(2, 7)) == ()


def test_tags_of_aws_and_of_this_project_are_nobodys():
    tags = {"aws:cloudformation:stack-name": "shop", "pytest-dynamo:deployed": "shop", "a": "b"}
    found = replace(TABLE, tags=tags)
    assert differences(TABLE, found) == (Difference(name="tags.a", design="nothing", found="b"),)
    assert differences(replace(TABLE, tags={"a": "b"}), found) == ()


def test_the_precision_of_a_stream_differs_where_the_design_has_one_and_it_is_told():
    plain, coarse, fine = (
        replace(TABLE, kinesis_stream=KinesisStream(arn="arn:k", precision=precision))
        for precision in (None, "MILLISECOND", "MICROSECOND")
    )
    assert differences(plain, fine) == differences(fine, plain) == ()
    assert differences(fine, coarse) == (
        Difference(name="kinesis_stream.precision", design="MICROSECOND", found="MILLISECOND"),
    )


def test_an_alias_is_not_held_against_the_key_that_it_may_name():
    named = replace(TABLE, encryption=Encryption(kind="CUSTOMER_MANAGED", kms_key="alias/shop"))
    found = replace(TABLE, encryption=Encryption(kind="CUSTOMER_MANAGED", kms_key=KEY))
    assert differences(named, found) == ()
    assert [one.name for one in differences(named, TABLE)] == ["encryption"]


def test_policies_are_compared_as_iam_reads_them():
    def policy(principal, *actions):
        statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": list(actions)}
        return replace(TABLE, resource_policy={"Statement": [statement]})

    one = policy("123456789012", "dynamodb:GetItem", "dynamodb:Query")
    same = policy(["arn:aws:iam::123456789012:root"], "dynamodb:Query", "dynamodb:GetItem")
    wider = policy("123456789012", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan")
    assert differences(one, same, has_policy=True) == ()
    assert [each.name for each in differences(one, wider, has_policy=True)] == ["resource_policy"]
