"""Where the number of a shard comes from, and what it is called."""

from collections.abc import Mapping

from pytest_dynamo.checks.capacity.key_sources import MONOTONIC
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Attribute, Design, Entity, Generated, Table, snake_case


class NoChangeError(Exception):
    """A fix that no change of settings makes; the text says why, as a clause."""


def shard_source(table: Table, entity: Entity, apart_from: Mapping[str, None]) -> str:
    """The attribute a shard is calculated from: one of the table's key, so that who has the key has it."""
    in_key: list[str] = []
    for name in table.key.attributes:
        if name not in apart_from and name in entity.attributes:
            value = entity.attributes[name].value
            in_key += value.names if isinstance(value, Template) else [name]
    own = [name for name in in_key if _is_many(entity.attributes.get(name))]
    many = [name for name, one in entity.attributes.items() if _is_many(one)]
    if not own + many:
        message = f"no attribute of {entity.name} tells its items apart"
        raise NoChangeError(message)
    return (own + many)[0]


def _is_many(attribute: Attribute | None) -> bool:
    """Whether an attribute has so many values that a number calculated from it is evenly spread."""
    if attribute is None or attribute.present < 1 or attribute.when:
        return False
    value = attribute.value
    if not isinstance(value, Generated):
        return False
    is_uuid = value.maker == "faker" and value.options["provider"] == "uuid4"
    return is_uuid or value.maker in MONOTONIC


def free_name(design: Design, entity: Entity) -> str:
    """`shard`, or where that is the name of something else, `order_shard`."""
    near = (entity.name, *design.ancestors(entity.name), *design.children(entity.name))
    taken = {name for one in near for name in design.entities[one].attributes}
    return "shard" if "shard" not in taken else f"{snake_case(entity.name)}_shard"
