"""What the forms of a design file have in common.

A form is a pydantic model of one mapping of the file. Several settings take more than one shape, a
text or a mapping for example; which one was meant is decided by what stands in the file, so that a
mistake inside is reported against that shape alone.
"""

from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictBytes,
    StrictFloat,
    StrictInt,
    StrictStr,
    Tag,
    ValidationInfo,
    model_validator,
)

TEXT, NUMBER, FLAG, NOTHING, BINARY, LIST, MAPPING = (
    "<a text>",
    "<a number>",
    "<true or false>",
    "<nothing>",
    "<binary data>",
    "<a list>",
    "<a mapping>",
)


def shape(value: object) -> str:
    """Which shape a value of the file has; these are tags, hence the angle brackets."""
    match value:
        case str():
            return TEXT
        case bool():
            return FLAG
        case int() | float():
            return NUMBER
        case bytes():
            return BINARY
        case list():
            return LIST
        case None:
            return NOTHING
    return MAPPING


BY_SHAPE = Discriminator(shape)

Text: TypeAlias = Annotated[StrictStr, Tag(TEXT)]
Number: TypeAlias = Annotated[StrictInt | StrictFloat, Tag(NUMBER)]
Flag: TypeAlias = Annotated[StrictBool, Tag(FLAG)]

ScalarForm: TypeAlias = Annotated[
    Text | Number | Flag | Annotated[StrictBytes, Tag(BINARY)] | Annotated[None, Tag(NOTHING)],
    BY_SHAPE,
]
FiniteFloat: TypeAlias = Annotated[float, Field(allow_inf_nan=False)]
PositiveFloat: TypeAlias = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Weight: TypeAlias = Annotated[float, Field(ge=0, allow_inf_nan=False)]
PositiveInt: TypeAlias = Annotated[int, Field(ge=1)]
Share: TypeAlias = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]


class Form(BaseModel):
    """One mapping of the file. Settings it does not know are mistakes."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        strict=True, extra="forbid", frozen=True, populate_by_name=False
    )

    nothing_is_a_value: ClassVar[bool] = False

    @model_validator(mode="before")
    @classmethod
    def _note_form(cls, data: Any, info: ValidationInfo) -> Any:  # noqa: ANN401 - any YAML value
        """Note which form each mapping was taken for, so that messages can name its settings.

        A setting with nothing after it counts as left out, unless nothing is a value there.
        """
        if isinstance(info.context, dict):
            info.context[id(data)] = cls
        if not isinstance(data, dict) or cls.nothing_is_a_value:
            return data
        optional = {
            field.alias or name for name, field in cls.model_fields.items() if field.default is None
        }
        return {
            name: value for name, value in data.items() if value is not None or name not in optional
        }

    @classmethod
    def settings(cls) -> tuple[str, ...]:
        """The names of the settings as they are written in the file."""
        return tuple(field.alias or name for name, field in cls.model_fields.items())
