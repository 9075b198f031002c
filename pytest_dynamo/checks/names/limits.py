"""Rules about the limits of DynamoDB that a design can be above without anybody noticing at once."""

from collections.abc import Iterator

from pytest_dynamo.capacity.item_limits import (
    MAX_PARTITION_KEY_BYTES,
    MAX_SORT_KEY_BYTES,
    MAX_TRANSACTION_BYTES,
)
from pytest_dynamo.checks.capacity.largest import largest_item, largest_text
from pytest_dynamo.checks.capacity.wording import resource
from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.binding import matching_entities
from pytest_dynamo.design.values import (
    AccessPattern,
    Action,
    Condition,
    Design,
    Entity,
    Index,
    Table,
)
from pytest_dynamo.forecast.figures import bytes_text

_GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"

# ServiceQuotas.html: "There is a default quota of 20 global secondary indexes per table".
MOST_GLOBAL_INDEXES = 20
# API_Projection.html: NonKeyAttributes has at most 20 members.
MOST_PROJECTED = 20

MANY_INDEXES = Rule(
    id="PD603",
    title="A table has more global indexes than the default quota.",
    severity="warning",
    why=(
        "An account may have 20 global indexes a table until AWS raises that quota; CreateTable and "
        "UpdateTable are refused above it. Each index is also a second write for each write of an item "
        "that is in it."
    ),
    fix="Let several questions share one index with overloaded keys, or have the quota raised.",
    link=f"{_GUIDE}/ServiceQuotas.html",
)

LONG_KEY = Rule(
    id="PD604",
    title="A key can be longer than DynamoDB takes.",
    severity="error",
    why=(
        "A partition key has at most 2,048 bytes and a sort key 1,024, in a table as in its indexes; the "
        "sort-key attributes of one index count together. An item with a longer one is refused, also "
        "where it is the key of an index alone."
    ),
    fix="Make the key of something shorter: an id, or a hash of the text.",
    link=f"{_GUIDE}/Constraints.html",
)

LARGE_TRANSACTION = Rule(
    id="PD605",
    title="A transaction can be larger than the 4 MB that DynamoDB takes.",
    severity="error",
    why=(
        "All items of a transaction together have at most 4 MB. A larger one is refused as a whole with "
        "a ValidationException, however few of its items are at fault."
    ),
    fix="Make the items smaller, or split the transaction.",
    link=f"{_GUIDE}/transaction-apis.html",
)

MANY_PROJECTED = Rule(
    id="PD606",
    title="An index projects more attributes than it may list.",
    severity="error",
    why=(
        "The list of attributes that one index projects has at most 20 names; CreateTable is refused "
        "with a ValidationException above that."
    ),
    fix="Project ALL, or fewer attributes.",
    link="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Projection.html",
)


def many_indexes(facts: Facts) -> Iterator[Finding]:
    """A finding for each table with more global indexes than an account may have by default."""
    for table in facts.design.tables.values():
        count = len(table.global_indexes)
        if count > MOST_GLOBAL_INDEXES:
            yield MANY_INDEXES.finding(
                place=table.place,
                subject=resource(table, None),
                found=f"{resource(table, None)} has {count} global indexes",
                means=f"the quota is {MOST_GLOBAL_INDEXES} unless AWS has raised it for the account",
                fix="let questions share an index whose keys say what they are about, or raise the quota",
            )


def many_projected(facts: Facts) -> Iterator[Finding]:
    """A finding for each index that lists more attributes than it may."""
    for table in facts.design.tables.values():
        for index in table.indexes.values():
            count = len(index.projection.attributes)
            if count > MOST_PROJECTED:
                yield MANY_PROJECTED.finding(
                    place=index.place,
                    subject=resource(table, index),
                    found=f"{resource(table, index)} lists {count} attributes to project",
                    means=f"CreateTable takes up to {MOST_PROJECTED} for one index",
                    fix="write projection: ALL, or leave out what is not read there",
                )


def long_keys(facts: Facts) -> Iterator[Finding]:
    """A finding for each key of an entity, in a table or an index, that can be too long."""
    design = facts.design
    for entity in design.entities.values():
        table = design.tables[entity.table]
        for index in (None, *table.indexes.values()):
            key = (index or table).key
            for attributes, most, which in (
                (key.partition_key, MAX_PARTITION_KEY_BYTES, "partition"),
                (key.sort_key, MAX_SORT_KEY_BYTES, "sort"),
            ):
                # A local index has its table's partition key, which is reported there.
                is_repeated = index is not None and attributes == table.key_of(None).partition_key
                size = 0 if is_repeated else _key_bytes(design, entity, table, attributes)
                if size > most:
                    yield _long_key(entity, table, index, attributes, size, most, which)


def _key_bytes(design: Design, entity: Entity, table: Table, attributes: tuple[str, ...]) -> int:
    """The most bytes of a key that is text or binary; 0 for items that do not have it."""
    if not set(attributes) <= entity.attributes.keys():
        return 0
    return sum(
        largest_text(design, entity.name, name)
        for name in attributes
        if table.attribute_types[name] != "N"
    )


def _long_key(
    entity: Entity,
    table: Table,
    index: Index | None,
    attributes: tuple[str, ...],
    size: int,
    most: int,
    which: str,
) -> Finding:
    return LONG_KEY.finding(
        place=entity.attributes[attributes[0]].place,
        subject=entity.name,
        found=(
            f"{' + '.join(attributes)}, the {which} key of {resource(table, index)}, can have {size:,} "
            f"bytes for {entity.name}, modelled"
        ),
        means=f"a {which} key has at most {most:,}, and the write of a longer one is refused",
        fix=f"make {attributes[-1]} of an id or a hash, and keep the text in an attribute of its own",
    )


def large_transactions(facts: Facts) -> Iterator[Finding]:
    """A finding for each transaction that can be above 4 MB."""
    design = facts.design
    for pattern in design.access_patterns.values():
        if pattern.kind not in ("transact_get", "transact_write"):
            continue
        sizes = [
            sum(largest_item(design, design.entities[name]).values())
            for action in pattern.actions
            for name in _entity_of(design, pattern, action)
        ]
        if sum(sizes) > MAX_TRANSACTION_BYTES:
            fitting = max(1, MAX_TRANSACTION_BYTES * len(sizes) // sum(sizes))
            yield LARGE_TRANSACTION.finding(
                place=pattern.place,
                subject=pattern.name,
                found=(
                    f"the {len(sizes)} items of {pattern.name} can have {bytes_text(sum(sizes))} together, "
                    f"modelled, the largest {bytes_text(max(sizes))}"
                ),
                means="a transaction takes 4 MB, and a larger one is refused as a whole",
                fix=f"put at most {fitting} such items into one transaction, or make them smaller",
            )


def _entity_of(design: Design, pattern: AccessPattern, action: Action) -> tuple[str, ...]:
    """The entity whose item an action puts or reads; the others send no whole item."""
    if action.entity:
        return (action.entity,)
    if action.kind != "get":
        return ()
    conditions = tuple(
        Condition(attribute=name, operator="=", operands=(value,))
        for name, value in action.key.items()
    )
    return matching_entities(design, pattern, action.table, conditions)[:1]
