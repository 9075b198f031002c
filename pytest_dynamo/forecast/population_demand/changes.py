"""The item after an update of a design, worked out without sending it."""

from decimal import Decimal
from typing import Any

from pytest_dynamo.capacity.item_size import Item
from pytest_dynamo.capacity.same_value import same_value
from pytest_dynamo.design.attribute_value import WireItem, number_text, to_wire
from pytest_dynamo.design.values import Action, Generated, Value
from pytest_dynamo.planner.arguments import Arguments, Clause, made_name

_ALONE: dict[Clause, tuple[type, ...]] = {
    "set": (),
    "add": (str, bytes),
    "delete": (str, bytes, int, float, Decimal),
}


def updated(before: Item, position: int, action: Action, arguments: Arguments) -> WireItem:
    """The item after the update at `position` of a pattern's actions.

    An item that is not there begins as its key. ADD and DELETE take a single text for the set of it.
    """
    after: WireItem = {name: dict(value) for name, value in before.items()}
    for name, value in action.assign.items():
        after[name] = to_wire(_value(position, "set", name, value, arguments))
    for name in action.remove:
        after.pop(name, None)
    for name, value in action.add.items():
        added = to_wire(_value(position, "add", name, value, arguments))
        after[name] = _sum(after.get(name), added)
    for name, value in action.delete.items():
        left = _difference(
            after.get(name), to_wire(_value(position, "delete", name, value, arguments))
        )
        if left is None:
            after.pop(name, None)
        else:
            after[name] = left
    return after


def _value(position: int, clause: Clause, name: str, value: Value, arguments: Arguments) -> object:
    if isinstance(value, Generated):
        made = arguments.parameters.get(made_name(position, clause, name))
    else:
        made = arguments.value_of(value)
    return {made} if isinstance(made, _ALONE[clause]) else made


def _sum(old: dict[str, Any] | None, added: dict[str, Any]) -> dict[str, Any]:
    """What ADD makes of a number or a set."""
    ((kind, content),) = added.items()
    if old is None or kind not in old:
        return added
    if kind == "N":
        return {"N": number_text(Decimal(old["N"]) + Decimal(content))}
    more = [one for one in content if not _is_among(one, old[kind], kind)]
    return {kind: [*old[kind], *more]}


def _difference(old: dict[str, Any] | None, removed: dict[str, Any]) -> dict[str, Any] | None:
    """What DELETE leaves of a set; None where nothing is left."""
    ((kind, content),) = removed.items()
    if old is None or kind not in old:
        return old
    left = [one for one in old[kind] if not _is_among(one, content, kind)]
    return {kind: left} if left else None


def _is_among(one: object, others: list[Any], kind: str) -> bool:
    return any(same_value({kind[0]: one}, {kind[0]: other}) for other in others)
