"""Imports of tables from S3, done at once and by the same checks as puts.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.HowItWorks.html
"""

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson

from pytest_dynamo.embedded.control.buckets import NO_BUCKET, Bucket, find_bucket
from pytest_dynamo.embedded.control.table_operations import create_table
from pytest_dynamo.embedded.control.values import copied, made_id, page_after
from pytest_dynamo.embedded.control.world import World
from pytest_dynamo.embedded.database import DataTable
from pytest_dynamo.embedded.operations.writing import checked_item_key, planned_put
from pytest_dynamo.embedded.service_error import ServiceError, invalid_parameter
from pytest_dynamo.embedded.store.stored_item import StoredItem
from pytest_dynamo.embedded.validation import normalized, validate
from pytest_dynamo.embedded.wire_types import Answer, Request, WireItem

_ASKED = ("ClientToken", "S3BucketSource", "CloudWatchLogGroupArn", "InputFormat")
_SUMMARY = ("ImportArn", "ImportStatus", "TableArn", "S3BucketSource", "InputFormat", "StartTime")
_MOST = 25
_FORMATS = ("DYNAMODB_JSON", "CSV")
_COMPRESSIONS = ("NONE", "GZIP")
INVALID_ITEMS = "Some of the items failed validation checks and were not imported. The first: "


def import_table(world: World, request: Request) -> Answer:
    """Import a new table. It is done at once; the answer says IN_PROGRESS, as DynamoDB's does."""
    for known in world.imports.values():
        if request.get("ClientToken") and known.get("ClientToken") == request["ClientToken"]:
            return {"ImportTableDescription": copied(known)}
    for member, possible in (("InputFormat", _FORMATS), ("InputCompressionType", _COMPRESSIONS)):
        if request.get(member, possible[0]) not in possible:
            why = f"{member} {request[member]} is not among what the embedded DynamoDB reads: {', '.join(possible)}"
            raise invalid_parameter(why)
    parameters = request["TableCreationParameters"]
    name = parameters["TableName"]
    if name in world.backend.tables:
        raise ServiceError("ResourceInUseException", f"Table already exists: {name}")
    validate("CreateTable", parameters)
    arn = world.backend.arn_of(name)
    number = made_id(arn, next(world.numbers))[:8]
    description: Answer = {
        "ImportArn": f"{arn}/import/{int(world.clock() * 1000):014d}-{number}",
        "ImportStatus": "IN_PROGRESS",
        "TableArn": arn,
        "InputCompressionType": request.get("InputCompressionType", "NONE"),
        "TableCreationParameters": copied(parameters),
        "StartTime": world.backend.now(),
        **{member: copied(request[member]) for member in _ASKED if member in request},
    }
    source = request["S3BucketSource"]
    bucket = find_bucket(source["S3Bucket"], source.get("S3BucketOwner"))
    if bucket is None:
        outcome: Answer = {"ImportStatus": "FAILED", **NO_BUCKET}
    else:
        create_table(world, parameters)
        outcome = _imported(world.backend.tables[name].data, bucket, request)
    finished = {**description, **outcome, "EndTime": world.backend.now()}
    world.imports[description["ImportArn"]] = finished
    return {"ImportTableDescription": description}


def describe_import(world: World, request: Request) -> Answer:
    """What became of an import."""
    arn = request["ImportArn"]
    if arn not in world.imports:
        raise ServiceError("ImportNotFoundException", f"Import not found: {arn}")
    return {"ImportTableDescription": copied(world.imports[arn])}


def list_imports(world: World, request: Request) -> Answer:
    """The imports of a table, or of all."""
    imports = {
        arn: {name: copied(each[name]) for name in (*_SUMMARY, "EndTime")}
        for arn, each in world.imports.items()
        if request.get("TableArn", each["TableArn"]) == each["TableArn"]
    }
    most = request.get("PageSize", _MOST)
    arns, last = page_after(list(imports), request.get("NextToken"), most)
    answer: Answer = {"ImportSummaryList": [imports[arn] for arn in arns]}
    return answer | ({"NextToken": last} if last else {})


IMPORT_OPERATIONS: Mapping[str, Callable[[World, Request], dict[str, Any]]] = {
    "DescribeImport": describe_import,
    "ImportTable": import_table,
    "ListImports": list_imports,
}


def _imported(table: DataTable, bucket: Bucket, request: Request) -> Answer:
    """Put every item of a source that passes the checks; what the description says of it."""
    prefix = request["S3BucketSource"].get("S3KeyPrefix", "")
    read = _csv_items if request["InputFormat"] == "CSV" else _json_items
    size_bytes = processed = imported = 0
    first_error = ""
    for content in bucket.objects(prefix).values():
        try:
            if request.get("InputCompressionType") == "GZIP":
                content = gzip.decompress(content)
            lines = content.decode()
        except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
            processed += 1
            first_error = first_error or f"{type(error).__name__}: {error}"
            continue
        size_bytes += len(content)
        for made in read(lines, table, request):
            processed += 1
            try:
                item = made()
                validate("PutItem", {"TableName": table.name, "Item": item})
                item = normalized(item)
                planned_put(table, checked_item_key(table, item), item, None).commit()
                imported += 1
            except (ServiceError, ValueError, KeyError, TypeError) as error:
                first_error = first_error or str(error)
    counts = {
        "ProcessedSizeBytes": size_bytes,
        "ProcessedItemCount": processed,
        "ImportedItemCount": imported,
        "ErrorCount": processed - imported,
    }
    if imported == processed:
        return {"ImportStatus": "COMPLETED", **counts}
    return {
        "ImportStatus": "FAILED",
        **counts,
        "FailureCode": "ItemValidationError",
        "FailureMessage": f"{INVALID_ITEMS}{first_error}",
    }


# Each reader gives one function for each item, so that an item that cannot be read fails alone.


def _json_items(
    text: str, _table: DataTable, _request: Request
) -> Iterator[Callable[[], WireItem]]:
    """Items one a line, as an export has them."""

    def item(line: str) -> WireItem:
        # Binary is base64 text here, as in the store.
        image = orjson.dumps(orjson.loads(line)["Item"])
        return StoredItem(image, 0, has_binary=True).item()

    for line in text.splitlines():
        if line.strip():
            yield lambda line=line: item(line)  # type: ignore[misc]


def _csv_items(text: str, table: DataTable, request: Request) -> Iterator[Callable[[], WireItem]]:
    """Items one a row; attributes are strings, but for keys, which have their declared types."""
    options = (request.get("InputFormatOptions") or {}).get("Csv") or {}
    rows = csv.reader(io.StringIO(text), delimiter=options.get("Delimiter", ","))
    header = options.get("HeaderList") or next(rows, [])
    types = table.definition.attribute_types

    def item(row: list[str]) -> WireItem:
        named = dict(zip(header, row, strict=True))
        texts = {name: {types.get(name, "S"): value} for name, value in named.items()}
        return StoredItem(orjson.dumps(texts), 0, has_binary=True).item()

    for row in rows:
        if row:
            yield lambda row=row: item(row)  # type: ignore[misc]
