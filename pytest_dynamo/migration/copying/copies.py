"""What filling an index, or copying a table, takes.

An index is filled by DynamoDB itself, which reads the table with capacity of its own; the writes of it are
counted here as those of an application would be, which is the most that is charged: its documentation expects
OnlineIndexConsumedWriteCapacity to be 0 while an index is built. What an application writes meanwhile takes of the
capacity of the new index all the same, and is not counted.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
"""

from collections.abc import Collection, Sequence

from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.forecast.prices import Prices
from pytest_dynamo.migration.copying.contents import Contents, Held
from pytest_dynamo.migration.copying.costs import Scan, Write, overall_pace, write_units
from pytest_dynamo.migration.values import Copying


def index_copying(contents: Contents, table: Table, index: Index, prices: Prices) -> Copying:
    """What filling a new global index takes, of the items that the design declares."""
    held = contents.in_index(table, index)
    return filled(table, index, held, items=contents.items(table), prices=prices)


def filled(
    table: Table, index: Index, held: Sequence[Held], *, items: float, prices: Prices
) -> Copying:
    """What filling a global index with certain entries takes, where the table has so many items."""
    write = Write(table=table, index=index, held=tuple(held))
    pace = write.pace
    return Copying(
        name=index.name,
        kind="index",
        items=items,
        entries=sum(one.entries for one in held),
        entry_bytes=mean_bytes(held),
        read_units=0.0,
        write_units=write.units,
        write_units_per_second=pace.units_per_second,
        seconds=pace.seconds,
        limit=pace.limit,
        price=write.price(prices),
        storage_price_a_month=write.storage_price(prices),
    )


def table_copying(
    scan: Scan,
    new: Contents,
    target: Table,
    prices: Prices,
    *,
    entities: Collection[str] | None = None,
) -> Copying:
    """What copying all items into a new table takes: a Scan of the old one, and a put of each item into the new one.

    The Scan is eventually consistent and reads the items as they are; the puts write them as the new design has
    them, into the table and each of its indexes. `entities` are those that come from the old table, all if left
    out. Whatever is written meanwhile is not counted.
    """
    own = new.in_table(target, entities)
    # A local index lives in the partitions of its table, and takes of its capacity.
    local = (one for index in target.local_indexes for one in new.in_index(target, index, entities))
    writes = [Write(table=target, held=(*own, *local))]
    writes += [
        Write(table=target, index=index, held=new.in_index(target, index, entities))
        for index in target.global_indexes
    ]
    pace = overall_pace(scan, writes)
    return Copying(
        name=target.name,
        kind="table",
        items=scan.items,
        entries=sum(one.entries for one in own),
        entry_bytes=mean_bytes(own),
        read_units=scan.units,
        write_units=write_units(writes),
        write_units_per_second=pace.units_per_second,
        seconds=pace.seconds,
        limit=pace.limit,
        price=scan.price(prices) + sum(one.price(prices) for one in writes),
        storage_price_a_month=sum(one.storage_price(prices) for one in writes),
    )


def mean_bytes(held: Sequence[Held]) -> float:
    """The mean size of all entries."""
    entries = sum(one.entries for one in held)
    return sum(one.entries * one.entry_bytes for one in held) / entries if entries else 0.0
