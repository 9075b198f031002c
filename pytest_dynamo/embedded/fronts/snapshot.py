"""All tables and items of an engine in a file, as the requests that make them again.

A line is one request, `{"PutItem": {"TableName": …, "Item": …}}`; the last line says how many there are,
so that a file that was cut off is told from a whole one. Kept are keys, indexes, items, throughput,
table class, stream setting, encryption, deletion protection, tags, time to live and point-in-time
recovery; not kept are stream records, backups, exports and policies.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from pytest_dynamo.design.table_description import table_of_description
from pytest_dynamo.design.table_request import create_table_arguments, follow_up_requests
from pytest_dynamo.design.values import PointInTimeRecovery, Table
from pytest_dynamo.embedded.fronts.answers import Performing
from pytest_dynamo.embedded.fronts.direct import DirectClient
from pytest_dynamo.embedded.fronts.json_form import json_of, with_base64_decoded
from pytest_dynamo.embedded.fronts.service_models import service_model
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.errors import BackendError

_LAST = "requests"
_OPERATIONS = frozenset(service_model("dynamodb").operation_names)


def save(engine: Performing, path: Path) -> int:
    """Write all there is to a file, whole or not at all; how many items it has.

    Raises:
        BackendError: the file cannot be written; one that was there before is as it was.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    requests = items = 0
    try:
        try:
            with beside.open("wb") as file:
                for operation, parameters in _requests(DirectClient(engine)):
                    file.write(json_of({operation: parameters}) + b"\n")
                    requests += 1
                    items += operation == "PutItem"
                file.write(json_of({_LAST: requests}) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        message = f"{path} cannot be written: {(error.strerror or str(error)).lower()}."
        raise BackendError(message) from error
    return items


def load(engine: Performing, path: Path) -> int:
    """Make again what a file has; how many items that were.

    Raises:
        BackendError: the file cannot be read, was cut off, or has what is no request; tables and items
            from the lines before are there then.
    """
    items = 0
    count = None
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file):
                if count is not None:
                    raise _damaged(path, number, "nothing may come after the last line")
                operation, value = _request(path, number, line)
                if operation == _LAST:
                    count = value
                    if count != number:
                        why = f"it says that {count} lines precede it, and {number} do"
                        raise _damaged(path, number, why)
                else:
                    _perform(engine, path, number, operation, value)
                    items += operation == "PutItem"
    except OSError as error:
        message = f"{path} cannot be read: {(error.strerror or str(error)).lower()}."
        raise BackendError(message) from error
    if count is None:
        message = (
            f"{path} was cut off: its last line is missing.\n"
            f"To fix this: take a copy of it, or begin anew with another file."
        )
        raise BackendError(message)
    return items


def _requests(client: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for page in client.get_paginator("list_tables").paginate():
        for name in page["TableNames"]:
            table = _table(client, name)
            # The stream comes last, so that its records are not those of loading.
            yield "CreateTable", create_table_arguments(replace(table, stream=None))
            for found in client.get_paginator("scan").paginate(TableName=name):
                for item in found["Items"]:
                    yield "PutItem", {"TableName": name, "Item": item}
            if table.stream:
                stream = {"StreamEnabled": True, "StreamViewType": table.stream}
                yield "UpdateTable", {"TableName": name, "StreamSpecification": stream}
            for method, arguments in follow_up_requests(table):
                yield client.meta.method_to_api_mapping[method], arguments


def _table(client: Any, name: str) -> Table:
    """A table with those of its properties that DescribeTable does not tell."""
    description = client.describe_table(TableName=name)["Table"]
    expiry = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    backups = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    recovery = backups.get("PointInTimeRecoveryDescription", {})
    tags = client.list_tags_of_resource(ResourceArn=description["TableArn"]).get("Tags", ())
    return replace(
        table_of_description(description),
        time_to_live=expiry.get("AttributeName"),
        point_in_time_recovery=_recovery(recovery),
        tags={tag["Key"]: tag["Value"] for tag in tags},
    )


def _recovery(description: Mapping[str, Any]) -> PointInTimeRecovery | None:
    if description.get("PointInTimeRecoveryStatus") != "ENABLED":
        return None
    days = description.get("RecoveryPeriodInDays")
    return PointInTimeRecovery() if days is None else PointInTimeRecovery(recovery_period_days=days)


def _request(path: Path, number: int, line: bytes) -> tuple[str, Any]:
    try:
        request = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise _damaged(path, number, "it is no JSON") from error
    match request:
        case {"requests": int(count), **others} if not others:
            return _LAST, count
        case {**pairs} if len(pairs) == 1:
            ((operation, parameters),) = pairs.items()
            if operation in _OPERATIONS and isinstance(parameters, dict):
                return operation, parameters
    raise _damaged(path, number, "it is not one request, such as an operation and its parameters")


def _perform(
    engine: Performing, path: Path, number: int, operation: str, parameters: dict[str, Any]
) -> None:
    model = service_model("dynamodb").operation_model(operation)
    try:
        engine.perform(operation, with_base64_decoded(parameters, model))
    except ServiceError as error:
        why = f"{operation} was refused: {error.code}: {error.message}"
        raise _damaged(path, number, why) from error


def _damaged(path: Path, number: int, why: str) -> BackendError:
    return BackendError(
        f"{path}:{number + 1}: {why}.\n"
        f"To fix this: correct that line, take a copy of the file, or begin anew with another one."
    )
