"""Recipes: an entity worked out once, so that its members are made quickly."""

from collections.abc import Mapping
from dataclasses import dataclass

from pytest_dynamo.design.values import Design, Entity, Scalar
from pytest_dynamo.population.dependencies import first_timestamp, identity
from pytest_dynamo.population.made import Maker
from pytest_dynamo.population.makers import Makers


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeRecipe:
    """How one attribute is made, and when it is there: with `is_sure` always."""

    maker: Maker
    is_sure: bool
    present: float
    present_salt: int
    when: Mapping[str, Scalar]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How the members of an entity are made.

    `routes` says, for each attribute in reach, over which parents it is reached: `()` for the
    entity's own; `routes_above` the same for ancestors only, and `routes_to` the way to each ancestor
    itself. `identity` are the own attributes that the key of the table depends on. `timestamp` is the
    first timestamp, if there is one.
    """

    entity: str
    attributes: Mapping[str, AttributeRecipe]
    routes: Mapping[str, tuple[str, ...]]
    routes_above: Mapping[str, tuple[str, ...]]
    routes_to: Mapping[str, tuple[str, ...]]
    identity: frozenset[str]
    timestamp: str | None


def recipe(design: Design, entity: Entity, makers: Makers) -> Recipe:
    """Work out an entity. It need not be in the design; its parents must."""
    routes_to = _routes_to(design, entity)
    above: dict[str, tuple[str, ...]] = {}
    for ancestor, route in routes_to.items():
        for name in design.entities[ancestor].attributes:
            above.setdefault(name, route)
    return Recipe(
        entity=entity.name,
        attributes={
            name: AttributeRecipe(
                maker=makers.maker(attribute.value, (entity.name, name), above=name),
                is_sure=attribute.present >= 1 and not attribute.when,
                present=attribute.present,
                present_salt=makers.salt(entity.name, name, "present"),
                when=attribute.when,
            )
            for name, attribute in entity.attributes.items()
        },
        routes={**above, **dict.fromkeys(entity.attributes, ())},
        routes_above=above,
        routes_to=routes_to,
        identity=identity(design, entity),
        timestamp=first_timestamp(entity),
    )


def _routes_to(design: Design, entity: Entity) -> dict[str, tuple[str, ...]]:
    """The way to each ancestor, the nearest first."""
    routes: dict[str, tuple[str, ...]] = {}
    waiting: list[tuple[str, ...]] = [(parent.entity,) for parent in entity.parents]
    while waiting:
        route = waiting.pop(0)
        if route[-1] not in routes:
            routes[route[-1]] = route
            parents = design.entities[route[-1]].parents
            waiting.extend((*route, parent.entity) for parent in parents)
    return routes
