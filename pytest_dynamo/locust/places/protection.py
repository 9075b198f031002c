"""What a load test may not do unasked: write to tables that it has not made, or touch production."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from pytest_dynamo.deploy.production import confirmation, unconfirmed
from pytest_dynamo.errors import BackendError, DynamoError
from pytest_dynamo.locust.settings.values import Settings
from pytest_dynamo.planner.partiql import read_statement
from pytest_dynamo.planner.plan import Plan

WRITES: Mapping[str, str] = {
    "put_item": "PutItem",
    "update_item": "UpdateItem",
    "delete_item": "DeleteItem",
    "batch_write_item": "BatchWriteItem",
    "transact_write_items": "TransactWriteItems",
    "execute_statement": "ExecuteStatement",
    "batch_execute_statement": "BatchExecuteStatement",
    "execute_transaction": "ExecuteTransaction",
    "delete_table": "DeleteTable",
    "update_table": "UpdateTable",
    "update_time_to_live": "UpdateTimeToLive",
}
"""The operations that may change a table or what it holds, by the names of boto3's methods."""

PRODUCTION_OPTION = "--dynamo-production"
UNREAD = "?"
"""Stands for the table of a statement that cannot be read, which may have keys in it."""

_OPERATIONS = frozenset(WRITES.values())
_CHANGES = ("Put", "Update", "Delete")
_WRITING_ACTIONS = frozenset({"put", "update", "delete"})


class ProtectedTableError(DynamoError):
    """A write to a table that was there before the run; it was not sent."""


class WriteGuard:
    """Lets calls write to the tables that load tests have made, and to no others.

    `ours` are their names where they are, `names` those that the design's tables have there.
    """

    def __init__(self, *, place: str, ours: Collection[str], names: Mapping[str, str]) -> None:
        self.ours = frozenset(ours)
        self._place = place
        self._names = names

    def before(self, operation: str, arguments: dict[str, Any], _line: str | None) -> None:
        """Look at a call that names tables as they are there; for `measure.observe.observing`."""
        self._check(operation, arguments, {})

    def check(self, operation: str, arguments: Mapping[str, Any]) -> None:
        """Look at a call that names tables as the design does.

        Raises:
            ProtectedTableError: It would write to a table that is not ours.
        """
        self._check(operation, arguments, self._names)

    def _check(
        self, operation: str, arguments: Mapping[str, Any], names: Mapping[str, str]
    ) -> None:
        if operation not in _OPERATIONS:
            return
        for name in tables_written(operation, arguments):
            table = names.get(name, name)
            if table in self.ours:
                continue
            found = (
                f"the statement of {operation} cannot be read, and might write to a table that was there "
                f"before this run at {self._place}"
                if table == UNREAD
                else f"table {table} was there before this run at {self._place}, and {operation} would write "
                "to it"
            )
            message = f"{found}. It was not sent.\n{_ways_out(read=False)}"
            raise ProtectedTableError(message)


def tables_written(operation: str, arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """The tables that a call of one of `WRITES` writes to, by name; `UNREAD` for a statement that cannot be read.

    >>> tables_written("ExecuteStatement", {"Statement": "DELETE FROM orders WHERE id = 'a'"})
    ('orders',)
    """
    match operation:
        case "BatchWriteItem":
            found: list[str] = list(arguments.get("RequestItems") or ())
        case "TransactWriteItems":
            found = [
                action[kind].get("TableName", "")
                for action in arguments.get("TransactItems") or ()
                for kind in _CHANGES
                if kind in action
            ]
        case "ExecuteStatement" | "BatchExecuteStatement" | "ExecuteTransaction":
            found = list(_tables_of_statements(arguments))
        case _:
            found = [arguments.get("TableName", "")]
    return tuple(_name(str(table)) for table in dict.fromkeys(found))


def _tables_of_statements(arguments: Mapping[str, Any]) -> Iterator[str]:
    several = arguments.get("Statements") or arguments.get("TransactStatements") or (arguments,)
    for each in several:
        statement = read_statement(str(each.get("Statement", "")))
        if statement is None:
            yield UNREAD
        elif statement.verb != "SELECT":
            yield statement.table


def _name(table: str) -> str:
    """The name of a table that may be given by its ARN."""
    return table.rpartition(":table/")[2].partition("/")[0] if table.startswith("arn:") else table


def check_writes(
    plans: Iterable[Plan], *, place: str, protected: Collection[str], names: Mapping[str, str]
) -> None:
    """Make sure that no access pattern writes to a protected table.

    Raises:
        BackendError: One does, or several; it names them.
    """
    writing = {
        plan.pattern.name: (plan.operation, tables)
        for plan in plans
        if (tables := _tables_of(plan, names) & frozenset(protected))
    }
    if not writing:
        return
    found = sorted({table for _, tables in writing.values() for table in tables})
    were = f"tables {', '.join(found)} were" if len(found) > 1 else f"table {found[0]} was"
    patterns = ", ".join(f"{name} ({operation})" for name, (operation, _) in writing.items())
    message = (
        f"{were} there before this run at {place}, and nothing is written there unasked. It would be "
        f"written by {patterns}. Nothing was sent.\n{_ways_out(read=True)}"
    )
    raise BackendError(message)


def _tables_of(plan: Plan, names: Mapping[str, str]) -> frozenset[str]:
    """The tables that a plan writes to, by the names they have there."""
    return frozenset(
        names.get(action.table, action.table)
        for action in plan.pattern.actions
        if action.kind in _WRITING_ACTIONS
    )


def _ways_out(*, read: bool) -> str:
    lines = ["  to let the run write there:     --dynamo-write"]
    if read:
        lines.append("  to perform only what reads:     --tags read")
    lines.append("  to use tables of the run's own: --dynamo-prefix load-")
    return "\n".join(lines)


def allow_text(settings: Settings, tables: Iterable[str]) -> str:
    """What to add in order to run against AWS, and what the run would do there then."""
    options = ["--dynamo-allow-aws"]
    if settings.max_dollars is None:
        options.append("--dynamo-max-cost 1.00")
    doubtful = unconfirmed(tables, settings.production)
    if doubtful:
        options.append(confirmation(doubtful, PRODUCTION_OPTION))
    if settings.prefix:
        would = (
            f"it will create tables named {settings.prefix}…, seed them, and drop them at its end"
        )
    else:
        would = "it will read existing keys only" if not settings.may_write else "it will write"
        ways = [
            *(("to write: --dynamo-write",) if not settings.may_write else ()),
            *(("to seed: --dynamo-seed",) if not settings.seed_tables else ()),
            "to use tables of its own: --dynamo-prefix load-",
        ]
        would = "; ".join((would, *ways))
    return f"to run against it:  {' '.join(options)}\n  {would}"
