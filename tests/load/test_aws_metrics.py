"""What AWS says of a run, asked with boto3's own clients and answered by its stubs."""

from datetime import UTC, datetime
from types import SimpleNamespace

import boto3
import pytest
from botocore.exceptions import NoCredentialsError
from botocore.stub import Stubber

from pytest_dynamo.deploy.backend import Backend, open_backend
from pytest_dynamo.errors import BackendError
from pytest_dynamo.locust.following.aws_metrics import CAVEAT, Asked, AwsMetrics, aws_figures
from pytest_dynamo.measure.load_values import AwsFigures
from tests.load.invented import SHOP
from tests.load.test_generator import facts_like

ARN = "arn:aws:dynamodb:eu-west-1:123456789012:table/load-shop-table/stream/2026-11-23T00:00:00.000"
ASKED = Asked(
    resources=(("shop-table", None), ("shop-table", "GSI1")),
    names={"shop-table": "load-shop-table"},
    started=1_795_351_867.4,
    ended=1_795_351_931.0,
)


@pytest.fixture
def stubs():
    """Clients of the services that are asked, each with its stub."""
    clients = {
        service: boto3.client(
            service,
            region_name="eu-west-1",
            aws_access_key_id="dummy",
            aws_secret_access_key="dummy",
        )
        for service in ("cloudwatch", "dynamodb", "dynamodbstreams")
    }
    made = {service: Stubber(client) for service, client in clients.items()}
    for stub in made.values():
        stub.activate()
    return clients, made


def result(number, *values):
    return {"Id": f"m{number}", "Values": list(values)}


def query(number, metric, index=None):
    dimensions = [{"Name": "TableName", "Value": "load-shop-table"}]
    if index:
        dimensions.append({"Name": "GlobalSecondaryIndexName", "Value": index})
    named = {"Namespace": "AWS/DynamoDB", "MetricName": metric, "Dimensions": dimensions}
    return {"Id": f"m{number}", "MetricStat": {"Metric": named, "Period": 60, "Stat": "Sum"}}


METRICS = [
    "ConsumedReadCapacityUnits",
    "ConsumedWriteCapacityUnits",
    "ReadThrottleEvents",
    "WriteThrottleEvents",
]
REQUEST = {
    "MetricDataQueries": [
        *(query(number, metric) for number, metric in enumerate(METRICS)),
        *(query(number, metric, "GSI1") for number, metric in enumerate(METRICS, 4)),
    ],
    "StartTime": datetime.fromtimestamp(1_795_351_860, UTC),
    "EndTime": datetime.fromtimestamp(1_795_351_980, UTC),
}


def answer_with_streams(made):
    table = {"StreamSpecification": {"StreamEnabled": True}, "LatestStreamArn": ARN}
    made["dynamodb"].add_response(
        "describe_table", {"Table": table}, {"TableName": "load-shop-table"}
    )
    closed = {"ShardId": "shardId-00000000000000000001", "SequenceNumberRange": {}}
    closed["SequenceNumberRange"] = {
        "StartingSequenceNumber": "1" * 21,
        "EndingSequenceNumber": "2" * 21,
    }
    opened = {**closed, "SequenceNumberRange": {"StartingSequenceNumber": "3" * 21}}
    last = "shardId-00000000000000000001"
    made["dynamodbstreams"].add_response(
        "describe_stream",
        {"StreamDescription": {"Shards": [closed, opened], "LastEvaluatedShardId": last}},
        {"StreamArn": ARN},
    )
    made["dynamodbstreams"].add_response(
        "describe_stream",
        {"StreamDescription": {"Shards": [opened]}},
        {"StreamArn": ARN, "ExclusiveStartShardId": last},
    )


