"""A design as a page of GitHub-flavoured Markdown: https://github.github.com/gfm/."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pytest_dynamo.checks.counts import Counts
from pytest_dynamo.checks.formats.markdown import escaped
from pytest_dynamo.checks.samples import Samples
from pytest_dynamo.design.attribute_value import item_from_wire
from pytest_dynamo.design.values import Design, Entity, Table
from pytest_dynamo.design.writing.tables import index_document, table_document
from pytest_dynamo.interop.pages.grids import code, grid
from pytest_dynamo.interop.pages.mermaid import chart
from pytest_dynamo.interop.pages.roles import role_parts
from pytest_dynamo.interop.pages.wording import (
    budget_text,
    entities_of,
    is_in,
    key_condition_text,
    key_line,
    on_text,
    operation_text,
    patterns_of,
    projection_text,
    reading_text,
    values_text,
)
from pytest_dynamo.interop.values import Exported, ExportedFile, ExportFormat, ExportOptions, Loss
from pytest_dynamo.planner.plan import NotServed
from pytest_dynamo.planner.planning import plan_all
from pytest_dynamo.planner.wording import conditions_text

_TICKS = re.compile(r"`+")
_SHOWN = ("partition_key", "sort_key", "indexes", "type", "projection")
_LONGEST = 60
_HEADINGS = ("access pattern", "what for", "operation", "on", "by", "returns", "a second", "budget")
_LOST = {
    "entities": "keys, numbers and an example are written; how values are made is left out",
    "access_patterns": "requests, rates and budgets are written; how keys are chosen is left out",
    "roles": "access patterns, actions and variables are written; policies are left out",
    "seeds": "left out: a page shows examples",
    "workload": "left out",
    "ignore": "left out",
}


def page(design: Design) -> str:
    """The page."""
    parts = [
        [f"# {escaped(design.name)}"],
        [escaped(design.description)] if design.description else [],
        ["```mermaid", chart(design).rstrip("\n"), "```"],
        *(part for table in design.tables.values() for part in _table_parts(design, table)),
        *_pattern_parts(design),
        *role_parts(design),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _table_parts(design: Design, table: Table) -> Iterator[list[str]]:
    yield [f"## Table {escaped(table.name)}"]
    types = ", ".join(
        f"{code(name)} ({table.attribute_types[name]})" for name in table.key.attributes
    )
    yield [f"Key: {types}"]
    yield grid(("setting", "value"), _setting_rows(table_document(table)))
    entities = entities_of(design, table)
    if entities:
        yield ["### Entities"]
        yield _entitygrid(design, table, entities)
        samples = Samples(design=design)
        yield from (_example(samples, entity) for entity in entities)
    if table.indexes:
        yield ["### Indexes"]
        yield _indexgrid(design, table, entities)
    for index in table.indexes.values():
        rows = _setting_rows(index_document(index, table.attribute_types))
        if rows:
            yield grid((f"setting of {escaped(index.name)}", "value"), rows)


def _setting_rows(document: Mapping[str, object]) -> list[tuple[str, str]]:
    """Settings of a table or index as the design has them, but for what other grids show."""
    return [
        (escaped(name.replace("_", " ")), code(_setting_text(value)))
        for name, value in document.items()
        if name not in _SHOWN
    ]


def _setting_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)


def _entitygrid(design: Design, table: Table, entities: Sequence[Entity]) -> list[str]:
    counts = Counts(design=design)
    headings = [
        "entity",
        *(escaped(name) for name in table.key.attributes),
        *(escaped(f"{index.name} {key_line(index)}") for index in table.indexes.values()),
        "how many",
    ]
    rows = [
        [
            escaped(entity.name),
            *(code(values_text(entity, (name,))) for name in table.key.attributes),
            *(
                code(_index_key(entity, index.key.attributes) if is_in(entity, index) else "")
                for index in table.indexes.values()
            ),
            f"{counts.items(entity.name):,}",
        ]
        for entity in entities
    ]
    return grid(headings, rows)


def _index_key(entity: Entity, names: Iterable[str]) -> str:
    return ", ".join(values_text(entity, (name,)) for name in names)


def _example(samples: Samples, entity: Entity) -> list[str]:
    """An item, made by the design itself, unfolded on demand."""
    items = samples.items(entity.name)
    if not items:
        return []
    text = json.dumps(_shown(item_from_wire(items[0])), indent=2, ensure_ascii=False)
    fence = "`" * max(3, *(len(run) + 1 for run in _TICKS.findall(text)), 0)
    summary = f"<details><summary>An example of {escaped(entity.name)}</summary>"
    return [summary, "", f"{fence}json", text, fence, "", "</details>"]


def _shown(value: object) -> object:
    """A value as JSON, long texts cut."""
    match value:
        case dict():
            return {name: _shown(each) for name, each in value.items()}
        case list() | tuple():
            return [_shown(each) for each in value]
        case set() | frozenset():
            return [_shown(each) for each in sorted(value)]
        case bool() | None:
            return value
        case str():
            return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
        case bytes() | bytearray():
            return f"{len(value)} bytes"
    number = float(str(value))
    return int(number) if number.is_integer() else number


def _indexgrid(design: Design, table: Table, entities: Sequence[Entity]) -> list[str]:
    plans = plan_all(design)
    rows = [
        [
            escaped(index.name),
            index.kind,
            escaped(key_line(index)),
            escaped(projection_text(index.projection)),
            ", ".join(escaped(each.name) for each in entities if is_in(each, index)),
            ", ".join(escaped(name) for name in patterns_of(plans, table, index)),
        ]
        for index in table.indexes.values()
    ]
    return grid(("index", "kind", "key", "projection", "entities", "serves"), rows)


def _pattern_parts(design: Design) -> Iterator[list[str]]:
    if not design.access_patterns:
        return
    plans = plan_all(design)
    yield ["## Access patterns"]
    rows = []
    for name, pattern in design.access_patterns.items():
        table = design.tables[pattern.table]
        condition = code(key_condition_text(plans[name], table))
        if pattern.filter:
            kept = code(conditions_text(pattern.filter, table.attribute_types))
            condition = f"{condition}<br>filter {kept}"
        if read := reading_text(pattern):
            condition = f"{condition}<br>{escaped(read)}"
        rows.append(
            [
                escaped(name),
                escaped(pattern.description),
                operation_text(plans[name]),
                escaped(on_text(design, plans[name])),
                condition,
                ", ".join(map(escaped, pattern.returns)),
                f"{pattern.rate:,g}",
                budget_text(pattern),
            ]
        )
    yield grid(_HEADINGS, rows)
    for outcome in plans.values():
        if isinstance(outcome, NotServed):
            text = str(replace(outcome, path=""))  # which is another one wherever it is exported
            fence = "`" * max(3, *(len(run) + 1 for run in _TICKS.findall(text)), 0)
            yield [f"{fence}text", text, fence]


def _write(design: Design, _options: ExportOptions) -> Exported:
    losses = [
        Loss(where=name, message=message)
        for name, message in _LOST.items()
        if getattr(design, name)
    ]
    return Exported(
        files=(ExportedFile(name=f"{design.name}.md", text=page(design)),), losses=tuple(losses)
    )


FORMAT = ExportFormat(name="markdown", title="a page for a repository, in Markdown", write=_write)
