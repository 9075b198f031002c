"""Exports to S3 and imports from there, over the buckets a test makes with moto."""

import gzip
import json
from datetime import UTC, datetime

import boto3
import pytest
from moto import mock_aws

NOW = datetime(2027, 1, 15, 8, 0, tzinfo=UTC)
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/things"
TOKEN = "00000000-0000-0000-0000-000000000000"
NO_BUCKET = {
    "FailureCode": "S3NoSuchBucket",
    "FailureMessage": "The specified bucket does not exist",
}


@pytest.fixture
def s3(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="bucket")
        yield client


def content(s3, key):
    return s3.get_object(Bucket="bucket", Key=key)["Body"].read()


@pytest.fixture
def recoverable(things):
    specification = {"PointInTimeRecoveryEnabled": True}
    things(
        "UpdateContinuousBackups",
        TableName="things",
        PointInTimeRecoverySpecification=specification,
    )
    return things


def export(control, **more):
    parameters = {"TableArn": ARN, "S3Bucket": "bucket", **more}
    return control("ExportTableToPointInTime", **parameters)["ExportDescription"]


def finished_export(control, started):
    arn = started["ExportArn"]
    return control("DescribeExport", ExportArn=arn)["ExportDescription"]


def test_an_export_writes_what_the_table_holds(recoverable, s3, make):
    items = [make.item("a", 1, data={"B": b"\x00\xff"}), make.item("b", 2)]
    recoverable.put(*items)
    started = export(recoverable, S3Prefix="exports")
    assert started["ExportStatus"] == "IN_PROGRESS"
    done = finished_export(recoverable, started)
    name = started["ExportArn"].rpartition("/")[2]
    assert done == started | {
        "ExportStatus": "COMPLETED",
        "EndTime": NOW,
        "ExportManifest": f"exports/AWSDynamoDB/{name}/manifest-summary.json",
        "BilledSizeBytes": 13 + 7,
        "ItemCount": 2,
    }
    summary = json.loads(content(s3, done["ExportManifest"]))
    assert (summary["tableArn"], summary["itemCount"], summary["s3Bucket"]) == (ARN, 2, "bucket")
    files = json.loads(content(s3, summary["manifestFilesS3Key"]))
    assert files["itemCount"] == 2
    lines = gzip.decompress(content(s3, files["dataFileS3Key"])).splitlines()
    assert sorted(map(json.loads, lines), key=str) == [
        {"Item": make.item("a", 1, data={"B": "AP8="})},
        {"Item": make.item("b", 2)},
    ]


def test_an_export_to_no_bucket_fails_as_it_does_on_the_service(recoverable):
    done = finished_export(recoverable, export(recoverable))
    failure = {name: done[name] for name in ("ExportStatus", *NO_BUCKET)}
    assert failure == {"ExportStatus": "FAILED", **NO_BUCKET}


def test_an_export_asked_for_twice_is_one(recoverable, s3):
    started = export(recoverable, ClientToken=TOKEN)
    assert export(recoverable, ClientToken=TOKEN)["ExportArn"] == started["ExportArn"]
    summaries = [
        {
            "ExportArn": started["ExportArn"],
            "ExportStatus": "COMPLETED",
            "ExportType": "FULL_EXPORT",
        }
    ]
    assert recoverable("ListExports", TableArn=ARN) == {"ExportSummaries": summaries}


def test_exports_are_listed_by_pages(recoverable, s3):
    arns = [export(recoverable)["ExportArn"] for _ in range(2)]
    page = recoverable("ListExports", MaxResults=1)
    assert ([each["ExportArn"] for each in page["ExportSummaries"]], page["NextToken"]) == (
        arns[:1],
        arns[0],
    )
    rest = recoverable("ListExports", NextToken=page["NextToken"])
    assert [each["ExportArn"] for each in rest["ExportSummaries"]] == arns[1:]
    assert recoverable("ListExports", TableArn="other") == {"ExportSummaries": []}


def test_exports_that_are_refused(recoverable, clock, refused):
    clock.now += 60
    code, message = refused(export, recoverable, ExportTime=NOW)
    assert (code, "export a table as it is now" in message) == (
        "InvalidExportTimeException",
        True,
    )
    assert refused(export, recoverable, ExportFormat="ION") == (
        "ValidationException",
        (
            "One or more parameter values were invalid: ExportFormat ION is not what the embedded "
            "DynamoDB does: DYNAMODB_JSON"
        ),
    )
    assert refused(export, recoverable, TableArn=f"{ARN}0") == (
        "TableNotFoundException",
        "Table not found: things0",
    )
    assert refused(recoverable, "DescribeExport", ExportArn="none") == (
        "ExportNotFoundException",
        "Export not found: none",
    )
    assert recoverable("ListExports") == {"ExportSummaries": []}


def test_an_export_needs_point_in_time_recovery(things, refused):
    assert refused(export, things) == (
        "PointInTimeRecoveryUnavailableException",
        "Point in time recovery is not enabled for table 'things'",
    )


# Imports


