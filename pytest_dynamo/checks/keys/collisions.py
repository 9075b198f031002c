"""PD103 and PD107: items that have one key, so that one overwrites the other."""

from collections.abc import Iterator
from itertools import combinations
from math import prod

from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.keys.rows import meeting_text, row_of
from pytest_dynamo.checks.keys.wording import templates_of
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.values import Entity, Table
from pytest_dynamo.forecast.figures import number_text

_GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"
_API = "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference"

COLLISION = Rule(
    id="PD103",
    title="Two entities can make the same key.",
    severity="error",
    why=(
        "The key of a table is all that tells items apart. Where an item of one entity can have the key of "
        "an item of another, a put of the one silently replaces the other, and a get returns what the "
        "caller does not expect."
    ),
    fix="Begin the keys of each entity with a text of its own, such as `USER#` and `ORDER#`.",
    link=f"{_GUIDE}/HowItWorks.CoreComponents.html",
)

OVERWRITTEN = Rule(
    id="PD107",
    title="Items of one entity have the same key.",
    severity="error",
    why=(
        "There are more items of an entity than its key can tell apart. A put of an item with a key that "
        "is there replaces what was there, without an error."
    ),
    fix="Put what identifies an item into its key, such as an id in the sort key.",
    link=f"{_API}/API_PutItem.html",
)


def collisions(facts: Facts) -> Iterator[Finding]:
    """A finding for each two entities of a table that can make the same key."""
    for table in facts.design.tables.values():
        for one, other in combinations(facts.entities_in(table), 2):
            texts = [
                meeting_text(
                    row_of(facts.counts, one.name, name), row_of(facts.counts, other.name, name)
                )
                for name in table.key.attributes
            ]
            if all(text is not None for text in texts):
                yield _collision(table, one, other, [text for text in texts if text is not None])


def _collision(table: Table, one: Entity, other: Entity, texts: list[str]) -> Finding:
    key = table.key.attributes
    example = ", ".join(f"{name} {text!r}" for name, text in zip(key, texts, strict=True))
    mine, others = templates_of(one, key), templates_of(other, key)
    made = f"both from {others}" if mine == others else f"{mine}, and {others}"
    return COLLISION.finding(
        place=other.attributes[key[0]].place,
        subject=f"{one.name} and {other.name}",
        found=f"{one.name} and {other.name} can make the same key of table {table.name}, {made}",
        means=f"an item with {example} can be either, and a put of one replaces the other",
        fix=_told_apart(table, one, other),
    )


def _told_apart(table: Table, one: Entity, other: Entity) -> str:
    """What tells the keys of two entities apart: a text in front of the last key attribute that takes one."""
    key, own = table.key.attributes, f'"{other.name.upper()}#…"'
    texts = [name for name in key if table.attribute_types[name] == "S"]
    begins = f"begin {(texts or key)[-1]} with a text that only {other.name} has, such as {own}"
    return f"{begins}, and the same for {one.name}" + ("" if texts else ", as a string (type S)")


def overwritten_items(facts: Facts) -> Iterator[Finding]:
    """A finding for each entity of which there are more items than keys."""
    counts = facts.counts
    for table in facts.design.tables.values():
        for entity in facts.entities_in(table):
            items = counts.items(entity.name) - len(facts.design.seeds.get(entity.name, ()))
            by_owner: dict[str, float] = {}
            for slot in counts.slots(entity.name, table.key.attributes):
                by_owner[slot.entity] = by_owner.get(slot.entity, 1.0) * counts.domain(slot)
            keys = prod(min(number, counts.items(owner)) for owner, number in by_owner.items())
            if keys < items:
                yield _overwritten(table, entity, items, keys)


def _overwritten(table: Table, entity: Entity, items: int, keys: float) -> Finding:
    key = table.key.attributes
    return OVERWRITTEN.finding(
        place=entity.attributes[key[-1]].place,
        subject=entity.name,
        found=(
            f"{entity.name} has {items:,} items, and its key in table {table.name}, "
            f"{templates_of(entity, key)}, tells {number_text(keys)} of them apart"
        ),
        means=(
            f"{number_text(items - keys)} of its items replace others, {number_text(items / keys)} have "
            "the same key in the mean"
        ),
        fix=f"put what identifies an item of {entity.name} into {key[-1]}",
    )
