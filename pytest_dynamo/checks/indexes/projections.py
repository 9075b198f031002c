"""PD203 and PD204: what indexes project, against what their readers need."""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from pytest_dynamo.checks.capacity.wording import names, resource
from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.indexes.usage import index_units
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.values import Index, Projection, Table
from pytest_dynamo.forecast.figures import bytes_text, number_text
from pytest_dynamo.planner.plan import Plan

_GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"

WIDE = Rule(
    id="PD203",
    title="An index projects what none of its readers needs.",
    severity="warning",
    why=(
        "What an index projects is stored, and written, once more for each item. Its readers also pay for "
        "the size of its entries, whatever they need of them."
    ),
    fix=(
        "Project only what the readers need. The projection of an index cannot be changed: make a new one, "
        "and remove the old one when it is filled."
    ),
    link=f"{_GUIDE}/GSI.html#GSI.Projections",
)

NARROW = Rule(
    id="PD204",
    title="An index does not project what a reader needs.",
    severity="warning",
    why=(
        "A Query of a global index returns only what the index projects; whoever takes that for whole items "
        "reads attributes that are not there. A Query of a local index that asks for more fetches each item "
        "from the table, at further read units."
    ),
    fix=(
        "Project what the reader needs; or say under `attributes` that it needs less, or read the table "
        "instead."
    ),
    link=f"{_GUIDE}/LSI.html#LSI.Projections",
)

LEAST_SAVED_BYTES = 100.0
"""Less than so many bytes of an entry are not worth a new index."""
_READ_UNIT_BYTES = 4_096


def wide_projections(facts: Facts) -> Iterator[Finding]:
    """A finding for each index that projects a good deal more than its readers need."""
    for table in facts.design.tables.values():
        for index in table.indexes.values():
            readers = facts.readers(table, index)
            if not readers or not all(plan.pattern.attributes for plan in readers):
                continue
            narrow = narrowed_to_readers(facts, table, index)
            saved = _entry_bytes(facts, table, index) - _entry_bytes(facts, table, narrow)
            fewer = index_units(facts, table, index) - index_units(facts, table, narrow)
            if saved >= LEAST_SAVED_BYTES or (saved > 0 and fewer >= 1):
                yield _wide(facts, table, index, narrow)


def _wide(facts: Facts, table: Table, index: Index, narrow: Index) -> Finding:
    kept = {*table.key.attributes, *index.key.attributes, *narrow.projection.attributes}
    stored = [
        name
        for entity in facts.entities_in(table, index)
        for name in entity.attributes
        if index.projection.kind == "ALL" or name in index.projection.attributes
    ]
    extra = [name for name in dict.fromkeys(stored) if name not in kept]
    readers = [plan.pattern.name for plan in facts.readers(table, index)]
    before, after = _entry_bytes(facts, table, index), _entry_bytes(facts, table, narrow)
    units, fewer = index_units(facts, table, index), index_units(facts, table, narrow)
    writes = (
        f", and its writes {number_text(fewer)} instead of {number_text(units)} units a second as declared"
        if number_text(fewer) != number_text(units)
        else ""
    )
    wanted = narrow.projection.attributes
    projection = f"[{', '.join(wanted)}]" if wanted else "KEYS_ONLY"
    return WIDE.finding(
        place=index.place,
        subject=resource(table, index),
        found=(
            f"{resource(table, index)} projects {names(extra)}, and {names(readers)} "
            f"need{'s' if len(readers) == 1 else ''} none of {'it' if len(extra) == 1 else 'them'}"
        ),
        means=(
            f"without, an entry would take {bytes_text(after)} instead of {bytes_text(before)} in the "
            f"mean, modelled{writes}"
        ),
        fix=f"projection: {projection}, in a new index that takes the place of this one",
    )


def narrow_projections(facts: Facts) -> Iterator[Finding]:
    """A finding for each reader of an index that gets less than it returns, or has to fetch the rest."""
    for plan in facts.served:
        index = plan.index
        if index is None or index.projection.kind == "ALL" or plan.operation != "Query":
            continue
        kept = {
            *plan.table.key.attributes,
            *index.key.attributes,
            *index.projection.attributes,
        }
        missing = [name for name in _needed(facts, plan) if name not in kept]
        if missing and index.kind == "local":
            yield _fetched(facts, plan, index, missing)
        elif missing:
            yield _incomplete(facts, plan, index, missing)


def _incomplete(facts: Facts, plan: Plan, index: Index, missing: list[str]) -> Finding:
    where = resource(plan.table, index)
    return NARROW.finding(
        place=plan.pattern.place,
        subject=plan.pattern.name,
        found=(
            f"{plan.pattern.name} returns {names(facts.returned(plan.pattern))} from {where}, which does not "
            f"project {names(missing)}"
        ),
        means="it says nothing of the attributes it needs, and gets items without these",
        fix="list what it needs under attributes, or project the rest",
    )


def _fetched(facts: Facts, plan: Plan, index: Index, missing: list[str]) -> Finding:
    where = resource(plan.table, index)
    items, units = _fetches(facts, plan)
    counted = (
        f"about {number_text(items)} items a Query, {number_text(units)} read units more, modelled"
    )
    return NARROW.finding(
        place=plan.pattern.place,
        subject=plan.pattern.name,
        found=f"{plan.pattern.name} needs {names(missing)}, which {where} does not project",
        means=f"each item is fetched from the table as well: {counted}",
        fix="project these, or list fewer under attributes",
    )


def _fetches(facts: Facts, plan: Plan) -> tuple[float, float]:
    """How many items a Query of a local index fetches from the table, and the read units for that.

    Each item is rounded up on its own.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html
    """
    items = units = 0.0
    key = plan.table.key.partition_key
    for entity in facts.returned(plan.pattern):
        found = facts.counts.sharing(entity, key)
        size = facts.samples.item_bytes(entity)
        items += found
        units += (
            found * ceil(size / _READ_UNIT_BYTES) * (1 if plan.pattern.consistent_read else 0.5)
        )
    most = plan.pattern.limit
    if most is not None and items > most:
        return float(most), units * most / items
    return items, units


def _needed(facts: Facts, plan: Plan) -> tuple[str, ...]:
    """The attributes that a reader needs: those it lists and filters by, or all of what it returns."""
    pattern = plan.pattern
    listed = pattern.attributes or tuple(
        name
        for entity in facts.returned(pattern)
        for name in facts.design.entities[entity].attributes
    )
    return tuple(dict.fromkeys((*listed, *(each.attribute for each in pattern.filter))))


def narrowed_to_readers(facts: Facts, table: Table, index: Index) -> Index:
    """The index with a projection of no more than what its readers need."""
    needed = {name for plan in facts.readers(table, index) for name in _needed(facts, plan)}
    keys = {*table.key.attributes, *index.key.attributes}
    if index.projection.kind != "ALL":
        needed = needed & set(index.projection.attributes)
    wanted = tuple(sorted(needed - keys))
    included = Projection(kind="INCLUDE", attributes=wanted)
    return replace(index, projection=included if wanted else Projection(kind="KEYS_ONLY"))


def _entry_bytes(facts: Facts, table: Table, index: Index) -> float:
    """The mean size of the entries of an index."""
    weights = {
        entity.name: facts.counts.items(entity.name)
        * facts.counts.share(entity.name, index.key.attributes)
        for entity in facts.entities_in(table, index)
    }
    total = sum(weights.values())
    if not total:
        return 0.0
    return (
        sum(
            weight * facts.samples.entry_bytes(entity, table, index)
            for entity, weight in weights.items()
        )
        / total
    )
