"""What it takes to come from one design to another."""

from collections.abc import Iterator
from dataclasses import dataclass

from pytest_dynamo.design.values import Design, Table
from pytest_dynamo.forecast.prices import Prices
from pytest_dynamo.migration.classifying import changes_between, rebuilt_indexes
from pytest_dynamo.migration.comparing.entities import Matched, items_there, matched
from pytest_dynamo.migration.comparing.items import item_changes, rewritings
from pytest_dynamo.migration.comparing.order import order_of_work
from pytest_dynamo.migration.comparing.patterns import pattern_changes
from pytest_dynamo.migration.comparing.values import DesignChanges
from pytest_dynamo.migration.copying.contents import Contents
from pytest_dynamo.migration.copying.copies import index_copying, table_copying
from pytest_dynamo.migration.copying.costs import Scan
from pytest_dynamo.migration.copying.rewriting import entity_copying
from pytest_dynamo.migration.values import Change, Copying, TableChanges
from pytest_dynamo.migration.verdicts import NEW_TABLE
from pytest_dynamo.planner.planning import plan_all


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """Both designs, with what is in their tables, and the new tables that have to be created anew."""

    found: Matched
    old: Contents
    new: Contents
    recreated: frozenset[str]
    prices: Prices

    def scan(self, table: Table, target: Table) -> Scan:
        """Reading an old table; where the old design tells of no items, those that the new one has in it are read."""
        is_told = any(one.table == table.name for one in self.found.old.entities.values())
        if is_told:
            return Scan(contents=self.old, table=table)
        return Scan(contents=self.new, table=target)


def design_changes(old: Design, new: Design, prices: Prices) -> DesignChanges:
    """The changes of all tables with what filling and copying takes, and access patterns that are served otherwise.

    The old design tells how many items there are, and the new one what they are to be: an entity that only the
    new one has, has no items to be copied. A table that has lost its name, and kept its key and entities, is renamed.
    """
    found = matched(old, new)
    sides = _Sides(
        found=found,
        old=Contents(old),
        new=Contents(new, there=items_there(found)),
        recreated=frozenset(
            name
            for name, before in found.tables.items()
            if any(
                one.kind == "new table"
                for one in _table_changes(old.tables[before], new.tables[name])
            )
        ),
        prices=prices,
    )
    tables = tuple(changed for table in new.tables.values() if (changed := _table(sides, table)))
    gone = tuple(
        _removed(table) for name, table in old.tables.items() if name not in found.tables.values()
    )
    before, after = plan_all(old), plan_all(new)
    return DesignChanges(
        tables=(*tables, *gone),
        patterns=pattern_changes(before, after),
        order=tuple(order_of_work(found, tables, before, after)),
    )


def _table(sides: _Sides, new: Table) -> TableChanges | None:
    """The changes of a table; None where there is none."""
    name = sides.found.tables.get(new.name)
    old = sides.found.old.tables[name] if name else None
    changes = (
        *((_added(new),) if old is None else _table_changes(old, new)),
        *item_changes(sides.found, new, sides.recreated),
    )
    if not changes:
        return None
    return TableChanges(
        name=new.name,
        old=old,
        new=new,
        changes=changes,
        copyings=tuple(_copyings(sides, old, new)),
    )


def _copyings(sides: _Sides, old: Table | None, new: Table) -> Iterator[Copying]:
    """What is filled, copied and written anew; a new table is copied with all of its indexes."""
    found = sides.found
    if old and new.name in sides.recreated:
        entities = [
            name
            for name, entity in found.new.entities.items()
            if entity.table == new.name and (name not in found.entities or not found.is_moved(name))
        ]
        scan = sides.scan(old, new)
        yield table_copying(scan, sides.new, new, sides.prices, entities=entities)
    elif old:
        added = (one.name for one in new.global_indexes if one.name not in old.indexes)
        for name in (*rebuilt_indexes(old, new), *added):
            yield index_copying(sides.new, new, new.indexes[name], sides.prices)
    for one in rewritings(found, new, sides.recreated):
        scan = sides.scan(one.source, new)
        yield entity_copying(one, scan, sides.old, sides.new, sides.prices)


def _table_changes(old: Table, new: Table) -> tuple[Change, ...]:
    return (*_name_change(old, new), *changes_between(old, new))


def _name_change(old: Table, new: Table) -> Iterator[Change]:
    if old.name != new.name:
        yield Change(
            table=new.name,
            name="name",
            old=old.name,
            new=new.name,
            kind="new table",
            reason="DynamoDB cannot rename a table",
            remedy=NEW_TABLE,
        )


def _added(table: Table) -> Change:
    return Change(
        table=table.name,
        name="tables",
        old="nothing",
        new=f"table {table.name}",
        kind="in place",
        reason="CreateTable creates it",
    )


def _removed(table: Table) -> TableChanges:
    change = Change(
        table=table.name,
        name="tables",
        old=f"table {table.name}",
        new="nothing",
        kind="in place",
        reason="DeleteTable deletes it; deploy never does",
        loses="the table and all of its items",
        remedy="keep it until nobody reads it, back it up, then delete it",
    )
    return TableChanges(name=table.name, old=table, new=None, changes=(change,))
