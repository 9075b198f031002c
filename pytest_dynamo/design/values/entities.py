"""What a design says of entities: kinds of items, how their values are made, how many there are."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values.place import NOWHERE, Place

_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

Scalar: TypeAlias = str | int | float | Decimal | bool | bytes | None
DistributionKind: TypeAlias = Literal[
    "uniform", "zipf", "hotset", "latest", "sequential", "weighted", "replay"
]


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
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """How members are chosen, or children spread over parents.

    `exponent` is the zipf exponent. A hot set gives `hot_requests` of the requests to `hot_keys` of
    the keys (both shares of 1). `shuffle` ranks the members anew instead of by creation. `parts` are
    the weights of equal parts of the members, in order of creation. A replay, which no design file
    has, takes its members from the file `source`: their numbers are in `replayed`, when it is read.
    """

    kind: DistributionKind = "uniform"
    exponent: float | None = None
    hot_keys: float | None = None
    hot_requests: float | None = None
    shuffle: bool = False
    parts: tuple[float, ...] = ()
    source: str = ""
    replayed: Sequence[int] = field(default=(), compare=False, repr=False)

    def __str__(self) -> str:
        match self.kind:
            case "zipf":
                return f"zipf {self.exponent:g}"
            case "hotset":
                return f"hotset {self.hot_keys:g} of keys, {self.hot_requests:g} of requests"
            case "weighted":
                return f"weighted {', '.join(f'{weight:g}' for weight in self.parts)}"
            case "replay":
                return f"replay of {self.source}"
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
    place: Place = NOWHERE


def snake_case(name: str) -> str:
    """The name of an entity as it appears in Python.

    >>> snake_case("OrderItem"), snake_case("SKUPrice")
    ('order_item', 'sku_price')
    """
    return _WORD_STARTS.sub("_", name).lower()
