"""PD205: items that a pattern returns, and that are not in the index it reads."""

from collections.abc import Iterator

from pytest_dynamo.checks.capacity.wording import names, resource
from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Entity, Index
from pytest_dynamo.forecast.figures import counted_text, percent_text
from pytest_dynamo.planner.plan import Plan

SPARSE = Rule(
    id="PD205",
    title="Some items are never found by an index.",
    severity="warning",
    why=(
        "An item is in an index only if it has all of the index's key attributes, those of the sort key as "
        "well. One that lacks a part is missing from what the index returns, without a word. An index that "
        "is sparse on purpose says so by `when` on its partition key."
    ),
    fix=(
        "Give each item that is to be found all key attributes of the index; or say by `when` which items "
        "are meant to be in it."
    ),
    link="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-indexes-general-sparse-indexes.html",
)


def missing_items(facts: Facts) -> Iterator[Finding]:
    """A finding for each pattern and entity of which some items are not in the index that it reads."""
    for plan in facts.served:
        if plan.index is None or plan.operation != "Query":
            continue
        for name in facts.returned(plan.pattern):
            entity = facts.design.entities[name]
            lacking = _lacking(facts, plan, plan.index, entity)
            if lacking:
                yield _finding(facts, plan, plan.index, entity, lacking)


def _finding(
    facts: Facts, plan: Plan, index: Index, entity: Entity, lacking: tuple[str, ...]
) -> Finding:
    share = 1 - facts.counts.share(entity.name, lacking)
    count = max(1, round(share * facts.counts.items(entity.name)))
    never = "all" if share == 1 else percent_text(share)
    return SPARSE.finding(
        place=plan.pattern.place,
        subject=plan.pattern.name,
        found=(
            f"{plan.pattern.name} asks {resource(plan.table, index)} for {entity.name}, of which {never} "
            f"{'are' if share == 1 else 'is'} not there, without {names(lacking)}"
        ),
        means=f"it never finds {counted_text(count, 'item')} of {facts.counts.items(entity.name):,}",
        fix=(
            f"give every {entity.name} {names(lacking)}, with a value of its own for those that have none, "
            "or use another index"
        ),
    )


def _lacking(facts: Facts, plan: Plan, index: Index, entity: Entity) -> tuple[str, ...]:
    """The key attributes of an index without which items are missed by whoever asks for them."""
    absent = tuple(name for name in index.key.attributes if name not in entity.attributes)
    if absent:
        return absent
    return (
        *(name for name in index.key.partition_key if _is_chance(facts, entity, name)),
        *_lacking_sort_key(facts, plan, index, entity),
    )


def _is_chance(facts: Facts, entity: Entity, name: str) -> bool:
    """Whether an attribute is missing by chance from items that have all it is made of."""
    attribute = entity.attributes[name]
    if attribute.present == 1 or not isinstance(attribute.value, Template):
        return False
    is_made = bool(attribute.value.names)
    return is_made and facts.counts.share(entity.name, (name,)) == attribute.present


def _lacking_sort_key(facts: Facts, plan: Plan, index: Index, entity: Entity) -> Iterator[str]:
    """The sort-key attributes that items do without which have the partition key, unless asked for."""
    asked = {condition.attribute for condition in plan.sort}
    kept = list(index.key.partition_key)
    for name in index.key.sort_key:
        before = facts.counts.share(entity.name, kept)
        kept.append(name)
        if name not in asked and facts.counts.share(entity.name, kept) < before:
            yield name
