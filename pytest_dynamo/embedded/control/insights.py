"""Contributor insights and Kinesis destinations: remembered and described; nothing is counted or sent."""

from collections.abc import Callable, Mapping
from typing import Any

from pytest_dynamo.embedded.control.table import ControlTable
from pytest_dynamo.embedded.control.world import World
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.wire_types import Answer, Request

_DISABLED = {"ContributorInsightsStatus": "DISABLED"}
_MODE = "ACCESSED_AND_THROTTLED_KEYS"


def update_contributor_insights(world: World, request: Request) -> Answer:
    """Switch contributor insights of a table or index on or off."""
    table, index = _place(world, request)
    enabled = request["ContributorInsightsAction"] == "ENABLE"
    table.insights[index] = {
        "ContributorInsightsStatus": "ENABLED" if enabled else "DISABLED",
        "ContributorInsightsMode": request.get("ContributorInsightsMode", _MODE),
    }
    return _named(table, index) | table.insights[index]


def describe_contributor_insights(world: World, request: Request) -> Answer:
    """Whether contributor insights of a table or index are on."""
    table, index = _place(world, request)
    return _named(table, index) | table.insights.get(index, _DISABLED)


def list_contributor_insights(world: World, request: Request) -> Answer:
    """The tables and indexes whose contributor insights were ever switched."""
    name = request.get("TableName")
    tables = [world.backend.get_table(name)] if name else world.backend.tables.values()
    summaries = [
        _named(table, index) | insights
        for table in tables
        for index, insights in table.insights.items()
    ]
    return {"ContributorInsightsSummaries": summaries}


def enable_kinesis_streaming_destination(world: World, request: Request) -> Answer:
    """Note that changes go to a Kinesis data stream; none are sent."""
    table = world.backend.get_table(request["TableName"])
    arn = request["StreamArn"]
    if table.kinesis.get(arn, {}).get("DestinationStatus") == "ACTIVE":
        message = f"Table is not in a valid state to enable Kinesis Streaming Destination: {arn} is ACTIVE"
        raise ServiceError("ResourceInUseException", message)
    return _set_kinesis(table, request, "ACTIVE", "EnableKinesisStreamingConfiguration")


def disable_kinesis_streaming_destination(world: World, request: Request) -> Answer:
    """Note that changes no longer go to a Kinesis data stream."""
    table = _with_destination(world, request)
    return _set_kinesis(table, request, "DISABLED", "EnableKinesisStreamingConfiguration")


def update_kinesis_streaming_destination(world: World, request: Request) -> Answer:
    """Change the precision of times that are sent."""
    table = _with_destination(world, request)
    return _set_kinesis(table, request, "ACTIVE", "UpdateKinesisStreamingConfiguration")


def describe_kinesis_streaming_destination(world: World, request: Request) -> Answer:
    """The Kinesis data streams that changes go to, or went to."""
    table = world.backend.get_table(request["TableName"])
    destinations = [dict(destination) for destination in table.kinesis.values()]
    return {"TableName": table.name, "KinesisDataStreamDestinations": destinations}


INSIGHT_OPERATIONS: Mapping[str, Callable[[World, Request], dict[str, Any]]] = {
    "DescribeContributorInsights": describe_contributor_insights,
    "DescribeKinesisStreamingDestination": describe_kinesis_streaming_destination,
    "DisableKinesisStreamingDestination": disable_kinesis_streaming_destination,
    "EnableKinesisStreamingDestination": enable_kinesis_streaming_destination,
    "ListContributorInsights": list_contributor_insights,
    "UpdateContributorInsights": update_contributor_insights,
    "UpdateKinesisStreamingDestination": update_kinesis_streaming_destination,
}


def _place(world: World, request: Request) -> tuple[ControlTable, str | None]:
    table = world.backend.get_table(request["TableName"])
    index = request.get("IndexName")
    if index is not None and index not in table.data.definition.indexes:
        message = f"Requested resource not found: Index: {index} not found"
        raise ServiceError("ResourceNotFoundException", message)
    return table, index


def _named(table: ControlTable, index: str | None) -> Answer:
    return {"TableName": table.name} | ({"IndexName": index} if index else {})


def _with_destination(world: World, request: Request) -> ControlTable:
    table = world.backend.get_table(request["TableName"])
    if table.kinesis.get(request["StreamArn"], {}).get("DestinationStatus") != "ACTIVE":
        message = (
            "Requested resource not found: Kinesis Streaming Destination: "
            f"{request['StreamArn']} not found"
        )
        raise ServiceError("ResourceNotFoundException", message)
    return table


def _set_kinesis(table: ControlTable, request: Request, status: str, member: str) -> Answer:
    configuration = request.get(member) or {}
    known = table.kinesis.get(request["StreamArn"], {})
    precision = "ApproximateCreationDateTimePrecision"
    table.kinesis[request["StreamArn"]] = destination = {
        "StreamArn": request["StreamArn"],
        "DestinationStatus": status,
        precision: configuration.get(precision, known.get(precision, "MILLISECOND")),
    }
    configured = {member: dict(configuration)} if configuration else {}
    return {"TableName": table.name, **destination, **configured}
