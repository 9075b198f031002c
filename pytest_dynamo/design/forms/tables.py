"""The form of a table and of its indexes."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, Tag

from pytest_dynamo.design.forms.form import (
    BY_SHAPE,
    LIST,
    MAPPING,
    NOTHING,
    TEXT,
    Flag,
    Form,
    PositiveInt,
)

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
AttributeName: TypeAlias = Annotated[str, Field(min_length=1, max_length=255)]


class KeyAttribute(Form):
    """A key attribute and its type."""

    name: AttributeName
    type: Literal["S", "N", "B"] = "S"


_NamedAttribute: TypeAlias = Annotated[
    Annotated[AttributeName, Tag(TEXT)] | Annotated[KeyAttribute, Tag(MAPPING)], BY_SHAPE
]
KeyForm: TypeAlias = Annotated[
    Annotated[AttributeName, Tag(TEXT)]
    | Annotated[KeyAttribute, Tag(MAPPING)]
    | Annotated[list[_NamedAttribute], Tag(LIST), Field(min_length=1)],
    BY_SHAPE,
]


class AutoScalingForm(Form):
    """Target-tracking auto scaling."""

    min: PositiveInt
    max: PositiveInt
    target_utilization: int = Field(default=70, ge=20, le=90, description="In percent.")


class ProvisionedForm(Form):
    """Provisioned capacity, in capacity units."""

    read_capacity_units: PositiveInt
    write_capacity_units: PositiveInt
    autoscaling: AutoScalingForm | None = Field(
        default=None, description="For reads and for writes."
    )
    read_autoscaling: AutoScalingForm | None = None
    write_autoscaling: AutoScalingForm | None = None


class UnitsForm(Form):
    """Units a second; at least one of the two."""

    read_units_per_second: PositiveInt | None = None
    write_units_per_second: PositiveInt | None = None


InsightsForm: TypeAlias = Annotated[
    Flag | Annotated[Literal["ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS"], Tag(TEXT)],
    BY_SHAPE,
]


class IndexForm(Form):
    """A secondary index."""

    type: Literal["global", "local"] = "global"
    partition_key: KeyForm | None = Field(
        default=None, description="Up to four attributes; a local index takes its table's."
    )
    sort_key: KeyForm | None = Field(default=None, description="Up to four attributes.")
    projection: Annotated[
        Annotated[Literal["ALL", "KEYS_ONLY"], Tag(TEXT)]
        | Annotated[list[AttributeName], Tag(LIST), Field(min_length=1)],
        BY_SHAPE,
    ] = Field(default="ALL", description="ALL, KEYS_ONLY, or a list of attributes.")
    billing_mode: ProvisionedForm | None = Field(
        default=None, description="Capacity of its own, if its table is provisioned."
    )
    max_throughput: UnitsForm | None = None
    warm_throughput: UnitsForm | None = None
    contributor_insights: InsightsForm = False


class RecoveryForm(Form):
    """For how long a table can be restored."""

    recovery_period_days: int = Field(ge=1, le=35)


class KmsKeyForm(Form):
    """Encryption with a key of the customer's."""

    kms_key: str = Field(min_length=1)


class KinesisForm(Form):
    """A Kinesis data stream that receives the table's changes."""

    arn: str = Field(min_length=37, max_length=1024)
    precision: Literal["MILLISECOND", "MICROSECOND"] | None = None


class TableForm(Form):
    """A table."""

    partition_key: KeyForm
    sort_key: KeyForm | None = None
    indexes: dict[str, IndexForm] = Field(default_factory=dict)
    billing_mode: Annotated[
        Annotated[Literal["PAY_PER_REQUEST"], Tag(TEXT)] | Annotated[ProvisionedForm, Tag(MAPPING)],
        BY_SHAPE,
    ] = Field(default="PAY_PER_REQUEST", description="PAY_PER_REQUEST, or provisioned capacity.")
    max_throughput: UnitsForm | None = None
    warm_throughput: UnitsForm | None = None
    stream: Literal["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"] | None = None
    time_to_live: AttributeName | None = Field(
        default=None, description="The attribute with the time an item ends, in epoch seconds."
    )
    point_in_time_recovery: Annotated[Flag | Annotated[RecoveryForm, Tag(MAPPING)], BY_SHAPE] = (
        False
    )
    encryption: Annotated[
        Annotated[Literal["AWS_OWNED", "AWS_MANAGED"], Tag(TEXT)]
        | Annotated[KmsKeyForm, Tag(MAPPING)],
        BY_SHAPE,
    ] = "AWS_OWNED"
    deletion_protection: bool = False
    removal_policy: Literal["RETAIN", "DESTROY", "SNAPSHOT"] = "RETAIN"
    table_class: Literal["STANDARD", "STANDARD_INFREQUENT_ACCESS"] = "STANDARD"
    contributor_insights: InsightsForm = False
    resource_policy: dict[str, Any] | None = None
    kinesis_stream: Annotated[
        Annotated[str, Tag(TEXT), Field(min_length=37, max_length=1024)]
        | Annotated[KinesisForm, Tag(MAPPING)]
        | Annotated[None, Tag(NOTHING)],
        BY_SHAPE,
    ] = None
    tags: dict[str, str] = Field(default_factory=dict)
    replicas: list[str] = Field(default_factory=list, description="Regions of a global table.")
    multi_region_consistency: Literal["EVENTUAL", "STRONG"] | None = None
    vector_indexes: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="Kept and exported; not run."
    )
