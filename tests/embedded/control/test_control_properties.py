"""Tags, resource policies, contributor insights and Kinesis destinations."""

import pytest

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/things"
NONE = "arn:aws:dynamodb:us-east-1:123456789012:table/none"
STREAM = "arn:aws:kinesis:us-east-1:123456789012:stream/changes"


def tags(**values):
    return [{"Key": key, "Value": value} for key, value in values.items()]


def test_tags_are_added_replaced_and_taken_away(control):
    control.create(Tags=tags(team="shop", cost="1"))
    assert control("TagResource", ResourceArn=ARN, Tags=tags(cost="2", env="test")) == {}
    assert control("ListTagsOfResource", ResourceArn=ARN) == {
        "Tags": tags(team="shop", cost="2", env="test")
    }
    assert control("UntagResource", ResourceArn=ARN, TagKeys=["team", "none"]) == {}
    assert control("ListTagsOfResource", ResourceArn=ARN) == {"Tags": tags(cost="2", env="test")}


def test_tags_are_listed_ten_at_a_time(control):
    many = tags(**{f"key{number:02}": "v" for number in range(12)})
    control.create(Tags=many)
    page = control("ListTagsOfResource", ResourceArn=ARN)
    assert page == {"Tags": many[:10], "NextToken": "key09"}
    assert control("ListTagsOfResource", ResourceArn=ARN, NextToken="key09") == {"Tags": many[10:]}


def test_a_table_has_fifty_tags_at_most(things, refused):
    many = tags(**{f"key{number}": "v" for number in range(50)})
    things("TagResource", ResourceArn=ARN, Tags=many)
    assert refused(things, "TagResource", ResourceArn=ARN, Tags=tags(more="v")) == (
        "LimitExceededException",
        "Subscriber limit exceeded: The number of tags exceeds the limit of 50",
    )
    things("TagResource", ResourceArn=ARN, Tags=tags(key1="changed"))


def test_a_tag_is_given_once(things, refused):
    twice = [*tags(a="1"), *tags(a="2")]
    assert refused(things, "TagResource", ResourceArn=ARN, Tags=twice) == (
        "ValidationException",
        "Duplicate tag keys found in the request",
    )


@pytest.mark.parametrize(
    ("operation", "more", "message"),
    [
        ("TagResource", {"Tags": tags(a="1")}, f"{{}}: ResourcArn: {NONE} not found"),
        ("ListTagsOfResource", {}, f"{{}}: ResourcArn: {NONE} not found"),
        ("UntagResource", {"TagKeys": ["a"]}, "{}"),
    ],
)
def test_tags_are_of_a_table_that_is_there(things, refused, operation, more, message):
    assert refused(things, operation, ResourceArn=NONE, **more) == (
        "ResourceNotFoundException",
        message.format("Requested resource not found"),
    )


def test_a_resource_policy_is_set_read_and_deleted(control, refused):
    control.create(ResourcePolicy="{}")
    assert control("GetResourcePolicy", ResourceArn=ARN)["Policy"] == "{}"
    revision = control("PutResourcePolicy", ResourceArn=ARN, Policy="[]")["RevisionId"]
    assert control("GetResourcePolicy", ResourceArn=ARN) == {
        "Policy": "[]",
        "RevisionId": revision,
    }
    control("DeleteResourcePolicy", ResourceArn=ARN)
    code, message = refused(control, "GetResourcePolicy", ResourceArn=ARN)
    assert (code, ARN in message) == ("PolicyNotFoundException", True)


def test_a_policy_goes_with_its_table(control, refused):
    control.create(ResourcePolicy="{}")
    control("DeleteTable", TableName="things")
    control.create()
    assert refused(control, "GetResourcePolicy", ResourceArn=ARN)[0] == "PolicyNotFoundException"


def test_contributor_insights_are_of_a_table_and_of_an_index(control, make):
    control.create(
        AttributeDefinitions=make.attributes(pk="S", sk="N", g="S"),
        GlobalSecondaryIndexes=[make.index("by_g", "g")],
    )
    by_g = {"TableName": "things", "IndexName": "by_g"}
    disabled = {"ContributorInsightsStatus": "DISABLED"}
    assert control("DescribeContributorInsights", **by_g) == {**by_g, **disabled}
    enabled = {
        "ContributorInsightsStatus": "ENABLED",
        "ContributorInsightsMode": "THROTTLED_KEYS",
    }
    answer = control(
        "UpdateContributorInsights",
        **by_g,
        ContributorInsightsAction="ENABLE",
        ContributorInsightsMode="THROTTLED_KEYS",
    )
    assert answer == {**by_g, **enabled}
    assert control("DescribeContributorInsights", **by_g) == {**by_g, **enabled}
    assert control("DescribeContributorInsights", TableName="things") == {
        "TableName": "things",
        **disabled,
    }
    summaries = {"ContributorInsightsSummaries": [{**by_g, **enabled}]}
    assert control("ListContributorInsights") == summaries
    assert control("ListContributorInsights", TableName="things") == summaries


def test_contributor_insights_are_switched_off(things):
    for action in ("ENABLE", "DISABLE"):
        answer = things(
            "UpdateContributorInsights", TableName="things", ContributorInsightsAction=action
        )
    assert answer == {
        "TableName": "things",
        "ContributorInsightsStatus": "DISABLED",
        "ContributorInsightsMode": "ACCESSED_AND_THROTTLED_KEYS",
    }


def test_contributor_insights_are_of_an_index_that_is_there(things, refused):
    asked = {"TableName": "things", "IndexName": "none"}
    assert refused(things, "DescribeContributorInsights", **asked) == (
        "ResourceNotFoundException",
        "Requested resource not found: Index: none not found",
    )


def test_a_kinesis_destination_is_enabled_changed_and_disabled(things, refused):
    destination = {"TableName": "things", "StreamArn": STREAM}
    micro = {"ApproximateCreationDateTimePrecision": "MICROSECOND"}
    milli = {"ApproximateCreationDateTimePrecision": "MILLISECOND"}
    enable = "EnableKinesisStreamingDestination"
    assert things(enable, **destination) == {
        **destination,
        "DestinationStatus": "ACTIVE",
        **milli,
    }
    assert refused(things, enable, **destination)[0] == "ResourceInUseException"
    changed = things(
        "UpdateKinesisStreamingDestination",
        **destination,
        UpdateKinesisStreamingConfiguration=micro,
    )
    assert changed["UpdateKinesisStreamingConfiguration"] == micro
    things("DisableKinesisStreamingDestination", **destination)
    assert things("DescribeKinesisStreamingDestination", TableName="things") == {
        "TableName": "things",
        "KinesisDataStreamDestinations": [
            {"StreamArn": STREAM, "DestinationStatus": "DISABLED", **micro}
        ],
    }
    assert refused(things, "DisableKinesisStreamingDestination", **destination) == (
        "ResourceNotFoundException",
        f"Requested resource not found: Kinesis Streaming Destination: {STREAM} not found",
    )
