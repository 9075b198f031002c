"""moto's control plane and data plane over tables of our own, apart from moto's global ones."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Any, cast

from pytest_dynamo.embedded.environment import REGION
from pytest_dynamo.embedded.journal import Journal, Read
from pytest_dynamo.embedded.moto_names import (
    DynamoDBBackend,
    DynamoType,
    Item,
    MockValidationException,
    Table,
)
from pytest_dynamo.embedded.statements import flaw, for_moto
from pytest_dynamo.embedded.streams import EmbeddedShard
from pytest_dynamo.embedded.tables import EmbeddedTable
from pytest_dynamo.planner.partiql import read_statement

# What moto answers as if there were nothing else; clients of any region and account see the same
# tables, and their ARNs say this and `REGION`.
ACCOUNT = "123456789012"
NOT_WELL_FORMED = "Statement wasn't well formed, can't be processed: {flaw}"
WRONG_KEY = "The provided key element does not match the schema"
NO_WHOLE_KEY = "Where clause does not contain a mandatory equality on all key attributes"


class EmbeddedBackend(DynamoDBBackend):
    """The tables of one embedded DynamoDB. Not safe for threads: the engine holds a lock."""

    tables: dict[str, EmbeddedTable]  # type: ignore[assignment]

    def __init__(self, region_name: str = REGION, account_id: str = ACCOUNT) -> None:
        super().__init__(region_name, account_id)
        self.journal = Journal()

    @contextmanager
    def operation(self) -> Iterator[Journal]:
        """Record one operation; if it fails, whatever it has written already is undone."""
        self.journal = journal = Journal()
        for table in self.tables.values():
            table.journal = journal
            if table.stream_shard is not None:
                journal.stream_lengths[table.name] = len(table.stream_shard.items)
        try:
            yield journal
        except BaseException:
            journal.undo()
            raise
        for write in journal.writes:
            if write.table.stream_shard is not None:
                cast("EmbeddedShard", write.table.stream_shard).trim()

    def get_table(self, table_name: str) -> EmbeddedTable:
        """A table by its name or its ARN; the journal keeps which."""
        table = cast("EmbeddedTable", super().get_table(table_name))
        self.journal.addressed.setdefault(table.name, table_name)
        return table

    def create_table(self, *args: Any, **options: Any) -> EmbeddedTable:
        """Create a table of ours."""
        return EmbeddedTable.adopt(super().create_table(*args, **options))

    def restore_table_from_backup(  # type: ignore[override]
        self, *args: Any, **options: Any
    ) -> EmbeddedTable:
        """Restore a backup into a table of ours."""
        return EmbeddedTable.adopt(super().restore_table_from_backup(*args, **options))

    def restore_table_to_point_in_time(  # type: ignore[override]
        self, *args: Any, **options: Any
    ) -> EmbeddedTable:
        """Restore a table as it is now into another table of ours."""
        return EmbeddedTable.adopt(super().restore_table_to_point_in_time(*args, **options))

    def get_keys_value(
        self, table: Table, keys: dict[str, Any]
    ) -> tuple[DynamoType, DynamoType | None]:
        """The values of a key; of an incomplete one DynamoDB says more than moto."""
        if any(name not in keys for name in table.table_key_attrs):
            raise MockValidationException(WRONG_KEY)
        return super().get_keys_value(table, keys)

    def get_item(
        self,
        table_name: str,
        keys: dict[str, Any],
        projection_expressions: list[list[str]] | None = None,
    ) -> Item | None:
        """Read an item; the journal keeps the whole of it, whatever is projected."""
        item = super().get_item(table_name, keys)
        self.journal.reads.append(Read(table=self.get_table(table_name), item=item))
        return item.project(projection_expressions) if item and projection_expressions else item

    def update_item(self, table_name: str, key: dict[str, Any], *args: Any, **options: Any) -> Item:
        """Update an item, as one write."""
        table = self.get_table(table_name)
        whole = all(name in key for name in table.table_key_attrs)
        with table.updating(key) if whole else nullcontext():
            return super().update_item(table_name, key, *args, **options)

    def transact_write_items(self, transact_items: list[dict[str, Any]]) -> None:
        """Write all or nothing.

        moto copies each table before each action and puts the copies back if one fails. The journal
        undoes a failed operation anyway, so here a copy of a table is the table.
        """
        tables = list(self.tables.values())
        for table in tables:
            table.shared = True
        try:
            super().transact_write_items(transact_items)
        finally:
            for table in tables:
                table.shared = False
        for action in transact_items:
            if check := action.get("ConditionCheck"):
                self.get_table(check["TableName"]).record_check(check["Key"])

    def execute_statement(
        self, statement: str, parameters: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """Execute one PartiQL statement, looking only at the items its key conditions select."""
        if found := flaw(statement):
            raise MockValidationException(NOT_WELL_FORMED.format(flaw=found))
        asked = read_statement(statement, parameters)
        if asked is None or asked.table not in self.tables:
            return super().execute_statement(statement, parameters)
        table = self.get_table(asked.table)
        if asked.verb in ("UPDATE", "DELETE") and not asked.fixed.issuperset(table.table_key_attrs):
            raise MockValidationException(NO_WHOLE_KEY)
        candidates = table.found_by(asked)
        with ExitStack() as narrowing:
            for other in self.tables.values():
                narrowing.enter_context(other.narrowed(candidates if other is table else []))
            rows = super().execute_statement(for_moto(statement), parameters)
        if asked.verb == "SELECT":
            table.record_select(asked, candidates, statement)
        return rows

    def batch_execute_statement(self, statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Execute statements one by one; moto fails as a whole where it cannot read one."""
        flaws = [flaw(each["Statement"]) for each in statements]
        readable = [each for each, found in zip(statements, flaws, strict=True) if not found]
        answers = iter(super().batch_execute_statement(readable))
        return [_refused(found) if found else next(answers) for found in flaws]


def _refused(found: str) -> dict[str, Any]:
    """One of the answers to a batch: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html."""
    message = NOT_WELL_FORMED.format(flaw=found)
    return {"Error": {"Code": "ValidationError", "Message": message}}
