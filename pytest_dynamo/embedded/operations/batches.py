"""BatchGetItem and BatchWriteItem."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from pytest_dynamo.capacity.consumed import Consumed
from pytest_dynamo.capacity.item_limits import MAX_BATCH_BYTES
from pytest_dynamo.embedded.database import Database, DataTable
from pytest_dynamo.embedded.expressions import expressions_of
from pytest_dynamo.embedded.operations.metering import (
    collection_metrics,
    item_read_consumed,
    show_all,
    writes_consumed,
)
from pytest_dynamo.embedded.operations.writing import (
    Write,
    checked_key,
    commit_all,
    planned_delete,
    planned_put,
)
from pytest_dynamo.embedded.service_error import ServiceError, invalid
from pytest_dynamo.embedded.store.key_values import primary_key
from pytest_dynamo.embedded.validation import normalized
from pytest_dynamo.embedded.wire_types import Answer, Request

DUPLICATES = "Provided list of item keys contains duplicates"


def batch_get_item(database: Database, request: Request) -> Answer:
    """Read items by their keys, from one table or several."""
    wanted_of = request["RequestItems"]
    compiled = [expressions_of("BatchGet", wanted) for wanted in wanted_of.values()]
    tables = _tables(database, wanted_of)
    asked = list(zip(wanted_of, tables, wanted_of.values(), compiled, strict=True))
    responses: dict[str, list[Any]] = {}
    unprocessed: dict[str, Any] = {}
    pieces: list[Consumed] = []
    answer_bytes = 0
    for name, table, wanted, expressions in asked:
        projection = expressions.projection
        found = responses.setdefault(name, [])
        strong = bool(wanted.get("ConsistentRead"))
        for position, key in enumerate(wanted["Keys"]):
            stored = table.store.seen(primary_key(key, table.definition.key), strong=strong)
            answer_bytes += stored.size_bytes if stored else 0
            if answer_bytes > MAX_BATCH_BYTES:
                unprocessed[name] = deepcopy({**wanted, "Keys": wanted["Keys"][position:]})
                break
            pieces.append(item_read_consumed(name, stored, strong=strong))
            if stored is not None:
                item = stored.item()
                found.append(projection.project(item) if projection else item)
    answer: Answer = {"Responses": responses, "UnprocessedKeys": unprocessed}
    show_all(answer, request, pieces)
    return answer


def _tables(database: Database, wanted_of: Mapping[str, Request]) -> list[DataTable]:
    """The tables of a request, whose keys fit them.

    That a key is there twice is told before that a table is not there, or has other keys.
    """
    try:
        tables = [database.table(name) for name in wanted_of]
        for table, wanted in zip(tables, wanted_of.values(), strict=True):
            _check_keys(table, wanted["Keys"])
    except ServiceError:
        for wanted in wanted_of.values():
            keys = wanted["Keys"]
            if any(key in keys[:position] for position, key in enumerate(keys)):
                raise invalid(DUPLICATES) from None
        raise
    return tables


def _check_keys(table: DataTable, keys: list[Any]) -> None:
    for key in keys:
        table.key_rules.check_key(key)
    if len({primary_key(key, table.definition.key) for key in keys}) < len(keys):
        raise invalid(DUPLICATES)


def batch_write_item(database: Database, request: Request) -> Answer:
    """Put and delete items in one table or several; each by itself, not as one."""
    writes = [
        (name, write)
        for name, wanted in request["RequestItems"].items()
        for write in _planned(database.table(name), wanted)
    ]
    _refuse_duplicates([write for _, write in writes])  # a table may be there by name and by ARN
    commit_all(write for _, write in writes)
    answer: Answer = {"UnprocessedItems": {}}
    if request.get("ReturnItemCollectionMetrics") == "SIZE":
        answer |= collections_shown(writes)
    if request.get("ReturnConsumedCapacity", "NONE") != "NONE":
        show_all(answer, request, writes_consumed(writes))
    return answer


def _planned(table: DataTable, wanted: list[dict[str, Any]]) -> list[Write]:
    writes = []
    for each in wanted:
        if "PutRequest" in each:
            item = normalized(each["PutRequest"]["Item"])
            # Unlike PutItem, a batch speaks of the key as if it had been given by itself.
            names = table.definition.key.attributes
            key = checked_key(table, {name: item[name] for name in names if name in item})
            writes.append(planned_put(table, key, item, None))
        else:
            key = checked_key(table, each["DeleteRequest"]["Key"])
            writes.append(planned_delete(table, key, None))
    _refuse_duplicates(writes)
    return writes


def _refuse_duplicates(writes: list[Write]) -> None:
    if len({(write.table.name, write.key) for write in writes}) < len(writes):
        raise invalid(DUPLICATES)


def collections_shown(writes: list[tuple[str, Write]]) -> Answer:
    """The member ItemCollectionMetrics of an answer; nothing where no table has local indexes."""
    shown: dict[str, list[Any]] = {}
    for name, write in writes:
        metrics = collection_metrics(write)
        if metrics is not None and metrics not in shown.setdefault(name, []):
            shown[name].append(metrics)
    return {"ItemCollectionMetrics": shown} if shown else {}
