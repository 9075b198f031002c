"""A live table with everything that several operations tell of it."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from botocore.exceptions import ClientError

from pytest_dynamo.deploy.faults import MOMENTARY, explained
from pytest_dynamo.design.table_description import table_of_description
from pytest_dynamo.design.values import KinesisStream, PointInTimeRecovery, Table
from pytest_dynamo.errors import BackendError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


_Told: TypeAlias = tuple[object, str]
"""What an operation tells of a property, and the state it is in where that is about to change."""

_Reader: TypeAlias = Callable[[Any, str, Mapping[str, Any]], _Told]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveTable:
    """A table as it is; `unknown` are properties that its DynamoDB does not tell.

    `description` is what DescribeTable answers. `states` has, by property, those that are being switched on or
    off (`ENABLING`), or could not be. `has_policy` is whether the resource policy was asked for, and told.
    """

    table: Table
    unknown: tuple[str, ...] = ()
    description: Mapping[str, Any] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    has_policy: bool = False


def read_table(client: "DynamoDBClient", name: str, *, is_thorough: bool = False) -> LiveTable:
    """Everything of a table that a design can declare.

    What costs a call of its own and is not answered (because the DynamoDB does not know the operation, or the
    caller may not) is unknown. The resource policy, and contributor insights of indexes, at a call each, are
    read where it is to be thorough.

    Raises:
        BackendError: There is no such table, or its DynamoDB cannot be asked.
    """
    # A direct client of the embedded DynamoDB has no address.
    with explained(getattr(client.meta, "endpoint_url", "the embedded DynamoDB")):
        return _read_table(client, name, is_thorough=is_thorough)


def _read_table(client: "DynamoDBClient", name: str, *, is_thorough: bool) -> LiveTable:
    description = table_description(client, name)
    table = table_of_description(description)
    told: dict[str, Any] = {}
    states: dict[str, str] = {}
    # Contributor insights of an index would take a call for each index.
    unknown = [f"indexes.{index}.contributor_insights" for index in table.indexes]
    for aspect, read in {**_READERS, **(_THOROUGH_READERS if is_thorough else {})}.items():
        try:
            told[aspect], state = read(client, name, description)
        except (ClientError, KeyError) as error:
            _require_answer(error)
            unknown.append(aspect)
        else:
            states |= {aspect: state} if state else {}
    table = replace(table, **told)
    if is_thorough:
        modes = dict(_insights_of_indexes(client, table, name))
        unknown = [one for one in unknown if one.removesuffix(_OF_INDEX) not in modes]
        indexes = {
            index: replace(one, contributor_insights=modes.get(f"indexes.{index}"))
            for index, one in table.indexes.items()
        }
        table = replace(table, indexes=indexes)
    return LiveTable(
        table=table,
        unknown=tuple(unknown),
        description=description,
        states=states,
        has_policy="resource_policy" in told,
    )


def _require_answer(error: Exception) -> None:
    """Raise what passes in a moment: to take it for ignorance would hide a difference."""
    code = error.response["Error"].get("Code") if isinstance(error, ClientError) else None
    if code in MOMENTARY:
        message = f"the table cannot be read now: {error}\nTo fix this: run it again in a moment"
        raise BackendError(message) from error


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


def _time_to_live(client: Any, name: str, _: Mapping[str, Any]) -> _Told:  # noqa: ANN401
    found = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    status = found.get("TimeToLiveStatus")
    is_on = status in ("ENABLED", "ENABLING")
    return found.get("AttributeName") if is_on else None, _unless_settled(status)


def _recovery(client: Any, name: str, _: Mapping[str, Any]) -> _Told:  # noqa: ANN401
    answer = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    found = answer["PointInTimeRecoveryDescription"]
    if found.get("PointInTimeRecoveryStatus") != "ENABLED":
        return None, ""
    return PointInTimeRecovery(recovery_period_days=found.get("RecoveryPeriodInDays", 35)), ""


def _insights(client: Any, name: str, _: Mapping[str, Any]) -> _Told:  # noqa: ANN401
    return _mode(client.describe_contributor_insights(TableName=name))


def _mode(found: Mapping[str, Any]) -> _Told:
    status = found.get("ContributorInsightsStatus")
    if status not in ("ENABLED", "ENABLING"):
        return None, _unless_settled(status)
    mode = found.get("ContributorInsightsMode", "ACCESSED_AND_THROTTLED_KEYS")
    return str(mode), _unless_settled(status)


def _insights_of_indexes(client: Any, table: Table, name: str) -> Iterator[tuple[str, str | None]]:  # noqa: ANN401
    """By index the mode, of those of which it is told; a local index has none.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/contributorinsights_HowItWorks.html
    """
    for index in table.indexes.values():
        if index.kind == "local":
            yield f"indexes.{index.name}", None
            continue
        try:
            answer = client.describe_contributor_insights(TableName=name, IndexName=index.name)
        except ClientError as error:
            _require_answer(error)
            continue
        mode, _ = _mode(answer)
        yield f"indexes.{index.name}", None if mode is None else str(mode)


def _kinesis(client: Any, name: str, _: Mapping[str, Any]) -> _Told:  # noqa: ANN401
    answer = client.describe_kinesis_streaming_destination(TableName=name)
    for found in answer["KinesisDataStreamDestinations"]:
        status = found.get("DestinationStatus")
        if status in ("ACTIVE", "ENABLING", "UPDATING"):
            precision = found.get("ApproximateCreationDateTimePrecision")
            stream = KinesisStream(arn=found["StreamArn"], precision=precision)
            return stream, _unless_settled(status)
    return None, ""


def _tags(client: Any, _: str, description: Mapping[str, Any]) -> _Told:  # noqa: ANN401
    tags: dict[str, str] = {}
    more: dict[str, str] = {}
    while True:
        answer = client.list_tags_of_resource(ResourceArn=description["TableArn"], **more)
        tags |= {tag["Key"]: tag["Value"] for tag in answer["Tags"]}
        if not answer.get("NextToken"):
            return tags, ""
        more = {"NextToken": answer["NextToken"]}


def _policy(client: Any, _: str, description: Mapping[str, Any]) -> _Told:  # noqa: ANN401
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetResourcePolicy.html."""
    try:
        answer = client.get_resource_policy(ResourceArn=description["TableArn"])
    except ClientError as error:
        if error.response["Error"]["Code"] == "PolicyNotFoundException":
            return None, ""
        raise
    return json.loads(answer["Policy"]), ""


def _unless_settled(status: str | None) -> str:
    return "" if status in (None, "ENABLED", "DISABLED", "ACTIVE") else str(status)


_READERS: Mapping[str, _Reader] = {
    "time_to_live": _time_to_live,
    "point_in_time_recovery": _recovery,
    "contributor_insights": _insights,
    "kinesis_stream": _kinesis,
    "tags": _tags,
}
_THOROUGH_READERS: Mapping[str, _Reader] = {"resource_policy": _policy}
_OF_INDEX = ".contributor_insights"
