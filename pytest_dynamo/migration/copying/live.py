"""What filling an index of a table that is there takes: its size is observed, the rest modelled."""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.capacity.units import WRITE_BLOCK_BYTES
from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.forecast.prices import Prices
from pytest_dynamo.migration.copying.contents import Held
from pytest_dynamo.migration.copying.copies import filled
from pytest_dynamo.migration.values import Copying


def described_copying(
    table: Table, index: Index, description: Mapping[str, Any], prices: Prices
) -> Copying:
    """What filling a new global index takes at most: as if each item were in it, and whole.

    `description` is the member `Table` of what DescribeTable answers; it tells the number of items and their size
    as of some hours ago. The sizes of single items it does not tell, each of which is rounded up to 1 KB: the units are
    the most that items of so many bytes in all can take. Nor does it tell how the keys of the index are spread.
    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
    """
    items = int(description.get("ItemCount") or 0)
    size_bytes = int(description.get("TableSizeBytes") or 0)
    # Rounding up adds one byte less than a block to an item, at most.
    units = (size_bytes + items * (WRITE_BLOCK_BYTES - 1)) // WRITE_BLOCK_BYTES
    held = Held(
        entity="",
        entries=items,
        entry_bytes=size_bytes / items if items else 0.0,
        write_units=max(units, items) / items if items else 0.0,
        hottest_entries=0.0,
    )
    return filled(table, index, (held,), items=items, prices=prices)
