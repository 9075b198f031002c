"""The form of a whole design file, as a pydantic model.

The JSON Schema is generated from it. What a form cannot say, that a name must exist for example,
is checked where the forms become values.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, Tag

from pytest_dynamo.design.forms.form import (
    BY_SHAPE,
    LIST,
    MAPPING,
    NOTHING,
    TEXT,
    Form,
    PositiveFloat,
    PositiveInt,
    ScalarForm,
)
from pytest_dynamo.design.forms.patterns import DistributionForm, PatternForm
from pytest_dynamo.design.forms.roles import AnyRoleForm
from pytest_dynamo.design.forms.tables import TableForm
from pytest_dynamo.design.forms.values import AnyValue
from pytest_dynamo.design.forms.workload import WorkloadForm

VERSION = 1
MAX_POPULATION = 1_000_000_000
# Reports are kept in folders of this name, so that it is none with a slash, nor `.` or `..`.
DESIGN_NAME = r"^[.]*[a-zA-Z0-9_-][a-zA-Z0-9_.-]*$"


class ParentForm(Form):
    """How many children a parent has."""

    mean: PositiveFloat = 1.0
    max: PositiveInt | None = None
    distribution: DistributionForm = "uniform"


ParentsForm: TypeAlias = Annotated[
    Annotated[str, Tag(TEXT)]
    | Annotated[list[str], Tag(LIST), Field(min_length=1)]
    | Annotated[
        dict[
            str,
            Annotated[
                Annotated[ParentForm, Tag(MAPPING)] | Annotated[None, Tag(NOTHING)], BY_SHAPE
            ],
        ],
        Tag(MAPPING),
        Field(min_length=1),
    ]
    | Annotated[None, Tag(NOTHING)],
    BY_SHAPE,
]


class EntityForm(Form):
    """A kind of item."""

    table: str | None = Field(
        default=None, description="Needed only where a design has several tables."
    )
    population: int | None = Field(
        default=None, ge=1, le=MAX_POPULATION, description="How many there are."
    )
    belongs_to: ParentsForm = Field(
        default=None, description="The parents, instead of a population."
    )
    plural: str | None = Field(
        default=None, description="Under which a parent lists them in Python."
    )
    item: dict[str, AnyValue] = Field(min_length=1)


class DesignForm(Form):
    """A DynamoDB table design."""

    version: Literal[1]
    name: str | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        pattern=DESIGN_NAME,
        description="The file's name if left out.",
    )
    description: str = ""
    tables: dict[str, TableForm] = Field(min_length=1)
    entities: dict[str, EntityForm] = Field(default_factory=dict)
    access_patterns: dict[str, PatternForm] = Field(default_factory=dict)
    roles: dict[str, AnyRoleForm] = Field(
        default_factory=dict, description="Who performs which access patterns, and nothing else."
    )
    seeds: dict[str, list[dict[str, ScalarForm]]] = Field(
        default_factory=dict, description="Literal items, by entity."
    )
    workload: WorkloadForm | None = Field(
        default=None, description="The load to forecast, and what is asked of the design under it."
    )
    ignore: dict[str, str] = Field(default_factory=dict, description="Rules not to apply, and why.")
