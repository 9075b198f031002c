"""What statements consume, through a client, as it was measured on DynamoDB.

The figures are those of the operation that a statement stands for: table R has the keys pk and sk, a
global index that projects proj and a local index that projects everything; table S one that projects proj
alone.
"""

import pytest
from botocore.exceptions import ClientError

INCLUDE_PROJ = {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["proj"]}
ALL = {"ProjectionType": "ALL"}
LONG = "x" * 3_000


def arms(consumed):
    """Total, table, global index, local index; None for an arm that is not in the answer."""
    indexes = [
        next(iter(consumed.get(kind, {"": {}}).values())).get("CapacityUnits")
        for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes")
    ]
    return consumed["CapacityUnits"], consumed.get("Table", {}).get("CapacityUnits"), *indexes


@pytest.fixture
def table(client, create_table):
    def create(projection):
        create_table(
            client,
            "things",
            global_=[("gsi-inc", ["gsiPk"], [], INCLUDE_PROJ)],
            local=[("lsi1", "lsiSk", projection)],
        )

    return create


@pytest.fixture
def consumed(client):
    def consumed(statement, **options):
        answer = client.execute_statement(
            Statement=statement, ReturnConsumedCapacity="INDEXES", **options
        )
        return arms(answer["ConsumedCapacity"])

    return consumed


@pytest.fixture
def put(client):
    def put(**attributes):
        item = {name: {"S": value} for name, value in attributes.items()}
        client.put_item(TableName="things", Item=item)

    return put


def test_writes_consume_what_their_operations_do(consumed, table):
    table(ALL)
    both = "'gsiPk': 'g', 'lsiSk': 'l'"
    assert [
        consumed(f"INSERT INTO things VALUE {{'pk': 'a', 'sk': '1', {both}, 'proj': 'p'}}"),
        consumed("INSERT INTO things VALUE {'pk': 'a', 'sk': '2', 'gsiPk': 'g'}"),
        consumed("INSERT INTO things VALUE {'pk': 'a', 'sk': '3', 'other': 'o'}"),
        consumed("UPDATE things SET other = 'o' WHERE pk = 'a' AND sk = '1'"),
        consumed("UPDATE things SET gsiPk = 'g2' WHERE pk = 'a' AND sk = '1'"),
        consumed("UPDATE things SET proj = 'p2' WHERE pk = 'a' AND sk = '1'"),
        consumed("UPDATE things SET proj = 'p2' WHERE pk = 'a' AND sk = '1'"),
        consumed("UPDATE things REMOVE gsiPk WHERE pk = 'a' AND sk = '1'"),
        consumed("DELETE FROM things WHERE pk = 'a' AND sk = '1'"),
        consumed("DELETE FROM things WHERE pk = 'a' AND sk = '1'"),
        consumed("DELETE FROM things WHERE pk = 'a' AND sk = '1' AND other = 'o'"),
    ] == [
        (3.0, 1.0, 1.0, 1.0),
        (2.0, 1.0, 1.0, None),
        (1.0, 1.0, None, None),
        (2.0, 1.0, None, 1.0),
        (4.0, 1.0, 2.0, 1.0),
        (3.0, 1.0, 1.0, 1.0),
        (1.0, 1.0, None, None),
        (3.0, 1.0, 1.0, 1.0),
        (2.0, 1.0, None, 1.0),
        (1.0, 1.0, None, None),
        (1.0, 1.0, None, None),
    ]


def test_deleting_three_kilobytes_with_an_index_entry_of_them(consumed, table, put):
    table(INCLUDE_PROJ)
    put(pk="a", sk="1", gsiPk="g", proj=LONG)
    assert consumed("DELETE FROM things WHERE pk = 'a' AND sk = '1'") == (6.0, 3.0, 3.0, None)


