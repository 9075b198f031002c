"""Keys as findings show them."""

from collections.abc import Iterable

from pytest_dynamo.checks.capacity.wording import resource
from pytest_dynamo.checks.facts import Holding
from pytest_dynamo.design.values import Entity, Generated, KeySchema


def where(holding: Holding) -> str:
    """`table orders`, or `index GSI1 of orders`."""
    return resource(holding.table, holding.index)


def template_of(entity: Entity, name: str) -> str:
    """The template of an attribute; a value that is made stands as its attribute's name."""
    value = entity.attributes[name].value
    return f"{{{name}}}" if isinstance(value, Generated) else str(getattr(value, "value", value))


def templates_of(entity: Entity, names: Iterable[str]) -> str:
    """Attributes of a key with their templates: `PK "USER#{user_id}", SK "PROFILE"`."""
    return ", ".join(f'{name} "{template_of(entity, name)}"' for name in names)


def sharded(entity: Entity, key: KeySchema) -> str:
    """The template of the last attribute of a partition key with a shard behind it."""
    return f'"{template_of(entity, key.partition_key[-1])}#{{shard}}"'
