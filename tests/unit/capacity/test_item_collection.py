"""The metrics of an item collection, in the shape of the API."""

import pytest

from pytest_dynamo.capacity.item_collection import item_collection_metrics

GB = 1_024**3


@pytest.mark.parametrize(
    ("size_bytes", "bounds"),
    [(0, [0.0, 1.0]), (GB - 1, [0.0, 1.0]), (GB, [1.0, 2.0]), (10 * GB - 1, [9.0, 10.0])],
)
def test_the_size_of_a_collection_lies_between_whole_gigabytes(size_bytes, bounds):
    assert item_collection_metrics({"pk": {"S": "a"}}, size_bytes) == {
        "ItemCollectionKey": {"pk": {"S": "a"}},
        "SizeEstimateRangeGB": bounds,
    }


def test_the_key_is_the_callers_to_change():
    key = {"pk": {"S": "a"}}
    item_collection_metrics(key, 1)["ItemCollectionKey"]["pk"]["S"] = "b"

    assert key == {"pk": {"S": "a"}}
