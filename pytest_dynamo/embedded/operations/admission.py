"""Whether the operations are admitted: what each of them takes, and where.

Where a table throttles nothing, none of this costs anything but asking.
"""

from collections.abc import Sequence
from functools import total_ordering
from typing import Any, TypeAlias

from pytest_dynamo.capacity.units import (
    TRANSACTIONAL_WRITE_FACTOR,
    read_units,
    size_write_units,
)
from pytest_dynamo.embedded.database import DataTable
from pytest_dynamo.embedded.operations.key_range import KeyRange
from pytest_dynamo.embedded.operations.pages import Page, Shape, page_units
from pytest_dynamo.embedded.operations.walks import partition_of
from pytest_dynamo.embedded.operations.writing import NotWrittenError, Write
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.store.key_values import PrimaryKey, primary_key
from pytest_dynamo.embedded.store.stored_item import StoredItem
from pytest_dynamo.embedded.throttling.admission import Admission
from pytest_dynamo.embedded.throttling.arms import Ask
from pytest_dynamo.embedded.throttling.places import Place
from pytest_dynamo.embedded.throttling.refusals import ThrottledError


@total_ordering
class _First:
    """Where an item collection begins: less than all its sort keys."""

    def __lt__(self, other: object) -> bool:
        return other is not self

    def __eq__(self, other: object) -> bool:
        return other is self

    __hash__ = object.__hash__


_FIRST = _First()

Start: TypeAlias = KeyRange | float
"""Where a page begins of which nothing was found: the range it reads, or a place in the hash space."""


def admission_of(table: DataTable) -> Admission | None:
    """By what the requests to a table are admitted; None if they all are."""
    admission = table.admission
    return None if admission is None or admission.model.is_bypassed else admission


def admit_item_read(
    table: DataTable, key: PrimaryKey, stored: StoredItem | None, *, strong: bool
) -> None:
    """Admit a read of one item.

    Raises:
        ThrottledError: It is throttled.
    """
    admission = admission_of(table)
    if admission is None:
        return
    size_bytes = stored.size_bytes if stored else 0
    if strong:
        ask = admission.read_ask(None, *key, read_units(size_bytes, "strong"))
    else:
        units = read_units(size_bytes, "eventual")
        ask = admission.read_ask(None, *key, units, admission.eventual_share)
    admission.require((ask,))


def admit_page(page: Page, start: Start, shape: Shape, *, strong: bool) -> None:
    """Admit a page as `admit_pages` does.

    Raises:
        ThrottledError: It is throttled.
    """
    admission = admission_of(page.source.table)
    if admission is not None:
        admission.require((_page_ask(admission, page, start, shape, strong=strong),))


def admit_pages(pages: Sequence[tuple[Page, Start]], shape: Shape, *, strong: bool) -> None:
    """Admit pages that have been read, which is when it is known what they take.

    Each is charged to the partition in which it begins.

    Raises:
        ThrottledError: They are throttled.
    """
    admission = admission_of(pages[0][0].source.table)
    if admission is None:
        return
    asks = [_page_ask(admission, page, start, shape, strong=strong) for page, start in pages]
    admission.require(asks)


def _page_ask(admission: Admission, page: Page, start: Start, shape: Shape, *, strong: bool) -> Ask:
    index = page.source.name if page.source.is_global else None
    key, rest = _beginning(page, start)
    units = page_units(page, "strong" if strong else "eventual", shape)
    share = 1.0 if strong else admission.eventual_share
    return admission.read_ask(index, key, rest, sum(units), share)


def _beginning(page: Page, start: Start) -> tuple[Any, Any]:
    """The key of the first item a page examined, or of where it would have been."""
    source = page.source
    if not page.examined:
        key = Place(start) if isinstance(start, float) else partition_of(source, start)
        return key, _FIRST if source.index or source.key.sort_key else None
    item = page.entry_at(0)
    primary = primary_key(item, source.table.definition.key)
    if source.is_global and source.entry_keys is not None:
        return source.entry_keys.of(item, primary) or primary
    return primary


def admit_write(write: Write) -> None:
    """Admit a planned write, of the table and of each global index it touches.

    Raises:
        ThrottledError: It is throttled.
    """
    admission = write.table.admission
    if admission is not None and not admission.model.is_bypassed:
        admission.require(write_asks(admission, write))


def write_asks(admission: Admission, write: Write, factor: float = 1.0) -> list[Ask]:
    """What a write takes: of the table `factor` times its units, and of its indexes theirs.

    Where it moves an entry of a global index, that is one place of the index and another.
    """
    units = write.table_units * factor
    asks: list[Ask] = []
    speed, indexes = admission.speed, admission.index_writes
    for index, is_global, removed, added in write.entries:
        if not is_global:  # which lies beside the items of the table
            units += (removed or 0.0) + (added or 0.0)
            continue
        arm, moves = indexes[index]
        before, after = moves(write)
        if removed and before:
            taken = removed * speed
            asks.append((arm, before[0], before[1], taken, taken))
        if added and after:
            taken = added * speed
            asks.append((arm, after[0], after[1], taken, taken))
    asks.insert(0, admission.write_ask(write.key, units))
    return asks


def admit_not_written(failed: NotWrittenError) -> None:
    """Admit a write whose condition does not hold: it takes of the table what it would have taken.

    Raises:
        ThrottledError: It is throttled, which is then what is answered.
    """
    admission = admission_of(failed.write.table)
    if admission is not None:
        units = size_write_units(failed.size_bytes)
        admission.require((admission.write_ask(failed.write.key, units),))


def charge_cancelled(outcomes: Sequence[Write | ServiceError]) -> None:
    """Charge a transaction that was cancelled by a condition for looking at the items."""
    if not any(isinstance(outcome, NotWrittenError) for outcome in outcomes):
        return
    for outcome in outcomes:
        if isinstance(outcome, NotWrittenError):
            write, size_bytes = outcome.write, outcome.size_bytes
        elif isinstance(outcome, Write):
            write, size_bytes = outcome, max(outcome.sizes)
        else:
            continue
        admission = admission_of(write.table)
        if admission is not None:
            units = size_write_units(size_bytes) * admission.cancelled_share
            admission.charge((admission.write_ask(write.key, units),))


Asked: TypeAlias = tuple[Admission | None, Sequence[Ask]]
"""What one item of a transaction takes, and by what that is admitted."""


def asked_of_write(write: Write) -> Asked:
    """What one write of a transaction takes."""
    admission = admission_of(write.table)
    if admission is None:
        return None, ()
    return admission, write_asks(admission, write, TRANSACTIONAL_WRITE_FACTOR)


def asked_of_read(table: DataTable, key: PrimaryKey, units: float) -> Asked:
    """What one read of a transaction takes, of so many units."""
    admission = admission_of(table)
    return (
        (None, ()) if admission is None else (admission, (admission.read_ask(None, *key, units),))
    )


def admit_together(asked: Sequence[Asked]) -> list[ThrottledError | None]:
    """Admit and charge all items of a transaction, or tell of each whether it is throttled."""
    errors = [None if admission is None else admission.refused(asks) for admission, asks in asked]
    if not any(errors):
        for admission, asks in asked:
            if admission is not None:
                admission.charge(asks)
    return errors
