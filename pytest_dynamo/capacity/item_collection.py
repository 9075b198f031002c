"""What a write says about the item collection it changed: `ItemCollectionMetrics`.

Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ItemCollectionMetrics.html.
Only tables with local indexes have any; elsewhere the member is left out, whatever was asked for.
"""

from typing import Any

from pytest_dynamo.capacity.item_size import Item

_GB = 1_024**3


def item_collection_metrics(key: Item, size_bytes: int) -> dict[str, Any]:
    """The metrics of one item collection.

    `key` is its partition key, as an item of that one attribute. `size_bytes` is what its items
    have, in the table and in all local indexes. The estimate is a lower and an upper bound, in GB.

    >>> item_collection_metrics({"pk": {"S": "a"}}, 700)
    {'ItemCollectionKey': {'pk': {'S': 'a'}}, 'SizeEstimateRangeGB': [0.0, 1.0]}
    """
    low = float(size_bytes // _GB)
    return {
        "ItemCollectionKey": {name: dict(value) for name, value in key.items()},
        "SizeEstimateRangeGB": [low, low + 1.0],
    }
