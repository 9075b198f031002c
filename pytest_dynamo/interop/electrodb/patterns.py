"""Access patterns: each index of an entity is a Query, as is each collection, and the table a GetItem, too."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import AccessPattern, Action, Condition, Entity, Table, snake_case
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.electrodb.keys import collection_prefix, key_attributes
from pytest_dynamo.interop.electrodb.models import IDENTIFIERS, Access, Model
from pytest_dynamo.interop.naming import distinct
from pytest_dynamo.interop.templates.resolving import speakable


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A model and the entity it has become."""

    model: Model
    entity: Entity
    table: Table

    def uses(self, access: Access) -> bool:
        """Whether the table has an index for it, with the keys that are meant."""
        if access.index and access.index not in self.table.indexes:
            return False
        key = self.table.key_of(access.index)
        return key_attributes(access, self.model) == (key.partition_key, key.sort_key)


def patterns_of(told: Sequence[Told]) -> tuple[dict[str, AccessPattern], dict[str, Where]]:
    """The access patterns by name, and where each stands."""
    asked = [*_queries(told), *_gets(told)]
    taken = {name for name, _, _ in asked}
    for name, where, settings in _collections(told):
        asked.append((f"{name}_collection" if name in taken else name, where, settings))
    names = [name for name, _, _ in asked]
    numbered = distinct([f"{number} {name}" for number, name in enumerate(names)], _unnumbered)
    found: dict[str, AccessPattern] = {}
    places: dict[str, Where] = {}
    for name, (_, where, settings) in zip(numbered.values(), asked, strict=True):
        found[name] = AccessPattern(name=name, **settings)  # type: ignore[arg-type]
        places[name] = where
    return found, places


def _unnumbered(name: str) -> str:
    return name.partition(" ")[2]


_Asked = tuple[str, Where, Mapping[str, object]]


def _queries(told: Sequence[Told]) -> Iterator[_Asked]:
    """By the name of the access pattern, with that of the entity before it where several have it."""
    names = [access.name for one in told for access in one.model.accesses]
    for one in told:
        for access in one.model.accesses:
            if not one.uses(access):
                continue
            is_shared = names.count(access.name) > 1
            name = f"{snake_case(one.entity.name)}_{access.name}" if is_shared else access.name
            settings: dict[str, object] = {
                "kind": "query",
                "table": one.table.name,
                "index": access.index,
                "conditions": _conditions(access, one),
                "filter": _of_entity(access, one.model),
                "returns": (one.entity.name,),
            }
            if settings["filter"]:
                settings["max_waste"] = _waste(access, one, told)
            yield name, access.where, settings


def _gets(told: Sequence[Told]) -> Iterator[_Asked]:
    for one in told:
        key = {name: _operand(name, one.entity) for name in one.table.key.attributes}
        settings: dict[str, object] = {
            "kind": "get",
            "table": one.table.name,
            "actions": (Action(kind="get", table=one.table.name, key=key),),
            "returns": (one.entity.name,),
        }
        yield f"get_{snake_case(one.entity.name)}", (*one.model.where, "indexes"), settings


def _collections(told: Sequence[Told]) -> Iterator[_Asked]:
    """Of each collection all its entities, which have the same partition key."""
    found: dict[tuple[str, str, str | None], list[tuple[Told, Access]]] = {}
    for one in told:
        for access in one.model.accesses:
            for name in access.collections if one.uses(access) else ():
                found.setdefault((name, one.table.name, access.index), []).append((one, access))
    for (name, table, index), members in found.items():
        first, access = members[0]
        partition, sort = key_attributes(access, first.model)
        conditions = _equal(partition, first.entity)
        prefix = collection_prefix(access, access.collections.index(name) + 1)
        if prefix:
            conditions += (_begins(sort[0], prefix),)
        settings: dict[str, object] = {
            "kind": "query",
            "table": table,
            "index": index,
            "conditions": conditions,
            "returns": tuple(dict.fromkeys(one.entity.name for one, _ in members)),
        }
        yield name, (*access.where, "collection"), settings


def _conditions(access: Access, one: Told) -> tuple[Condition, ...]:
    """The partition key, and what all sort keys of the entity begin with."""
    partition, sort = key_attributes(access, one.model)
    conditions = _equal(partition, one.entity)
    if access.kind == "composite" or not sort:
        return conditions
    attribute = one.entity.attributes.get(sort[0])
    prefix = attribute.value.prefix if attribute and isinstance(attribute.value, Template) else ""
    return (*conditions, _begins(sort[0], prefix)) if prefix else conditions


def _of_entity(access: Access, model: Model) -> tuple[Condition, ...]:
    """ElectroDB filters by the entity where the sort key does not begin with it, if the index has it."""
    shown = access.projection
    is_hidden = shown == "keys_only" or (
        isinstance(shown, list) and not all(name in shown for name in IDENTIFIERS)
    )
    if access.kind == "isolated" or is_hidden:
        return ()
    wanted = zip(IDENTIFIERS, (model.entity, model.version), strict=True)
    return tuple(
        Condition(attribute=name, operator="=", operands=(Template((text,)),))
        for name, text in wanted
    )


def _waste(access: Access, one: Told, told: Sequence[Told]) -> float:
    """As many items for each one returned as there are entities in the index, or two, if it is one."""
    there = [
        other
        for other in told
        if other.table == one.table
        and any(each.index == access.index for each in other.model.accesses)
    ]
    return float(max(2, len(there)))


def _equal(names: Sequence[str], entity: Entity) -> tuple[Condition, ...]:
    return tuple(
        Condition(attribute=name, operator="=", operands=(_operand(name, entity),))
        for name in names
    )


def _begins(name: str, prefix: str) -> Condition:
    return Condition(attribute=name, operator="begins_with", operands=(Template((prefix,)),))


def _operand(name: str, entity: Entity) -> Template:
    attribute = entity.attributes.get(name)
    if attribute and isinstance(attribute.value, Template):
        return attribute.value
    return Template((Placeholder(name=speakable(name)),))
