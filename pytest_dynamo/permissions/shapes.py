"""What leading keys look like: the templates of an access pattern as regular expressions.

This is for auditing policies, and is another way to the same end as `leading_keys`, so that each checks the other.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pytest_dynamo.design.binding import bind
from pytest_dynamo.design.positions import Binding, written_out
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Action, Constant, Design, Role
from pytest_dynamo.permissions.policy_text import VARIABLE
from pytest_dynamo.planner.plan import Plan

_OPEN = ".*"
_NAMES = {
    "PutItem": "put",
    "UpdateItem": "update",
    "DeleteItem": "delete",
    "ConditionCheckItem": "check",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The text of a leading key: what is always the same, what a role says it is, and None for all else."""

    parts: tuple[tuple[str, bool] | None, ...]

    @property
    def is_anything(self) -> bool:
        """Whether every text has this shape."""
        return not any(text for text, _ in filter(None, self.parts))

    def has(self, key: str, variables: Mapping[str, str]) -> bool:
        """Whether a key has this shape, for somebody of whom the variables are known."""
        regex = "".join(_OPEN if part is None else _filled(part, variables) for part in self.parts)
        return re.fullmatch(regex, key, re.DOTALL) is not None

    def variables(self, key: str) -> dict[str, str]:
        """What the variables have to be for a key of this shape to be somebody's own."""
        names: list[str] = []
        regex = ""
        for part in self.parts:
            if part is None:
                regex += _OPEN
            elif not part[1]:
                regex += re.escape(part[0])
            else:
                found = list(_split(part[0]))
                names += [text for text, is_variable in found if is_variable]
                regex += "".join("(.+)" if named else re.escape(text) for text, named in found)
        matched = re.fullmatch(regex, key, re.DOTALL)
        return dict(zip(names, matched.groups(), strict=True)) if matched else {}


def _filled(part: tuple[str, bool], variables: Mapping[str, str]) -> str:
    text, is_replaced = part
    if not is_replaced:
        return re.escape(text)
    pieces = list(_split(text))
    if any(named and name not in variables for name, named in pieces):
        return r"(?!)"  # nobody has it
    return "".join(re.escape(variables[one] if named else one) for one, named in pieces)


def _split(text: str) -> Iterator[tuple[str, bool]]:
    """The texts and the names of variables in `tenant-${aws:username}`."""
    position = 0
    for found in VARIABLE.finditer(text):
        yield text[position : found.start()], False
        yield found.group()[2:-1].split(",")[0], True
        position = found.end()
    yield text[position:], False


def shapes_of(
    design: Design, plan: Plan, role: Role, table: str, name: str
) -> tuple[Shape, ...] | None:
    """The shapes of the leading keys with which a plan does what is named; None where they cannot be compared."""
    schema = design.tables[table].key_of(plan.index.name if plan.index else None)
    if [design.tables[table].attribute_types[name] for name in schema.partition_key] != ["S"]:
        return None
    (attribute,) = schema.partition_key
    if plan.operation == "Query":
        found = [_of_operand(design, plan, role, plan.partition[0].operands[0])]
    else:
        found = [
            _of_action(design, plan, role, action, attribute)
            for action in plan.pattern.actions
            if action.table == table and _NAMES.get(name, action.kind) == action.kind
        ]
    return None if any(shape.is_anything for shape in found) else tuple(found)


def _of_action(design: Design, plan: Plan, role: Role, action: Action, attribute: str) -> Shape:
    if attribute in action.key:
        return _of_operand(design, plan, role, action.key[attribute])
    assert action.entity is not None
    value = design.entities[action.entity].attributes[attribute].value
    if isinstance(value, Constant):
        return Shape(parts=((str(value.value), False),))
    parts = written_out(design, action.entity, attribute)
    return Shape(parts=tuple(_part(part, role) for part in parts))


def _of_operand(design: Design, plan: Plan, role: Role, operand: Template | Constant) -> Shape:
    if isinstance(operand, Constant):
        return Shape(parts=((str(operand.value), False),))
    bound = bind(design, plan.pattern)
    return Shape(
        parts=tuple(
            (part, False)
            if isinstance(part, str)
            else _replaced(
                [part.name, *([bound[part.name].attribute] if part.name in bound else [])], role
            )
            for part in operand.parts
        )
    )


def _part(part: str | Binding, role: Role) -> tuple[str, bool] | None:
    return (part, False) if isinstance(part, str) else _replaced([part.attribute], role)


def _replaced(names: Iterable[str], role: Role) -> tuple[str, bool] | None:
    return next(((role.where[name], True) for name in names if name in role.where), None)
