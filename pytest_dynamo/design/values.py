"""What a design says, as frozen values.

The YAML reader makes these; everything later in the project reads them and nothing changes them.
Keys are tuples of attribute names throughout, because a global secondary index takes up to four
partition-key and four sort-key attributes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from pytest_dynamo.design.templates import Template

Scalar: TypeAlias = str | int | float | Decimal | bool | bytes | None
AttributeType: TypeAlias = Literal["S", "N", "B"]
BillingMode: TypeAlias = Literal["PAY_PER_REQUEST", "PROVISIONED"]
ProjectionKind: TypeAlias = Literal["ALL", "KEYS_ONLY", "INCLUDE"]
IndexKind: TypeAlias = Literal["global", "local"]
DistributionKind: TypeAlias = Literal["uniform", "zipf", "hotset", "latest", "sequential"]
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
class Place:
    """Where in the design file something stands; lines and columns count from 1."""

    line: int = 1
    column: int = 1


# ---------------------------------------------------------------------------- tables and indexes


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySchema:
    """The attribute names of a key.

    A table has one partition-key attribute and at most one sort-key attribute, a global index up to
    four of each.
    """

    partition_key: tuple[str, ...]
    sort_key: tuple[str, ...] = ()

    @property
    def attributes(self) -> tuple[str, ...]:
        """All key attributes, partition key first."""
        return self.partition_key + self.sort_key


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoScaling:
    """Target-tracking auto scaling of one kind of provisioned capacity, in capacity units."""

    minimum: int
    maximum: int
    target_utilization: int = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisioned:
    """Provisioned capacity of a table or global index, in capacity units."""

    read_capacity_units: int
    write_capacity_units: int
    read_autoscaling: AutoScaling | None = None
    write_autoscaling: AutoScaling | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsPerSecond:
    """Maximum on-demand throughput, or warm throughput; None where the design is silent."""

    read_units_per_second: int | None = None
    write_units_per_second: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """What an index stores beside its keys and the table's; `attributes` for INCLUDE only."""

    kind: ProjectionKind = "ALL"
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """A secondary index. A local index repeats its table's partition key in `key`."""

    name: str
    kind: IndexKind
    key: KeySchema
    projection: Projection = Projection()
    provisioned: Provisioned | None = None
    max_throughput: UnitsPerSecond | None = None
    warm_throughput: UnitsPerSecond | None = None
    contributor_insights: str | None = None
    place: Place = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Encryption:
    """Encryption at rest; `kms_key` with CUSTOMER_MANAGED only."""

    kind: Literal["AWS_OWNED", "AWS_MANAGED", "CUSTOMER_MANAGED"] = "AWS_OWNED"
    kms_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointInTimeRecovery:
    """Continuous backups; the recovery period is 1 to 35 days."""

    recovery_period_days: int = 35


