"""Items of many types on the byte of a block boundary, as dynalite's authors recorded them on DynamoDB."""

import pytest

FULL = [b"\x01\x02", b"\x02", b"\x01"]
"""With a filler two bytes longer and the last of these left out, an item is one byte larger."""


def item_of(filler_bytes, binaries, key="x" * 10):
    return {
        "pk": {"S": key[:-1]},  # the recorded key attribute has a name one byte shorter
        "b": {"S": "b" * filler_bytes},
        "c": {"N": "12.3456"},
        "d": {"B": b"\x01\x02"},
        "e": {"BS": binaries},
    }


KEY = {"pk": {"S": "x" * 9}}


@pytest.mark.parametrize(
    ("filler_bytes", "binaries", "eventual_units"), [(4_071, FULL, 0.5), (4_073, FULL[:2], 1.0)]
)
def test_a_read_of_4096_bytes_takes_half_a_unit_and_of_4097_one(
    plain, client, consumed, filler_bytes, binaries, eventual_units
):
    client.put_item(TableName="plain", Item=item_of(filler_bytes, binaries))
    read = {"TableName": "plain", "Key": KEY}
    keys = {"plain": {"Keys": [KEY]}}

    assert consumed("get_item", **read)["CapacityUnits"] == eventual_units
    assert consumed("get_item", **read, ConsistentRead=True)["CapacityUnits"] == 2 * eventual_units
    assert consumed("batch_get_item", RequestItems=keys)[0]["CapacityUnits"] == eventual_units


@pytest.mark.parametrize(
    ("filler_bytes", "binaries", "units"), [(999, FULL, 1), (1_001, FULL[:2], 2)]
)
def test_a_write_of_1024_bytes_takes_one_unit_and_of_1025_two(
    plain, client, consumed, filler_bytes, binaries, units
):
    item = item_of(filler_bytes, binaries)

    assert consumed("put_item", TableName="plain", Item=item)["CapacityUnits"] == units
    assert consumed("put_item", TableName="plain", Item=item)["CapacityUnits"] == units
    assert consumed("put_item", TableName="plain", Item=KEY)["CapacityUnits"] == units
    assert consumed("put_item", TableName="plain", Item=KEY)["CapacityUnits"] == 1


@pytest.mark.parametrize(
    ("filler_bytes", "binaries", "units"), [(999, FULL, 1), (1_001, FULL[:2], 2)]
)
def test_a_delete_takes_what_the_deleted_item_has(
    plain, client, consumed, filler_bytes, binaries, units
):
    client.put_item(TableName="plain", Item=item_of(filler_bytes, binaries))

    assert consumed("delete_item", TableName="plain", Key=KEY)["CapacityUnits"] == units
    assert consumed("delete_item", TableName="plain", Key=KEY)["CapacityUnits"] == 1


@pytest.mark.parametrize(("size_bytes", "units"), [(1_023, 1), (1_024, 2)])
def test_an_update_that_adds_a_byte_is_charged_on_the_item_after(
    plain, client, consumed, size_bytes, units
):
    filler = "x" * (size_bytes - len("pk" + "a" + "b"))
    client.put_item(TableName="plain", Item={"pk": {"S": "a"}, "b": {"S": filler}})
    grow = {
        "TableName": "plain",
        "Key": {"pk": {"S": "a"}},
        "UpdateExpression": "SET b = :b",
        "ExpressionAttributeValues": {":b": {"S": filler + "x"}},
    }

    assert consumed("update_item", **grow)["CapacityUnits"] == units
