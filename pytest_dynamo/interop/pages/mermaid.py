"""A design as a flowchart of Mermaid: https://mermaid.js.org/syntax/flowchart.html."""

import re
from collections.abc import Iterable, Iterator, Mapping

from pytest_dynamo.design.values import Action, Design, Entity, Table
from pytest_dynamo.interop.pages.wording import (
    collections_of,
    entities_of,
    is_in,
    key_line,
    operation_text,
    projection_text,
    values_text,
)
from pytest_dynamo.interop.values import Exported, ExportedFile, ExportFormat, ExportOptions, Loss
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.planner.planning import plan_all

_LOSS = "a chart shows keys, and what access patterns reach; the rest is left out"
_MARKS = re.compile(r"""["#<>&`\\;%$*|]""")
_FORMULA = "#36;#36;"
_NO_SPACE = "#8203;"
"""Between two dollars: https://mermaid.js.org/config/math.html begins a formula with them, escaped or not."""
_WRITES = frozenset({"put", "update", "delete", "batch_write", "transact_write"})


def chart(design: Design) -> str:
    """The chart: access patterns on the left, the item collections and indexes they reach on the right."""
    return "\n".join(_lines(design)) + "\n"


def quoted(lines: Iterable[str]) -> str:
    """A label; what has a meaning in Mermaid or HTML is written as an entity, with the number of its sign.

    >>> quoted(['USER#{user_id}', 'a "b"'])
    '"USER#35;{user_id}<br/>a #34;b#34;"'
    """
    return f'"{"<br/>".join(_escaped(each) for each in lines if each)}"'


def _escaped(text: str) -> str:
    words = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
    marked = _MARKS.sub(lambda found: f"#{ord(found[0])};", " ".join(words.split()))
    return marked.replace(_FORMULA, f"#36;{_NO_SPACE}#36;")


def _lines(design: Design) -> Iterator[str]:
    yield "flowchart LR"
    ids = {name: f"table{number}" for number, name in enumerate(design.tables, 1)}
    collections: dict[str, str] = {}
    for name, table in design.tables.items():
        yield from _table(design, table, ids[name], collections)
    if design.access_patterns:
        yield f"  subgraph patterns[{quoted(['access patterns'])}]"
        for number, name in enumerate(design.access_patterns, 1):
            yield f"    pattern{number}([{quoted([name])}])"
        yield "  end"
        yield from _edges(design, ids, collections)


def _table(design: Design, table: Table, own: str, collections: dict[str, str]) -> Iterator[str]:
    """A table with its item collections, its indexes, and which collection is in which index."""
    yield f"  subgraph {own}[{quoted([f'{table.name} {key_line(table)}'])}]"
    links = []
    for number, (partition, entities) in enumerate(collections_of(design, table).items(), 1):
        node = f"{own}_items{number}"
        lines = [partition, *(_entity_line(each, table) for each in entities)]
        yield f"    {node}[{quoted(lines)}]"
        collections |= {each.name: node for each in entities}
    if not entities_of(design, table):
        yield f"    {own}_items[{quoted(['items'])}]"
    for number, index in enumerate(table.indexes.values(), 1):
        node = f"{own}_index{number}"
        held = [each for each in entities_of(design, table) if is_in(each, index)]
        lines = [
            f"{index.name} {key_line(index)}",
            projection_text(index.projection),
            *(f"{each.name}: {values_text(each, index.key.attributes)}" for each in held),
        ]
        yield f"    {node}[[{quoted(lines)}]]"
        sources = dict.fromkeys(collections[each.name] for each in held)
        links += [f"    {source} -.-> {node}" for source in sources]
    yield from links
    yield "  end"


def _entity_line(entity: Entity, table: Table) -> str:
    sort = values_text(entity, table.key.sort_key)
    return f"{entity.name}: {sort}" if sort else entity.name


def _edges(design: Design, ids: Mapping[str, str], collections: Mapping[str, str]) -> Iterator[str]:
    """A thick line for what is written, a thin one for what is read."""
    plans = plan_all(design)
    for number, (name, pattern) in enumerate(design.access_patterns.items(), 1):
        line = "==>" if pattern.kind in _WRITES else "-->"
        label = quoted([operation_text(plans[name])])
        for target in dict.fromkeys(_targets(design, plans[name], ids, collections)):
            yield f"  pattern{number} {line}|{label}| {target}"


def _targets(
    design: Design,
    outcome: Plan | NotServed,
    ids: Mapping[str, str],
    collections: Mapping[str, str],
) -> Iterator[str]:
    pattern = outcome.pattern
    if isinstance(outcome, NotServed):
        return
    if outcome.index:
        position = list(outcome.table.indexes).index(outcome.index.name) + 1
        yield f"{ids[pattern.table]}_index{position}"
        return
    for action in pattern.actions:
        entity = action.entity or _entity_of(design, action)
        known = entity or (pattern.returns[0] if len(pattern.returns) == 1 else "")
        yield collections.get(known, ids[action.table])
    if not pattern.actions:
        nodes = [collections[each] for each in pattern.returns if each in collections]
        yield from nodes or [ids[pattern.table]]


def _entity_of(design: Design, action: Action) -> str:
    """The entity whose key has the parts that an action's key has; none if there is none, or several."""
    table = design.tables[action.table]
    wanted = {name: str(getattr(value, "value", value)) for name, value in action.key.items()}
    found = [
        entity.name
        for entity in entities_of(design, table)
        if all(values_text(entity, (name,)) == text for name, text in wanted.items())
    ]
    return found[0] if len(found) == 1 else ""


def _write(design: Design, _options: ExportOptions) -> Exported:
    losses = tuple(
        Loss(where=name, message=_LOSS)
        for name in ("entities", "access_patterns", "roles", "seeds", "workload", "ignore")
        if getattr(design, name)
    )
    settings = tuple(
        Loss(where=f"tables.{name}", message="a chart shows keys and indexes, and no other setting")
        for name in design.tables
    )
    return Exported(
        files=(ExportedFile(name=f"{design.name}.mmd", text=chart(design)),),
        losses=(*settings, *losses),
    )


FORMAT = ExportFormat(
    name="mermaid", title="a Mermaid chart of tables, entities and access patterns", write=_write
)
