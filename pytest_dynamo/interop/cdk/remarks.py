"""What comments say, and how any text becomes one that cannot end its comment."""

import textwrap
from collections.abc import Iterable, Mapping, Sequence

from pytest_dynamo.design.values import Design, Index, Table
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.planner.planning import plan_all

_WIDTH = 88


def comment_lines(text: str) -> tuple[str, ...]:
    """A text as lines of a comment: words alone, so that no line break and no control stays."""
    words = " ".join(text.split())
    plain = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in words)
    return tuple(
        textwrap.wrap(
            plain.replace("*/", "* /"), _WIDTH, break_long_words=False, break_on_hyphens=False
        )
    )


def table_remarks(design: Design, table: Table) -> tuple[str, ...]:
    """Which entities a table holds, and which access patterns read or write it."""
    entities = [each.name for each in design.entities.values() if each.table == table.name]
    indexed = _readers(design)
    patterns = [
        each.name
        for each in design.access_patterns.values()
        if each.name not in indexed
        and table.name in {each.table, *(action.table for action in each.actions)}
    ]
    holds = comment_lines(f"Holds {_listed(entities)}.") if entities else ()
    serves = comment_lines(f"Serves {_listed(patterns)}.") if patterns else ()
    return (*holds, *serves)


def index_remarks(design: Design, table: Table, index: Index) -> tuple[str, ...]:
    """Which access patterns an index serves, each with its description."""
    readers = _readers(design)
    serves = [
        f"{each.name} ({each.description})" if each.description else each.name
        for each in design.access_patterns.values()
        if readers.get(each.name) == (table.name, index.name)
    ]
    if serves:
        return comment_lines(f"{index.name} serves {_listed(serves)}.")
    if design.access_patterns:
        return comment_lines(f"{index.name} serves no access pattern of the design.")
    return ()


def sentences(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text as lines of one comment."""
    return tuple(line for text in texts for line in comment_lines(text))


def _readers(design: Design) -> Mapping[str, tuple[str, str]]:
    """The access patterns that read an index, and which: they may name it, or leave it to the planner."""
    return {
        name: (outcome.table.name, outcome.index.name)
        for name, outcome in plan_all(design).items()
        if isinstance(outcome, Plan) and outcome.index
    }


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if names[1:] else names[0]