def test_reads_consume_what_their_operations_do(consumed, table, put):
    table(INCLUDE_PROJ)
    for number in range(4):
        put(pk="a", sk=str(number), other="x" * 2_980, gsiPk="g", lsiSk=f"l{number}")
    assert [
        consumed("SELECT * FROM things"),
        consumed("SELECT * FROM things", ConsistentRead=True),
        consumed("SELECT pk FROM things WHERE pk = 'a' AND other = 'none'"),
        consumed("SELECT * FROM things WHERE pk = 'a'", Limit=1),
        consumed("SELECT * FROM things WHERE pk = 'a' AND sk = '1'"),
        consumed("SELECT * FROM things WHERE pk = 'a' AND sk = '1'", ConsistentRead=True),
        consumed("SELECT * FROM things WHERE pk = 'a' AND sk IN ['0', '1']"),
        consumed("SELECT * FROM things WHERE pk IN ['a', 'b']"),
        consumed("SELECT * FROM things WHERE pk = 1 OR pk = 2"),
        consumed("SELECT * FROM things WHERE pk = 'a' AND sk = '9'"),
        consumed("SELECT * FROM things.\"gsi-inc\" WHERE gsiPk = 'g'"),
        consumed("SELECT sk FROM things.lsi1 WHERE pk = 'a'", ConsistentRead=True),
        consumed("SELECT other FROM things.lsi1 WHERE pk = 'a'"),
    ] == [
        (1.5, 1.5, None, None),
        (3.0, 3.0, None, None),
        (1.5, 1.5, None, None),
        (0.5, 0.5, None, None),
        (0.5, 0.5, None, None),
        (1.0, 1.0, None, None),
        (1.0, 1.0, None, None),
        (2.0, 2.0, None, None),
        (0.5, 0.5, None, None),
        (0.5, 0.5, None, None),
        (0.5, 0.0, 0.5, None),
        (1.0, 0.0, None, 1.0),
        (2.5, 2.0, None, 0.5),
    ]


def test_a_transaction_consumes_twice_of_the_table(client, table, put):
    table(ALL)
    put(pk="b", sk="1", other=LONG)

    def transact(*statements):
        answer = client.execute_transaction(
            TransactStatements=[{"Statement": each} for each in statements],
            ReturnConsumedCapacity="INDEXES",
        )
        (consumed,) = answer["ConsumedCapacity"]
        return consumed

    one = transact("INSERT INTO things VALUE {'pk': 'a', 'sk': '1', 'gsiPk': 'g', 'lsiSk': 'l'}")
    assert one == {
        "TableName": "things",
        "CapacityUnits": 4.0,
        "WriteCapacityUnits": 4.0,
        "Table": {"CapacityUnits": 2.0, "WriteCapacityUnits": 2.0},
        "GlobalSecondaryIndexes": {"gsi-inc": {"CapacityUnits": 1.0, "WriteCapacityUnits": 1.0}},
        "LocalSecondaryIndexes": {"lsi1": {"CapacityUnits": 1.0, "WriteCapacityUnits": 1.0}},
    }
    two = transact(
        "UPDATE things SET other = 'o' WHERE pk = 'a' AND sk = '1'",
        "EXISTS(SELECT * FROM things WHERE pk = 'b' AND sk = '1' AND gsiPk IS MISSING)",
    )
    assert arms(two) == (9.0, 8.0, None, 1.0)
    read = transact(
        "SELECT * FROM things WHERE pk = 'b' AND sk = '1'",
        "SELECT * FROM things WHERE pk = 'q' AND sk = '1'",
    )
    assert read == {
        "TableName": "things",
        "CapacityUnits": 4.0,
        "ReadCapacityUnits": 4.0,
        "Table": {"CapacityUnits": 4.0, "ReadCapacityUnits": 4.0},
    }


def batch(client, *statements, mode="INDEXES"):
    asked = [each if isinstance(each, dict) else {"Statement": each} for each in statements]
    return client.batch_execute_statement(Statements=asked, ReturnConsumedCapacity=mode)


