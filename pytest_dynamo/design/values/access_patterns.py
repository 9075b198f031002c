"""What a design says of access patterns: the questions an application asks of its tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values.entities import Constant, Distribution, Value
from pytest_dynamo.design.values.place import NOWHERE, Place

ActionKind: TypeAlias = Literal["get", "put", "update", "delete", "check"]
PatternKind: TypeAlias = Literal[
    "get",
    "query",
    "scan",
    "put",
    "update",
    "delete",
    "batch_get",
    "batch_write",
    "transact_get",
    "transact_write",
]
Operator: TypeAlias = Literal["=", "<", "<=", ">", ">=", "between", "begins_with"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One comparison of a query's key condition or filter; `between` has two operands."""

    attribute: str
    operator: Operator
    operands: tuple[Template | Constant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One operation on one item.

    It is the whole of a get, put, update or delete pattern, or one step of a batch or transaction.
    `entity` is what is put. `key` names the item of the other kinds. `condition` is a DynamoDB
    condition expression whose `{placeholders}` are parameters. `assign`, `add`, `remove` and
    `delete` are the four clauses of an update expression, keyed by attribute.
    """

    kind: ActionKind
    table: str
    entity: str | None = None
    key: Mapping[str, Template | Constant] = field(default_factory=dict)
    condition: str | None = None
    assign: Mapping[str, Value] = field(default_factory=dict)
    add: Mapping[str, Value] = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    delete: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What one performance of an access pattern may take; None means unlimited."""

    read_units: float | None = None
    write_units: float | None = None
    items_examined: int | None = None
    pages: int | None = None
    calls: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPattern:
    """A question the application asks of its tables.

    A query or scan has `conditions` (empty for a scan) and no actions; every other kind has actions:
    one, or one a step of a transaction; a batch has one, performed on `count` items. `rate` is in
    requests a second at peak. `keys` says, by entity, how members are chosen.
    """

    name: str
    kind: PatternKind
    table: str
    description: str = ""
    index: str | None = None
    conditions: tuple[Condition, ...] = ()
    actions: tuple[Action, ...] = ()
    count: int = 1
    returns: tuple[str, ...] = ()
    filter: tuple[Condition, ...] = ()
    attributes: tuple[str, ...] = ()
    limit: int | None = None
    newest_first: bool = False
    consistent_read: bool = False
    rate: float = 1.0
    keys: Mapping[str, Distribution] = field(default_factory=dict)
    parameters: Mapping[str, Value] = field(default_factory=dict)
    max_waste: float = 1.0
    allow_scan: str | None = None
    fan_out: str | None = None
    budget: Budget = Budget()
    place: Place = NOWHERE
