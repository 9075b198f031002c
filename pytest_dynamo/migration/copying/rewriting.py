"""What writing the items of an entity anew takes, in the table they are in or in another one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.forecast.prices import Prices
from pytest_dynamo.migration.copying.contents import Contents, Held
from pytest_dynamo.migration.copying.costs import Scan, Write, overall_pace, write_units
from pytest_dynamo.migration.values import Copying


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting:
    """The items of an entity that are to be written anew, called `was` by the old design.

    With `is_put` they are put under another key, or into another table, and deleted where they were; otherwise
    they are updated in place, in the attributes `changed`. `kept` and `left` are the indexes of the new and the
    old table that are there while that is done: one that is created has its entries when it is filled. With
    `is_target_new` the table is created for it.
    """

    entity: str
    was: str
    source: Table
    target: Table
    changed: frozenset[str]
    is_put: bool
    is_deleted: bool = True
    is_target_new: bool = False
    kept: tuple[Index, ...] = ()
    left: tuple[Index, ...] = ()


def entity_copying(
    one: Rewriting, scan: Scan, old: Contents, new: Contents, prices: Prices
) -> Copying:
    """What a Scan of the whole table, and the writes of these items, take.

    The items are sampled in both designs, so that of an update the larger of both means is taken. Those are
    updated that have what changes, before or afterwards: of several such attributes, the commonest tells how many.
    """
    writes = list(_puts(one, old, new) if one.is_put else _updates(one, old, new))
    pace = overall_pace(scan, writes)
    written = writes[0].held[0]
    return Copying(
        name=one.entity,
        kind="items",
        items=scan.items,
        entries=written.entries,
        entry_bytes=written.entry_bytes,
        read_units=scan.units,
        write_units=write_units(writes),
        write_units_per_second=pace.units_per_second,
        seconds=pace.seconds,
        limit=pace.limit,
        price=scan.price(prices) + sum(each.price(prices) for each in writes),
        storage_price_a_month=sum(
            each.storage_price(prices) for each in writes if each.table.name != one.source.name
        ),
    )


def _puts(one: Rewriting, old: Contents, new: Contents) -> Iterator[Write]:
    """Puts into the table and its indexes, and deletes of what was there."""
    put = {"": [new.of_entity(one.entity, one.target)]}
    for index in one.kept:
        put[index.name] = [new.of_entity_in_index(one.entity, one.target, index)]
    gone: dict[str, list[Held]] = {}
    if one.is_deleted:
        gone[""] = [old.of_entity(one.was, one.source)]
        for index in one.left:
            gone[index.name] = [old.of_entity_in_index(one.was, one.source, index)]
    if one.source.name == one.target.name:
        for name, held in gone.items():
            put.setdefault(name, []).extend(held)
        gone = {}
    yield from _by_place(one.target, put, is_new=one.is_target_new)
    yield from _by_place(one.source, gone)


def _updates(one: Rewriting, old: Contents, new: Contents) -> Iterator[Write]:
    """Updates of the table, and of each index that holds what is changed.

    An entry whose key changes is deleted and put; any other is written where it is, at the larger of its sizes.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
    """
    before = old.of_entity(one.was, one.source, one.changed)
    after = new.of_entity(one.entity, one.target, one.changed)
    share = max(
        old.share_with_any(one.was, one.changed), new.share_with_any(one.entity, one.changed)
    )
    places = {"": [_larger(before, after, share)]}
    for index in one.kept:
        was = old.of_entity_in_index(one.was, one.source, index)
        now = new.of_entity_in_index(one.entity, one.target, index)
        if not one.changed.isdisjoint(index.key.attributes):
            places[index.name] = [was, now]
        elif index.projection.kind == "ALL" or one.changed & {*index.projection.attributes}:
            places[index.name] = [_larger(was, now, share)]
    yield from _by_place(one.target, places)


def _larger(before: Held, after: Held, share: float) -> Held:
    """What is written of entries of which a share is updated."""
    return replace(
        after,
        entries=after.entries * share,
        hottest_entries=min(after.hottest_entries, after.entries * share),
        write_units=max(before.write_units, after.write_units),
    )


def _by_place(
    table: Table, places: Mapping[str, list[Held]], *, is_new: bool = False
) -> Iterator[Write]:
    """Writes of the table, whose local indexes take of its capacity, and of each global index."""
    own = [
        one
        for name, held in places.items()
        if not name or table.indexes[name].kind == "local"
        for one in held
    ]
    if own:
        yield Write(table=table, held=tuple(own), is_new=is_new)
    for index in table.global_indexes:
        if index.name in places:
            yield Write(table=table, index=index, held=tuple(places[index.name]), is_new=is_new)
