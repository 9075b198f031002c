"""What transactions took, as DynamoDB reported it: the factor of two is the table's alone."""

import pytest

NINE_KB = "x" * 9_000
KEY = {"pk": {"S": "a"}, "sk": {"S": "1"}}


def put(**attributes):
    texts = {"pk": "a", "sk": "1", **attributes}
    item = {name: {"S": value} for name, value in texts.items()}
    return {"Put": {"TableName": "things", "Item": item}}


def delete(pk="a"):
    return {"Delete": {"TableName": "things", "Key": KEY | {"pk": {"S": pk}}}}


CHECK = {
    "ConditionCheck": {
        "TableName": "things",
        "Key": KEY,
        "ConditionExpression": "attribute_not_exists(absent)",
    }
}


@pytest.fixture
def write(table_r, arms):
    """Writes in a transaction; answers the arms."""

    def write(*actions, **more):
        return arms("transact_write_items", TransactItems=list(actions), **more)

    return write


@pytest.fixture
def store(client):
    """Puts an item outside of any transaction."""
    return lambda action: client.put_item(**action["Put"])


def test_a1_put_into_the_global_index(write):
    assert write(put(gsiPk="g")) == (3, 2, 1, None)


def test_a2_put_into_no_index(write):
    assert write(put(other="o")) == (2, 2, None, None)


def test_a3_put_into_both_indexes(write):
    assert write(put(gsiPk="g", lsiSk="L", proj="p")) == (4, 2, 1, 1)


def test_a4_put_of_the_identical_item(write, store):
    store(put(gsiPk="g", lsiSk="L", proj="p"))

    assert write(put(gsiPk="g", lsiSk="L", proj="p")) == (2, 2, None, None)


def test_f1_condition_check_of_3023_bytes(write, store):
    store(put(other="x" * (3_023 - len("pk" + "a" + "sk" + "1" + "other"))))

    assert write(CHECK) == (6, 6, None, None)


def test_condition_check_of_nothing(write):
    assert write(CHECK) == (2, 2, None, None)


def test_delete_is_counted_on_the_item_stored(write, store):
    store(put(other="x" * 3_000))

    assert write(delete()) == (6, 6, None, None)
    assert write(delete()) == (2, 2, None, None)


def test_every_level_repeats_its_units(write, consumed):
    assert consumed("transact_write_items", TransactItems=[put(gsiPk="g")]) == [
        {
            "TableName": "things",
            "CapacityUnits": 3.0,
            "WriteCapacityUnits": 3.0,
            "Table": {"CapacityUnits": 2.0, "WriteCapacityUnits": 2.0},
            "GlobalSecondaryIndexes": {
                "gsi-inc": {"CapacityUnits": 1.0, "WriteCapacityUnits": 1.0}
            },
        }
    ]
    assert consumed(
        "transact_get_items",
        TransactItems=[
            {"Get": {"TableName": "things", "Key": key}} for key in (KEY, KEY | {"sk": {"S": "2"}})
        ],
    ) == [
        {
            "TableName": "things",
            "CapacityUnits": 4.0,
            "ReadCapacityUnits": 4.0,
            "Table": {"CapacityUnits": 4.0, "ReadCapacityUnits": 4.0},
        }
    ]


REPLAYS = {
    "R1 a delete of 9 KB": ([put(other=NINE_KB)], [delete()], 18, 6),
    "R2 a put of 1.5 KB": ([], [put(other="x" * 1_500)], 4, 2),
    "S1 a put that shrinks 9 KB": ([put(other=NINE_KB)], [put(other="o")], 18, 6),
    "S2 a put that grows to 9 KB": ([put(other="o")], [put(other=NINE_KB)], 18, 6),
    "S3 a condition check of 9 KB": ([put(other=NINE_KB)], [CHECK], 18, 6),
    "each action on its own": (
        [put(other=NINE_KB)],
        [delete(), put(pk="b", other="o")],
        20,
        8,
    ),
}


@pytest.mark.parametrize(
    ("stored", "actions", "first_units", "again_units"), REPLAYS.values(), ids=REPLAYS
)
def test_a_transaction_sent_again_with_its_token_is_charged_as_reads(
    table_r, client, consumed, stored, actions, first_units, again_units
):
    for action in stored:
        client.put_item(**action["Put"])
    request = {"TransactItems": actions, "ClientRequestToken": "one token", "mode": "TOTAL"}

    assert consumed("transact_write_items", **request) == [
        {
            "TableName": "things",
            "CapacityUnits": first_units,
            "WriteCapacityUnits": first_units,
        }
    ]
    assert consumed("transact_write_items", **request) == [
        {
            "TableName": "things",
            "CapacityUnits": again_units,
            "ReadCapacityUnits": again_units,
        }
    ]


def test_a_cancelled_transaction_says_nothing_of_capacity(table_r, client):
    failing = {**CHECK["ConditionCheck"], "ConditionExpression": "attribute_exists(pk)"}
    with pytest.raises(client.exceptions.TransactionCanceledException) as cancelled:
        client.transact_write_items(
            TransactItems=[{"ConditionCheck": failing}, put(pk="b")], ReturnConsumedCapacity="TOTAL"
        )

    assert "ConsumedCapacity" not in cancelled.value.response