def parameters(make, **more):
    return {
        "TableName": "things",
        "KeySchema": [
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        "AttributeDefinitions": make.attributes(pk="S", sk="N"),
        "BillingMode": "PAY_PER_REQUEST",
        **more,
    }


@pytest.fixture
def import_(control, make):
    def import_(input_format="DYNAMODB_JSON", *, prefix="", creation=None, **more):
        return control(
            "ImportTable",
            S3BucketSource={"S3Bucket": "bucket", "S3KeyPrefix": prefix},
            InputFormat=input_format,
            TableCreationParameters=creation or parameters(make),
            **more,
        )["ImportTableDescription"]

    return import_


def finished_import(control, started):
    arn = started["ImportArn"]
    return control("DescribeImport", ImportArn=arn)["ImportTableDescription"]


def outcome(done):
    return {
        name: done[name]
        for name in (
            "ImportStatus",
            "ProcessedItemCount",
            "ImportedItemCount",
            "ErrorCount",
            "FailureCode",
        )
        if name in done
    }


def test_an_export_is_imported_into_another_table(recoverable, s3, make, import_):
    items = [make.item("a", 1, data={"B": b"\x00\xff"}), make.item("b", 2)]
    recoverable.put(*items)
    export(recoverable)
    name = finished_export(recoverable, export(recoverable))["ExportManifest"].split("/")[1]
    started = import_(
        prefix=f"AWSDynamoDB/{name}/data/",
        creation=parameters(make, TableName="imported"),
        InputCompressionType="GZIP",
    )
    assert (started["ImportStatus"], "EndTime" in started) == ("IN_PROGRESS", False)
    done = finished_import(recoverable, started)
    assert outcome(done) == {
        "ImportStatus": "COMPLETED",
        "ProcessedItemCount": 2,
        "ImportedItemCount": 2,
        "ErrorCount": 0,
    }
    assert recoverable.items("imported") == items
    summary = {
        name: done[name]
        for name in (
            "ImportArn",
            "ImportStatus",
            "TableArn",
            "S3BucketSource",
            "InputFormat",
            "StartTime",
            "EndTime",
        )
    }
    assert recoverable("ListImports") == {"ImportSummaryList": [summary]}
    assert recoverable("ListImports", TableArn=ARN) == {"ImportSummaryList": []}


def test_items_that_are_none_are_left_out(control, s3, make, import_):
    lines = [
        {"Item": make.item("a", 1)},
        {"Item": {"pk": {"S": "b"}}},
        {"Item": {"pk": {"S": "c"}, "sk": {"S": "no number"}}},
        {"Item": {"pk": {"S": "d"}, "sk": {"N": "x"}}},
        {"pk": {"S": "e"}},
    ]
    body = "\n".join([*map(json.dumps, lines), "", "{"])
    s3.put_object(Bucket="bucket", Key="data/1.json", Body=body.encode())
    s3.put_object(Bucket="bucket", Key="data/2.json", Body=b"\xff")
    s3.put_object(Bucket="bucket", Key="other", Body=b"not asked for")
    done = finished_import(control, import_(prefix="data/"))
    assert outcome(done) == {
        "ImportStatus": "FAILED",
        "ProcessedItemCount": 7,
        "ImportedItemCount": 1,
        "ErrorCount": 6,
        "FailureCode": "ItemValidationError",
    }
    assert done["FailureMessage"] == (
        "Some of the items failed validation checks and were not imported. The first: One or more "
        "parameter values were invalid: Missing the key sk in the item"
    )
    assert control.items() == [make.item("a", 1)]


def test_rows_of_csv_are_strings_but_for_keys(control, s3, make, import_):
    s3.put_object(Bucket="bucket", Key="rows.csv", Body=b'pk,sk,n\na,1,7\n\n"b,c",2.0,8\n')
    done = finished_import(control, import_("CSV"))
    assert outcome(done)["ImportStatus"] == "COMPLETED"
    assert control.items() == [
        make.item("a", 1, n={"S": "7"}),
        make.item("b,c", 2, n={"S": "8"}),
    ]


def test_csv_takes_a_header_and_a_delimiter(control, s3, make, import_):
    s3.put_object(Bucket="bucket", Key="rows.csv", Body=b"a;1\nb;2;3\n")
    csv = {"HeaderList": ["pk", "sk"], "Delimiter": ";"}
    done = finished_import(control, import_("CSV", InputFormatOptions={"Csv": csv}))
    assert outcome(done)["ErrorCount"] == 1
    assert control.items() == [make.item("a", 1)]


def test_an_import_from_no_bucket_fails_as_it_does_on_the_service(control, import_):
    done = finished_import(control, import_())
    failure = {name: done[name] for name in ("ImportStatus", *NO_BUCKET)}
    assert failure == {"ImportStatus": "FAILED", **NO_BUCKET}
    assert control.database.tables == {}


def test_an_import_asked_for_twice_is_one(control, s3, import_):
    started = import_(ClientToken=TOKEN)
    assert import_(ClientToken=TOKEN)["ImportArn"] == started["ImportArn"]


def test_imports_are_listed_by_pages(control, s3, make, import_):
    arns = [
        import_(creation=parameters(make, TableName=name))["ImportArn"] for name in ("aaa", "bbb")
    ]
    page = control("ListImports", PageSize=1)
    assert page["NextToken"] == arns[0]
    rest = control("ListImports", NextToken=page["NextToken"])
    assert [each["ImportArn"] for each in rest["ImportSummaryList"]] == arns[1:]


def test_imports_that_are_refused(things, make, import_, refused):
    assert refused(import_) == ("ResourceInUseException", "Table already exists: things")
    assert refused(import_, "ION") == (
        "ValidationException",
        (
            "One or more parameter values were invalid: InputFormat ION is not among what the embedded "
            "DynamoDB reads: DYNAMODB_JSON, CSV"
        ),
    )
    code, message = refused(import_, InputCompressionType="ZSTD")
    assert (code, message.rpartition(": ")[2]) == ("ValidationException", "NONE, GZIP")
    unused = make.attributes(pk="S", sk="N", more="S")
    creation = parameters(make, TableName="others", AttributeDefinitions=unused)
    assert refused(import_, creation=creation)[0] == "ValidationException"
    assert refused(things, "DescribeImport", ImportArn="none") == (
        "ImportNotFoundException",
        "Import not found: none",
    )
    assert list(things.database.tables) == ["things"]
