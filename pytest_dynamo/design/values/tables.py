"""What a design says of tables and their indexes.

Keys are tuples of attribute names, because a global secondary index takes up to four
partition-key and four sort-key attributes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pytest_dynamo.design.values.place import NOWHERE, Place

AttributeType: TypeAlias = Literal["S", "N", "B"]
BillingMode: TypeAlias = Literal["PAY_PER_REQUEST", "PROVISIONED"]
ProjectionKind: TypeAlias = Literal["ALL", "KEYS_ONLY", "INCLUDE"]
IndexKind: TypeAlias = Literal["global", "local"]


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
    place: Place = NOWHERE


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
    place: Place = NOWHERE

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
