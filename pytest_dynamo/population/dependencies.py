"""What attributes are made of: which of them a key depends on, and which may be absent."""

from pytest_dynamo.design.binding import declaring_entity
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Design, Entity, Generated, Value


def identity(design: Design, entity: Entity) -> frozenset[str]:
    """The entity's own attributes that the key of its table depends on."""
    found: set[str] = set()
    waiting = list(design.tables[entity.table].key.attributes) if entity.table else []
    while waiting:
        name = waiting.pop()
        if name in entity.attributes and name not in found:
            found.add(name)
            attribute = entity.attributes[name]
            waiting.extend((*_made_of(attribute.value), *attribute.when))
            if isinstance(attribute.value, Generated) and attribute.value.maker in (
                "ulid",
                "ksuid",
            ):
                waiting.extend(filter(None, [first_timestamp(entity)]))
    return frozenset(found)


def first_timestamp(entity: Entity) -> str | None:
    """The entity's first attribute that is a timestamp."""
    for name, attribute in entity.attributes.items():
        if isinstance(attribute.value, Generated) and attribute.value.maker == "timestamp":
            return name
    return None


def is_sparse(design: Design, entity: str, name: str) -> bool:
    """Whether a member may do without an attribute, or without one that it is made of."""
    attribute = design.entities[entity].attributes[name]
    if attribute.present < 1 or attribute.when:
        return True
    owners = [
        (declaring_entity(design, entity, other, above=other == name), other)
        for other in _made_of(attribute.value)
    ]
    return any(is_sparse(design, owner, other) for owner, other in owners if owner)


def _made_of(value: Value) -> tuple[str, ...]:
    match value:
        case Template():
            return value.names
        case Generated(maker="shard_of"):
            return (str(value.options["attribute"]),)
    return ()
