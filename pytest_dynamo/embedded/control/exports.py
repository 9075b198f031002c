"""Exports of tables to S3, done at once and from the table as it is now.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
"""

import gzip
from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import md5
from typing import Any

import orjson

from pytest_dynamo.embedded.control.buckets import NO_BUCKET, Bucket, find_bucket
from pytest_dynamo.embedded.control.recovery import recoverable, require_now, require_recovery
from pytest_dynamo.embedded.control.table import ControlTable
from pytest_dynamo.embedded.control.values import copied, made_id, page_after, seconds_of
from pytest_dynamo.embedded.control.world import World
from pytest_dynamo.embedded.service_error import ServiceError, invalid_parameter
from pytest_dynamo.embedded.wire_types import Answer, Request

_ASKED = ("ClientToken", "S3Bucket", "S3BucketOwner", "S3Prefix", "S3SseAlgorithm", "S3SseKmsKeyId")
_MOST = 25


def export_table_to_point_in_time(world: World, request: Request) -> Answer:
    """Export a table. It is done at once; the answer says IN_PROGRESS, as DynamoDB's does."""
    for known in world.exports.values():
        if request.get("ClientToken") and known.get("ClientToken") == request["ClientToken"]:
            return {"ExportDescription": copied(known)}
    table = recoverable(world, request["TableArn"])
    require_recovery(table)
    _check_possible(world, request)
    number = next(world.numbers)
    name = f"{int(world.clock() * 1000):014d}-{made_id(table.table_id, number)[:8]}"
    description: Answer = {
        "ExportArn": f"{table.table_arn}/export/{name}",
        "ExportStatus": "IN_PROGRESS",
        "StartTime": world.backend.now(),
        "TableArn": table.table_arn,
        "TableId": table.table_id,
        "ExportTime": world.backend.now(),
        "S3SseAlgorithm": "AES256",
        "ExportFormat": "DYNAMODB_JSON",
        "ExportType": "FULL_EXPORT",
        **{member: request[member] for member in _ASKED if member in request},
    }
    finished = {**description, "EndTime": world.backend.now()}
    bucket = find_bucket(request["S3Bucket"], request.get("S3BucketOwner"))
    if bucket is None:
        finished |= {"ExportStatus": "FAILED", **NO_BUCKET}
    else:
        prefix = f"{request['S3Prefix']}/" if request.get("S3Prefix") else ""
        finished |= _written(bucket, f"{prefix}AWSDynamoDB/{name}", table, description)
    world.exports[description["ExportArn"]] = finished
    return {"ExportDescription": description}


def describe_export(world: World, request: Request) -> Answer:
    """What became of an export."""
    arn = request["ExportArn"]
    if arn not in world.exports:
        raise ServiceError("ExportNotFoundException", f"Export not found: {arn}")
    return {"ExportDescription": copied(world.exports[arn])}


def list_exports(world: World, request: Request) -> Answer:
    """The exports of a table, or of all."""
    exports = {
        arn: {name: export[name] for name in ("ExportArn", "ExportStatus", "ExportType")}
        for arn, export in world.exports.items()
        if request.get("TableArn", export["TableArn"]) == export["TableArn"]
    }
    most = request.get("MaxResults", _MOST)
    arns, last = page_after(list(exports), request.get("NextToken"), most)
    answer: Answer = {"ExportSummaries": [exports[arn] for arn in arns]}
    return answer | ({"NextToken": last} if last else {})


EXPORT_OPERATIONS: Mapping[str, Callable[[World, Request], dict[str, Any]]] = {
    "DescribeExport": describe_export,
    "ExportTableToPointInTime": export_table_to_point_in_time,
    "ListExports": list_exports,
}


def _check_possible(world: World, request: Request) -> None:
    if "ExportTime" in request:
        asked = seconds_of(request["ExportTime"])
        require_now(world, asked, "export", "InvalidExportTimeException")
    for member, possible in (("ExportFormat", "DYNAMODB_JSON"), ("ExportType", "FULL_EXPORT")):
        if request.get(member, possible) != possible:
            why = f"{member} {request[member]} is not what the embedded DynamoDB does: {possible}"
            raise invalid_parameter(why)


def _written(
    bucket: Bucket, folder: str, table: ControlTable, description: Mapping[str, Any]
) -> Answer:
    """Write the items and the manifests; what the description says of them."""
    # The store keeps items in the very form of the export.
    items = [stored.image for stored in table.data.store.items()]
    data = gzip.compress(b"".join(b'{"Item":%s}\n' % item for item in items), mtime=0)
    data_key = f"{folder}/data/{made_id(folder).replace('-', '')[:26]}.json.gz"
    files_key, summary_key = f"{folder}/manifest-files.json", f"{folder}/manifest-summary.json"
    digest = md5(data, usedforsecurity=False)
    files = {
        "itemCount": len(items),
        "md5Checksum": b64encode(digest.digest()).decode(),
        "etag": digest.hexdigest(),
        "dataFileS3Key": data_key,
    }
    counts = {"BilledSizeBytes": table.data.store.size_bytes, "ItemCount": len(items)}
    summary = {
        "version": "2023-08-01",
        "exportArn": description["ExportArn"],
        "startTime": description["StartTime"],
        "endTime": description["StartTime"],
        "tableArn": table.table_arn,
        "tableId": table.table_id,
        "exportTime": description["ExportTime"],
        "s3Bucket": bucket.name,
        "s3Prefix": description.get("S3Prefix"),
        "s3SseAlgorithm": description["S3SseAlgorithm"],
        "s3SseKmsKeyId": description.get("S3SseKmsKeyId"),
        "manifestFilesS3Key": files_key,
        "billedSizeBytes": counts["BilledSizeBytes"],
        "itemCount": counts["ItemCount"],
        "outputFormat": description["ExportFormat"],
        "exportType": description["ExportType"],
    }
    bucket.put(data_key, data)
    bucket.put(files_key, orjson.dumps(files) + b"\n")
    bucket.put(summary_key, orjson.dumps(summary))
    return {"ExportStatus": "COMPLETED", "ExportManifest": summary_key, **counts}
