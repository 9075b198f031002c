"""PD407 and PD408: items that are near the largest there may be, or above it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pytest_dynamo.capacity.item_size import MAX_ITEM_BYTES
from pytest_dynamo.checks.capacity.largest import largest_entry, largest_item
from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.values import Design, Entity, Place
from pytest_dynamo.forecast.figures import bytes_text, percent_text

_GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"

NEAR = 0.8
"""From this share of the limit on, an item that can be so large is worth a warning."""

_WORTH_NAMING = 0.1
_MOST_NAMED = 3

NEAR_LARGEST = Rule(
    id="PD407",
    title="An item can come near the 400 KB that DynamoDB takes.",
    severity="warning",
    why=(
        "An item has at most 409,600 bytes, names and values, together with its entries in local "
        "indexes. A write of a larger one is refused with a ValidationException, and by then the data "
        "is there. Long before that a large item is dear: each update of one attribute pays for all of "
        "it, one write unit for each KB."
    ),
    fix=(
        "Keep what is large in S3 and its key in the item, or cut the item into several of one item "
        "collection."
    ),
    link=f"{_GUIDE}/bp-use-s3-too.html",
)

TOO_LARGE = Rule(
    id="PD408",
    title="An item can be larger than the 400 KB that DynamoDB takes.",
    severity="error",
    why=(
        "An item has at most 409,600 bytes, names and values, together with its entries in local "
        "indexes. The design makes items that are larger, and their writes are refused with a "
        "ValidationException."
    ),
    fix=(
        "Keep what is large in S3 and its key in the item, or cut the item into several of one item "
        "collection."
    ),
    link=f"{_GUIDE}/bp-use-s3-too.html",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Largest:
    """The largest item of an entity: its attributes, and its entries in local indexes, in bytes."""

    entity: Entity
    place: Place
    attributes: Mapping[str, int]
    local_entries: int

    @classmethod
    def of(cls, design: Design, entity: Entity) -> "_Largest":
        """The largest item of an entity; its place is that of its largest attribute."""
        table, sizes = design.tables[entity.table], largest_item(design, entity)
        most = max(sizes, key=lambda name: sizes[name])
        return cls(
            entity=entity,
            place=entity.attributes[most].place,
            attributes=sizes,
            local_entries=sum(largest_entry(table, one, sizes) for one in table.local_indexes),
        )

    @property
    def size_bytes(self) -> int:
        """All of it."""
        return sum(self.attributes.values()) + self.local_entries

    def found(self) -> str:
        """How large it is, and what makes it so."""
        large = sorted(self.attributes.items(), key=lambda each: -each[1])
        parts = [
            f"{name} up to {bytes_text(size)}"
            for name, size in large[:_MOST_NAMED]
            if size >= _WORTH_NAMING * self.size_bytes
        ]
        if self.local_entries:
            parts.append(f"its entries in local indexes {bytes_text(self.local_entries)}")
        size = bytes_text(self.size_bytes)
        return f"an item of {self.entity.name} can have {size}, modelled: {', '.join(parts)}"

    def fix(self) -> str:
        """What to move out of it."""
        most = max(self.attributes, key=lambda name: self.attributes[name])
        if self.local_entries > self.attributes[most]:
            return "project less into the local indexes, or make them global ones"
        return (
            f"keep {most} in S3 and its key here, or cut it into items of the same partition key; "
            f"if it is never so large, give it a smaller max"
        )


def near_largest(facts: Facts) -> Iterator[Finding]:
    """A finding for each entity whose items can come near the limit."""
    for each in _all(facts):
        if NEAR * MAX_ITEM_BYTES <= each.size_bytes <= MAX_ITEM_BYTES:
            yield NEAR_LARGEST.finding(
                place=each.place,
                subject=each.entity.name,
                found=each.found(),
                means=(
                    f"at {percent_text(each.size_bytes / MAX_ITEM_BYTES)} of the 400 KB that an item may "
                    f"have, and each write of it takes {-(-each.size_bytes // 1024):,} write units"
                ),
                fix=each.fix(),
            )


def too_large(facts: Facts) -> Iterator[Finding]:
    """A finding for each entity whose items can be above the limit."""
    for each in _all(facts):
        if each.size_bytes > MAX_ITEM_BYTES:
            yield TOO_LARGE.finding(
                place=each.place,
                subject=each.entity.name,
                found=each.found(),
                means="above the 400 KB that an item may have: such a write is refused",
                fix=each.fix(),
            )


def _all(facts: Facts) -> Iterator[_Largest]:
    for entity in facts.design.entities.values():
        yield _Largest.of(facts.design, entity)


RULES: Mapping[Rule, Callable[[Facts], Iterable[Finding]]] = {
    NEAR_LARGEST: near_largest,
    TOO_LARGE: too_large,
}
"""The rules, each with what looks for it."""
