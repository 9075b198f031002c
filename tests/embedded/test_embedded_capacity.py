"""The consumed capacity in answers: sizes, old and new images, index arms, and the three shapes.

The rows of the index writes were measured on DynamoDB; see tests/unit/capacity for their arithmetic.
"""

import pytest

NOTE = {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["proj"]}
ALL = {"ProjectionType": "ALL"}


def arms(consumed):
    """Total, table, global index, local index; None for an arm that is not in the answer."""
    indexes = [
        next(iter(consumed.get(kind, {"": {}}).values())).get("CapacityUnits")
        for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes")
    ]
    return consumed["CapacityUnits"], consumed["Table"]["CapacityUnits"], *indexes


def wire(**attributes):
    return {name: {"S": value} for name, value in attributes.items()}


@pytest.fixture
def indexed(client, create_table):
    create_table(client, global_=[("gsi", ["gsiPk"], [], NOTE)], local=[("lsi", "lsiSk", ALL)])


@pytest.fixture
def put(client):
    def put(**attributes):
        answer = client.put_item(
            TableName="things", Item=wire(**attributes), ReturnConsumedCapacity="INDEXES"
        )
        return arms(answer["ConsumedCapacity"])

    return put


@pytest.fixture
def update(client):
    def update(key, expression, **values):
        given = {f":{name}": {"S": value} for name, value in values.items()}
        answer = client.update_item(
            TableName="things",
            Key=wire(**key),
            UpdateExpression=expression,
            ReturnConsumedCapacity="INDEXES",
            **({"ExpressionAttributeValues": given} if given else {}),
        )
        return arms(answer["ConsumedCapacity"])

    return update


def test_a_put_is_charged_on_every_index_it_enters(indexed, put):
    assert [
        put(pk="a", sk="1", gsiPk="g"),
        put(pk="b", sk="1", extra="o"),
        put(pk="c", sk="1", lsiSk="L1"),
        put(pk="d", sk="1", gsiPk="g", lsiSk="L1"),
        put(pk="d", sk="1", gsiPk="g", lsiSk="L1"),
    ] == [
        (2, 1, 1, None),
        (1, 1, None, None),
        (2, 1, None, 1),
        (3, 1, 1, 1),
        (1, 1, None, None),
    ]


def test_an_update_is_charged_on_the_indexes_it_changes(indexed, put, update):
    put(pk="b", sk="1", gsiPk="g", lsiSk="L1", proj="p", extra="o")
    key = {"pk": "b", "sk": "1"}
    assert [
        update(key, "SET extra = :o", o="o2"),
        update(key, "SET proj = :p", p="p2"),
        update(key, "SET gsiPk = :g", g="g2"),
        update(key, "REMOVE gsiPk"),
    ] == [(2, 1, None, 1), (3, 1, 1, 1), (4, 1, 2, 1), (3, 1, 1, 1)]


def test_writes_are_charged_on_the_larger_of_both_images(indexed, put, update):
    long = "x" * 3000
    key = {"pk": "s", "sk": "1"}
    assert put(**key, gsiPk="g", proj="p", extra=long) == (4, 3, 1, None)
    assert put(**key, gsiPk="g", proj=long) == (6, 3, 3, None)
    assert update(key, "SET proj = :p", p="p") == (6, 3, 3, None)
    assert put(**key) == (2, 1, 1, None)


def test_a_delete_is_charged_on_the_item_deleted(indexed, client, put):
    put(pk="s", sk="1", gsiPk="g", proj="x" * 3000)

    def delete():
        answer = client.delete_item(
            TableName="things", Key=wire(pk="s", sk="1"), ReturnConsumedCapacity="INDEXES"
        )
        return arms(answer["ConsumedCapacity"])

    assert [delete(), delete()] == [(6, 3, 3, None), (1, 1, None, None)]


def test_a_transaction_doubles_the_table_and_not_the_indexes(indexed, client):
    def transact(*actions):
        answer = client.transact_write_items(
            TransactItems=list(actions), ReturnConsumedCapacity="INDEXES"
        )
        return answer["ConsumedCapacity"]

    def put(**attributes):
        return {"Put": {"TableName": "things", "Item": wire(**attributes)}}

    item = {"pk": "a", "sk": "1", "gsiPk": "g", "lsiSk": "L", "proj": "p"}
    assert [arms(each) for each in transact(put(**item))] == [(4, 2, 1, 1)]
    assert [arms(each) for each in transact(put(**item))] == [(2, 2, None, None)]
    check = {
        "TableName": "things",
        "Key": wire(pk="z", sk="1"),
        "ConditionExpression": "attribute_not_exists(pk)",
    }
    (consumed,) = transact({"ConditionCheck": check}, put(pk="b", sk="1", extra="o" * 3000))
    assert consumed == {
        "TableName": "things",
        "CapacityUnits": 8.0,
        "WriteCapacityUnits": 8.0,
        "Table": {"CapacityUnits": 8.0, "WriteCapacityUnits": 8.0},
    }


