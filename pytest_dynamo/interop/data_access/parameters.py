"""The parameters of an access pattern's method: the placeholders of the pattern, with their types."""

from collections.abc import Mapping
from dataclasses import dataclass

from pytest_dynamo.design.binding import bind
from pytest_dynamo.design.pattern_templates import placeholders
from pytest_dynamo.design.positions import Binding
from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import AccessPattern, Constant, Generated
from pytest_dynamo.interop.data_access.entities import ValueWriter
from pytest_dynamo.interop.data_access.keys import Owner, Slot
from pytest_dynamo.interop.data_access.kinds import TEXT, Kind
from pytest_dynamo.interop.data_access.names import BUILTINS, MODULE, Names, variable
from pytest_dynamo.interop.data_access.python_text import Code, flat, literal

_OWN = frozenset(
    {"self", "cursor", "limit", "shard_number", "items", "keys", "client_request_token"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of a method: its name and type; `slot` is how a template writes it."""

    name: str
    given: str
    slot: Slot


class Parameters:
    """The parameters of one pattern, and the expressions of what they fill in."""

    def __init__(self, writer: ValueWriter, pattern: AccessPattern) -> None:
        self._writer = writer
        self._pattern = pattern
        self.names = Names(BUILTINS | MODULE | _OWN)
        self._by_name: dict[str, Parameter] = {}
        self._computed: dict[str, str] = {}
        self._made: list[str] = []
        self._read(bind(writer.design, pattern))

    @property
    def declared(self) -> list[str]:
        """`name: type` of each, in the order of the pattern."""
        listed = [f"{one.name}: {one.given}" for one in self._by_name.values()]
        return [*listed, *self._made]

    def value(self, operand: Template | Constant) -> Code:
        """The expression of an operand."""
        if isinstance(operand, Constant):
            return literal(operand.value)
        parts: list[str | Slot] = []
        arguments: dict[Owner, str] = {}
        for part in operand.parts:
            if isinstance(part, str):
                parts.append(part)
                continue
            slot, expression = self._filled(part)
            parts.append(slot)
            arguments[slot.owner] = expression
        is_prefix = bool(parts) and isinstance(parts[-1], str)
        return self._writer.keys.filled(parts, arguments, suffix="prefix" if is_prefix else "key")

    def made(self, attribute: str, value: Generated, path: str) -> tuple[str, Kind]:
        """The parameter of a value that the design makes: its expression as stored, and its kind."""
        kind = self._writer.kinds.of_value(value, path)
        name = self.names.take(variable(attribute))
        self._made.append(f"{name}: {kind.given}")
        return kind.stored_text(name), kind

    def stored_type(self, operand: Template | Constant) -> str:
        """The type of an operand as it is stored."""
        if isinstance(operand, Constant):
            return self._writer.kinds.of_value(operand, "").stored
        if not operand.keeps_type:
            return TEXT.stored
        slot, _ = self._filled(operand.placeholders[0])
        return slot.kind.stored if slot.is_bare else TEXT.stored

    def _filled(self, placeholder: Placeholder) -> tuple[Slot, str]:
        name = placeholder.name
        slot = self._by_name[name].slot if name in self._by_name else self._slots[name]
        if placeholder.format_spec:
            slot = Slot(
                owner=slot.owner,
                kind=slot.kind,
                format_spec=placeholder.format_spec,
                conversion=placeholder.conversion,
            )
        elif placeholder.conversion:
            slot = Slot(
                owner=slot.owner,
                kind=slot.kind,
                format_spec=slot.format_spec,
                conversion=placeholder.conversion,
            )
        if name in self._computed:
            return slot, self._computed[name]
        return slot, self._by_name[name].name

    def _read(self, bindings: Mapping[str, Binding]) -> None:
        self._slots = {
            name: self._slot(name, bindings.get(name)) for name in placeholders(self._pattern)
        }
        by_owner = {slot.owner: name for name, slot in self._slots.items()}
        for name, slot in self._slots.items():
            if name == self._pattern.fan_out:
                self._computed[name] = "shard_number"
                continue
            base = self._writer.shard_base(slot.owner) if name in bindings else None
            if base is None or base not in by_owner:
                given = max(
                    (self._given(name, one) for one in self._occurrences(name)),
                    key=lambda one: one == "datetime",
                    default=slot.given,
                )
                called = self.names.take(variable(name))
                self._by_name[name] = Parameter(name=called, given=given, slot=slot)
        for name, slot in self._slots.items():
            if name not in self._by_name and name not in self._computed:
                base = self._writer.shard_base(slot.owner)
                assert base is not None  # or it would be a parameter
                entity, attribute = slot.owner
                value = self._writer.design.entities[entity].attributes[attribute].value
                count = int(str(value.options["count"])) if isinstance(value, Generated) else 1
                source = flat(self.value(Template((Placeholder(name=by_owner[base]),))))
                self._computed[name] = f"_shard_of({source}, {count})"

    def _given(self, name: str, placeholder: Placeholder) -> str:
        slot = self._slots[name]
        spec = placeholder.format_spec or slot.format_spec
        return Slot(owner=slot.owner, kind=slot.kind, format_spec=spec).given

    def _occurrences(self, name: str) -> list[Placeholder]:
        operands = [o for c in self._pattern.conditions for o in c.operands]
        operands += [o for a in self._pattern.actions for o in a.key.values()]
        return [
            placeholder
            for operand in operands
            if isinstance(operand, Template)
            for placeholder in operand.placeholders
            if placeholder.name == name
        ]

    def _slot(self, name: str, binding: Binding | None) -> Slot:
        if name in self._pattern.parameters:
            path = f"{self._pattern.name} {name}"
            kind = self._writer.kinds.of_value(self._pattern.parameters[name], path)
            return Slot(owner=(self._pattern.name, name), kind=kind)
        if binding is None:
            return Slot(owner=(self._pattern.name, name), kind=TEXT)
        slot = self._writer.slot(binding)
        if self._is_prefix(name) and (slot.kind != TEXT or not slot.is_bare):
            return Slot(owner=(self._pattern.name, name), kind=TEXT)
        return slot

    def _is_prefix(self, name: str) -> bool:
        """Whether the placeholder ends a prefix, so that any part of a value may be given."""
        return any(
            condition.operator == "begins_with"
            and isinstance(operand, Template)
            and operand.parts
            and isinstance(operand.parts[-1], Placeholder)
            and operand.parts[-1].name == name
            for condition in self._pattern.conditions
            for operand in condition.operands
        )
