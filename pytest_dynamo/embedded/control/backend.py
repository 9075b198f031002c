"""moto's backend over tables of our own, apart from moto's global ones."""

from datetime import datetime
from typing import Any, cast

from pytest_dynamo.embedded.control.moto_names import DynamoDBBackend, Table
from pytest_dynamo.embedded.control.streams import Streams
from pytest_dynamo.embedded.control.table import ControlTable
from pytest_dynamo.embedded.control.values import moment, no_table
from pytest_dynamo.embedded.database import Database
from pytest_dynamo.embedded.environment import ACCOUNT, REGION
from pytest_dynamo.embedded.service_error import ServiceError, invalid

PROTECTED = (
    "Resource cannot be deleted as it is currently protected against deletion. "
    "Disable deletion protection first."
)


class ControlBackend(DynamoDBBackend):
    """The metadata of the tables of one database, which is kept in step with them."""

    tables: dict[str, ControlTable]  # type: ignore[assignment]

    def __init__(self, database: Database, streams: Streams) -> None:
        super().__init__(REGION, ACCOUNT)
        self._database = database
        self._streams = streams

    def now(self) -> datetime:
        """The time of the clock, as answers have it."""
        return moment(self._database.clock())

    def arn_of(self, name: str) -> str:
        """The ARN of a table of that name, which there may not be yet."""
        return f"arn:aws:dynamodb:{self.region_name}:{self.account_id}:table/{name}"

    def get_table(self, table_name: str) -> ControlTable:
        """A table by its name or its ARN.

        Raises:
            ServiceError: ResourceNotFoundException.
        """
        name = table_name.rpartition("/")[2] if table_name.startswith("arn:") else table_name
        if name not in self.tables:
            raise no_table(name)
        return self.tables[name]

    def create_table(self, name: str, **options: Any) -> ControlTable:  # type: ignore[override]
        """Create a table, empty.

        Raises:
            ServiceError: There is one of that name.
        """
        if name in self.tables:
            raise ServiceError("ResourceInUseException", f"Table already exists: {name}")
        table = ControlTable(  # type: ignore[abstract] # by CloudFormation's methods, not used here
            name,
            account_id=self.account_id,
            region=self.region_name,
            clock=self._database.clock,
            **options,
        )
        if table.billing_mode == "PAY_PER_REQUEST":
            table.on_demand_since = table.created_at
        table.data = self._database.add(table.define())
        self.tables[name] = table
        self._set_stream(table)
        return table

    def delete_table(self, name: str) -> Table:
        """Delete a table and its items; its stream stays readable for a day."""
        table = self.get_table(name)
        if table.deletion_protection_enabled:
            raise invalid(PROTECTED)
        del self._database.tables[table.name]
        if table.stream is not None:
            self._streams.close(table.stream)
        return cast("Table", self.tables.pop(table.name))

    def changed(self, table: ControlTable) -> None:
        """Let the items of a table follow its changed metadata: indexes are filled or dropped."""
        table.data.redefine(table.define())
        self._set_stream(table)

    def update_table_streams(self, table: Table, stream_specification: dict[str, Any]) -> None:
        """Take what the stream is to be; whether it may be so has been checked."""
        table.set_stream_specification(stream_specification)

    def _set_stream(self, table: ControlTable) -> None:
        specification = table.stream_specification or {}
        if specification["StreamEnabled"] and table.stream is None:
            table.stream = self._streams.open(
                table.data.definition, table.table_arn, specification["StreamViewType"]
            )
            table.latest_stream_label = table.stream.label
        elif not specification["StreamEnabled"] and table.stream is not None:
            self._streams.close(table.stream)
            table.stream = None
        table.data.stream = table.stream
