"""The items that backends are measured with are what the page says they are."""

from collections import Counter

from benchmarks.data import BLOCK, COLLECTION, create_table_arguments, item, key
from pytest_dynamo.capacity.item_size import item_size_bytes


def test_an_item_has_eight_attributes_and_300_bytes_on_average():
    items = [item(number) for number in range(2_000)]
    sizes = [item_size_bytes(one) for one in items]
    assert {len(one) for one in items} == {8}
    assert (min(sizes), round(sum(sizes) / len(sizes)), max(sizes)) == (235, 300, 364)


def test_versions_of_an_item_differ_in_their_notes_and_have_the_same_size_on_average():
    versions = [item(7, version) for version in range(1_290)]
    assert len({one["note"]["S"] for one in versions}) == len(versions)
    assert {**versions[0], "note": versions[1]["note"]} == versions[1]
    sizes = [item_size_bytes(one) for one in versions]
    assert abs(sum(sizes) / len(sizes) - 300) <= 1


def test_whole_blocks_fill_item_collections_of_25_in_the_table_and_in_both_indexes():
    items = [item(number) for number in range(2 * BLOCK)]
    for name in ("PK", "GSI1PK", "GSI2PK"):
        sizes = Counter(one[name]["S"] for one in items)
        assert set(sizes.values()) == {COLLECTION}


def test_a_collection_of_the_second_index_has_items_of_25_collections_of_the_table():
    items = [item(number) for number in range(BLOCK)]
    together = [one["PK"]["S"] for one in items if one["GSI2PK"] == items[0]["GSI2PK"]]
    assert len(set(together)) == COLLECTION


def test_keys_are_unique():
    items = [item(number) for number in range(2 * BLOCK)]
    for names in (("PK", "SK"), ("GSI1PK", "GSI1SK"), ("GSI2PK", "GSI2SK")):
        assert len({tuple(one[name]["S"] for name in names) for one in items}) == len(items)
    assert key(5) == {name: items[5][name] for name in ("PK", "SK")}


def test_the_key_attributes_are_declared():
    declared = {each["AttributeName"] for each in create_table_arguments()["AttributeDefinitions"]}
    assert declared == set(item(0)) - {"total", "note"}
