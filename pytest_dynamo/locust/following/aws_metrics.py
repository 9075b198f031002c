"""What AWS itself says of a run: CloudWatch's sums of each table and index, and shards of streams.

It is asked once, when the run has ended. CloudWatch counts by minutes and lags behind by a few, so that
its sums may lack the last minutes, and contain what others sent to the same table in the first and last.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pytest_dynamo.capacity.resources import Resource
from pytest_dynamo.deploy.backend import Backend
from pytest_dynamo.errors import BackendError
from pytest_dynamo.locust.running.follower import Follower
from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.locust.terminal.console import tell
from pytest_dynamo.measure.load_values import AwsFigures
from pytest_dynamo.measure.run_figures import RunFacts

MINUTE = 60
MOST_QUERIES = 500
"""As many as one GetMetricData takes."""

CAVEAT = "dynamo: CloudWatch counts by minutes and lags behind by a few; its sums of this run may lack the last"

_METRICS = {
    "read_units": "ConsumedReadCapacityUnits",
    "write_units": "ConsumedWriteCapacityUnits",
    "read_throttles": "ReadThrottleEvents",
    "write_throttles": "WriteThrottleEvents",
}
_REFUSALS = (BackendError, BotoCoreError, ClientError)
_THROTTLES = {"read_throttles": "read_units", "write_throttles": "write_units"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What AWS is asked about: resources of the design, and their tables' names there; a time."""

    resources: tuple[Resource, ...]
    names: Mapping[str, str]
    started: float
    ended: float


class AwsMetrics(Follower):
    """Asks AWS what it counted, where the run was against it."""

    def conclude(self, test: LoadTest, facts: RunFacts) -> RunFacts:
        """Add what AWS says; what it refuses to say is told, and left out."""
        backend = test.place.backend
        if backend.kind != "aws":
            return facts
        tables = test.scenario.design.tables.values()
        asked = Asked(
            resources=tuple(
                (table.name, index)
                for table in tables
                for index in (None, *(index.name for index in table.global_indexes))
            ),
            names=test.place.names,
            started=test.started,
            ended=test.started + test.elapsed_seconds,
        )
        return replace(facts, aws=aws_figures(asked, _clients_of(backend), tell))


def aws_figures(
    asked: Asked, client: Callable[[str], Any], note: Callable[[str], None]
) -> tuple[AwsFigures, ...]:
    """A row for each resource of which AWS says anything; `client` makes one of a service.

    What it refuses is one note each, and no error: who may load a table may not see its metrics.
    """
    with_sums: dict[Resource, dict[str, float]] = {}
    shards: dict[str, int] = {}
    try:
        with_sums = _sums(asked, client("cloudwatch"))
    except _REFUSALS as error:
        note(f"dynamo: CloudWatch tells nothing of this run: {error}")
    else:
        note(CAVEAT)
    try:
        tables = dict.fromkeys(table for table, _ in asked.resources)
        shards = _open_shards(tables, asked.names, client("dynamodb"), client("dynamodbstreams"))
    except _REFUSALS as error:
        note(f"dynamo: the shards of streams are not told: {error}")
    return tuple(
        AwsFigures(
            table=table,
            index=index,
            open_shards=shards.get(table) if index is None else None,
            **with_sums.get((table, index), {}),
        )
        for table, index in asked.resources
        if with_sums.get((table, index)) or (index is None and table in shards)
    )


def _sums(asked: Asked, cloudwatch: Any) -> dict[Resource, dict[str, float]]:  # noqa: ANN401 - boto3's
    """What CloudWatch counted over the minutes of the run, of resources of which it counted anything."""
    wanted = [(resource, member) for resource in asked.resources for member in _METRICS]
    values: dict[int, float] = {}
    for first in range(0, len(wanted), MOST_QUERIES):
        queries = [
            _query(number, asked.names[wanted[number][0][0]], *wanted[number])
            for number in range(first, min(first + MOST_QUERIES, len(wanted)))
        ]
        for result in _results(cloudwatch, queries, *_minutes(asked.started, asked.ended)):
            if result["Values"]:
                number = int(result["Id"].removeprefix("m"))
                values[number] = values.get(number, 0.0) + sum(result["Values"])
    sums: dict[Resource, dict[str, float]] = {}
    for number, value in values.items():
        resource, member = wanted[number]
        sums.setdefault(resource, {})[member] = value
    for found in sums.values():
        for throttles, units in _THROTTLES.items():
            if units in found:  # no event is counted where there was none
                found.setdefault(throttles, 0.0)
    return sums


def _query(number: int, name: str, resource: Resource, member: str) -> dict[str, Any]:
    dimensions = [{"Name": "TableName", "Value": name}]
    if resource[1] is not None:
        dimensions.append({"Name": "GlobalSecondaryIndexName", "Value": resource[1]})
    metric = {
        "Namespace": "AWS/DynamoDB",
        "MetricName": _METRICS[member],
        "Dimensions": dimensions,
    }
    return {"Id": f"m{number}", "MetricStat": {"Metric": metric, "Period": MINUTE, "Stat": "Sum"}}


def _results(
    cloudwatch: Any,  # noqa: ANN401
    queries: list[dict[str, Any]],
    started: datetime,
    ended: datetime,
) -> Iterator[dict[str, Any]]:
    request = {"MetricDataQueries": queries, "StartTime": started, "EndTime": ended}
    while True:
        answer = cloudwatch.get_metric_data(**request)
        yield from answer["MetricDataResults"]
        if not answer.get("NextToken"):
            return
        request["NextToken"] = answer["NextToken"]


def _minutes(started: float, ended: float) -> tuple[datetime, datetime]:
    """The whole minutes in which a run lies."""
    first = datetime.fromtimestamp(started // MINUTE * MINUTE, UTC)
    last = datetime.fromtimestamp(ended // MINUTE * MINUTE, UTC) + timedelta(seconds=MINUTE)
    return first, last


def _open_shards(
    tables: Iterable[str],
    names: Mapping[str, str],
    dynamodb: Any,  # noqa: ANN401
    streams: Any,  # noqa: ANN401
) -> dict[str, int]:
    """How many shards of each table's stream are open, which is about how many partitions it has."""
    found = {}
    for table in tables:
        described = dynamodb.describe_table(TableName=names[table])["Table"]
        if described.get("StreamSpecification", {}).get("StreamEnabled"):
            shards = _shards(streams, described["LatestStreamArn"])
            found[table] = sum(
                "EndingSequenceNumber" not in shard["SequenceNumberRange"] for shard in shards
            )
    return found


def _shards(streams: Any, arn: str) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    request = {"StreamArn": arn}
    while True:
        described = streams.describe_stream(**request)["StreamDescription"]
        yield from described["Shards"]
        if not described.get("LastEvaluatedShardId"):
            return
        request["ExclusiveStartShardId"] = described["LastEvaluatedShardId"]


def _clients_of(backend: Backend) -> Callable[[str], Any]:
    return lambda service: (
        backend.make_client() if service == "dynamodb" else backend.make_client_of(service)
    )
