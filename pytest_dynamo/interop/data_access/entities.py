"""Entities: the type of their items, and the function that makes an item with all its keys."""

from dataclasses import dataclass, field

from pytest_dynamo.design.positions import Binding, declaring_entity, written_out
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Attribute, Constant, Design, Generated
from pytest_dynamo.interop.data_access.keys import KeyFunctions, Owner, Slot
from pytest_dynamo.interop.data_access.kinds import Kinds
from pytest_dynamo.interop.data_access.names import BUILTINS, MODULE, Names, variable
from pytest_dynamo.interop.data_access.python_text import (
    WIDTH,
    Brackets,
    Code,
    docstring,
    flat,
    laid_out,
    literal,
    mapping,
    statement,
    width,
)
from pytest_dynamo.population.dependencies import is_sparse


@dataclass(slots=True)
class Scope:
    """The variables that the values of an entity are made of, as they turn up.

    `called` has their names, `types` what a caller gives, `optional` those that may be left out, and
    `drawn` the shards that are drawn at random where they are.
    """

    called: dict[Owner, str] = field(default_factory=dict)
    types: dict[Owner, str] = field(default_factory=dict)
    optional: set[Owner] = field(default_factory=set)
    drawn: dict[Owner, int] = field(default_factory=dict)
    names: Names = field(default_factory=lambda: Names(BUILTINS | MODULE | {"item"}))


class ValueWriter:
    """Writes the values of entities' attributes as expressions."""

    def __init__(self, design: Design, kinds: Kinds, keys: KeyFunctions) -> None:
        self.design = design
        self.kinds = kinds
        self.keys = keys

    def value(self, entity: str, name: str, scope: Scope) -> Code:
        """The value of an attribute as it is stored."""
        attribute = self.design.entities[entity].attributes[name]
        match attribute.value:
            case Constant(value=value):
                return literal(value)
            case Generated(maker="shard_of"):
                return self.argument((entity, name), scope)
            case Generated():
                kind = self.kinds.of_attribute(entity, name)
                return kind.stored_text(self.argument((entity, name), scope))
        parts = self.parts(entity, name)
        return self.keys.filled(parts, self.arguments(parts, scope))

    def parts(self, entity: str, name: str) -> list[str | Slot]:
        """The template of an attribute: texts, and what stands between them."""
        return [
            part if isinstance(part, str) else self.slot(part)
            for part in written_out(self.design, entity, name)
        ]

    def slot(self, binding: Binding, *, format_spec: str = "", conversion: str = "") -> Slot:
        """A placeholder that stands for an attribute, written as the item's own template writes it."""
        own = binding.placeholder
        return Slot(
            owner=(binding.entity, binding.attribute),
            kind=self.kinds.of_attribute(binding.entity, binding.attribute),
            format_spec=format_spec or (own.format_spec if own else ""),
            conversion=conversion or (own.conversion if own and not format_spec else ""),
        )

    def arguments(self, parts: list[str | Slot], scope: Scope) -> dict[Owner, str]:
        """The expressions that a template is filled in with."""
        slots = [part for part in parts if isinstance(part, Slot)]
        for slot in slots:
            if slot.given == "datetime":
                scope.types[slot.owner] = "datetime"
        return {slot.owner: self.argument(slot.owner, scope) for slot in slots}

    def argument(self, owner: Owner, scope: Scope) -> str:
        """The variable of an attribute, or the expression where it follows from others."""
        entity, name = owner
        attribute = self.design.entities[entity].attributes[name]
        value = attribute.value
        if isinstance(value, Generated) and value.maker != "shard_of":
            return self._variable(owner, attribute, scope)
        if isinstance(value, Generated):
            base, count = self.shard_base(owner), int(str(value.options["count"]))
            if base is None:
                return self._variable(owner, attribute, scope)
            return f"_shard_of({flat(self._stored(base, scope))}, {count})"
        return flat(self.value(entity, name, scope))

    def shard_base(self, owner: Owner) -> Owner | None:
        """The attribute that a calculated shard follows from; None where `owner` is no such shard."""
        value = self.design.entities[owner[0]].attributes[owner[1]].value
        if not (isinstance(value, Generated) and value.maker == "shard_of"):
            return None
        name = str(value.options["attribute"])
        declaring = declaring_entity(self.design, owner[0], name)
        return (declaring, name) if declaring else None

    def _stored(self, owner: Owner, scope: Scope) -> Code:
        return self.value(owner[0], owner[1], scope)

    def _variable(self, owner: Owner, attribute: Attribute, scope: Scope) -> str:
        if owner not in scope.called:
            scope.called[owner] = scope.names.take(variable(owner[1]))
            scope.types.setdefault(owner, self.kinds.of_attribute(*owner).given)
            value = attribute.value
            if isinstance(value, Generated) and value.maker == "random_shard":
                scope.drawn[owner] = int(str(value.options["count"]))
            elif attribute.present < 1 or attribute.when:
                scope.optional.add(owner)
        return scope.called[owner]


