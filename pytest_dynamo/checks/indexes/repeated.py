"""PD207: indexes whose keys are those of their table, or of another index."""

from collections.abc import Iterator

from pytest_dynamo.checks.capacity.wording import resource
from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.positions import Binding, written_out
from pytest_dynamo.design.values import Design, Entity, Index, KeySchema, Table

_GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"

REPEATED = Rule(
    id="PD207",
    title="An index has the key of its table, or of another index.",
    severity="note",
    why=(
        "An index is there to find and sort items by something else. One with the same key finds them as "
        "the other does, and each write pays for both. It is of use where its entries are much smaller than "
        "what they are taken from."
    ),
    fix="Read the table, or the other index, and remove this one.",
    link=f"{_GUIDE}/bp-indexes-general.html",
)


def repeated_keys(facts: Facts) -> Iterator[Finding]:
    """A finding for each index that has nothing but the key of its table or of an index before it."""
    for table in facts.design.tables.values():
        before: list[Index | None] = [None]
        for index in table.indexes.values():
            like = next((each for each in before if _is_alike(facts, table, index, each)), index)
            if like is not index:
                yield REPEATED.finding(
                    place=index.place,
                    subject=resource(table, index),
                    found=f"{resource(table, index)} has the same keys as {resource(table, like)}",
                    means="each write of an item goes to both, and both find and sort items alike",
                    fix=f"read {resource(table, like)} instead, and remove this one",
                )
            before.append(index)


def _is_alike(facts: Facts, table: Table, index: Index, other: Index | None) -> bool:
    """Whether the items of an index have there the keys that they have elsewhere."""
    entities = facts.entities_in(table, index)
    there = (other or table).key
    if len(there.partition_key) != len(index.key.partition_key):
        return False
    return bool(entities) and all(
        set(there.attributes) <= entity.attributes.keys()
        and _made_of(facts.design, entity, index.key) == _made_of(facts.design, entity, there)
        and facts.counts.share(entity.name, index.key.attributes)
        == facts.counts.share(entity.name, there.attributes)
        for entity in entities
    )


def _made_of(design: Design, entity: Entity, key: KeySchema) -> list[tuple[object, ...]]:
    """What each attribute of a key is made of."""
    return [
        tuple(
            (part.entity, part.attribute, str(part.placeholder or ""))
            if isinstance(part, Binding)
            else part
            for part in written_out(design, entity.name, name)
        )
        for name in key.attributes
    ]
