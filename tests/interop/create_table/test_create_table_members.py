"""Every member of CreateTable's input and of DescribeTable's answer is classified, as botocore knows them."""

import botocore.session
import pytest

from pytest_dynamo.interop.create_table.members import FOLLOWING, SCALING, TABLE
from pytest_dynamo.interop.shapes import Kept, Many, One

SESSION = botocore.session.get_session()
DYNAMODB = SESSION.get_service_model("dynamodb")
SCALING_SERVICE = SESSION.get_service_model("application-autoscaling")


def unclassified(shape, members, above=()):
    """The members that are in a shape of the service and nowhere in ours."""
    if shape.type_name == "list":
        yield from unclassified(shape.member, members, above)
    elif shape.type_name == "structure":
        for name, inner in shape.members.items():
            if name not in members:
                yield ".".join((*above, name))
            elif isinstance(members[name], One | Many):
                yield from unclassified(inner, members[name].members, (*above, name))


@pytest.mark.parametrize(
    "shape",
    [
        DYNAMODB.operation_model("CreateTable").input_shape,
        DYNAMODB.operation_model("DescribeTable").output_shape.members["Table"],
    ],
    ids=["CreateTable", "DescribeTable"],
)
def test_every_member_of_a_table_is_classified(shape):
    assert list(unclassified(shape, TABLE)) == []


def test_what_nobody_has_is_not_classified():
    known = {
        name
        for shape in (
            DYNAMODB.operation_model("CreateTable").input_shape,
            DYNAMODB.operation_model("DescribeTable").output_shape.members["Table"],
        )
        for name in shape.members
    }
    assert TABLE.keys() == known


def test_every_member_of_an_inner_shape_that_is_kept_whole_is_a_part_of_a_vector_index():
    assert [name for name, shape in TABLE.items() if isinstance(shape, Kept)] == ["ResourcePolicy"]


@pytest.mark.parametrize(
    ("operation", "left"),
    [
        ("UpdateTimeToLive", []),
        ("UpdateContinuousBackups", []),
        ("EnableKinesisStreamingDestination", []),
        ("UpdateContributorInsights", []),
    ],
)
def test_every_member_of_what_follows_is_classified(operation, left):
    shape = DYNAMODB.operation_model(operation).input_shape
    assert list(unclassified(shape, FOLLOWING)) == left


def test_every_member_of_a_target_is_known_or_named_when_it_is_met():
    shape = SCALING_SERVICE.operation_model("RegisterScalableTarget").input_shape
    assert list(unclassified(shape, SCALING)) == ["RoleARN", "SuspendedState", "Tags"]
