"""What a role may be tempted to ask beyond its access patterns, starting from what it asks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pytest_dynamo.design.values import Design
from pytest_dynamo.permissions.actions import (
    ALL_ACTIONS,
    ATTRIBUTES,
    ENCLOSING_OPERATION,
    ITEM_ACTIONS,
    LEADING_KEYS,
    RETURN_VALUES,
    SELECT,
)
from pytest_dynamo.permissions.reaches import Reach
from pytest_dynamo.permissions.values import Ask, Whereabouts
from pytest_dynamo.population.people import Population

_SELECTING = ("GetItem", "BatchGetItem", "Query", "Scan", "PartiQLSelect")
_TRANSACTED = (
    "GetItem",
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "PartiQLSelect",
    "PartiQLInsert",
    "PartiQLUpdate",
    "PartiQLDelete",
)
_ELSEWHERE = "a-table-of-somebody-else"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """Something asked that may be beyond a role, and what is foreign about it."""

    ask: Ask
    what: str


def foreign_asks(
    design: Design,
    reaches: Iterable[Reach],
    whereabouts: Whereabouts,
    keys: Mapping[str, tuple[str, ...]],
) -> Iterator[Foreign]:
    """What each example is when something about it is another: the action, the table, the key, an attribute.

    `keys` are partition keys that there are, by the ARN of the table or index. Some of all this may still be within reach
    of another access pattern.
    """
    places = places_of(design, whereabouts)
    for reach in reaches:
        ask = reach.example
        yield from _elsewhere(ask, places)
        yield from _otherwise(ask, keys.get(ask.resource, ()))
        yield from _more_attributes(design, ask)


def partition_keys(
    design: Design, whereabouts: Whereabouts, population: Population
) -> dict[str, tuple[str, ...]]:
    """A partition key of each entity, by the ARN of the table or index where it is one; text only."""
    found: dict[str, dict[str, None]] = {}
    for name, entity in design.entities.items():
        if not population.count(name):
            continue
        item = population.member(name, 0).item
        table = design.tables[entity.table]
        for index in (None, *table.indexes):
            attribute = table.key_of(index).partition_key[0]
            key = item.get(attribute, {}).get("S")
            arn = (
                whereabouts.index_arn(table.name, index)
                if index
                else whereabouts.table_arn(table.name)
            )
            if key is not None:
                found.setdefault(arn, {})[key] = None
    return {arn: tuple(keys) for arn, keys in found.items()}


def places_of(design: Design, whereabouts: Whereabouts) -> tuple[tuple[str, str], ...]:
    """ARNs of all tables and indexes, of some that are not in the design, and of what belongs to tables."""
    places = [(arn, kind) for arn, kind in _resources(design, whereabouts)]
    for table in design.tables:
        arn = whereabouts.table_arn(table)
        places += [
            (f"{arn}-of-later", "on this table"),
            (f"{arn}/index/an-index-of-later", "on this index"),
            (f"{arn}/stream/2026-01-01T00:00:00.000", "on this stream"),
            (f"{arn}/backup/01234567890123-01234567", "on this backup"),
            *[
                (f"{whereabouts.index_arn(table, one)}-of-later", "on this index")
                for one in design.tables[table].indexes
            ],
        ]
    arn = whereabouts.table_arn(_ELSEWHERE)
    places += [(arn, "on this table"), (f"{arn}/index/GSI1", "on this index")]
    if whereabouts.region != "*":
        other = replace(whereabouts, region="eu-north-9")
        places += [(one, "in this region") for one, _ in _resources(design, other)]
    if whereabouts.account != "*":
        other = replace(whereabouts, account="999999999999")
        places += [(one, "in this account") for one, _ in _resources(design, other)]
    return tuple(places)


def _resources(design: Design, whereabouts: Whereabouts) -> Iterator[tuple[str, str]]:
    for table in design.tables.values():
        yield whereabouts.table_arn(table.name), "on this table"
        for index in table.indexes:
            yield whereabouts.index_arn(table.name, index), "on this index"


def _elsewhere(ask: Ask, places: Iterable[tuple[str, str]]) -> Iterator[Foreign]:
    """Every other action where the example is, and every action where it is not."""
    for resource, kind in places:
        for action in ALL_ACTIONS:
            context = _filled_in(action, ask)
            if resource != ask.resource:
                yield Foreign(
                    ask=Ask(action=action, resource=resource, context=context),
                    what=f"not {kind}",
                )
            elif action != ask.action:
                yield Foreign(
                    ask=Ask(action=action, resource=resource, context=context),
                    what="another action",
                )


def _otherwise(ask: Ask, keys: Iterable[str]) -> Iterator[Foreign]:
    """The same action at the same place, but with something else about it."""
    own = ask.context.get(LEADING_KEYS, ())
    others = [*keys, *[f"_{key}" for key in own], *[key[:1] for key in own], "_FOREIGN#1"]
    for key in dict.fromkeys(others):
        if key in own:
            continue
        yield _with(ask, "another leading key", LEADING_KEYS, (key,))
        if ask.action.startswith("dynamodb:Batch"):
            yield _with(ask, "another leading key", LEADING_KEYS, (*own, key))
    for key, what in (
        (LEADING_KEYS, "no leading key to go by"),
        (ATTRIBUTES, "no attributes named"),
    ):
        yield Foreign(ask=replace(ask, context=_without(ask, key)), what=what)
    if SELECT in ask.context:
        for select in ("ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"):
            yield _with(ask, "all attributes", SELECT, (select,))
    if RETURN_VALUES in ask.context:
        for returned in ("ALL_OLD", "ALL_NEW"):
            yield _with(ask, "the whole item, returned by a write", RETURN_VALUES, (returned,))
    if ENCLOSING_OPERATION in ask.context:
        yield Foreign(
            ask=replace(ask, context=_without(ask, ENCLOSING_OPERATION)),
            what="outside of a transaction",
        )


def _more_attributes(design: Design, ask: Ask) -> Iterator[Foreign]:
    own = ask.context.get(ATTRIBUTES, ())
    others = [name for entity in design.entities.values() for name in entity.attributes]
    for name in dict.fromkeys([*others, "an_attribute_of_later"]):
        if name not in own:
            yield _with(ask, "another attribute", ATTRIBUTES, (*own, name))


def _filled_in(action: str, ask: Ask) -> dict[str, tuple[str, ...]]:
    """What DynamoDB would say of a request like the example, were its action another."""
    name = action.removeprefix("dynamodb:")
    if name not in ITEM_ACTIONS:
        return {}
    left_out = {
        LEADING_KEYS: name == "Scan",
        SELECT: name not in _SELECTING,
        RETURN_VALUES: name in _SELECTING or name.startswith("Batch"),
        ENCLOSING_OPERATION: name not in _TRANSACTED,
    }
    return {key: values for key, values in ask.context.items() if not left_out.get(key)}


def _with(ask: Ask, what: str, key: str, values: tuple[str, ...]) -> Foreign:
    return Foreign(ask=replace(ask, context={**ask.context, key: values}), what=what)


def _without(ask: Ask, key: str) -> dict[str, tuple[str, ...]]:
    return {name: values for name, values in ask.context.items() if name != key}
