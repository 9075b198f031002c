"""Scans, and Queries that filter most of what they read: asked by a key of an index instead."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pytest_dynamo.assessment.fixes.indexes import projection_text
from pytest_dynamo.assessment.fixes.resources import path_of
from pytest_dynamo.assessment.fixes.values import Change, Fix, Grounds
from pytest_dynamo.capacity.throttling.limits import provisioned_of
from pytest_dynamo.checks.values import Finding
from pytest_dynamo.design.attribute_types import stored_type
from pytest_dynamo.design.binding import entities_of
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import (
    AccessPattern,
    AttributeType,
    Condition,
    Constant,
    Design,
    Index,
    KeySchema,
    Projection,
    Provisioned,
    Table,
)
from pytest_dynamo.design.writing.editing import Edit
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.planner.planning import plan

SCANS, FILTERS = ("PD302", "PD303"), ("PD305", "PD304", "PD311", "PD301")
_KEY_TYPES: tuple[AttributeType, ...] = ("S", "N", "B")
_MOST_KEY_ATTRIBUTES = 4


def keyed_patterns(grounds: Grounds) -> Iterator[tuple[Fix, ...]]:
    """For each pattern that scans or filters: an index that serves it, one that there is or a new one."""
    for finding in grounds.found(*SCANS, *FILTERS):
        pattern = grounds.design.access_patterns[finding.subject]
        change = asked_by_key(grounds.design, pattern)
        yield (_fix(grounds, finding, pattern, change),)


def _fix(grounds: Grounds, finding: Finding, pattern: AccessPattern, change: Change | None) -> Fix:
    index = change.design.access_patterns[pattern.name].index if change else None
    is_new = index is not None and index not in grounds.design.tables[pattern.table].indexes
    if not change:
        title, how = f"Ask for what {pattern.name} needs by a key", ""
    elif is_new:
        key = change.design.tables[pattern.table].indexes[str(index)].key
        title = f"Add an index for {pattern.name}, and query that"
        how = f"`{index}: {_key_text(key)}` holds what it asks for, and nothing is read to be thrown away"
    else:
        title = f"Query {f'index {index}' if index else 'the table'} in {pattern.name}"
        how = "it holds what is asked for as a key"
    return Fix(
        trouble="scans" if pattern.kind == "scan" else "too many items",
        severity=finding.severity,
        rule=finding.rule,
        subject=pattern.name,
        title=title,
        evidence=grounds.sentence(finding.found, finding.means),
        fix=grounds.sentence(how or finding.fix),
        change=change,
    )


def asked_by_key(design: Design, pattern: AccessPattern) -> Change | None:
    """The design with a pattern that asks by a key for what it filters now; None where no key can."""
    moved = _moved(design, pattern)
    if pattern.consistent_read or pattern.fan_out or not moved:
        return None
    asked = replace(
        pattern,
        kind="query",
        index=None,
        allow_scan=None,
        conditions=(*pattern.conditions, *moved),
        filter=tuple(each for each in pattern.filter if each not in moved),
    )
    served = plan(design, asked)
    if isinstance(served, Plan):
        asked = replace(asked, index=served.index.name if served.index else None)
        return _change(design, pattern, asked, ())
    index = _index_for(design, asked)
    if index is None:
        return None
    table = design.tables[pattern.table]
    types = {name: _type(design, asked, name) for name in index.key.attributes}
    changed = replace(
        table,
        indexes={**table.indexes, index.name: index},
        attribute_types={**table.attribute_types, **{n: t for n, t in types.items() if t}},
    )
    after = replace(design, tables={**design.tables, table.name: changed})
    asked = replace(asked, index=index.name)
    if not isinstance(plan(after, asked), Plan):
        return None
    return _change(after, pattern, asked, (_index_edit(changed, table, index),))


def _moved(design: Design, pattern: AccessPattern) -> tuple[Condition, ...]:
    """What of a filter a key can hold: equalities, and one comparison if nothing else is compared."""
    keyable = [each for each in pattern.filter if _type(design, pattern, each.attribute)]
    equal = [each for each in keyable if each.operator == "="]
    is_ranged = any(each.operator != "=" for each in pattern.conditions)
    ranged = [each for each in keyable if each.operator != "=" and not is_ranged]
    if not equal and not pattern.conditions:
        return ()
    return (*equal, *ranged[:1])


def _type(design: Design, pattern: AccessPattern, attribute: str) -> AttributeType | None:
    """The type of a key attribute; None for what cannot be one."""
    found = {
        stored_type(design, name, attribute)
        for name in entities_of(design, pattern)
        if attribute in design.entities[name].attributes
    }
    return next((one for one in _KEY_TYPES if found == {one}), None)


def _index_for(design: Design, asked: AccessPattern) -> Index | None:
    """An index whose key is what is asked: equalities with what varies first, a comparison last."""
    equal = [each for each in asked.conditions if each.operator == "="]
    ranged = [each.attribute for each in asked.conditions if each.operator != "="]
    varied = [each.attribute for each in equal if not _is_constant(each)]
    partition = varied or [each.attribute for each in equal]
    sort = [*(each.attribute for each in equal if each.attribute not in partition), *ranged]
    table = design.tables[asked.table]
    if not sort and (asked.newest_first or asked.limit):  # items come in the order they came in
        sort = [name for name in table.key.sort_key if name not in partition]
    if not partition or max(len(partition), len(sort)) > _MOST_KEY_ATTRIBUTES or len(ranged) > 1:
        return None
    keys = {*table.key.attributes, *partition, *sort}
    needed = (*asked.attributes, *(each.attribute for each in asked.filter))
    wanted = tuple(dict.fromkeys(name for name in needed if name not in keys))
    kept = Projection(kind="INCLUDE", attributes=wanted) if wanted else Projection(kind="KEYS_ONLY")
    is_provisioned = table.billing_mode == "PROVISIONED"
    return Index(
        name=_free_name(table, partition),
        kind="global",
        key=KeySchema(partition_key=tuple(partition), sort_key=tuple(sort)),
        projection=kept if asked.attributes else Projection(),
        provisioned=_fixed(table) if is_provisioned else None,
    )


def _fixed(table: Table) -> Provisioned:
    """What is provisioned for a table, for an index beside it."""
    given = provisioned_of(table, None)
    return replace(given, read_autoscaling=None, write_autoscaling=None)


def _is_constant(condition: Condition) -> bool:
    return all(isinstance(one, Constant) or one.is_constant for one in condition.operands)


def _free_name(table: Table, partition: Sequence[str]) -> str:
    name = f"by_{'_and_'.join(partition)}"
    while name in table.indexes:
        name += "_again"
    return name


def _change(
    design: Design, before: AccessPattern, after: AccessPattern, edits: tuple[Edit, ...]
) -> Change:
    patterns = {**design.access_patterns, after.name: after}
    return Change(
        design=replace(design, access_patterns=patterns),
        edits=(*edits, *_pattern_edits(before, after)),
    )


def _pattern_edits(before: AccessPattern, after: AccessPattern) -> Iterator[Edit]:
    path = ("access_patterns", before.name)
    moved = [each for each in after.conditions if each not in before.conditions]
    if before.kind == "scan":
        settings = ", ".join(f"{each.attribute}: {_condition_text(each)}" for each in moved)
        yield Edit(path=(*path, "query"), value=f"{{{settings}}}", behind="scan")
        yield Edit(path=(*path, "scan"), value=None)
        if before.allow_scan:
            yield Edit(path=(*path, "allow_scan"), value=None)
    else:
        for each in moved:
            yield Edit(path=(*path, "query", each.attribute), value=_condition_text(each))
    for each in moved:
        yield Edit(path=(*path, "filter", each.attribute), value=None)
    if after.index != before.index:
        yield Edit(path=(*path, "index"), value=after.index, behind="query")


def _index_edit(after: Table, before: Table, index: Index) -> Edit:
    made = f"{{{', '.join(_index_settings(after, index))}}}"
    if before.indexes:
        return Edit(path=path_of(before, index), value=made)
    behind = "sort_key" if before.key.sort_key else "partition_key"
    path = (*path_of(before, None), "indexes")
    return Edit(path=path, value=f"{{{index.name}: {made}}}", behind=behind)


def _index_settings(table: Table, index: Index) -> Iterator[str]:
    yield f"partition_key: {_attributes_text(table, index.key.partition_key)}"
    if index.key.sort_key:
        yield f"sort_key: {_attributes_text(table, index.key.sort_key)}"
    yield f"projection: {projection_text(index.projection)}"
    if given := index.provisioned:
        reads, writes = given.read_capacity_units, given.write_capacity_units
        yield f"billing_mode: {{read_capacity_units: {reads}, write_capacity_units: {writes}}}"


def _attributes_text(table: Table, names: Sequence[str]) -> str:
    """Key attributes as a key has them, those that are no text with their type."""
    types = table.attribute_types
    return _listed(
        [name if types[name] == "S" else f"{{name: {name}, type: {types[name]}}}" for name in names]
    )


def _key_text(key: KeySchema) -> str:
    parts = (("partition_key", key.partition_key), ("sort_key", key.sort_key))
    shown = [f"{name}: {_listed(names)}" for name, names in parts if names]
    return f"{{{', '.join(shown)}}}"


def _listed(texts: Sequence[str]) -> str:
    """One text, or several as a list of the design file."""
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _condition_text(condition: Condition) -> str:
    operands = [_operand_text(one) for one in condition.operands]
    if condition.operator == "=":
        return operands[0]
    if condition.operator == "between":
        return f"{{between: [{', '.join(operands)}]}}"
    return f"{{{json.dumps(condition.operator)}: {operands[0]}}}"


def _operand_text(operand: Template | Constant) -> str:
    if isinstance(operand, Template):
        return json.dumps(str(operand))
    if isinstance(operand.value, str | bool):
        return json.dumps(operand.value)
    return str(operand.value)
