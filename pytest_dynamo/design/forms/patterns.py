"""The form of an access pattern, and of how members are chosen."""

from typing import Annotated, ClassVar, Literal, TypeAlias, get_args

from pydantic import ConfigDict, Field, Tag

from pytest_dynamo.design.forms.form import (
    BINARY,
    BY_SHAPE,
    FLAG,
    LIST,
    MAPPING,
    NOTHING,
    NUMBER,
    TEXT,
    Form,
    PositiveFloat,
    PositiveInt,
    ScalarForm,
    Share,
    Weight,
)
from pytest_dynamo.design.forms.values import AnyValue
from pytest_dynamo.design.values import PatternKind


class HotSet(Form):
    """A share of the keys that gets a share of the requests."""

    keys: Share
    requests: Share


class DistributionMapping(Form):
    """A distribution with parameters: one of zipf, hotset and weighted."""

    zipf: PositiveFloat | None = Field(default=None, description="The exponent.")
    hotset: HotSet | None = None
    weighted: list[Weight] | None = Field(
        default=None,
        min_length=2,
        max_length=1_000,
        description="The weights of equal parts of the members, in order of creation.",
    )
    shuffle: bool = Field(default=False, description="Rank the members anew, not by creation.")


DistributionForm: TypeAlias = Annotated[
    Annotated[Literal["uniform", "latest", "sequential"], Tag(TEXT)]
    | Annotated[DistributionMapping, Tag(MAPPING)],
    BY_SHAPE,
]


class ComparisonForm(Form):
    """One comparison."""

    nothing_is_a_value: ClassVar[bool] = True

    equal: ScalarForm | None = Field(default=None, alias="=")
    less: ScalarForm | None = Field(default=None, alias="<")
    at_most: ScalarForm | None = Field(default=None, alias="<=")
    more: ScalarForm | None = Field(default=None, alias=">")
    at_least: ScalarForm | None = Field(default=None, alias=">=")
    between: list[ScalarForm] | None = Field(default=None, min_length=2, max_length=2)
    begins_with: str | None = None


ConditionForm: TypeAlias = Annotated[
    Annotated[str, Tag(TEXT)]
    | Annotated[int | float, Tag(NUMBER)]
    | Annotated[bool, Tag(FLAG)]
    | Annotated[bytes, Tag(BINARY)]
    | Annotated[None, Tag(NOTHING)]
    | Annotated[ComparisonForm, Tag(MAPPING)],
    BY_SHAPE,
]
Conditions: TypeAlias = Annotated[dict[str, ConditionForm], Field(min_length=1)]
Key: TypeAlias = Annotated[dict[str, ScalarForm], Field(min_length=1)]


class UpdateForm(Form):
    """An update of one item."""

    key: Key
    set_: dict[str, AnyValue] = Field(default_factory=dict, alias="set")
    add: dict[str, AnyValue] = Field(default_factory=dict)
    remove: list[str] = Field(default_factory=list)
    delete: dict[str, AnyValue] = Field(default_factory=dict)


class BatchGetForm(Form):
    """Several items read in one call."""

    of: str
    count: int = Field(ge=1, le=100)


class BatchWriteForm(Form):
    """Several items put or deleted in one call."""

    put: str | None = None
    delete: str | None = None
    count: int = Field(ge=1, le=25)


class TransactGetStep(Form):
    """One read of a transaction."""

    get: Key
    table: str | None = None


class TransactWriteStep(Form):
    """One write of a transaction: one of put, update, delete and check."""

    put: str | None = None
    update: UpdateForm | None = None
    delete: Key | None = None
    check: Key | None = None
    condition: str | None = None
    table: str | None = None


class BudgetForm(Form):
    """What one performance may take."""

    read_units: PositiveFloat | None = None
    write_units: PositiveFloat | None = None
    items_examined: PositiveInt | None = None
    pages: PositiveInt | None = None
    calls: PositiveInt | None = None


OPERATIONS: tuple[PatternKind, ...] = get_args(PatternKind)


class PatternForm(Form):
    """An access pattern: one of the operations, and settings about it."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        json_schema_extra={"oneOf": [{"required": [operation]} for operation in OPERATIONS]}
    )

    description: str = ""
    table: str | None = Field(
        default=None, description="Needed only where a design has several tables."
    )
    index: str | None = None
    get: Key | None = None
    query: Conditions | None = None
    scan: Literal[True] | None = None
    put: str | None = None
    update: UpdateForm | None = None
    delete: Key | None = None
    batch_get: BatchGetForm | None = None
    batch_write: BatchWriteForm | None = None
    transact_get: list[TransactGetStep] | None = Field(default=None, min_length=1, max_length=100)
    transact_write: list[TransactWriteStep] | None = Field(
        default=None, min_length=1, max_length=100
    )
    condition: str | None = Field(default=None, description="A condition expression.")
    returns: Annotated[
        Annotated[str, Tag(TEXT)]
        | Annotated[list[str], Tag(LIST), Field(min_length=1)]
        | Annotated[None, Tag(NOTHING)],
        BY_SHAPE,
    ] = Field(default=None, description="The entity, or entities, whose items come back.")
    filter: Conditions | None = None
    attributes: list[str] = Field(default_factory=list, description="What the caller needs.")
    limit: PositiveInt | None = None
    newest_first: bool = False
    consistent_read: bool = False
    rate: PositiveFloat = Field(default=1.0, description="Requests a second at peak.")
    keys: dict[str, DistributionForm] = Field(
        default_factory=dict, description="How the members of an entity are chosen."
    )
    parameters: dict[str, AnyValue] = Field(default_factory=dict)
    max_waste: float = Field(
        default=1.0, ge=1, allow_inf_nan=False, description="Items examined for each one returned."
    )
    allow_scan: str | None = Field(
        default=None, min_length=1, description="Why a scan is right here."
    )
    fan_out: str | None = Field(
        default=None, description="The shard attribute of which all are read."
    )
    budget: BudgetForm = BudgetForm()
