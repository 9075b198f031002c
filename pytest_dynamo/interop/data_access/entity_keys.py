"""The key of an entity's items, out of as few variables as it takes: what batches name items by."""

from dataclasses import dataclass

from pytest_dynamo.interop.data_access.entities import Scope, ValueWriter
from pytest_dynamo.interop.data_access.names import BUILTINS, MODULE, Names
from pytest_dynamo.interop.data_access.python_text import Code, docstring, mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityKey:
    """A key: its variables with their types, and its attributes made of them."""

    variables: tuple[tuple[str, str], ...]
    code: Code
    writer: ValueWriter
    entity: str

    def code_of(self, before: str) -> Code:
        """The attributes, made of the members of something: `key.user_id`."""
        return _attributes(self.writer, self.entity, _Prefixed(before))


class _Prefixed(Names):
    """Names with something before each."""

    def __init__(self, before: str) -> None:
        super().__init__(BUILTINS | MODULE)
        self._before = before

    def take(self, wanted: str) -> str:
        return f"{self._before}{super().take(wanted)}"


def key_of(writer: ValueWriter, entity: str) -> EntityKey:
    """The key of an entity's items."""
    scope = Scope()
    code = _attributes(writer, entity, scope.names, scope)
    variables = tuple((called, scope.types[owner]) for owner, called in scope.called.items())
    return EntityKey(variables=variables, code=code, writer=writer, entity=entity)


def key_type_lines(key: EntityKey, name: str) -> list[str]:
    """The type of a key that has several variables."""
    told = f"What names one {key.entity}."
    fields = [f"    {called}: {given}" for called, given in key.variables]
    return [f"class {name}(NamedTuple):", *docstring(told, indent=4), "", *fields]


def _attributes(writer: ValueWriter, entity: str, names: Names, scope: Scope | None = None) -> Code:
    scope = scope or Scope(names=names)
    declared = writer.design.entities[entity]
    key = writer.design.tables[declared.table].key.attributes
    return mapping({name: writer.value(entity, name, scope) for name in key})
