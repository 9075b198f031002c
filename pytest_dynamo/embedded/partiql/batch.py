"""BatchExecuteStatement: statements on one item each, of which each may fail by itself.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pytest_dynamo.capacity.consumed import Consumed, consumed_by_statements, consumed_capacity
from pytest_dynamo.capacity.units import size_write_units
from pytest_dynamo.embedded.database import Database, DataTable
from pytest_dynamo.embedded.expressions.kinds import SCALARS, kind_of
from pytest_dynamo.embedded.operations.admission import (
    admit_item_read,
    admit_not_written,
    admit_write,
)
from pytest_dynamo.embedded.operations.batches import DUPLICATES
from pytest_dynamo.embedded.operations.metering import item_read_consumed, write_consumed
from pytest_dynamo.embedded.operations.writing import NotWrittenError
from pytest_dynamo.embedded.partiql.keys import KeyTerms, key_terms
from pytest_dynamo.embedded.partiql.selecting import check_key_value
from pytest_dynamo.embedded.partiql.single import bound, refuse_operations
from pytest_dynamo.embedded.partiql.syntax.tree import (
    DeleteTree,
    InsertTree,
    SelectTree,
    UpdateTree,
)
from pytest_dynamo.embedded.partiql.translation.reader import tree_of
from pytest_dynamo.embedded.partiql.translation.statement import Exists, NoStatement, Select, Values
from pytest_dynamo.embedded.partiql.writing import Writing, prepared, returned
from pytest_dynamo.embedded.service_error import ServiceError, invalid
from pytest_dynamo.embedded.store.key_values import PrimaryKey, primary_key
from pytest_dynamo.embedded.wire_types import Answer, Request, WireItem

MIXED = "Read and write requests together in the same batch is not supported."
ONLY_SINGLE = "Only single item select is supported"
NO_OPERATION = "Invalid operation. Only select, insert, update and delete operations are valid"
# The codes in https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html.
_CODES = {"ThrottlingException": "ThrottlingError", "ValidationException": "ValidationError"}


@dataclass(slots=True, kw_only=True)
class _Bill:
    """What a batch consumed: of each table, and what failed writes add to the total alone."""

    succeeded: list[Consumed] = field(default_factory=list)
    failed: list[Consumed] = field(default_factory=list)

    def add(self, piece: Consumed) -> None:
        self.succeeded.append(piece)

    def add_failed(self, table: str, units: float) -> None:
        self.failed.append(Consumed(table=table, kind="write", table_units=units))

    def show(self, answer: Answer, request: Request) -> None:
        """Put it into an answer; a table of which all statements failed is left out."""
        mode = request.get("ReturnConsumedCapacity", "NONE")
        consumed = consumed_by_statements(self.succeeded, self.failed)
        if mode != "NONE" and consumed:
            answer["ConsumedCapacity"] = [consumed_capacity(each, mode) for each in consumed]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A statement ready to be executed: its table, its item, and how."""

    table: str
    key: PrimaryKey
    execute: Callable[[_Bill], WireItem | None]


def batch_execute_statement(database: Database, request: Request) -> Answer:
    """Read, or write, items one by one.

    Raises:
        ServiceError: Reads and writes are mixed, or two statements are about one item.
    """
    asked: Sequence[Request] = request["Statements"]
    _refuse_mixed(asked)
    ready: list[_Ready | ServiceError] = []
    for each in asked:
        try:
            refuse_operations(each)
            statement, values = bound(each)
            if isinstance(statement, (NoStatement, Exists)):
                raise invalid(NO_OPERATION)
            table = database.table(statement.table)
            if isinstance(statement, Select):
                ready.append(_read(statement, values, table, each))
            else:
                ready.append(_write(statement, values, table, each))
        except ServiceError as error:
            ready.append(error)
    items = [
        (database.table(each.table).name, each.key)  # a statement may name it by its ARN
        for each in ready
        if isinstance(each, _Ready)
    ]
    if len(set(items)) < len(items):
        raise invalid(DUPLICATES)
    bill = _Bill()
    answer: Answer = {"Responses": [_response(each, bill) for each in ready]}
    bill.show(answer, request)
    return answer


def _refuse_mixed(asked: Sequence[Request]) -> None:
    """Refuse reads and writes together; what is neither is refused by itself."""
    kinds: set[bool] = set()
    for each in asked:
        try:
            tree = tree_of(each["Statement"])
        except ServiceError:
            continue
        if isinstance(tree, (SelectTree, InsertTree, UpdateTree, DeleteTree)):
            kinds.add(isinstance(tree, SelectTree))
    if len(kinds) > 1:
        raise invalid(MIXED)


def _response(ready: _Ready | ServiceError, bill: _Bill) -> Answer:
    if isinstance(ready, ServiceError):
        return {"Error": _error(ready)}
    try:
        item = ready.execute(bill)
    except ServiceError as error:
        return {"Error": _error(error), "TableName": ready.table}
    return {"TableName": ready.table, **({} if item is None else {"Item": item})}


def _error(error: ServiceError) -> Answer:
    code = _CODES.get(error.code, error.code.removesuffix("Exception"))
    item = {"Item": error.members["Item"]} if "Item" in error.members else {}
    return {"Code": code, "Message": error.message, **item}


def _read(statement: Select, values: Values, table: DataTable, asked: Request) -> _Ready:
    key = single_key(statement, values, table, ONLY_SINGLE)
    strong = bool(asked.get("ConsistentRead"))
    place = primary_key(key, table.definition.key)

    def execute(bill: _Bill) -> WireItem | None:
        stored = table.store.seen(place, strong=strong)
        admit_item_read(table, place, stored, strong=strong)
        bill.add(item_read_consumed(statement.table, stored, strong=strong))
        if stored is None:
            return None
        return statement.part(stored.item()) if statement.part else stored.item()

    return _Ready(table=statement.table, key=place, execute=execute)


def single_key(statement: Select, values: Values, table: DataTable, otherwise: str) -> WireItem:
    """The key of the one item a SELECT reads; `otherwise` says that it has to.

    Raises:
        ServiceError: It may read another number of items, or its key does not fit the table.
    """
    definition = table.definition
    terms = key_terms(statement, definition.key, definition.key)
    if statement.index is not None:
        raise invalid(otherwise)
    require_single(terms, values, otherwise)
    key = {name: values[placeholder] for name, (placeholder,) in terms.choices}
    for name, value in key.items():
        check_key_value(name, value, definition.attribute_types[name])
    table.key_rules.check_key(key)
    return key


def require_single(terms: KeyTerms, values: Values, otherwise: str) -> None:
    """Check that a condition is that of one item, by scalar values.

    Raises:
        ServiceError: It is not, as `otherwise` says.
    """
    named = [values[name] for _, names in terms.choices for name in names]
    if not terms.is_single or any(kind_of(value) not in SCALARS for value in named):
        raise invalid(otherwise)


def _write(statement: Writing, values: Values, table: DataTable, asked: Request) -> _Ready:
    ready = prepared(statement, values, table)

    def execute(bill: _Bill) -> WireItem | None:
        try:
            write = ready.plan()
        except NotWrittenError as failed:
            admit_not_written(failed)
            bill.add_failed(statement.table, size_write_units(failed.size_bytes))
            raise failed.showing(dict(asked)) from None
        admit_write(write)
        write.commit()
        bill.add(write_consumed(write, statement.table))
        return returned(statement, write) or None

    return _Ready(table=statement.table, key=ready.key, execute=execute)
