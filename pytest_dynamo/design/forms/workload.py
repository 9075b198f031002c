"""The form of the load a design is forecast under, and of what it is held to."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, Tag

from pytest_dynamo.design.forms.form import BY_SHAPE, NUMBER, TEXT, FiniteFloat, Form, PositiveFloat
from pytest_dynamo.design.forms.values import Duration
from pytest_dynamo.design.written import MULTIPLE

PERCENT = r"^[0-9]+(\.[0-9]+)? ?%$"

MultipleForm: TypeAlias = Annotated[
    Annotated[str, Field(pattern=MULTIPLE), Tag(TEXT)] | Annotated[PositiveFloat, Tag(NUMBER)],
    BY_SHAPE,
]
ShareForm: TypeAlias = Annotated[
    Annotated[str, Field(pattern=PERCENT), Tag(TEXT)]
    | Annotated[FiniteFloat, Field(ge=0, le=1), Tag(NUMBER)],
    BY_SHAPE,
]


class WorkloadForm(Form):
    """The load to forecast, and what is asked of the design under it."""

    peak: MultipleForm = Field(default=1.0, description="Multiple of the declared rates.")
    duration: Duration = Field(default=3_600, description="How long the load lasts, such as 1h.")
    shape: Literal["step", "ramp", "diurnal"] = Field(
        default="step", description="How the load comes: at once, rising, or as over a day."
    )
    holds_until: PositiveFloat | None = Field(
        default=None, description="Requests a second before the first throttling, at least."
    )
    ceiling: PositiveFloat | None = Field(
        default=None, description="Requests a second it can ever serve, at least."
    )
    usable_capacity: ShareForm | None = Field(
        default=None, description="Share of what its partitions hold that can be used, at least."
    )
    throttled: ShareForm | None = Field(
        default=None, description="Share of the requests that are throttled, at most."
    )
    monthly_price: PositiveFloat | None = Field(
        default=None, description="US dollars a month on demand, at most."
    )