def test_a_batch_reads_as_consistently_as_each_statement_asks(client, table, put):
    table(ALL)
    put(pk="a", sk="1")
    put(pk="a", sk="2")
    answer = batch(
        client,
        {"Statement": "SELECT * FROM things WHERE pk = 'a' AND sk = '1'", "ConsistentRead": True},
        "SELECT * FROM things WHERE pk = 'a' AND sk = '2'",
        mode="TOTAL",
    )
    assert answer["ConsumedCapacity"] == [{"TableName": "things", "CapacityUnits": 1.5}]


def test_failed_conditions_are_in_the_total_only(client, table, put):
    table(ALL)
    put(pk="a", sk="1", other=LONG)
    put(pk="a", sk="2")
    fails = [
        "UPDATE things SET other = 'o' WHERE pk = 'a' AND sk = '1' AND other = 'none'",
        f"INSERT INTO things VALUE {{'pk': 'a', 'sk': '2', 'other': '{LONG[:2_000]}'}}",
        "UPDATE things SET other.x = 'o' WHERE pk = 'a' AND sk = '3'",
    ]
    answer = batch(client, *fails, "DELETE FROM things WHERE pk = 'a' AND sk = '4'")
    # Of the item as it is or as it would be, whichever is larger: 3 and 2 and, as there is none, 1.
    assert answer["ConsumedCapacity"] == [
        {"TableName": "things", "CapacityUnits": 7.0, "Table": {"CapacityUnits": 1.0}}
    ]
    assert "ConsumedCapacity" not in batch(client, *fails)


def test_a_table_of_which_every_statement_failed_is_left_out(client, table, create_table):
    table(ALL)
    create_table(client, "other", sort_key=None)
    answer = batch(
        client,
        "UPDATE other SET x = 1 WHERE pk = 'a'",
        "INSERT INTO things VALUE {'pk': 'a', 'sk': '1'}",
        mode="TOTAL",
    )
    assert answer["ConsumedCapacity"] == [{"TableName": "things", "CapacityUnits": 1.0}]


def test_a_client_gets_the_error_of_a_duplicate(client, table, put):
    table(ALL)
    put(pk="a", sk="1")
    with pytest.raises(client.exceptions.DuplicateItemException) as caught:
        client.execute_statement(Statement="INSERT INTO things VALUE {'pk': 'a', 'sk': '1'}")
    assert caught.value.response["Error"]["Message"] == "Duplicate primary key exists in table"


def test_binary_values_go_through_a_client(client, table):
    table(ALL)
    client.execute_statement(
        Statement="INSERT INTO things VALUE {'pk': 'a', 'sk': '1', 'content': ?}",
        Parameters=[{"B": b"\x00\xff"}],
    )
    found = client.execute_statement(
        Statement="SELECT content FROM things WHERE pk = 'a' AND content = ?",
        Parameters=[{"B": b"\x00\xff"}],
    )
    assert found["Items"] == [{"content": {"B": b"\x00\xff"}}]


def test_pages_are_followed_by_the_token(client, table, put):
    table(ALL)
    for number in range(5):
        put(pk="a", sk=str(number))
    found = []
    request = {"Statement": "SELECT sk FROM things WHERE pk = 'a' ORDER BY sk DESC", "Limit": 2}
    while True:
        answer = client.execute_statement(**request)
        found.append([item["sk"]["S"] for item in answer["Items"]])
        if "NextToken" not in answer:
            break
        request["NextToken"] = answer["NextToken"]
    assert found == [["4", "3"], ["2", "1"], ["0"]]


def test_an_unknown_table_is_an_error_of_its_own(client):
    with pytest.raises(ClientError) as caught:
        client.execute_statement(Statement="SELECT * FROM nope")
    assert caught.value.response["Error"] == {
        "Code": "ResourceNotFoundException",
        "Message": "Requested resource not found",
    }