def test_a_batch_is_charged_item_by_item_and_answers_by_table(indexed, client, create_table):
    create_table(client, "others", sort_key=None)
    requests = {
        "things": [
            {"PutRequest": {"Item": wire(pk="a", sk="1", gsiPk="g", extra="o" * 3000)}},
            {"DeleteRequest": {"Key": wire(pk="z", sk="1")}},
        ],
        "others": [{"PutRequest": {"Item": wire(pk="a")}}],
    }
    answer = client.batch_write_item(RequestItems=requests, ReturnConsumedCapacity="INDEXES")
    consumed = {each["TableName"]: arms(each) for each in answer["ConsumedCapacity"]}
    assert consumed == {"things": (5, 4, 1, None), "others": (1, 1, None, None)}
    assert "ConsumedCapacity" not in client.batch_write_item(RequestItems=requests)


def test_reads_of_keys_are_rounded_up_one_by_one(client, things):
    client.put_item(TableName="things", Item=wire(pk="a", sk="1", note="n" * 5000))
    key, absent = wire(pk="a", sk="1"), wire(pk="b", sk="1")

    def get(key, **options):
        answer = client.get_item(
            TableName="things", Key=key, ReturnConsumedCapacity="INDEXES", **options
        )
        return answer["ConsumedCapacity"]["CapacityUnits"]

    assert [
        get(key),
        get(key, ConsistentRead=True),
        get(key, ProjectionExpression="pk"),
        get(absent),
        get(absent, ConsistentRead=True),
    ] == [1.0, 2.0, 1.0, 0.5, 1.0]

    keys = {"Keys": [key, absent], "ConsistentRead": True}
    answer = client.batch_get_item(RequestItems={"things": keys}, ReturnConsumedCapacity="INDEXES")
    assert [arms(each) for each in answer["ConsumedCapacity"]] == [(3.0, 3.0, None, None)]

    gets = [{"Get": {"TableName": "things", "Key": each}} for each in (key, absent)]
    answer = client.transact_get_items(TransactItems=gets, ReturnConsumedCapacity="TOTAL")
    assert answer["ConsumedCapacity"] == [
        {"TableName": "things", "CapacityUnits": 6.0, "ReadCapacityUnits": 6.0}
    ]


@pytest.fixture
def twelve(client, things):
    """Twelve items of about 1 KB in one collection; their index entries are about 30 bytes."""
    for number in range(12):
        item = wire(pk="a", sk=f"{number:02}", grp="g", note="n", body="b" * 1100)
        client.put_item(TableName="things", Item=item)


def query(client, **options):
    answer = client.query(
        TableName="things",
        KeyConditionExpression=options.pop("condition", "pk = :v"),
        ExpressionAttributeValues={
            ":v": {"S": options.pop("value", "a")},
            **options.pop("more", {}),
        },
        ReturnConsumedCapacity="INDEXES",
        **options,
    )
    return answer["Count"], arms(answer["ConsumedCapacity"])


def test_a_query_is_charged_on_what_it_examined_rounded_up_once(client, twelve):
    filtered = {"FilterExpression": "sk = :s", "more": {":s": {"S": "03"}}}
    assert [
        query(client),
        query(client, ConsistentRead=True),
        query(client, Limit=4),
        query(client, ProjectionExpression="sk"),
        query(client, Select="COUNT"),
        query(client, value="nobody"),
    ] == [
        (12, (2.0, 2.0, None, None)),
        (12, (4.0, 4.0, None, None)),
        (4, (1.0, 1.0, None, None)),
        (12, (2.0, 2.0, None, None)),
        (12, (2.0, 2.0, None, None)),
        (0, (0.5, 0.5, None, None)),
    ]
    filtered = {"FilterExpression": "note = :n", "more": {":n": {"S": "none"}}}
    assert query(client, **filtered) == (0, (2.0, 2.0, None, None))


def test_a_query_of_an_index_is_charged_on_its_entries_and_shows_no_table_units(client, twelve):
    on_index = {"IndexName": "by_group", "condition": "grp = :v", "value": "g"}
    assert query(client, **on_index) == (12, (0.5, 0.0, 0.5, None))


def test_a_scan_is_charged_on_what_it_examined(client, twelve):
    def scan(**options):
        answer = client.scan(TableName="things", ReturnConsumedCapacity="INDEXES", **options)
        return answer["Count"], arms(answer["ConsumedCapacity"])

    nothing = {
        "FilterExpression": "note = :n",
        "ExpressionAttributeValues": {":n": {"S": "none"}},
    }
    assert [scan(), scan(**nothing), scan(IndexName="by_group")] == [
        (12, (2.0, 2.0, None, None)),
        (0, (2.0, 2.0, None, None)),
        (12, (0.5, 0.0, 0.5, None)),
    ]