def item_fields(design: Design, kinds: Kinds, entity: str) -> list[tuple[str, str, bool]]:
    """The attributes of an item with their types, and whether each is always there."""
    return [
        (name, kinds.of_attribute(entity, name).stored, not is_sparse(design, entity, name))
        for name in design.entities[entity].attributes
    ]


def maker_lines(writer: ValueWriter, entity: str, name: str, type_name: str) -> list[str]:
    """The function that makes an item."""
    scope, sure, rest = Scope(), dict[str, Code](), list[tuple[str, Code, list[str]]]()
    for one in writer.design.entities[entity].attributes.values():
        code = writer.value(entity, one.name, scope)
        conditions = _conditions(writer, entity, one, scope)
        if conditions:
            rest.append((one.name, code, conditions))
        else:
            sure[one.name] = code
    lines = laid_out("", Brackets(f"def {name}(", _parameters(scope), f") -> {type_name}:"))
    lines += docstring(f"Make the item of one {entity}, with the keys it is found by.", indent=4)
    for owner, count in scope.drawn.items():
        called = scope.called[owner]
        lines += [f"    if {called} is None:", f"        {called} = random.randrange({count})"]
    if not rest:
        return [*lines, *statement("return ", mapping(sure), indent=4)]
    lines += statement(f"item: {type_name} = ", mapping(sure), indent=4)
    for attribute, code, conditions in rest:
        lines += _if(conditions)
        lines += statement(f"item[{literal(attribute)}] = ", code, indent=8)
    return [*lines, "    return item"]


def _parameters(scope: Scope) -> tuple[tuple[str, Code], ...]:
    needed, others = list[str](), list[str]()
    for owner, called in scope.called.items():
        if owner in scope.optional or owner in scope.drawn:
            others.append(f"{called}: {scope.types[owner]} | None = None")
        else:
            needed.append(f"{called}: {scope.types[owner]}")
    listed = [*needed, *others]
    return tuple(("", one) for one in (["*", *listed] if listed else []))


def _conditions(writer: ValueWriter, entity: str, attribute: Attribute, scope: Scope) -> list[str]:
    """When an attribute is there: its `when`, and where all that it is made of is given."""
    conditions: list[str] = []
    if isinstance(attribute.value, Generated) and attribute.value.maker != "shard_of":
        owner = (entity, attribute.name)
        return [f"{scope.called[owner]} is not None"] if owner in scope.optional else []
    for name, wanted in attribute.when.items():
        if name in writer.design.entities[entity].attributes:
            value = flat(writer.value(entity, name, scope))
            conditions.append(f"{value} == {literal(wanted)}")
    made_of = [owner for owner in _made_of(writer, entity, attribute) if owner in scope.optional]
    conditions = [f"{scope.called[owner]} is not None" for owner in made_of] + conditions
    if attribute.present < 1 and not conditions:
        flag = scope.names.take(variable(f"has_{attribute.name}"))
        key = (entity, f"has {attribute.name}")
        scope.called[key], scope.types[key] = flag, "bool"
        conditions.append(flag)
    return conditions


def _made_of(writer: ValueWriter, entity: str, attribute: Attribute) -> list[Owner]:
    """The attributes a value is made of in the end, each once."""
    if isinstance(attribute.value, Template):
        found = [p.owner for p in writer.parts(entity, attribute.name) if isinstance(p, Slot)]
    else:
        found = [(entity, attribute.name)]
    ends: dict[Owner, None] = {}
    while found:
        owner = found.pop(0)
        base = writer.shard_base(owner)
        inner = writer.design.entities[owner[0]].attributes[owner[1]]
        if base:
            found.append(base)
        elif isinstance(inner.value, Template) and owner != (entity, attribute.name):
            found += [p.owner for p in writer.parts(*owner) if isinstance(p, Slot)]
        else:
            ends[owner] = None
    return list(ends)


def _if(conditions: list[str]) -> list[str]:
    line = f"    if {' and '.join(conditions)}:"
    if width(line) <= WIDTH or len(conditions) == 1:
        return [line]
    first, *others = conditions
    return ["    if (", f"        {first}", *(f"        and {one}" for one in others), "    ):"]
