"""Tables and indexes in a design: where they stand in its file, and others in their place."""

from dataclasses import replace

from pytest_dynamo.design.values import Design, Index, Table
from pytest_dynamo.design.writing.comments import Path


def path_of(table: Table, index: Index | None) -> Path:
    """Where a table or one of its indexes stands in a design file."""
    return ("tables", table.name, *(("indexes", index.name) if index else ()))


def with_changed(
    design: Design, table: Table, index: Index | None, changed: Table | Index
) -> Design:
    """The design with a table, or one of its indexes, in the place of the one of that name."""
    if isinstance(changed, Index) and index:
        changed = replace(table, indexes={**table.indexes, index.name: changed})
    assert isinstance(changed, Table)
    return replace(design, tables={**design.tables, table.name: changed})


def without_index(design: Design, table: Table, index: Index) -> Design:
    """The design without an index; attributes that were a key of nothing else have no type any more."""
    kept = {name: one for name, one in table.indexes.items() if name != index.name}
    keys = (table.key, *(one.key for one in kept.values()))
    names = {name for key in keys for name in key.attributes}
    types = {name: one for name, one in table.attribute_types.items() if name in names}
    changed = replace(table, indexes=kept, attribute_types=types)
    return replace(design, tables={**design.tables, table.name: changed})
