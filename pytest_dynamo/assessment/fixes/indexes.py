"""Indexes that cost more than they are worth: those that nobody reads, and those that project too much."""

from collections.abc import Iterator
from dataclasses import replace

from pytest_dynamo.assessment.fixes.resources import path_of, with_changed, without_index
from pytest_dynamo.assessment.fixes.values import Change, Fix, Grounds
from pytest_dynamo.checks.capacity.wording import resource
from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.indexes.projections import narrowed_to_readers
from pytest_dynamo.design.values import Projection
from pytest_dynamo.design.writing.editing import Edit

_UNREAD, _EMPTY, _WIDE = "PD202", "PD201", "PD203"


def dropped_indexes(grounds: Grounds) -> Iterator[tuple[Fix, ...]]:
    """For each index that no pattern reads, or that holds nothing: the design without it."""
    read = {(one.table, one.index) for one in grounds.design.access_patterns.values()}
    for table, index in grounds.indexes():
        where = resource(table, index)
        for finding in grounds.found(_UNREAD, _EMPTY, subject=where):
            edit = Edit(path=path_of(table, index), value=None)
            is_named = (table.name, index.name) in read
            changed = None if is_named else without_index(grounds.design, table, index)
            yield (
                Fix(
                    trouble="cost",
                    severity=finding.severity,
                    rule=finding.rule,
                    subject=where,
                    title=f"Remove {where}, or say what reads it",
                    evidence=grounds.sentence(finding.found, finding.means),
                    fix=grounds.sentence(finding.fix),
                    change=Change(design=changed, edits=(edit,)) if changed else None,
                ),
            )


def narrowed_indexes(grounds: Grounds) -> Iterator[tuple[Fix, ...]]:
    """For each index that projects what none of its readers needs: the index without that."""
    facts = Facts.of(grounds.design)
    for table, index in grounds.indexes():
        where = resource(table, index)
        for finding in grounds.found(_WIDE, subject=where):
            narrow = narrowed_to_readers(facts, table, index).projection
            changed = replace(index, projection=narrow)
            edit = Edit(path=(*path_of(table, index), "projection"), value=projection_text(narrow))
            yield (
                Fix(
                    trouble="cost",
                    severity=finding.severity,
                    rule=finding.rule,
                    subject=where,
                    title=f"Project fewer attributes into {where}",
                    evidence=grounds.sentence(finding.found, finding.means),
                    fix=grounds.sentence(finding.fix),
                    change=Change(
                        design=with_changed(grounds.design, table, index, changed), edits=(edit,)
                    ),
                ),
            )


def projection_text(projection: Projection) -> str:
    """A projection as a setting of the design file."""
    if projection.kind == "INCLUDE":
        return f"[{', '.join(projection.attributes)}]"
    return projection.kind
