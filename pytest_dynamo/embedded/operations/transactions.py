"""TransactGetItems and TransactWriteItems: all or nothing."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from pytest_dynamo.capacity.consumed import Consumed
from pytest_dynamo.capacity.units import read_units, replay_read_units
from pytest_dynamo.design.values import Table
from pytest_dynamo.embedded.database import Database, DataTable
from pytest_dynamo.embedded.expressions import Expressions, Projection, expressions_of
from pytest_dynamo.embedded.operations.admission import (
    Asked,
    asked_of_read,
    asked_of_write,
)
from pytest_dynamo.embedded.operations.batches import collections_shown
from pytest_dynamo.embedded.operations.cancellation import (
    Plan,
    plan_all,
    plan_writes,
    require_admission,
)
from pytest_dynamo.embedded.operations.metering import show_all, writes_consumed
from pytest_dynamo.embedded.operations.single_item import planned_update
from pytest_dynamo.embedded.operations.tables import table_of
from pytest_dynamo.embedded.operations.writing import (
    Write,
    checked_item_key,
    checked_key,
    commit_all,
    planned_check,
    planned_delete,
    planned_put,
)
from pytest_dynamo.embedded.service_error import ServiceError, invalid
from pytest_dynamo.embedded.store.key_values import PrimaryKey
from pytest_dynamo.embedded.tokens import Reads
from pytest_dynamo.embedded.validation import normalized
from pytest_dynamo.embedded.wire_types import Answer, Request, WireItem

SAME_ITEM = "Transaction request cannot include multiple operations on one item"


def transact_get_items(database: Database, request: Request) -> Answer:
    """Read items as they were at one moment."""
    wanted = [each["Get"] for each in request["TransactItems"]]
    prepared = [_prepared_read(database, each) for each in wanted]
    found = plan_all(zip(prepared, wanted, strict=True))
    if len({(table.name, key) for table, key, _ in found}) < len(found):
        raise invalid(SAME_ITEM)
    read = [(table, key, table.store.get(key)) for table, key, _ in found]
    pieces = [
        transactional_read(each["TableName"], stored.size_bytes if stored else 0)
        for each, (_, _, stored) in zip(wanted, read, strict=True)
    ]
    require_admission(
        [
            asked_of_read(table, key, piece.total_units)
            for (table, key, _), piece in zip(read, pieces, strict=True)
        ]
    )
    responses: list[Answer] = []
    for (_, _, projection), (_, _, stored) in zip(found, read, strict=True):
        if stored is None:
            responses.append({})
            continue
        item = stored.item()
        responses.append({"Item": projection.project(item) if projection else item})
    answer: Answer = {"Responses": responses}
    show_all(answer, request, pieces)
    return answer


def _prepared_read(
    database: Database, wanted: Request
) -> Callable[[], tuple[DataTable, PrimaryKey, Projection | None]]:
    projection = expressions_of("Get", wanted).projection
    table = database.table(wanted["TableName"])

    def prepare() -> tuple[DataTable, PrimaryKey, Projection | None]:
        return table, checked_key(table, wanted["Key"]), projection

    return prepare


def transactional_read(name: str, size_bytes: int) -> Consumed:
    """What reading one item in a transaction consumed."""
    return _transactional(name, read_units(size_bytes, "transactional"))


def _transactional(name: str, units: float) -> Consumed:
    return Consumed(table=name, kind="read", table_units=units, split=True)


def transact_write_items(database: Database, request: Request) -> Answer:
    """Write all or nothing."""

    def planned() -> list[tuple[str, Write]]:
        prepared = [_prepared(database, action) for action in request["TransactItems"]]
        if len({(table.name, key) for table, key, _, _ in prepared}) < len(prepared):
            raise invalid(SAME_ITEM)
        writes = plan_writes([(plan, wanted) for _, _, wanted, plan in prepared])
        names = [wanted["TableName"] for _, _, wanted, _ in prepared]
        return list(zip(names, writes, strict=True))

    return once(database, request, request["TransactItems"], planned)


def once(
    database: Database,
    request: Request,
    content: object,
    planned: Callable[[], list[tuple[str, Write]]],
) -> Answer:
    """Plan and do writes, unless the request's client token says that `content` was done already.

    A repetition within ten minutes does nothing, and is charged as reads of the items:
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html.
    """
    answer: Answer = {}
    token = request.get("ClientRequestToken")
    done = database.tokens.find(token, content, database.clock()) if token else None
    if done is not None:
        require_admission(_asked_again(database, done))
        show_all(answer, request, (_transactional(name, units) for name, units, _ in done))
        return answer
    writes = planned()
    require_admission([asked_of_write(write) for _, write in writes])
    commit_all(write for _, write in writes)
    if token:
        done = [(name, replay_read_units(*write.sizes), write.key) for name, write in writes]
        database.tokens.note(token, content, database.clock(), done)
    if request.get("ReturnItemCollectionMetrics") == "SIZE":
        answer |= collections_shown(writes)
    if request.get("ReturnConsumedCapacity", "NONE") != "NONE":
        show_all(answer, request, writes_consumed(writes, transactional=True))
    return answer


def _asked_again(database: Database, done: Reads) -> list[Asked]:
    """What a repetition takes, of tables that are still there."""
    asked = []
    for name, units, key in done:
        with suppress(ServiceError):
            asked.append(asked_of_read(database.table(name), key, units))
    return asked


def _prepared(database: Database, action: Request) -> tuple[DataTable, object, Request, Plan]:
    """The table, the key, the request and the plan of one action.

    What is wrong with an expression, or with the names and lengths of a key, is wrong with the whole
    request; a key of another type cancels the transaction.
    """
    kind = next(filter(action.get, action))
    wanted = action[kind]
    expressions = expressions_of(kind, wanted)
    table = table_of(database, wanted, expressions)
    keyed: WireItem = normalized(wanted["Item"] if kind == "Put" else wanted["Key"])
    try:
        key = (checked_item_key if kind == "Put" else checked_key)(table, keyed)
    except ServiceError as error:
        if not _is_mistyped(keyed, table.definition):
            raise
        return table, object(), wanted, _failing(error)
    return table, key, wanted, _plan(kind, table, key, keyed, expressions)


def _is_mistyped(key: WireItem, definition: Table) -> bool:
    names, types = definition.key.attributes, definition.attribute_types
    return all(name in key for name in names) and any(
        types[name] not in key[name] for name in names
    )


def _failing(error: ServiceError) -> Plan:
    def fail() -> Write:
        raise error

    return fail


def _plan(
    kind: str, table: DataTable, key: PrimaryKey, keyed: WireItem, expressions: Expressions
) -> Plan:
    match kind:
        case "Put":
            return partial(planned_put, table, key, keyed, expressions.condition)
        case "Update":
            return partial(planned_update, table, key, keyed, expressions)
        case "Delete":
            return partial(planned_delete, table, key, expressions.condition)
    return partial(planned_check, table, key, expressions.condition)
