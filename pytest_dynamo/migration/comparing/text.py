"""What differs between two designs, for people. All figures are modelled."""

from collections.abc import Iterable, Iterator
from typing import get_args

from pytest_dynamo.forecast.figures import (
    bytes_text,
    dollars_text,
    duration_text,
    number_text,
)
from pytest_dynamo.migration.comparing.values import DesignChanges
from pytest_dynamo.migration.values import Change, ChangeKind, Copying, TableChanges

KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)
_MARGIN = 6
_WIDEST_NAME = 44

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.HowItWorks.html and
# .../S3DataImport.HowItWorks.html
_EXPORT = "or an export to S3 and an import: no units, but a price by the GB, which is not modelled"


def summary(changes: Iterable[Change]) -> str:
    """How many changes there are of each kind.

    >>> summary([])
    'nothing differs'
    """
    kinds = [one.kind for one in changes]
    counted = (f"{kinds.count(kind)} {kind}" for kind in KINDS if kind in kinds)
    return ", ".join(counted) or "nothing differs"


def lines_of(found: DesignChanges) -> Iterator[str]:
    """All that differs: by table and kind, then the access patterns, then the order of work."""
    for table in found.tables:
        yield ""
        yield table.name
        yield from _table_lines(table)
    if found.patterns:
        yield ""
        yield "access patterns"
        width = max(len(one.name) for one in found.patterns)
        for one in found.patterns:
            yield f"  {one.name.ljust(width)}  {one.old} → {one.new}"
    if found.order:
        yield ""
        yield "in this order"
        for sentence in found.order:
            yield f"  - {sentence}"


def copying_lines(copying: Copying) -> Iterator[str]:
    """What filling or copying takes: units, time and price, all of it modelled."""
    if not copying.items:
        yield "nothing to be read: the design declares no items"
        return
    entries = number_text(copying.entries)
    size = bytes_text(round(copying.entry_bytes))
    match copying.kind:
        case "index":
            yield f"filling it, modelled: {entries} of {number_text(copying.items)} items, {size} each in the mean"
        case "table":
            yield f"copying it, modelled: {entries} items of {size} in the mean"
        case "items":
            yield f"writing {copying.name} anew, modelled: {entries} items of {size} in the mean"
    if not copying.write_units:
        yield "nothing to write"
        return
    reads = f"{number_text(copying.read_units)} read units, " if copying.read_units else ""
    yield f"{reads}{number_text(copying.write_units)} write units, up to {number_text(copying.write_units_per_second)} a second"
    least = "" if copying.kind == "items" else " at least"
    yield f"takes {duration_text(copying.seconds)}{least}: {copying.limit}"
    once = dollars_text(copying.price)
    storage = f", and {dollars_text(copying.storage_price_a_month)} a month for storage"
    most = "at most " * (copying.kind == "index" and not once.startswith("<"))
    yield f"costs {most}{once} once{storage if copying.storage_price_a_month else ''}"
    if copying.kind == "table":
        yield _EXPORT


def _table_lines(table: TableChanges) -> Iterator[str]:
    width = min(_WIDEST_NAME, max((len(one.name) for one in table.changes), default=0))
    for kind in KINDS:
        changes = [one for one in table.changes if one.kind == kind]
        if not changes:
            continue
        yield f"  {kind}"
        for number, change in enumerate(changes):
            yield f"    {change.name.ljust(width)}  {change.old} → {change.new}"
            explained = tuple(_explained(change))
            # What is said of several changes in a row is said once, of all of them.
            if changes[number + 1 :] and tuple(_explained(changes[number + 1])) == explained:
                continue
            yield from (f"{' ' * _MARGIN}{line}" for line in explained)
        for copying in table.copyings:
            if _kind_of(copying) == kind:
                yield from (f"    {line}" for line in _headed(copying))


def _explained(change: Change) -> Iterator[str]:
    yield change.reason
    if change.loses:
        yield f"loses   {change.loses}"
    if change.remedy:
        is_to_be_done = change.kind in ("new items", "new table")
        yield f"{'so     ' if is_to_be_done else 'instead'} {change.remedy}"


def _headed(copying: Copying) -> Iterator[str]:
    first, *rest = copying_lines(copying)
    yield f"{copying.name}: {first}" if copying.kind == "index" else first
    yield from (f"  {line}" for line in rest)


def _kind_of(copying: Copying) -> ChangeKind:
    kinds: dict[str, ChangeKind] = {
        "index": "new index",
        "table": "new table",
        "items": "new items",
    }
    return kinds[copying.kind]


def next_step(found: DesignChanges, path: str) -> str:
    """The command that goes on."""
    if all(one.kind == "in place" and one.name.startswith("entities.") for one in found.changes):
        return f"next: pytest-dynamo check {path}      nothing has to be deployed"
    if any(one.kind in ("new table", "new items") for one in found.changes):
        return (
            f"next: pytest-dynamo forecast {path}      what it consumes, before anything is copied"
        )
    lost = (
        " --allow-loss" if any(one.loses and one.name != "tables" for one in found.changes) else ""
    )
    return f"next: pytest-dynamo deploy {path} --plan{lost} --endpoint URL"
