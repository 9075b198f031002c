"""The leading keys of an access pattern: the values of the partition key, as far as its templates tell them.

`dynamodb:LeadingKeys` holds the partition key of the table, or of the index that is read.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pytest_dynamo.design.binding import bind
from pytest_dynamo.design.positions import Binding, Part, written_out
from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import (
    AccessPattern,
    Action,
    Constant,
    Design,
    KeySchema,
    Role,
    Table,
    Value,
)
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.permissions.policy_text import literally, with_variables
from pytest_dynamo.planner.plan import Plan


@dataclass(frozen=True, slots=True, order=True)
class Leading:
    """One value of `dynamodb:LeadingKeys` as a policy says it; `is_open` if it has a wildcard."""

    text: str
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hole:
    """What a template leaves open: the names by which a role may say what is there."""

    names: tuple[str, ...]
    written: str
    is_formatted: bool


_Parts: TypeAlias = tuple[str | _Hole, ...]


class KeyFinder:
    """Finds the leading keys of the actions of one pattern, for one role.

    `met` collects the placeholders that were met on the way, `used` those that the role has replaced.
    """

    def __init__(self, design: Design, pattern: AccessPattern, role: Role) -> None:
        self._design = design
        self._pattern = pattern
        self._role = role
        self._bindings = bind(design, pattern)
        self.met: set[str] = set()
        self.used: set[str] = set()

    def of_plan(self, plan: Plan) -> tuple[Leading | str, ...]:
        """The leading keys of all that a plan does."""
        if plan.operation == "Query":
            return (self.of_query(plan),)
        return tuple(map(self.of_action, plan.pattern.actions))

    def of_query(self, plan: Plan) -> Leading | str:
        """The leading key of a Query, or why no condition can be made of it."""
        schema = plan.table.key_of(plan.index.name if plan.index else None)
        if reason := unconditional(plan.table, schema, plan.on):
            return reason
        condition = plan.partition[0]
        return self._leading(condition.attribute, self._of_operand(condition.operands[0]))

    def of_action(self, action: Action) -> Leading | str:
        """The leading key of a Get, a Put and so on, or why no condition can be made of it."""
        table = self._design.tables[action.table]
        if reason := unconditional(table, table.key, table.name):
            return reason
        (attribute,) = table.key.partition_key
        if attribute in action.key:
            return self._leading(attribute, self._of_operand(action.key[attribute]))
        assert action.entity is not None  # the plan has the full key
        return self.of_entity(action.entity, attribute)

    def of_entity(self, entity: str, attribute: str) -> Leading | str:
        """The values that an entity has in a key attribute, or why no condition can be made of them."""
        value = self._design.entities[entity].attributes[attribute].value
        if isinstance(value, Constant):
            return Leading(literally(str(value.value)))
        parts = tuple(map(_of_part, written_out(self._design, entity, attribute)))
        return self._leading(attribute, parts, _written(value))

    def _of_operand(self, operand: Template | Constant) -> _Parts:
        if isinstance(operand, Constant):
            return (str(operand.value),)
        return tuple(
            part if isinstance(part, str) else self._of_placeholder(part) for part in operand.parts
        )

    def _of_placeholder(self, part: Placeholder) -> _Hole:
        bound = self._bindings.get(part.name)
        return _Hole(
            names=(part.name, bound.attribute) if bound else (part.name,),
            written=str(part),
            is_formatted=bool(part.format_spec or part.conversion),
        )

    def _leading(self, attribute: str, parts: _Parts, written: str = "") -> Leading | str:
        text = "".join(
            literally(part) if isinstance(part, str) else self._filled(part) for part in parts
        )
        while "**" in text:
            text = text.replace("**", "*")
        if text in ("*", ""):
            written = written or "".join(
                part if isinstance(part, str) else part.written for part in parts
            )
            return f"its partition key {attribute} is {written}, and no text of it is always the same: dynamodb:LeadingKeys has nothing to hold it to"
        return Leading(text, any(isinstance(part, _Hole) for part in parts) and _is_open(text))

    def _filled(self, hole: _Hole) -> str:
        self.met.update(hole.names[:1])
        name = next((name for name in hole.names if name in self._role.where), None)
        if name is None:
            return "*"
        if hole.is_formatted:
            msg = (
                f"role '{self._role.name}' puts {self._role.where[name]} in the place of {hole.written}, which access pattern "
                f"'{self._pattern.name}' formats; IAM takes a policy variable as it stands\n"
                f"To fix this: tag principals with the text as it is in the key, and write {{{name}}} in the template"
            )
            raise DynamoError(msg)
        self.used.add(name)
        return with_variables(self._role.where[name])


def unconditional(table: Table, schema: KeySchema, on: str) -> str:
    """Why `dynamodb:LeadingKeys` is documented for no such key; empty if it is."""
    if len(schema.partition_key) > 1:
        names = ", ".join(schema.partition_key)
        return f"the partition key of {on} has several attributes ({names}), for which dynamodb:LeadingKeys is not documented"
    (attribute,) = schema.partition_key
    kind = table.attribute_types[attribute]
    if kind != "S":
        word = {"N": "a number", "B": "binary"}[kind]
        return f"its partition key {attribute} is {word}, and dynamodb:LeadingKeys is compared with text"
    return ""


def overlap(one: Iterable[Leading], other: Iterable[Leading]) -> bool:
    """Whether one text may be among both, as far as a text of each tells."""
    return any(
        _fits(left.text, right.text) or _fits(right.text, left.text)
        for left in one
        for right in other
    )


def _fits(text: str, pattern: str) -> bool:
    """Whether a text with wildcards is of the form of another: `USER#*#*` is of the form `USER#*`."""
    pieces = pattern.split("*")
    if len(pieces) == 1:
        return text == pattern
    first, *middle, last = pieces
    if not text.startswith(first) or not text.endswith(last):
        return False
    return _in_order(text[len(first) :], middle)


def _in_order(text: str, pieces: Sequence[str]) -> bool:
    for piece in pieces:
        _, found, text = text.partition(piece) if piece else ("", "-", text)
        if not found:
            return False
    return True


def _is_open(text: str) -> bool:
    return "*" in text.replace("${*}", "")


def _of_part(part: Part) -> str | _Hole:
    if isinstance(part, str):
        return part
    return _Hole(
        names=(part.attribute,),
        written=str(part.placeholder or f"{{{part.attribute}}}"),
        is_formatted=_is_formatted(part),
    )


def _is_formatted(part: Binding) -> bool:
    return bool(part.placeholder and (part.placeholder.format_spec or part.placeholder.conversion))


def _written(value: Value) -> str:
    return str(value) if isinstance(value, Template) else "made by " + getattr(value, "maker", "")
