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
from pytest_dynamo.forecast.population_demand.arrivals import Arrival
from pytest_dynamo.forecast.population_demand.collections import Collection, Entry
from pytest_dynamo.forecast.population_demand.shelf import Shelf
from pytest_dynamo.planner.arguments import Arguments
from pytest_dynamo.planner.plan import Plan

MOST_SIZED = 64
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
        pages = _pages(plan, read.entries, shelf, arm)
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
    sorts = [list(each.sorts) for each in collection.arrivals]
    for place, condition in enumerate(plan.sort):
        operands = [_sortable(arguments.value_of(operand)) for operand in condition.operands]
        low, high = _bounds(
            [e.sort[place] for e in entries[low:high]], condition.operator, operands, low
        )
        sorts = [
            [
                sort
                for sort in each
                if _bounds([sort[place]], condition.operator, operands, 0) == (0, 1)
            ]
            for each in sorts
        ]
    if _is_one_item(plan, collection):
        chosen = entries[low:high]
        return _Read(entries=chosen, counts=Counter(e.entity for e in chosen), arrived={})
    arrived = [
        (each, float(shelf.whole(each.count * len(left) / len(each.sorts))))
        for each, left in zip(collection.arrivals, sorts, strict=True)
    ]
    limit = plan.pattern.limit
    if limit is None:
        counts = collection.counts(low, high)
        return _Read(entries=entries[low:high], counts=counts, arrived=_by_entity(arrived))
    return _limited(plan, collection, (low, high), arrived, limit)


def _is_one_item(plan: Plan, collection: Collection) -> bool:
    """Whether a Query asks for one item, however many those around it stand for.

    A whole key of a table is that of one item. One of an index may be that of many; it is not, as far as can be
    told, where no two of a large collection have the same.
    """
    key = plan.index.key if plan.index else plan.table.key
    equal = sum(each.operator == "=" for each in plan.sort)
    if not key.sort_key or equal < len(key.sort_key):
        return False
    return plan.index is None or collection.is_unique


def _limited(
    plan: Plan,
    collection: Collection,
    span: tuple[int, int],
    arrived: Sequence[tuple[Arrival, float]],
    limit: int,
) -> _Read:
    """The first items up to a limit, or the last where these are read first."""
    low, high = span
    counts = collection.counts(low, high)
    there, come = sum(counts.values()), sum(count for _, count in arrived)
    backward = plan.pattern.newest_first
    last = sum(count for each, count in arrived if each.is_last)
    # Items that come last are read first, or only when there are no others; the rest lie among them.
    among = there + come - last
    read_last = min(last, limit) if backward else min(last, max(0.0, limit - among))
    share = min(1.0, (limit - read_last) / among) if among else 0.0
    read = [(e, n * (read_last / last if e.is_last and last else share)) for e, n in arrived]
    wanted = there * share
    taken = min(high - low, max(1, round((high - low) * share))) if wanted else 0
    low, high = (high - taken, high) if backward else (low, low + taken)
    counts = collection.counts(low, high)
    scale = wanted / sum(counts.values()) if counts and wanted else 0.0
    return _Read(
        entries=collection.entries[low:high],
        counts={e: n if abs(scale - 1) < 1e-9 else n * scale for e, n in counts.items()},
        arrived=_by_entity(read),
    )


def _by_entity(arrived: Sequence[tuple[Arrival, float]]) -> dict[str, float]:
    """How many items have come since, by entity."""
    counts: dict[str, float] = {}
    for arrival, count in arrived:
        if count:
            counts[arrival.entity] = counts.get(arrival.entity, 0.0) + count
    return counts


def _bytes(read: _Read, shelf: Shelf, arm: IndexArm | None) -> int:
    """The size of what is read, some of it measured and the rest as large as others are."""
    total = sum(shelf.typical_bytes(entity, arm, n) for entity, n in read.arrived.items())
    if read.are_few:
        return round(total + sum(_sizes(read.entries, shelf, arm)))
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


def _sizes(entries: Sequence[Entry], shelf: Shelf, arm: IndexArm | None) -> list[int]:
    return [shelf.entry_bytes(each.entity, each.number, arm) for each in entries]


def _pages(
    plan: Plan, entries: Sequence[Entry], shelf: Shelf, arm: IndexArm | None
) -> list[list[int]]:
    """The sizes of what is read, page by page; an empty collection is an empty page."""
    sizes = _sizes(entries, shelf, arm)
    if page_size_at_most(sum(sizes), len(sizes)) < PAGE_BYTES:
        return [sizes]
    sort_key = plan.table.key.sort_key[0] if plan.table.key.sort_key else None
    pages: list[list[int]] = [[]]
    room = PageRoom()
    for each, size in zip(entries, sizes, strict=True):
        if room.is_full:
            if plan.pattern.limit is not None:
                break
            pages.append([])
            room = PageRoom()
        item = shelf.found(each.entity, each.number).item
        entry = (arm.entry(item) if arm else item) or {}
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
