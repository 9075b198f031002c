"""What a design comes to when another one is brought in: of each setting, which of the two counts.

Tables that are brought in count in full, but for what their format does not say. Of entities and access patterns only what is said of them
counts: what another format cannot say, such as a rate or a budget, stays as it is.
"""

from collections.abc import Collection, Mapping
from dataclasses import MISSING, Field, fields, replace
from typing import Any

from pytest_dynamo.design.pattern_templates import placeholders
from pytest_dynamo.design.values import (
    AccessPattern,
    Attribute,
    Budget,
    Design,
    Entity,
    Role,
    Table,
    snake_case,
)
from pytest_dynamo.design.writing.comments import Path

_WHAT_IS_ASKED = frozenset({"name", "kind", "table", "index", "conditions", "count"})
"""Settings of an access pattern that are always those of the design that is brought in."""


def merged(
    current: Design,
    wanted: Design,
    assumed: Collection[Path] = (),
    silent: Collection[str] = (),
) -> Design:
    """The current design with all that the wanted one says; nothing is taken out of it but within tables.

    Settings at the paths `assumed` count only where the current design has none. The settings of tables
    that `silent` names, and those of indexes as `indexes.warm_throughput`, stay where the wanted design
    says nothing of them.
    """
    tables = {
        name: _table(current.tables[name], table, silent) if name in current.tables else table
        for name, table in wanted.tables.items()
    }
    entities = {
        name: _entity(current.entities[name], entity, assumed)
        if name in current.entities
        else entity
        for name, entity in wanted.entities.items()
    }
    patterns = {
        name: _pattern(current.access_patterns[name], pattern, assumed)
        if name in current.access_patterns
        else pattern
        for name, pattern in wanted.access_patterns.items()
    }
    return replace(
        current,
        description=current.description or wanted.description,
        tables={**current.tables, **tables},
        entities={**current.entities, **entities},
        access_patterns={**current.access_patterns, **patterns},
        roles={**current.roles, **_roles(current.roles, wanted.roles)},
        seeds={**current.seeds, **wanted.seeds},
        workload=wanted.workload or current.workload,
        ignore={**wanted.ignore, **current.ignore},
    )


def _roles(current: Mapping[str, Role], wanted: Mapping[str, Role]) -> dict[str, Role]:
    """The roles that are brought in; what is not said of one stays as it is."""
    return {
        name: replace(
            role,
            description=role.description or current[name].description,
            where=role.where or current[name].where,
        )
        if name in current
        else role
        for name, role in wanted.items()
    }


def _table(current: Table, wanted: Table, silent: Collection[str]) -> Table:
    inside = {one.removeprefix("indexes.") for one in silent if one.startswith("indexes.")}
    indexes = {
        name: replace(index, **_kept(current.indexes[name], index, inside))
        if name in current.indexes and current.indexes[name].kind == index.kind
        else index
        for name, index in wanted.indexes.items()
    }
    return replace(wanted, indexes=indexes, **_kept(current, wanted, silent))


def _kept(current: Any, wanted: Any, silent: Collection[str]) -> dict[str, Any]:  # noqa: ANN401
    """The current settings of a table or an index, of those the wanted one says nothing of."""
    return {
        one.name: getattr(current, one.name)
        for one in fields(wanted)
        if one.name in silent and getattr(wanted, one.name) == _default(one)
    }


def _default(setting: Field[Any]) -> object:
    return setting.default if setting.default_factory is MISSING else setting.default_factory()


def _entity(current: Entity, wanted: Entity, assumed: Collection[Path]) -> Entity:
    where: Path = ("entities", current.name)
    counts_are_assumed = any((*where, one) in assumed for one in ("population", "belongs_to"))
    counts = current if counts_are_assumed else wanted
    has_plural = wanted.plural not in ("", f"{snake_case(wanted.name)}s")
    return replace(
        wanted,
        population=counts.population,
        parents=counts.parents,
        plural=wanted.plural if has_plural else current.plural,
        attributes=_attributes(current.attributes, wanted.attributes, (*where, "item"), assumed),
    )


def _attributes(
    current: Mapping[str, Attribute],
    wanted: Mapping[str, Attribute],
    where: Path,
    assumed: Collection[Path],
) -> dict[str, Attribute]:
    said = {
        name: attribute
        for name, attribute in wanted.items()
        if name not in current or (*where, name) not in assumed
    }
    return {**current, **said}


def _pattern(
    current: AccessPattern, wanted: AccessPattern, assumed: Collection[Path]
) -> AccessPattern:
    where: Path = ("access_patterns", current.name)
    if current.kind != wanted.kind:  # another question under its name
        is_rate_kept = wanted.rate == 1 or (*where, "rate") in assumed
        return replace(
            wanted,
            description=wanted.description or current.description,
            rate=current.rate if is_rate_kept else wanted.rate,
        )
    kept: dict[str, Any] = {
        field.name: getattr(current, field.name)
        for field in fields(current)
        if field.name not in _WHAT_IS_ASKED
        and (_is_silent(wanted, field.name) or (*where, field.name) in assumed)
    }
    found = replace(wanted, **kept)
    if len(found.actions) == len(current.actions) == 1 and not found.actions[0].condition:
        condition = current.actions[0].condition
        found = replace(found, actions=(replace(found.actions[0], condition=condition),))
    used = placeholders(found)
    return replace(
        found, parameters={name: each for name, each in found.parameters.items() if name in used}
    )


def _is_silent(pattern: AccessPattern, setting: str) -> bool:
    """Whether a setting of an access pattern is the one of a pattern that says nothing of it."""
    silent = AccessPattern(name=pattern.name, kind=pattern.kind, table=pattern.table)
    value = getattr(pattern, setting)
    return bool(value == getattr(silent, setting) or value == Budget())
