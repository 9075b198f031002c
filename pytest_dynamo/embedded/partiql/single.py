"""ExecuteStatement.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html
"""

from pytest_dynamo.embedded.database import Database
from pytest_dynamo.embedded.operations.admission import admit_not_written, admit_write
from pytest_dynamo.embedded.operations.metering import show, write_consumed
from pytest_dynamo.embedded.operations.source import source_of
from pytest_dynamo.embedded.operations.writing import NotWrittenError
from pytest_dynamo.embedded.partiql.next_token import next_token, position_of
from pytest_dynamo.embedded.partiql.selecting import select
from pytest_dynamo.embedded.partiql.syntax.tree import FunctionCall, Operation
from pytest_dynamo.embedded.partiql.translation.reader import read, tree_of
from pytest_dynamo.embedded.partiql.translation.statement import (
    Exists,
    NoStatement,
    Refused,
    Select,
    Statement,
    Values,
)
from pytest_dynamo.embedded.partiql.writing import Writing, prepared, returned
from pytest_dynamo.embedded.service_error import ServiceError, invalid
from pytest_dynamo.embedded.wire_types import Answer, Request

ONLY_IN_TRANSACTIONS = "EXISTS can only be used in ExecuteTransaction write requests."


def execute_statement(database: Database, request: Request) -> Answer:
    """Read a page of items, or write one item.

    Raises:
        ServiceError: The statement is none, does not fit its table, or its condition does not hold.
    """
    refuse_operations(request)
    statement, values = bound(request)
    if isinstance(statement, (NoStatement, Exists)):
        raise unsupported(statement)
    if isinstance(statement, Select):
        return _selected(database, statement, values, request)
    return _written(database, statement, values, request)


def refuse_operations(request: Request) -> None:
    """Refuse an operation that is no statement, such as an EXISTS outside of a transaction.

    Raises:
        ServiceError: The statement is one, or is none at all.
    """
    if isinstance(tree_of(request["Statement"]), (Operation, FunctionCall)):
        raise invalid(ONLY_IN_TRANSACTIONS)


def unsupported(statement: NoStatement | Exists) -> ServiceError:
    """The error about what is no statement here."""
    kind = statement.kind if isinstance(statement, NoStatement) else "Exists"
    return invalid(f"Unsupported operation: {kind}")


def bound(request: Request) -> tuple[Statement | NoStatement, Values]:
    """The statement of a request, and the values of its placeholders."""
    parameters = request.get("Parameters") or ()
    statement = read(request["Statement"], len(parameters))
    if isinstance(statement, NoStatement):
        return statement, {}
    values = statement.values(parameters)
    if isinstance(statement, Refused):
        raise invalid(statement.message)
    return statement, values


def _selected(database: Database, statement: Select, values: Values, request: Request) -> Answer:
    source = source_of(database.table(statement.table), statement.index)
    found = select(
        statement,
        values,
        source,
        strong=bool(request.get("ConsistentRead")),
        # JSON may say 1.5 where an integer is asked for, and the service cuts it off.
        limit=None if request.get("Limit") is None else int(request["Limit"]),
        position=position_of(request),
    )
    answer: Answer = {"Items": found.items}
    if found.next is not None:
        answer["NextToken"] = next_token(found.next, request)
    if found.last_key is not None:
        answer["LastEvaluatedKey"] = found.last_key
    if request.get("ReturnConsumedCapacity", "NONE") != "NONE":
        show(answer, request, found.consumed())
    return answer


def _written(database: Database, statement: Writing, values: Values, request: Request) -> Answer:
    ready = prepared(statement, values, database.table(statement.table))
    try:
        write = ready.plan()
    except NotWrittenError as failed:
        admit_not_written(failed)
        raise failed.showing(dict(request)) from None
    admit_write(write)
    write.commit()
    item = returned(statement, write)
    answer: Answer = {"Items": [item] if item else []}
    if request.get("ReturnConsumedCapacity", "NONE") != "NONE":
        show(answer, request, write_consumed(write, statement.table))
    return answer
