"""PD206: item collections that a local index keeps in one place, up to 10 GB."""

from collections.abc import Iterator

from pytest_dynamo.checks.capacity.wording import names
from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.positions import Binding, written_out
from pytest_dynamo.design.values import Design, Entity, Table
from pytest_dynamo.forecast.figures import bytes_text, number_text

_GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"

FULL_COLLECTION = Rule(
    id="PD206",
    title="An item collection with a local index can reach 10 GB.",
    severity="warning",
    why=(
        "Where a table has a local index, all items of one partition key and their entries in local indexes "
        "together have at most 10 GB. After that DynamoDB refuses each write that makes the collection "
        "larger, with ItemCollectionSizeLimitExceededException, and the index cannot be removed."
    ),
    fix="Make the index a global one; or put a part into the partition key that divides the collection.",
    link=f"{_GUIDE}/LSI.html#LSI.ItemCollections",
)

MOST_BYTES = 10 * 1_024**3
_YEAR = 365 * 86_400


def full_collections(facts: Facts) -> Iterator[Finding]:
    """A finding for each item collection beside a local index that can become too large within a year."""
    for table in facts.design.tables.values():
        if not table.local_indexes:
            continue
        by_key: dict[tuple[object, ...], list[Entity]] = {}
        for entity in facts.entities_in(table):
            by_key.setdefault(_source(facts.design, entity, table), []).append(entity)
        for entities in by_key.values():
            now = sum(_bytes_now(facts, table, entity) for entity in entities)
            after = now + sum(_bytes_of_a_year(facts, table, entity) for entity in entities)
            if after >= MOST_BYTES:
                yield _finding(table, entities, now, after)


def _finding(table: Table, entities: list[Entity], now: float, after: float) -> Finding:
    key, local = table.key.partition_key[0], [index.name for index in table.local_indexes]
    is_now = now >= MOST_BYTES
    years = (MOST_BYTES - now) / max(1.0, after - now)
    when = (
        "it is full with the declared population"
        if is_now
        else (f"at the declared rates it is full after {number_text(years * 365)} days")
    )
    return FULL_COLLECTION.finding(
        place=entities[0].attributes[key].place,
        subject=f"table {table.name}",
        found=(
            f"the largest collection of {names([entity.name for entity in entities])} in table "
            f"{table.name} has {bytes_text(now)}, and local index {names(local)} lets it have 10 GB"
        ),
        means=f"{when}, modelled; from then on DynamoDB refuses what is put there",
        fix=f"make {names(local)} global, or divide the collection by a part of {key} such as a month or a shard",
    )


def _source(design: Design, entity: Entity, table: Table) -> tuple[object, ...]:
    """What the partition key of an entity is made of; entities with the same share collections."""
    return tuple(
        (part.entity, part.attribute, str(part.placeholder or ""))
        if isinstance(part, Binding)
        else part
        for name in table.key.partition_key
        for part in written_out(design, entity.name, name)
    )


def _bytes_now(facts: Facts, table: Table, entity: Entity) -> float:
    """What an entity's items take of the largest collection, in the table and its local indexes."""
    most = facts.counts.most_sharing(entity.name, table.key.partition_key)
    return most * _bytes_of_one(facts, table, entity)


def _bytes_of_one(facts: Facts, table: Table, entity: Entity) -> float:
    local = sum(
        facts.counts.share(entity.name, index.key.attributes)
        * facts.samples.entry_bytes(entity.name, table, index)
        for index in table.local_indexes
        if set(index.key.attributes) <= entity.attributes.keys()
    )
    return facts.samples.item_bytes(entity.name) + local


def _bytes_of_a_year(facts: Facts, table: Table, entity: Entity) -> float:
    """What a year of the declared rates adds to a collection, where nothing limits or ends it."""
    key = table.key.partition_key
    if table.time_to_live in entity.attributes or not facts.counts.is_unbounded(entity.name, key):
        return 0.0
    puts = sum(
        write.items_per_second * (1 if write.action.kind == "put" else -1)
        for write in facts.writes(entity.name)
        if write.action.kind in ("put", "delete")
    )
    share = 1 / facts.counts.distinct(entity.name, key)
    return max(0.0, puts) * share * _YEAR * _bytes_of_one(facts, table, entity)
