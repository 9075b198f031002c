"""The requests of an export: what botocore takes, and what comes back."""

import json
from pathlib import Path

import botocore.session
import pytest
from botocore.validate import ParamValidator

from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.design.values.placeless import without_places
from pytest_dynamo.interop.create_table.reading import FORMAT as READING
from pytest_dynamo.interop.create_table.writing import FORMAT
from pytest_dynamo.interop.documents.reading import document_of
from pytest_dynamo.interop.values import ExportOptions, ImportOptions, Source
from tests.interop.terraform.everything import EVERYTHING

DESIGNS = [
    *(load_design(path) for path in sorted((Path(__file__).parents[3] / "designs").glob("*.yaml"))),
    parse_design(EVERYTHING, "everything.yaml"),
]
SESSION = botocore.session.get_session()


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.name)
def test_every_file_holds_the_arguments_of_the_operation_in_its_name(design):
    for file in FORMAT.write(design, ExportOptions()).files:
        table, _, name = file.name.partition("/")
        service = "dynamodb" if "-dynamodb-" in name else "application-autoscaling"
        _, _, rest = name.partition(f"{service}-")
        operation = "".join(word.capitalize() for word in rest.removesuffix(".json").split("-"))
        shape = SESSION.get_service_model(service).operation_model(operation).input_shape
        report = ParamValidator().validate(json.loads(file.text), shape)

        assert table in design.tables
        assert report.generate_report() == ""


def test_the_files_stand_in_the_order_to_send_them():
    (design,) = DESIGNS[-1:]

    names = [file.name for file in FORMAT.write(design, ExportOptions()).files]

    assert names[:7] == [
        "every.table/01-dynamodb-create-table.json",
        "every.table/02-dynamodb-update-time-to-live.json",
        "every.table/03-dynamodb-update-continuous-backups.json",
        "every.table/04-dynamodb-enable-kinesis-streaming-destination.json",
        "every.table/05-dynamodb-update-contributor-insights.json",
        "every.table/06-dynamodb-update-contributor-insights.json",
        "every.table/07-dynamodb-update-table.json",
    ]
    assert names[7:9] == [
        "every.table/08-application-autoscaling-register-scalable-target.json",
        "every.table/09-application-autoscaling-put-scaling-policy.json",
    ]


def imported(design, change=lambda text: text):
    files = FORMAT.write(design, ExportOptions()).files
    documents = tuple(document_of(change(file.text), file.name) for file in files)
    return READING.read(Source(path="requests", documents=documents), ImportOptions())


def test_all_requests_together_come_back_as_the_table():
    (design,) = DESIGNS[-1:]

    found = imported(design)

    table = without_places(design).tables["every.table"]
    assert without_places(found.design).tables["every.table"] == table
    assert found.losses == ()


def test_requests_that_belong_to_no_table_are_named():
    (design,) = DESIGNS[-1:]

    def change(text):
        request = json.loads(text)
        if "ResourceId" in request:
            request["ResourceId"] = "table/elsewhere"
        elif "KeySchema" not in request:
            request["TableName"] = "elsewhere"
        return json.dumps(request)

    losses = imported(design, change).losses

    assert {loss.message for loss in losses} == {
        "there is no table 'elsewhere' here; left out",
        "there is no 'table/elsewhere' here; left out",
    }


def _key(sort_key):
    names = {"id": "HASH", sort_key: "RANGE"}
    return [{"AttributeName": name, "KeyType": kind} for name, kind in names.items()]


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"StreamArn": "short"}, "'short' is no ARN of a stream; left out"),
        (
            {"ContributorInsightsAction": "ENABLE", "IndexName": "nowhere"},
            "table things has no index 'nowhere'; left out",
        ),
        (
            {"ContributorInsightsAction": "ENABLE", "IndexName": "locally"},
            "a local index, such as 'locally', has no contributor insights; left out",
        ),
        (
            {"ResourceId": "table/things", "ScalableDimension": "dynamodb:table:Cells"},
            "'dynamodb:table:Cells' is no capacity of DynamoDB; left out",
        ),
        (
            {
                "ResourceId": "table/things",
                "ScalableDimension": "dynamodb:table:ReadCapacityUnits",
                "MinCapacity": 3,
            },
            "auto scaling without a minimum and a maximum; left out",
        ),
        (
            {
                "ResourceId": "table/things",
                "ScalableDimension": "dynamodb:table:ReadCapacityUnits",
                "MinCapacity": 3,
                "MaxCapacity": 2,
            },
            "a minimum of 3 over a maximum of 2; left out",
        ),
        ({"Unheard": 1}, "is no request of DynamoDB that concerns a table; left out"),
    ],
)
def test_a_request_that_does_not_fit_is_named(request_, message):
    table = {
        "TableName": "things",
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _key("at"),
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": "S"} for name in ("id", "at", "to")
        ],
        "LocalSecondaryIndexes": [
            {
                "IndexName": "locally",
                "KeySchema": _key("to"),
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    }
    other = request_ if "ResourceId" in request_ else {"TableName": "things", **request_}
    document = document_of(json.dumps([table, other]), "x.json")

    found = READING.read(Source(path="x.json", documents=(document,)), ImportOptions())

    assert [loss.message for loss in found.losses] == [message]


def test_what_requests_do_not_hold_is_named():
    (design,) = DESIGNS[-1:]

    losses = FORMAT.write(design, ExportOptions()).losses

    assert [loss.where for loss in losses] == [
        "tables.on-demand.removal_policy",
        "tables.on-demand.multi_region_consistency",
    ]
