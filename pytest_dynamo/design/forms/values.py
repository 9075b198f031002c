"""The forms of values: templates, constants and ways of making a value."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag
from typing_extensions import TypeAliasType

from pytest_dynamo.design.forms.form import (
    BY_SHAPE,
    LIST,
    MAPPING,
    NUMBER,
    TEXT,
    FiniteFloat,
    Form,
    PositiveFloat,
    PositiveInt,
    ScalarForm,
    Share,
    shape,
)
from pytest_dynamo.design.written import SPAN

Duration: TypeAlias = Annotated[
    Annotated[str, Field(pattern=SPAN), Tag(TEXT)] | Annotated[int | FiniteFloat, Tag(NUMBER)],
    BY_SHAPE,
]


class OptionalForm(Form):
    """Settings that every way of making a value takes."""

    present: Share = Field(default=1.0, description="Share of the items that have the attribute.")
    when: dict[str, ScalarForm] = Field(
        default_factory=dict,
        description="Values other attributes must have for this one to be present.",
    )
    cardinality: PositiveInt | None = Field(
        default=None, description="How many distinct values there are, where that cannot be told."
    )


class ValueForm(OptionalForm):
    """A template or constant that not every item has."""

    value: ScalarForm = Field(description="A template or a constant.")


class FakerForm(OptionalForm):
    """A value made by a provider of Faker."""

    faker: str = Field(description="Name of the provider, such as email.")
    args: dict[str, Any] = Field(default_factory=dict, description="Arguments of the provider.")
    unique: bool = Field(default=False, description="Whether no two items have the same value.")


class ChoiceForm(OptionalForm):
    """One of several values, by weight."""

    choice: Annotated[
        Annotated[dict[ScalarForm, PositiveFloat], Tag(MAPPING), Field(min_length=1)]
        | Annotated[list[ScalarForm], Tag(LIST), Field(min_length=1)],
        BY_SHAPE,
    ] = Field(description="Values and their weights, or a list of equally likely values.")


class IntegerRange(Form):
    """Two integers, both included."""

    min: int
    max: int


class IntegerForm(OptionalForm):
    """A whole number, evenly spread."""

    int_: IntegerRange = Field(alias="int")


class NumberRange(Form):
    """Two numbers, both included, and how many decimal places."""

    min: int | FiniteFloat
    max: int | FiniteFloat
    places: int = Field(default=2, ge=0, le=20)


class NumberForm(OptionalForm):
    """A decimal number, evenly spread."""

    number: NumberRange


class Size(Form):
    """A smallest and a largest size, both included."""

    min: int = Field(ge=0)
    max: int = Field(ge=0)


SizeForm: TypeAlias = Annotated[
    Annotated[int, Tag(NUMBER), Field(ge=0)] | Annotated[Size, Tag(MAPPING)], BY_SHAPE
]


class TextForm(OptionalForm):
    """Text of so many bytes."""

    text_bytes: SizeForm


class BinaryForm(OptionalForm):
    """Binary data of so many bytes."""

    binary_bytes: SizeForm


class UlidForm(OptionalForm):
    """A ULID: 26 characters that sort by time."""

    ulid: Literal[True]


class KsuidForm(OptionalForm):
    """A KSUID: 27 characters that sort by time."""

    ksuid: Literal[True]


class Sequence(Form):
    """Where a sequence starts."""

    start: int = 1


class SequenceForm(OptionalForm):
    """A whole number that grows by one with each item."""

    sequence: Sequence


class Timestamp(Form):
    """How far back the seeded items reach."""

    since: Duration = Field(description="A span before now, such as -365d.")


class TimestampForm(OptionalForm):
    """A moment: spread over a span for seeded items, now for items made in a run."""

    timestamp: Timestamp
    format: Literal["iso8601", "date", "epoch_seconds"] = "iso8601"


class EpochSecondsForm(OptionalForm):
    """Now and so many seconds, in seconds since the epoch: what time to live wants."""

    epoch_seconds: Duration


class EpochMillisecondsForm(OptionalForm):
    """Now and so many milliseconds, in milliseconds since the epoch."""

    epoch_milliseconds: Duration


class MapForm(OptionalForm):
    """A mapping of named values."""

    map: "dict[str, AnyValue]"


class Members(Form):
    """What a list or set holds, and how many."""

    of: "AnyValue"
    length: SizeForm = 1


class ListForm(OptionalForm):
    """A list of values made alike."""

    list_: Members = Field(alias="list")


class SetForm(OptionalForm):
    """A set of distinct values made alike."""

    set_: Members = Field(alias="set")


class ShardOfForm(OptionalForm):
    """A shard number calculated from another attribute."""

    shard_of: str = Field(description="The attribute the number is calculated from.")
    count: PositiveInt = Field(description="How many shards there are.")


class RandomShardForm(OptionalForm):
    """A shard number drawn for each item."""

    random_shard: PositiveInt = Field(description="How many shards there are.")


MAKERS: dict[str, type[OptionalForm]] = {
    "faker": FakerForm,
    "choice": ChoiceForm,
    "int": IntegerForm,
    "number": NumberForm,
    "text_bytes": TextForm,
    "binary_bytes": BinaryForm,
    "ulid": UlidForm,
    "ksuid": KsuidForm,
    "sequence": SequenceForm,
    "timestamp": TimestampForm,
    "epoch_seconds": EpochSecondsForm,
    "epoch_milliseconds": EpochMillisecondsForm,
    "map": MapForm,
    "list": ListForm,
    "set": SetForm,
    "shard_of": ShardOfForm,
    "random_shard": RandomShardForm,
    "value": ValueForm,
}


def maker_of(value: object) -> str:
    """The tag of the form a value has: its maker, for a mapping that names one."""
    if isinstance(value, dict):
        return next((f"<{maker}>" for maker in MAKERS if maker in value), MAPPING)
    return LIST if shape(value) == LIST else "<constant>"


AnyValue = TypeAliasType(
    "AnyValue",
    Annotated[
        Annotated[ScalarForm, Tag("<constant>")]
        | Annotated[ValueForm, Tag("<value>")]
        | Annotated[FakerForm, Tag("<faker>")]
        | Annotated[ChoiceForm, Tag("<choice>")]
        | Annotated[IntegerForm, Tag("<int>")]
        | Annotated[NumberForm, Tag("<number>")]
        | Annotated[TextForm, Tag("<text_bytes>")]
        | Annotated[BinaryForm, Tag("<binary_bytes>")]
        | Annotated[UlidForm, Tag("<ulid>")]
        | Annotated[KsuidForm, Tag("<ksuid>")]
        | Annotated[SequenceForm, Tag("<sequence>")]
        | Annotated[TimestampForm, Tag("<timestamp>")]
        | Annotated[EpochSecondsForm, Tag("<epoch_seconds>")]
        | Annotated[EpochMillisecondsForm, Tag("<epoch_milliseconds>")]
        | Annotated[MapForm, Tag("<map>")]
        | Annotated[ListForm, Tag("<list>")]
        | Annotated[SetForm, Tag("<set>")]
        | Annotated[ShardOfForm, Tag("<shard_of>")]
        | Annotated[RandomShardForm, Tag("<random_shard>")],
        Discriminator(maker_of),
    ],
)

for _form in (MapForm, Members, ListForm, SetForm):
    _form.model_rebuild()
