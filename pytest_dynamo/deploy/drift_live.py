"""A live table with everything that several operations tell of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from pytest_dynamo.deploy.faults import explained
from pytest_dynamo.design.table_description import table_of_description
from pytest_dynamo.design.values import KinesisStream, PointInTimeRecovery, Table
from pytest_dynamo.errors import BackendError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveTable:
    """A table as it is; `unknown` are properties that its DynamoDB does not tell."""

    table: Table
    unknown: tuple[str, ...] = ()


def read_table(client: "DynamoDBClient", name: str) -> LiveTable:
    """Everything of a table that a design can declare.

    What costs a call of its own and is not answered (because the DynamoDB does not know the operation, or the
    caller may not) is unknown.

    Raises:
        BackendError: There is no such table, or its DynamoDB cannot be asked.
    """
    # A direct client of the embedded DynamoDB has no address.
    with explained(getattr(client.meta, "endpoint_url", "the embedded DynamoDB")):
        return _read_table(client, name)


def _read_table(client: "DynamoDBClient", name: str) -> LiveTable:
    description = table_description(client, name)
    table = table_of_description(description)
    told: dict[str, Any] = {}
    # Contributor insights of an index would take a call for each index.
    unknown = [f"indexes.{index}.contributor_insights" for index in table.indexes]
    for aspect, read in _READERS.items():
        try:
            told[aspect] = read(client, name, description)
        except (ClientError, KeyError):
            unknown.append(aspect)
    return LiveTable(table=replace(table, **told), unknown=tuple(unknown))


def table_description(client: "DynamoDBClient", name: str) -> Mapping[str, Any]:
    """What DescribeTable answers of a table.

    Raises:
        BackendError: There is no such table, or the caller may not describe it.
        ClientError: Another; `explained` tells of those that concern credentials.
    """
    try:
        return client.describe_table(TableName=name)["Table"]
    except ClientError as error:
        code = error.response["Error"].get("Code")
        if code == "ResourceNotFoundException":
            reason = f"there is no table '{name}'"
            advice = "check the name, the region and the account."
        elif code == "AccessDeniedException":
            reason = f"table '{name}' cannot be described: {code}"
            advice = "let the caller use dynamodb:DescribeTable on it."
        else:
            raise
        message = f"{reason}\nTo fix this: {advice}"
        raise BackendError(message) from None


def _time_to_live(client: Any, name: str, _: Mapping[str, Any]) -> str | None:  # noqa: ANN401
    found = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    is_on = found.get("TimeToLiveStatus") in ("ENABLED", "ENABLING")
    return found.get("AttributeName") if is_on else None


def _recovery(client: Any, name: str, _: Mapping[str, Any]) -> PointInTimeRecovery | None:  # noqa: ANN401
    answer = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    found = answer["PointInTimeRecoveryDescription"]
    if found.get("PointInTimeRecoveryStatus") != "ENABLED":
        return None
    return PointInTimeRecovery(recovery_period_days=found.get("RecoveryPeriodInDays", 35))


def _insights(client: Any, name: str, _: Mapping[str, Any]) -> str | None:  # noqa: ANN401
    found = client.describe_contributor_insights(TableName=name)
    if found.get("ContributorInsightsStatus") not in ("ENABLED", "ENABLING"):
        return None
    return str(found.get("ContributorInsightsMode", "ACCESSED_AND_THROTTLED_KEYS"))


def _kinesis(client: Any, name: str, _: Mapping[str, Any]) -> KinesisStream | None:  # noqa: ANN401
    answer = client.describe_kinesis_streaming_destination(TableName=name)
    for found in answer["KinesisDataStreamDestinations"]:
        if found.get("DestinationStatus") in ("ACTIVE", "ENABLING"):
            return KinesisStream(arn=found["StreamArn"])
    return None


def _tags(client: Any, _: str, description: Mapping[str, Any]) -> dict[str, str]:  # noqa: ANN401
    tags: dict[str, str] = {}
    more: dict[str, str] = {}
    while True:
        answer = client.list_tags_of_resource(ResourceArn=description["TableArn"], **more)
        tags |= {tag["Key"]: tag["Value"] for tag in answer["Tags"]}
        if not answer.get("NextToken"):
            return tags
        more = {"NextToken": answer["NextToken"]}


_READERS: Mapping[str, Callable[[Any, str, Mapping[str, Any]], object]] = {
    "time_to_live": _time_to_live,
    "point_in_time_recovery": _recovery,
    "contributor_insights": _insights,
    "kinesis_stream": _kinesis,
    "tags": _tags,
}
