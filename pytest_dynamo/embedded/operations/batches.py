"""BatchGetItem and BatchWriteItem."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from pytest_dynamo.capacity.consumed import Consumed
from pytest_dynamo.capacity.item_limits import MAX_BATCH_BYTES
from pytest_dynamo.capacity.throttling.placement import Partition
from pytest_dynamo.embedded.database import Database, DataTable
from pytest_dynamo.embedded.expressions import expressions_of
from pytest_dynamo.embedded.operations.admission import (
    admission_of,
    admit_item_read,
    admit_write,
)
from pytest_dynamo.embedded.operations.metering import (
    collection_metrics,
    item_read_consumed,
    show_all,
    writes_consumed,
)
from pytest_dynamo.embedded.operations.writing import (
    Write,
    checked_key,
    planned_delete,
    planned_put,
)
from pytest_dynamo.embedded.service_error import ServiceError, invalid
from pytest_dynamo.embedded.store.key_values import PrimaryKey, primary_key
from pytest_dynamo.embedded.store.stored_item import StoredItem
from pytest_dynamo.embedded.throttling.refusals import ThrottledError, all_throttled
from pytest_dynamo.embedded.validation import normalized
from pytest_dynamo.embedded.wire_types import Answer, Request

DUPLICATES = "Provided list of item keys contains duplicates"

# "more than 1MB per partition is requested" makes a partial result:
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html.
_MOST_OF_ONE_PARTITION_BYTES = 1024**2


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
    gate = _Gate()
    for name, table, wanted, expressions in asked:
        projection = expressions.projection
        found = responses.setdefault(name, [])
        strong = bool(wanted.get("ConsistentRead"))
        unread: list[Any] = []
        for position, key in enumerate(wanted["Keys"]):
            primary = primary_key(key, table.definition.key)
            stored = table.store.seen(primary, strong=strong)
            size_bytes = stored.size_bytes if stored else 0
            answer_bytes += size_bytes
            if answer_bytes > MAX_BATCH_BYTES:
                unread += wanted["Keys"][position:]
                break
            if not gate.reads(table, primary, stored, strong=strong):
                answer_bytes -= size_bytes
                unread.append(key)
                continue
            pieces.append(item_read_consumed(name, stored, strong=strong))
            if stored is not None:
                item = stored.item()
                found.append(projection.project(item) if projection else item)
        if unread:
            unprocessed[name] = deepcopy({**wanted, "Keys": unread})
    gate.require(pieces)
    answer: Answer = {"Responses": responses, "UnprocessedKeys": unprocessed}
    show_all(answer, request, pieces)
    return answer


class _Gate:
    """Which items of a batch are admitted, each by itself."""

    def __init__(self) -> None:
        self.errors: list[ThrottledError] = []
        self._read_bytes: dict[Partition, int] = {}

    def reads(
        self, table: DataTable, key: PrimaryKey, stored: StoredItem | None, *, strong: bool
    ) -> bool:
        """Whether one item is read."""
        admission = admission_of(table)
        if admission is None:
            return True
        partition = admission.partition(key)
        read_bytes = self._read_bytes.get(partition, 0) + (stored.size_bytes if stored else 0)
        if read_bytes > _MOST_OF_ONE_PARTITION_BYTES:
            return False
        try:
            admit_item_read(table, key, stored, strong=strong)
        except ThrottledError as error:
            self.errors.append(error)
            return False
        self._read_bytes[partition] = read_bytes
        return True

    def writes(self, write: Write) -> bool:
        """Whether one item is written; then it has been."""
        try:
            admit_write(write)
        except ThrottledError as error:
            self.errors.append(error)
            return False
        write.commit()
        return True

    def require(self, done: Sequence[object]) -> None:
        """Make sure that not all of the batch is throttled.

        Raises:
            ThrottledError: Nothing of it was `done`.
        """
        if self.errors and not done:
            raise all_throttled(self.errors)


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
    planned = [
        (name, write, each)
        for name, wanted in request["RequestItems"].items()
        for write, each in zip(_planned(database.table(name), wanted), wanted, strict=True)
    ]
    # A table may be there by name and by ARN.
    _refuse_duplicates([write for _, write, _ in planned])
    gate = _Gate()
    writes: list[tuple[str, Write]] = []
    unprocessed: dict[str, list[Any]] = {}
    for name, write, each in planned:
        if gate.writes(write):
            writes.append((name, write))
        else:
            unprocessed.setdefault(name, []).append(deepcopy(each))
    gate.require(writes)
    answer: Answer = {"UnprocessedItems": unprocessed}
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
