"""From what a source says of a table to a table that our design files hold, the difference named.

DynamoDB refuses some of what can be written down, such as a maximum throughput of a provisioned
table. It is left out here and said, so that what comes out loads. The rules are those of
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values import (
    AttributeType,
    AutoScaling,
    Design,
    Index,
    IndexKind,
    KeySchema,
    Projection,
    Provisioned,
    Table,
    UnitsPerSecond,
)
from pytest_dynamo.design.writing.text import design_text
from pytest_dynamo.errors import DesignError, DynamoError
from pytest_dynamo.interop.documents.document import Where, dotted
from pytest_dynamo.interop.shapes import Losses

LONGEST_NAME = 100
"""Of a design; a table, whose name it may go by, has up to 255 characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a source calls the members that are judged here."""

    types: str
    capacity: str
    maximum: str
    billing: str


@dataclass(slots=True, kw_only=True)
class Throughput:
    """What a source says of the throughput of a table or an index; auto scaling by `read` and `write`."""

    read: int | None = None
    write: int | None = None
    maximum: tuple[int | None, int | None] = (None, None)
    warm: tuple[int | None, int | None] = (None, None)
    scaling: dict[str, AutoScaling] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class IndexDraft:
    """What a source says of an index."""

    name: str
    kind: IndexKind
    key: KeySchema
    where: Where
    projection: Projection = field(default_factory=Projection)
    throughput: Throughput = field(default_factory=Throughput)
    contributor_insights: str | None = None


@dataclass(slots=True, kw_only=True)
class Draft:
    """What a source says of a table; `settings` are members of Table that need no judging.

    `billing_mode` is None where the source is silent, which DynamoDB takes for PROVISIONED.
    """

    name: str
    key: KeySchema
    types: dict[str, AttributeType]
    where: Where
    words: Words
    billing_mode: str | None = None
    throughput: Throughput = field(default_factory=Throughput)
    indexes: dict[str, IndexDraft] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)

    def add_index(self, index: IndexDraft, losses: Losses) -> None:
        """Take an index in.

        Raises:
            DynamoError: There is one of that name.
        """
        if index.name in self.indexes:
            first = dotted(self.indexes[index.name].where)
            message = f"there is an index '{index.name}' already, {first}"
            losses.fail(index.where, message, "rename or remove one of the two")
        self.indexes[index.name] = index


def table_of(draft: Draft, losses: Losses) -> Table:
    """The table of a draft."""
    is_provisioned = _is_provisioned(draft, losses)
    capacity = _capacity(draft.throughput) if is_provisioned else None
    indexes = {
        name: _index(index, draft, capacity, losses) for name, index in draft.indexes.items()
    }
    settings = dict(draft.settings)
    if settings.get("multi_region_consistency") and not settings.get("replicas"):
        del settings["multi_region_consistency"]
        losses.add(draft.where, "a consistency among regions is for tables with replicas; left out")
    return Table(
        name=draft.name,
        key=draft.key,
        attribute_types=_types(draft, indexes, losses),
        indexes=indexes,
        billing_mode="PROVISIONED" if capacity else "PAY_PER_REQUEST",
        provisioned=capacity,
        max_throughput=_maximum(draft.throughput, draft, draft.where, losses, capacity),
        warm_throughput=_units(draft.throughput.warm),
        **settings,
    )


def sound(design: Design, path: str) -> Design:
    """The design, if its file loads.

    Raises:
        DynamoError: It does not: the source describes tables that DynamoDB does not take.
    """
    try:
        parse_design(design_text(design), path)
    except DesignError as error:
        mistakes = [f"  {one.where}: {one.message}" for one in error.mistakes]
        message = "\n".join(
            [
                f"{path}: DynamoDB takes no such tables:",
                *mistakes,
                "To fix this: correct the source; the places are those of the design it would become",
            ]
        )
        raise DynamoError(message) from None
    return design


def _is_provisioned(draft: Draft, losses: Losses) -> bool:
    if draft.billing_mode == "PAY_PER_REQUEST":
        _leave_capacity(draft.throughput, draft.where, draft.words, losses)
        return False
    if draft.throughput.read and draft.throughput.write:
        return True
    where = (*draft.where, draft.words.capacity)
    losses.add(where, "a provisioned table has read and write capacity; taken for on demand")
    return False


def _leave_capacity(one: Throughput, where: Where, words: Words, losses: Losses) -> None:
    if one.read or one.write:
        losses.add((*where, words.capacity), "the table is on demand; left out")
    if one.scaling:
        losses.add(where, "auto scaling is for provisioned tables; left out")


def _capacity(one: Throughput) -> Provisioned:
    return Provisioned(
        read_capacity_units=one.read or 1,
        write_capacity_units=one.write or 1,
        read_autoscaling=one.scaling.get("read"),
        write_autoscaling=one.scaling.get("write"),
    )


def _index(index: IndexDraft, draft: Draft, capacity: Provisioned | None, losses: Losses) -> Index:
    provisioned = None
    if index.kind == "global" and capacity:
        if not (index.throughput.read and index.throughput.write):
            message = "no capacity of its own, which DynamoDB asks for; it takes its table's"
            losses.add((*index.where, draft.words.capacity), message)
            index.throughput.read = index.throughput.read or capacity.read_capacity_units
            index.throughput.write = index.throughput.write or capacity.write_capacity_units
        provisioned = _capacity(index.throughput)
    else:
        _leave_capacity(index.throughput, index.where, draft.words, losses)
    return Index(
        name=index.name,
        kind=index.kind,
        key=index.key,
        projection=index.projection,
        provisioned=provisioned,
        max_throughput=_maximum(index.throughput, draft, index.where, losses, capacity),
        warm_throughput=_units(index.throughput.warm),
        contributor_insights=index.contributor_insights,
    )


def _maximum(
    one: Throughput, draft: Draft, where: Where, losses: Losses, capacity: Provisioned | None
) -> UnitsPerSecond | None:
    maximum = _units(one.maximum)
    if maximum and capacity:
        losses.add((*where, draft.words.maximum), "the table is provisioned; left out")
        return None
    return maximum


def _units(units: tuple[int | None, int | None]) -> UnitsPerSecond | None:
    read, write = units
    if read is None and write is None:
        return None
    return UnitsPerSecond(read_units_per_second=read, write_units_per_second=write)


def _types(draft: Draft, indexes: Mapping[str, Index], losses: Losses) -> dict[str, AttributeType]:
    """The types of key attributes, and of no others."""
    where = (*draft.where, draft.words.types)
    keys = [draft.key, *(index.key for index in indexes.values())]
    names = dict.fromkeys(name for key in keys for name in key.attributes)
    for name in names:
        if name not in draft.types:
            losses.add(where, f"no type for '{name}', which is in a key; taken for text, S")
    for name in draft.types:
        if name not in names:
            losses.add(where, f"'{name}' is in no key, so that DynamoDB refuses it; left out")
    return {name: draft.types.get(name, "S") for name in names}
