"""The tables of one embedded DynamoDB."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from pytest_dynamo.capacity.index_writes import IndexArm
from pytest_dynamo.capacity.item_limits import LocalEntries
from pytest_dynamo.design.values import Table
from pytest_dynamo.embedded.environment import ACCOUNT, REGION
from pytest_dynamo.embedded.service_error import not_found
from pytest_dynamo.embedded.store.consistency import Consistency
from pytest_dynamo.embedded.store.expiry import Expiry
from pytest_dynamo.embedded.store.stored_item import StoredItem
from pytest_dynamo.embedded.store.table_store import TableStore
from pytest_dynamo.embedded.throttling.admission import Admission
from pytest_dynamo.embedded.throttling.model import ThroughputModel
from pytest_dynamo.embedded.tokens import Tokens
from pytest_dynamo.embedded.validation import KeyRules

_ARN = re.compile(r"arn:[^:]+:dynamodb:[^:]*:[^:]*:table/([^/]+)")


class Stream(Protocol):
    """What notes the changes of a table's items."""

    def add(self, old: StoredItem | None, new: StoredItem | None) -> None:
        """Note one write."""


class DataTable:
    """A table as the data plane sees it. Its `admission` is None where nothing is throttled."""

    def __init__(self, definition: Table, consistency: Consistency | None = None) -> None:
        self.store = TableStore(definition, consistency)
        self.stream: Stream | None = None
        self.ttl_attribute: str | None = None
        # What the operations know of the table and its indexes by name, until it is redefined.
        self.sources: dict[str | None, Any] = {}
        self.expiry: Expiry | None = None
        self.admission: Admission | None = None

    @property
    def definition(self) -> Table:
        """The table's keys, indexes and attribute types."""
        return self.store.table

    @property
    def name(self) -> str:
        """The table's name."""
        return self.store.table.name

    @property
    def arn(self) -> str:
        """The table's ARN."""
        return f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{self.name}"

    def redefine(self, definition: Table) -> None:
        """Take a changed definition; indexes are filled or dropped as it says."""
        self.store.redefine(definition)
        self.sources.clear()
        if self.admission is not None:
            self.admission.redefine(self.store)
        for derived in ("index_arms", "key_rules", "local_entries"):
            self.__dict__.pop(derived, None)

    def throttle(self, model: ThroughputModel | None, *, full: bool) -> None:
        """Admit by a model from now on, or everything; `full` are the buckets after a long rest."""
        self.store.watched_by(None)
        self.admission = None if model is None else Admission(model, self.store, full=full)

    @cached_property
    def index_arms(self) -> dict[str, IndexArm]:
        """What writes take on each index."""
        definition = self.definition
        return {name: IndexArm(definition, index) for name, index in definition.indexes.items()}

    @cached_property
    def key_rules(self) -> KeyRules:
        """What keys may be."""
        return KeyRules(self.definition)

    @cached_property
    def local_entries(self) -> LocalEntries:
        """What items take in the local indexes."""
        return LocalEntries(self.definition)


@dataclass(slots=True, kw_only=True)
class Database:
    """Tables by name.

    `clock` gives the seconds since the epoch; `consistency` None is strong reads. `throughput` is the model
    by which the tables throttle, if they do. Not safe for threads: the engine holds a lock.
    """

    clock: Callable[[], float]
    consistency: Consistency | None = None
    throughput: ThroughputModel | None = None
    tables: dict[str, DataTable] = field(default_factory=dict)
    tokens: Tokens = field(default_factory=Tokens)

    def add(self, definition: Table) -> DataTable:
        """Add an empty table."""
        table = self.tables[definition.name] = DataTable(definition, self.consistency)
        table.throttle(self.throughput, full=False)
        return table

    def throttle(self, model: ThroughputModel | None) -> None:
        """Let the tables there are, and those to come, throttle by a model; or not at all."""
        self.throughput = model
        for table in self.tables.values():
            table.throttle(model, full=True)

    def table(self, name_or_arn: str) -> DataTable:
        """A table by its name or its ARN.

        Raises:
            ServiceError: ResourceNotFoundException.
        """
        found = self.tables.get(name_or_arn)
        if found is None:
            by_arn = _ARN.match(name_or_arn)
            found = self.tables.get(by_arn[1]) if by_arn else None
        if found is None:
            raise not_found()
        return found