def test_a_query_of_a_local_index_is_charged_on_its_own_arm(indexed, client, put):
    for number in range(3):
        put(pk="a", sk=str(number), lsiSk=f"L{number}")
    on_index = {"IndexName": "lsi", "ConsistentRead": True}
    assert query(client, **on_index) == (3, (1.0, 0.0, None, 1.0))


def test_statements_cost_what_their_operations_cost(client, twelve):
    def execute(statement, *parameters, **options):
        given = [{"S": each} for each in parameters]
        answer = client.execute_statement(
            Statement=statement,
            ReturnConsumedCapacity="INDEXES",
            **({"Parameters": given} if given else {}),
            **options,
        )
        return len(answer["Items"]), arms(answer["ConsumedCapacity"])

    by_key = 'SELECT * FROM "things" WHERE "pk"=? AND "sk"=?'
    assert [
        execute(by_key, "a", "03"),
        execute(by_key, "a", "03", ConsistentRead=True),
        execute("SELECT * FROM things WHERE pk = 'a'"),
        execute('SELECT * FROM "things"."by_group" WHERE "grp" = ?', "g"),
        execute('SELECT * FROM "things"."by_group" WHERE "note" = ?', "none"),
        execute("select * from things where extra = 'x'"),
        execute("SELECT * FROM things WHERE pk = 'a' OR pk = 'b'"),
        execute("SELECT * FROM things WHERE pk = 'b' AND (sk = '03' OR sk = '04')"),
        execute("INSERT INTO \"things\" VALUE {'pk': 'new', 'sk': '1', 'grp': 'g'}"),
        execute('UPDATE "things" SET "extra" = ? WHERE "pk" = ? AND "sk" = ?', "o", "new", "1"),
        execute('DELETE FROM "things" WHERE "pk" = \'new\' AND "sk" = \'1\''),
    ] == [
        (1, (0.5, 0.5, None, None)),
        (1, (1.0, 1.0, None, None)),
        (12, (2.0, 2.0, None, None)),
        (12, (0.5, 0.0, 0.5, None)),
        (0, (0.5, 0.0, 0.5, None)),
        (0, (2.0, 2.0, None, None)),
        (12, (2.5, 2.5, None, None)),  # two item collections, one of them empty
        (0, (1.0, 1.0, None, None)),  # two keys
        (0, (2.0, 1.0, 1.0, None)),
        (0, (1.0, 1.0, None, None)),
        (0, (2.0, 1.0, 1.0, None)),
    ]


def test_batches_of_statements_read_as_consistently_as_each_asks(client, twelve):
    statement = "SELECT * FROM things WHERE pk = 'a' AND sk = '{}'"
    statements = [
        {"Statement": statement.format("01"), "ConsistentRead": True},
        {"Statement": statement.format("02")},
    ]
    answer = client.batch_execute_statement(Statements=statements, ReturnConsumedCapacity="TOTAL")
    assert answer["ConsumedCapacity"] == [{"TableName": "things", "CapacityUnits": 1.5}]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (None, None),
        ("NONE", None),
        ("TOTAL", {"TableName": "things", "CapacityUnits": 2.0}),
        (
            "INDEXES",
            {
                "TableName": "things",
                "CapacityUnits": 2.0,
                "Table": {"CapacityUnits": 1.0},
                "GlobalSecondaryIndexes": {"by_group": {"CapacityUnits": 1.0}},
            },
        ),
    ],
)
def test_the_answer_has_the_shape_that_was_asked_for(client, things, mode, expected):
    asked = {"ReturnConsumedCapacity": mode} if mode else {}
    put = client.put_item(TableName="things", Item=wire(pk="a", sk="1", grp="g"), **asked)
    assert put.get("ConsumedCapacity") == expected
    update = client.update_item(
        TableName="things",
        Key=wire(pk="b", sk="1"),
        UpdateExpression="SET grp = :g",
        ExpressionAttributeValues={":g": {"S": "g"}},
        **asked,
    )
    assert update.get("ConsumedCapacity") == expected
    delete = client.delete_item(TableName="things", Key=wire(pk="b", sk="1"), **asked)
    assert delete.get("ConsumedCapacity") == expected


def test_a_table_addressed_by_its_arn_is_named_so(client, things):
    arn = client.describe_table(TableName="things")["Table"]["TableArn"]
    answer = client.put_item(
        TableName=arn, Item=wire(pk="a", sk="1"), ReturnConsumedCapacity="TOTAL"
    )
    assert answer["ConsumedCapacity"] == {"TableName": arn, "CapacityUnits": 1.0}