@dataclass(frozen=True, slots=True, kw_only=True)
class KinesisStream:
    """A Kinesis data stream that receives the table's changes."""

    arn: str
    precision: Literal["MILLISECOND", "MICROSECOND"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with everything DynamoDB lets one declare about it.

    `attribute_types` holds the type of every key attribute of the table and its indexes, and of no
    other attribute. `vector_indexes` are kept as written; they are exported and not run.
    """

    name: str
    key: KeySchema
    attribute_types: Mapping[str, AttributeType]
    indexes: Mapping[str, Index] = field(default_factory=dict)
    billing_mode: BillingMode = "PAY_PER_REQUEST"
    provisioned: Provisioned | None = None
    max_throughput: UnitsPerSecond | None = None
    warm_throughput: UnitsPerSecond | None = None
    stream: str | None = None
    time_to_live: str | None = None
    point_in_time_recovery: PointInTimeRecovery | None = None
    encryption: Encryption = Encryption()
    deletion_protection: bool = False
    removal_policy: Literal["RETAIN", "DESTROY", "SNAPSHOT"] = "RETAIN"
    table_class: Literal["STANDARD", "STANDARD_INFREQUENT_ACCESS"] = "STANDARD"
    contributor_insights: str | None = None
    resource_policy: Mapping[str, object] | None = None
    kinesis_stream: KinesisStream | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    replicas: tuple[str, ...] = ()
    multi_region_consistency: Literal["EVENTUAL", "STRONG"] | None = None
    vector_indexes: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    place: Place = Place()

    def key_of(self, index: str | None) -> KeySchema:
        """The key schema of the named index, or of the table itself."""
        return self.indexes[index].key if index else self.key

    @property
    def global_indexes(self) -> tuple[Index, ...]:
        """The global secondary indexes, in the order of the file."""
        return tuple(index for index in self.indexes.values() if index.kind == "global")

    @property
    def local_indexes(self) -> tuple[Index, ...]:
        """The local secondary indexes, in the order of the file."""
        return tuple(index for index in self.indexes.values() if index.kind == "local")


# ------------------------------------------------------------------------------------- entities


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """A value that is made: `maker` names how, `options` holds what the maker takes.

    | maker | options |
    |---|---|
    | faker | provider: str, args: mapping, unique: bool |
    | choice | weights: mapping of value to weight |
    | int | min, max: int, both inclusive |
    | number | min, max: Decimal, places: int |
    | text_bytes, binary_bytes | min, max: int, bytes |
    | ulid, ksuid | none |
    | sequence | start: int |
    | timestamp | since_seconds: float (a span before now), format: iso8601, date or epoch_seconds |
    | epoch_seconds | offset_seconds: float |
    | epoch_milliseconds | offset_milliseconds: float |
    | map | attributes: mapping of name to Attribute |
    | list, set | of: Value, min, max: int elements |
    | shard_of | attribute: str, count: int |
    | random_shard | count: int |
    """

    maker: str
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """A value written in the file as it is to be stored."""

    value: Scalar


Value: TypeAlias = Template | Constant | Generated


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute of an entity's item.

    `present` is the share of items that have it; `when` names values other attributes must have for
    it to be present. `cardinality` is the declared number of distinct values, if any.
    """

    name: str
    value: Value
    present: float = 1.0
    when: Mapping[str, Scalar] = field(default_factory=dict)
    cardinality: int | None = None
    place: Place = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """How members are chosen, or children spread over parents.

    `exponent` is the zipf exponent. A hot set gives `hot_requests` of the requests to `hot_keys` of
    the keys (both shares of 1). `shuffle` ranks the members anew instead of by creation.
    """

    kind: DistributionKind = "uniform"
    exponent: float | None = None
    hot_keys: float | None = None
    hot_requests: float | None = None
    shuffle: bool = False

    def __str__(self) -> str:
        match self.kind:
            case "zipf":
                return f"zipf {self.exponent:g}"
            case "hotset":
                return f"hotset {self.hot_keys:g} of keys, {self.hot_requests:g} of requests"
        return self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """An entity whose attributes are in reach of its children, and how many children each has."""

    entity: str
    mean: float = 1.0
    maximum: int | None = None
    distribution: Distribution = Distribution()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A kind of item. `population` is None for children, whose number follows from their parents.

    `plural` is the name under which a parent lists its children in Python (`user.orders`).
    """

    name: str
    table: str
    attributes: Mapping[str, Attribute]
    population: int | None = None
    parents: tuple[Parent, ...] = ()
    plural: str = ""
    place: Place = Place()


# ------------------------------------------------------------------------------ access patterns


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
    place: Place = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A whole design file."""

    name: str
    tables: Mapping[str, Table]
    entities: Mapping[str, Entity] = field(default_factory=dict)
    access_patterns: Mapping[str, AccessPattern] = field(default_factory=dict)
    version: int = 1
    description: str = ""
    path: str = ""
    seeds: Mapping[str, tuple[Mapping[str, Scalar], ...]] = field(default_factory=dict)
    workload: Mapping[str, object] = field(default_factory=dict)
    ignore: Mapping[str, str] = field(default_factory=dict)

    def ancestors(self, entity: str) -> tuple[str, ...]:
        """The entities whose attributes are in reach of `entity`, nearest first, without itself."""
        found: list[str] = []
        waiting = [parent.entity for parent in self.entities[entity].parents]
        while waiting:
            name = waiting.pop(0)
            if name not in found and name in self.entities:
                found.append(name)
                waiting.extend(parent.entity for parent in self.entities[name].parents)
        return tuple(found)

    def children(self, entity: str) -> tuple[str, ...]:
        """The entities that belong to `entity`, in the order of the file."""
        return tuple(
            child.name
            for child in self.entities.values()
            if any(parent.entity == entity for parent in child.parents)
        )