def test_sums_are_of_the_minutes_of_the_run_and_shards_are_those_open(stubs):
    clients, made = stubs
    made["cloudwatch"].add_response(
        "get_metric_data",
        {
            "MetricDataResults": [result(0, 10.0, 5.0), result(1, 2.0), result(3, 1.0)],
            "NextToken": "x",
        },
        REQUEST,
    )
    made["cloudwatch"].add_response(
        "get_metric_data",
        {"MetricDataResults": [result(0, 1.0), result(5, 7.0), result(6)]},
        {**REQUEST, "NextToken": "x"},
    )
    answer_with_streams(made)
    notes = []

    assert aws_figures(ASKED, clients.__getitem__, notes.append) == (
        AwsFigures(
            table="shop-table",
            read_units=16.0,
            write_units=2.0,
            read_throttles=0.0,
            write_throttles=1.0,
            open_shards=2,
        ),
        AwsFigures(table="shop-table", index="GSI1", write_units=7.0, write_throttles=0.0),
    )
    assert notes == [CAVEAT]


def test_what_is_refused_is_a_note_and_no_error(stubs):
    clients, made = stubs
    made["cloudwatch"].add_client_error("get_metric_data", "AccessDenied", "not allowed")
    answer_with_streams(made)
    notes = []

    assert aws_figures(ASKED, clients.__getitem__, notes.append) == (
        AwsFigures(table="shop-table", open_shards=2),
    )
    (note,) = notes
    assert note.startswith("dynamo: CloudWatch tells nothing of this run: ")
    assert "not allowed" in note


def test_without_credentials_for_it_nothing_is_told_of_either():
    notes = []

    def refuse(service):
        if service == "cloudwatch":
            raise NoCredentialsError
        message = "gone"
        raise BackendError(message)

    assert aws_figures(ASKED, refuse, notes.append) == ()
    assert [note.split(":")[1] for note in notes] == [
        " CloudWatch tells nothing of this run",
        " the shards of streams are not told",
    ]


def test_a_table_without_a_stream_or_traffic_has_no_row(stubs):
    clients, made = stubs
    made["cloudwatch"].add_response("get_metric_data", {"MetricDataResults": []}, REQUEST)
    made["dynamodb"].add_response("describe_table", {"Table": {}}, {"TableName": "load-shop-table"})

    assert aws_figures(ASKED, clients.__getitem__, lambda _: None) == ()


def test_only_aws_is_asked(stubs):
    clients, made = stubs
    made["cloudwatch"].add_response(
        "get_metric_data", {"MetricDataResults": [result(0, 3.0)]}, REQUEST
    )
    made["dynamodb"].add_response("describe_table", {"Table": {}}, {"TableName": "load-shop-table"})
    backend = SimpleNamespace(
        kind="aws", make_client=lambda: clients["dynamodb"], make_client_of=clients.__getitem__
    )
    test = SimpleNamespace(
        place=SimpleNamespace(backend=backend, names=ASKED.names),
        scenario=SimpleNamespace(design=SHOP),
        started=ASKED.started,
        elapsed_seconds=ASKED.ended - ASKED.started,
    )

    (asked,) = AwsMetrics().conclude(test, facts_like()).aws
    backend.kind = "endpoint"

    assert (asked.read_units, asked.read_throttles) == (3.0, 0.0)
    assert AwsMetrics().conclude(test, facts_like()).aws == ()


def test_other_services_are_only_to_be_had_on_aws():
    with open_backend() as backend, pytest.raises(BackendError, match="it is not AWS"):
        backend.make_client_of("cloudwatch")

    session = boto3.Session(
        region_name="eu-west-1", aws_access_key_id="dummy", aws_secret_access_key="dummy"
    )
    aws = Backend(
        kind="aws",
        endpoint="https://dynamodb.eu-west-1.amazonaws.com",
        region="eu-west-1",
        place="AWS",
        profile=backend.profile,
        _session=session,
    )
    client = aws.make_client_of("cloudwatch")
    assert client.meta.endpoint_url == "https://monitoring.eu-west-1.amazonaws.com"
