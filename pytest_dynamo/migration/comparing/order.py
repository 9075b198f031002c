"""The order of work, where it matters to those who query: what is there first, and what is moved after it."""

from collections.abc import Iterator, Mapping

from pytest_dynamo.design.values import Table
from pytest_dynamo.migration.classifying import rebuilt_indexes
from pytest_dynamo.migration.comparing.entities import Matched
from pytest_dynamo.migration.comparing.items import moves
from pytest_dynamo.migration.values import TableChanges
from pytest_dynamo.planner.plan import NotServed, Plan

Outcomes = Mapping[str, Plan | NotServed]


def order_of_work(
    found: Matched, tables: tuple[TableChanges, ...], before: Outcomes, after: Outcomes
) -> Iterator[str]:
    """What is to be done before what, a sentence for each step."""
    for changed in tables:
        old, new = changed.old, changed.new
        if old is None or new is None:
            continue
        if any(one.kind == "new table" for one in changed.changes):
            yield (
                f"create the new table of {new.name}, write to both, copy what is there, move the readers, "
                "then the writers"
            )
            continue
        yield from _of_indexes(found, old, new, after)
        for name in old.indexes:
            readers = _readers(before, old.name, name)
            if name not in new.indexes and readers:
                yield f"deploy the code that reads {name} no more ({', '.join(readers)}), then remove it"


def _of_indexes(found: Matched, old: Table, new: Table, after: Outcomes) -> Iterator[str]:
    rebuilt = rebuilt_indexes(old, new)
    for name in new.indexes:
        readers = ", ".join(_readers(after, new.name, name))
        is_new = name not in old.indexes
        writers = ", ".join(_written_anew(found, new, name))
        if writers and (is_new or name in rebuilt):
            yield f"write the new keys into the items of {writers} before {name} is created, so that it is filled with them"
        elif writers and readers:
            yield f"update the items of {writers}, then deploy the code that finds them in {name} ({readers})"
        if is_new and readers:
            yield f"create index {name} and wait until it is filled, then deploy the code of {readers}"
        elif name in rebuilt and readers:
            yield f"move {readers} to an index of another name before {name} is removed and created anew"


def _written_anew(found: Matched, table: Table, index: str) -> Iterator[str]:
    """Entities whose items have another key in an index than before, or come into it."""
    key = table.indexes[index].key.attributes
    for name, entity in found.new.entities.items():
        if entity.table == table.name and name in found.entities and not found.is_moved(name):
            changed = {one.attribute for one in moves(found, name, table)}
            if changed & {*key}:
                yield name


def _readers(outcomes: Outcomes, table: str, index: str) -> list[str]:
    return [
        name
        for name, one in outcomes.items()
        if isinstance(one, Plan)
        and one.table.name == table
        and one.index
        and one.index.name == index
    ]
