"""What a Query reads of an item collection, and what that consumes."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pytest_dynamo.capacity.index_writes import IndexArm
from pytest_dynamo.capacity.pages import PAGE_BYTES, PageRoom, page_size_at_most, page_size_bytes
from pytest_dynamo.capacity.units import (
    Consistency,
    fetch_read_units,
    page_read_units,
    read_units,
)
from pytest_dynamo.design.values import Index, Operator
from pytest_dynamo.forecast.population_demand.gathering import Collection, Entry
from pytest_dynamo.forecast.population_demand.shelf import Found, Shelf, entry_bytes
from pytest_dynamo.planner.arguments import Arguments
from pytest_dynamo.planner.plan import Plan

MOST_SIZED = 32
"""Up to so many items read at once are made and measured; more are taken to be as others are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What a Query reads: some entries, how many items these stand for, and how many have come since.

    Both numbers are by entity.
    """

    entries: Sequence[Entry]
    counts: Mapping[str, float]
    arrived: Mapping[str, float]

    @property
    def are_few(self) -> bool:
        """Whether the entries are few, and each stands for itself."""
        return len(self.entries) <= MOST_SIZED and len(self.entries) == sum(self.counts.values())


def query_units(
    plan: Plan,
    arguments: Arguments,
    collection: Collection,
    shelf: Shelf,
    arm: IndexArm | None,
) -> tuple[float, float]:
    """What a Query, read to its last page or up to its limit, consumes of a collection.

    The answer are the units of the table or index that is queried, and those of the table for items
    that a local index does not project and that are fetched.
    """
    read = _read(plan, arguments, collection, shelf)
    consistency: Consistency = "strong" if plan.pattern.consistent_read else "eventual"
    if read.are_few and not read.arrived:
        found = [shelf.found(entry.entity, entry.number) for entry in read.entries]
        pages = _pages(plan, found, arm)
        units = sum(page_read_units(page, consistency) for page in pages)
    else:
        units = _many(plan, _bytes(read, shelf, arm), consistency)
    if not _fetches(plan):
        return units, 0.0
    some = read.entries[:: max(1, len(read.entries) // MOST_SIZED)]
    sizes = [shelf.found(each.entity, each.number).size_bytes for each in some]
    many = (sum(read.counts.values()) + sum(read.arrived.values())) / max(1, len(sizes))
    return units, fetch_read_units(sizes, consistency) * many


def _read(plan: Plan, arguments: Arguments, collection: Collection, shelf: Shelf) -> _Read:
    """The entries that the condition on the sort key selects, up to the limit, in their order."""
    entries, low, high = collection.entries, 0, len(collection.entries)
    arrivals = collection.arrivals
    for place, condition in enumerate(plan.sort):
        operands = [_sortable(arguments.value_of(operand)) for operand in condition.operands]
        low, high = _bounds(
            [e.sort[place] for e in entries[low:high]], condition.operator, operands, low
        )
        arrivals = tuple(
            each
            for each in arrivals
            if _bounds([each.sort[place]], condition.operator, operands, 0) == (0, 1)
        )
    key = plan.index.key if plan.index else plan.table.key
    if key.sort_key and sum(each.operator == "=" for each in plan.sort) == len(key.sort_key):
        # A whole key is that of one item, however many those around it stand for.
        chosen = entries[low:high]
        return _Read(entries=chosen, counts=Counter(e.entity for e in chosen), arrived={})
    arrived = {each.entity: shelf.whole(each.count) for each in arrivals}
    are_last = {each.entity: each.is_last for each in arrivals}
    limit = plan.pattern.limit
    if limit is None:
        counts = collection.counts(low, high)
        return _Read(entries=entries[low:high], counts=counts, arrived=_present(arrived))
    return _limited(plan, collection, (low, high), _present(arrived), are_last, limit)


def _limited(
    plan: Plan,
    collection: Collection,
    span: tuple[int, int],
    arrived: Mapping[str, float],
    are_last: Mapping[str, bool],
    limit: int,
) -> _Read:
    """The first items up to a limit, or the last where these are read first."""
    low, high = span
    counts = collection.counts(low, high)
    there, come = sum(counts.values()), sum(arrived.values())
    backward = plan.pattern.newest_first
    last = sum(count for entity, count in arrived.items() if are_last[entity])
    # Items that come last are read first, or only when there are no others; the rest lie among them.
    among = there + come - last
    read_last = min(last, limit) if backward else min(last, max(0.0, limit - among))
    share = min(1.0, (limit - read_last) / among) if among else 0.0
    factor = {e: read_last / last if are_last[e] and last else share for e in arrived}
    wanted = there * share
    taken = min(high - low, max(1, round((high - low) * share))) if wanted else 0
    low, high = (high - taken, high) if backward else (low, low + taken)
    counts = collection.counts(low, high)
    scale = wanted / sum(counts.values()) if counts and wanted else 0.0
    return _Read(
        entries=collection.entries[low:high],
        counts={e: n if abs(scale - 1) < 1e-9 else n * scale for e, n in counts.items()},
        arrived=_present({entity: n * factor[entity] for entity, n in arrived.items()}),
    )


def _present(counts: Mapping[str, float]) -> dict[str, float]:
    return {entity: count for entity, count in counts.items() if count}


def _bytes(read: _Read, shelf: Shelf, arm: IndexArm | None) -> int:
    """The size of what is read, some of it measured and the rest as large as others are."""
    total = sum(shelf.typical_bytes(entity, arm, n) for entity, n in read.arrived.items())
    if read.are_few:
        found = [shelf.found(entry.entity, entry.number) for entry in read.entries]
        return round(total + sum(entry_bytes(each, arm) for each in found))
    return round(total + sum(shelf.typical_bytes(e, arm, n) for e, n in read.counts.items() if n))


def _bounds(
    values: Sequence[Any], operator: Operator, operands: Sequence[Any], low: int
) -> tuple[int, int]:
    """The part of a range, whose values ascend and which begins at `low`, that a condition leaves."""
    high = low + len(values)
    first, last = operands[0], operands[-1]
    begin = low + bisect_left(values, first)
    end = low + bisect_right(values, last)
    match operator:
        case "=" | "between":
            return begin, max(begin, end)
        case "<":
            return low, begin
        case "<=":
            return low, end
        case ">":
            return end, high
        case ">=":
            return begin, high
    after = first.rstrip(b"\xff")
    if not after:
        return begin, high
    return begin, low + bisect_left(values, after[:-1] + bytes([after[-1] + 1]))


def _sortable(value: object) -> object:
    return value.encode() if isinstance(value, str) else value


def _pages(plan: Plan, found: Sequence[Found], arm: IndexArm | None) -> list[list[int]]:
    """The sizes of what is read, page by page; an empty collection is an empty page."""
    sizes = [entry_bytes(each, arm) for each in found]
    if page_size_at_most(sum(sizes), len(sizes)) < PAGE_BYTES:
        return [sizes]
    sort_key = plan.table.key.sort_key[0] if plan.table.key.sort_key else None
    pages: list[list[int]] = [[]]
    room = PageRoom()
    for each, size in zip(found, sizes, strict=True):
        if room.is_full:
            if plan.pattern.limit is not None:
                break
            pages.append([])
            room = PageRoom()
        entry = (arm.entry(each.item) if arm else each.item) or {}
        room.admit(page_size_bytes(entry, sort_key))
        pages[-1].append(size)
    return pages


def _many(plan: Plan, size_bytes: int, consistency: Consistency) -> float:
    """The units for so many bytes: full pages of a megabyte, and one that is not."""
    if plan.pattern.limit is not None:
        return read_units(min(size_bytes, PAGE_BYTES), consistency)
    pages = max(1, -(-size_bytes // PAGE_BYTES))
    last = size_bytes - (pages - 1) * PAGE_BYTES
    return (pages - 1) * read_units(PAGE_BYTES, consistency) + read_units(last, consistency)


def _fetches(plan: Plan) -> bool:
    """Whether whole items are fetched from the table, for attributes that a local index lacks."""
    index: Index | None = plan.index
    if index is None or index.kind == "global" or index.projection.kind == "ALL":
        return False
    stored = {*plan.table.key.attributes, *index.key.attributes, *index.projection.attributes}
    return bool(set(plan.pattern.attributes) - stored)
