"""Which entity of one design is which of another, and how many items of it there are."""

from collections.abc import Mapping
from dataclasses import dataclass

from pytest_dynamo.checks.counts import Counts
from pytest_dynamo.design.values import Design, Entity, Table
from pytest_dynamo.migration.copying.key_forms import key_form


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Two designs, and by new name the old one of each table and entity that both have."""

    old: Design
    new: Design
    tables: Mapping[str, str]
    entities: Mapping[str, str]

    def source(self, entity: str) -> Table:
        """The old table of an entity of the new design that both have."""
        return self.old.tables[self.old.entities[self.entities[entity]].table]

    def is_moved(self, entity: str) -> bool:
        """Whether the items of an entity are to be in another table than the one they are in."""
        table = self.new.entities[entity].table
        return self.tables.get(table) != self.source(entity).name


def matched(old: Design, new: Design) -> Matched:
    """What both designs have, under the same name or another one.

    A table that has lost its name is the one that is new, has the same key, and has most entities of it. An entity that
    has lost its own is the one that is new in its table and whose keys are made alike.
    """
    tables = _tables(old, new)
    entities = {name: name for name in new.entities if name in old.entities}
    lost = [one for one in old.entities.values() if one.name not in new.entities]
    for name, entity in new.entities.items():
        twins = [
            one
            for one in lost
            if name not in old.entities and _is_twin(old, one, new, entity, tables)
        ]
        if len(twins) == 1:
            entities[name] = twins[0].name
            lost.remove(twins[0])
    return Matched(old=old, new=new, tables=tables, entities=entities)


def items_there(found: Matched) -> dict[str, float]:
    """How many items of each entity of the new design are there, as the old one tells.

    Where the old design tells of no items in a table, they are taken to be those of the new one.
    """
    before, after = Counts(design=found.old), Counts(design=found.new)
    told = {one.table for one in found.old.entities.values()}
    counted = {}
    for name, entity in found.new.entities.items():
        there = before.items(found.entities[name]) if name in found.entities else 0
        is_told = found.tables.get(entity.table, entity.table) in told or name in found.entities
        is_new = entity.table not in found.tables
        counted[name] = float(there if is_told or is_new else after.items(name))
    return counted


def _tables(old: Design, new: Design) -> dict[str, str]:
    tables = {name: name for name in new.tables if name in old.tables}
    lost = [table for name, table in old.tables.items() if name not in new.tables]
    found = [table for name, table in new.tables.items() if name not in old.tables]
    for table in found:
        alike = [one for one in lost if one.key == table.key]
        most = max(alike, key=lambda one: len(_common(old, one, new, table)), default=None)
        if most and (_common(old, most, new, table) or len(lost) == len(found) == 1):
            tables[table.name] = most.name
            lost.remove(most)
    return tables


def _common(old: Design, before: Table, new: Design, after: Table) -> set[str]:
    """The entities that are in both tables."""
    return {one.name for one in old.entities.values() if one.table == before.name} & {
        one.name for one in new.entities.values() if one.table == after.name
    }


def _is_twin(old: Design, was: Entity, new: Design, now: Entity, tables: Mapping[str, str]) -> bool:
    if tables.get(now.table) != was.table:
        return False
    keys = new.tables[now.table].key, old.tables[was.table].key
    return keys[0] == keys[1] and all(
        key_form(old, was.name, name) == key_form(new, now.name, name)
        for name in keys[0].attributes
    )
