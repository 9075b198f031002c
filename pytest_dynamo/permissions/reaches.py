"""How far the access patterns of a role reach: what a request may be to be one of theirs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pytest_dynamo.design.values import Design, Role
from pytest_dynamo.permissions.actions import (
    ATTRIBUTES,
    ENCLOSING_OPERATION,
    LEADING_KEYS,
    RETURN_VALUES,
    SELECT,
)
from pytest_dynamo.permissions.asks import asks_of
from pytest_dynamo.permissions.performing import Performance
from pytest_dynamo.permissions.shapes import Shape, shapes_of
from pytest_dynamo.permissions.values import Ask, Whereabouts
from pytest_dynamo.planner.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What a pattern asks of one action on one resource: of these keys, of these attributes; None for all.

    `example` is one such ask.
    """

    pattern: str
    example: Ask
    keys: tuple[Shape, ...] | None
    attributes: frozenset[str] | None

    def has(self, ask: Ask, variables: Mapping[str, str]) -> bool:
        """Whether what is asked is within reach."""
        example = self.example
        enclosing = example.context.get(ENCLOSING_OPERATION)
        return (
            (ask.action, ask.resource) == (example.action, example.resource)
            and enclosing in (None, ask.context.get(ENCLOSING_OPERATION))
            and self._has_keys(ask.context.get(LEADING_KEYS, ()), variables)
            and self._has_attributes(ask)
            and ask.context.get(RETURN_VALUES, ("NONE",))[0] not in ("ALL_OLD", "ALL_NEW")
        )

    def _has_keys(self, keys: Sequence[str], variables: Mapping[str, str]) -> bool:
        if self.keys is None:
            return True
        shapes = self.keys
        return bool(keys) and all(any(one.has(key, variables) for one in shapes) for key in keys)

    def _has_attributes(self, ask: Ask) -> bool:
        if self.attributes is None:
            return True
        named = ask.context.get(ATTRIBUTES, ())
        selected = ask.context.get(SELECT, ("SPECIFIC_ATTRIBUTES",))
        return bool(named) and {*named} <= self.attributes and selected == ("SPECIFIC_ATTRIBUTES",)


def reaches_of(
    design: Design,
    role: Role,
    plans: Iterable[Plan],
    whereabouts: Whereabouts,
    performed: Sequence[Performance],
) -> tuple[Reach, ...]:
    """How far each pattern reaches, from its design and from the requests that it was seen to send."""
    found: dict[tuple[object, ...], Reach] = {}
    for plan in plans:
        mine = [one for one in performed if one.pattern == plan.pattern.name]
        for performance in mine:
            for ask in _asked(performance, design, whereabouts):
                reach = _reach(design, role, plan, ask, whereabouts)
                enclosing = ask.context.get(ENCLOSING_OPERATION)
                place = (plan.pattern.name, ask.action, ask.resource, enclosing)
                before = found.get(place)
                found[place] = _both(before, reach) if before else reach
    return tuple(found.values())


def _asked(performance: Performance, design: Design, whereabouts: Whereabouts) -> list[Ask]:
    return [ask for one in performance.requests for ask in asks_of(one, design, whereabouts)]


def _reach(design: Design, role: Role, plan: Plan, ask: Ask, whereabouts: Whereabouts) -> Reach:
    table = next(
        name
        for name in design.tables
        if ask.resource == whereabouts.table_arn(name)
        or ask.resource.startswith(f"{whereabouts.table_arn(name)}/index/")
    )
    named = frozenset(ask.context.get(ATTRIBUTES, ()))
    keys = frozenset(design.tables[table].key.attributes)
    if plan.index:
        keys |= frozenset(plan.index.key.attributes)
    attributes: frozenset[str] | None = None
    kind = ask.action.removeprefix("dynamodb:")
    if kind in ("UpdateItem", "ConditionCheckItem"):
        attributes = named | keys if named > keys else None
    elif kind in ("GetItem", "Query", "BatchGetItem"):
        attributes = named | keys if plan.pattern.attributes else None
    elif kind != "DeleteItem" and any(one.kind == "put" for one in plan.pattern.actions):
        attributes = named | keys | _of_entities(design, plan, table)
    return Reach(
        pattern=plan.pattern.name,
        example=ask,
        keys=shapes_of(design, plan, role, table, kind),
        attributes=attributes,
    )


def _of_entities(design: Design, plan: Plan, table: str) -> frozenset[str]:
    """All attributes that the items may have: a performance has seen those of some."""
    return frozenset(
        name
        for action in plan.pattern.actions
        if action.kind == "put" and action.entity and action.table == table
        for name in design.entities[action.entity].attributes
    )


def _both(one: Reach, other: Reach) -> Reach:
    """A transaction that does the same to several items reaches what it does to any."""
    attributes = (
        None
        if one.attributes is None or other.attributes is None
        else one.attributes | other.attributes
    )
    return Reach(pattern=one.pattern, example=one.example, keys=one.keys, attributes=attributes)
