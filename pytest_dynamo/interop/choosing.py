"""Some of the tables of what was imported, and what belongs to them."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from pytest_dynamo.design.mistakes import nearest
from pytest_dynamo.design.values import Role
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.values import Imported


def only_tables(imported: Imported, names: Sequence[str]) -> Imported:
    """What was imported with these tables only, in the order of the source; all where none is named.

    Entities, access patterns and remarks of other tables go with them; losses stay, as a source
    may lose them before it is known which table they are of.

    Raises:
        DynamoError: There is no table of one of the names.
    """
    if not names:
        return imported
    design = imported.design
    for name in names:
        if name not in design.tables:
            message = (
                f"the source has no table '{name}'{nearest(name, design.tables)}\n"
                f"To fix this: --table with one of {', '.join(design.tables)}"
            )
            raise DynamoError(message)
    entities = {name: one for name, one in design.entities.items() if one.table in names}
    patterns = {
        name: one
        for name, one in design.access_patterns.items()
        if {one.table, *(action.table for action in one.actions)} <= set(names)
    }
    kept = {"tables": set(names), "entities": set(entities), "access_patterns": set(patterns)}
    return replace(
        imported,
        design=replace(
            design,
            tables={name: one for name, one in design.tables.items() if name in names},
            entities=entities,
            access_patterns=patterns,
            roles=_performing(design.roles, patterns),
            seeds={name: items for name, items in design.seeds.items() if name in entities},
        ),
        remarks={
            path: remark
            for path, remark in imported.remarks.items()
            if len(path) < 2 or path[1] in kept.get(str(path[0]), {path[1]})
        },
    )


def _performing(roles: Mapping[str, Role], patterns: Container[str]) -> dict[str, Role]:
    """The roles with the patterns that are left; one that has none left goes with them."""
    left = {
        name: replace(role, patterns=tuple(one for one in role.patterns if one in patterns))
        for name, role in roles.items()
    }
    return {name: role for name, role in left.items() if role.patterns}
