"""ExecuteTransaction: several reads, or several writes, all or nothing.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteTransaction.html
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pytest_dynamo.embedded.database import Database, DataTable
from pytest_dynamo.embedded.operations.admission import asked_of_read
from pytest_dynamo.embedded.operations.cancellation import (
    Plan,
    plan_all,
    plan_writes,
    require_admission,
)
from pytest_dynamo.embedded.operations.metering import show_all
from pytest_dynamo.embedded.operations.transactions import SAME_ITEM, once, transactional_read
from pytest_dynamo.embedded.operations.writing import Write, planned_check
from pytest_dynamo.embedded.partiql.batch import require_single, single_key
from pytest_dynamo.embedded.partiql.keys import key_terms, whole_key
from pytest_dynamo.embedded.partiql.single import bound, unsupported
from pytest_dynamo.embedded.partiql.syntax.tree import (
    DeleteTree,
    FunctionCall,
    InsertTree,
    Operation,
    SelectTree,
    Tree,
    UpdateTree,
)
from pytest_dynamo.embedded.partiql.translation.reader import tree_of
from pytest_dynamo.embedded.partiql.translation.statement import (
    Delete,
    Exists,
    NoStatement,
    Select,
    Statement,
    Update,
    Values,
)
from pytest_dynamo.embedded.partiql.translation.values import kind_of_term
from pytest_dynamo.embedded.partiql.writing import check_returning, prepared
from pytest_dynamo.embedded.service_error import ServiceError, invalid
from pytest_dynamo.embedded.store.key_values import PrimaryKey, primary_key
from pytest_dynamo.embedded.wire_types import Answer, Request

MIXED = (
    "ExecuteTransaction API does not support both read and write operations in the same request."
)
NO_INDEX_READS = "Reads on indices are not supported within transactions."
NO_CONDITION = "EXISTS() must contain a single item read with additional condition"
NO_INDEX_CHECKS = "Operations on indices are not supported in transactions"
NO_OPERATIONS = "Unsupported operation in transaction."
NO_RETURNING = "RETURNING clause is not supported in ExecuteTransaction."
WHOLE_KEY = (
    "Select statements within ExecuteTransaction must specify the primary key in the where clause."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One statement of a transaction; `keep` plans to leave its item as it is.

    `key` is None where the statement does not fit its table.
    """

    statement: Statement
    request: Request
    key: PrimaryKey | None
    plan: Plan
    keep: Plan


def execute_transaction(database: Database, request: Request) -> Answer:
    """Read all items, or write all items.

    Raises:
        ServiceError: The statements do not go together, or one of them cannot be done.
    """
    asked: Sequence[Request] = request["TransactStatements"]
    trees = [tree_of(each["Statement"]) for each in asked]
    for tree in trees:
        _refuse_no_statement(tree)
    if len({isinstance(tree, SelectTree) for tree in trees}) > 1:
        raise invalid(MIXED)
    parts = [_part(database, each, number) for number, each in enumerate(asked)]
    keys = [
        (database.table(part.statement.table).name, part.key)  # a statement may name it by its ARN
        for part in parts
        if part.key is not None
    ]
    if len(set(keys)) < len(keys):
        raise invalid(SAME_ITEM)
    if isinstance(parts[0].statement, Select):
        return _read(parts, request)

    def planned() -> list[tuple[str, Write]]:
        names = [part.statement.table for part in parts]
        return list(zip(names, plan_writes(_plans(parts)), strict=True))

    return {"Responses": [], **once(database, request, asked, planned)}


def _plans(parts: Sequence[_Part]) -> Iterator[tuple[Plan, Request]]:
    # Where one does not fit its table, DynamoDB does not look at the items of the others.
    looks = all(part.key is not None for part in parts)
    for part in parts:
        yield (part.plan if looks else part.keep), part.request


def _read(parts: Sequence[_Part], request: Request) -> Answer:
    responses: list[Answer] = []
    pieces = []
    reads = plan_all(_plans(parts))
    for part, found in zip(parts, reads, strict=True):
        item = found.old_item
        pieces.append(transactional_read(part.statement.table, max(found.sizes)))
        take = part.statement.part if isinstance(part.statement, Select) else None
        responses.append({} if item is None else {"Item": take(item) if take else item})
    asked = [
        asked_of_read(found.table, found.key, piece.total_units)
        for found, piece in zip(reads, pieces, strict=True)
    ]
    require_admission(asked)
    answer: Answer = {"Responses": responses}
    show_all(answer, request, pieces)
    return answer


def _refuse_no_statement(tree: Tree) -> None:
    if isinstance(tree, (SelectTree, InsertTree, UpdateTree, DeleteTree)):
        return
    if not isinstance(tree, (Operation, FunctionCall)):
        msg = f"Unsupported operation: {kind_of_term(tree)}"
        raise invalid(msg)


def _part(database: Database, asked: Request, number: int) -> _Part:
    with _numbered(number):
        statement, values = bound(asked)
    if isinstance(statement, NoStatement):
        raise invalid(NO_OPERATIONS) if statement.is_operation else unsupported(statement)
    with _numbered(number):
        _check_index(statement)
    table = database.table(statement.table)
    with _numbered(number):
        _check_single(statement, values, table)
    try:
        if isinstance(statement, (Update, Delete)):
            whole_key(statement, table.definition.key)
    except ServiceError as error:
        return _failing(statement, asked, error)
    with _numbered(number):
        check_returning(statement)
    try:
        key, plan = _planning(statement, values, table)
    except ServiceError as error:
        return _failing(statement, asked, error)
    if isinstance(statement, (Update, Delete)) and statement.returning:
        with _numbered(number):
            raise invalid(NO_RETURNING)
    return _Part(
        statement=statement, request=asked, key=key, plan=plan, keep=lambda: Write(table, key)
    )


def _failing(statement: Statement, asked: Request, error: ServiceError) -> _Part:
    """A statement that does not fit its table, which cancels the transaction."""

    def plan() -> Write:
        raise error

    return _Part(statement=statement, request=asked, key=None, plan=plan, keep=plan)


@contextmanager
def _numbered(number: int) -> Iterator[None]:
    """Say of an error which statement it is of."""
    try:
        yield
    except ServiceError as error:
        what = f"Validation failed in TransactStatements[{number}]: {error.message}"
        raise ServiceError(error.code, what) from None


def _check_index(statement: Statement) -> None:
    if isinstance(statement, Select) and statement.index is not None:
        raise invalid(NO_INDEX_READS)
    if isinstance(statement, Exists) and statement.index is not None:
        raise invalid(NO_INDEX_CHECKS)


def _check_single(statement: Statement, values: Values, table: DataTable) -> None:
    """Check that a SELECT, also that of an EXISTS, is about one item."""
    key = table.definition.key
    if isinstance(statement, Select):
        require_single(key_terms(statement, key, key), values, WHOLE_KEY)
    if isinstance(statement, Exists):
        try:
            wanted = whole_key(statement, key)
        except ServiceError:
            raise invalid(NO_CONDITION) from None
        if wanted.rest is None:
            raise invalid(NO_CONDITION)


def _planning(statement: Statement, values: Values, table: DataTable) -> tuple[PrimaryKey, Plan]:
    if isinstance(statement, Select):
        key = primary_key(single_key(statement, values, table, WHOLE_KEY), table.definition.key)
        return key, lambda: planned_check(table, key, None)
    ready = prepared(statement, values, table)
    return ready.key, ready.plan
