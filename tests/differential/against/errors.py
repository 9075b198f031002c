"""Requests that DynamoDB refuses."""

KEY = {"pk": {"S": "p1"}, "sk": {"S": "a"}}
"""The key of the item that a wrong request would have written."""


def mistakes(table):
    """Operations on the table with every kind of index, all of them wrong in one way."""
    key = KEY
    item = {"TableName": table, "Item": key}
    update = {"TableName": table, "Key": key}
    query = {
        "TableName": table,
        "KeyConditionExpression": "pk = :p",
        "ExpressionAttributeValues": {":p": {"S": "p1"}},
    }
    return [
        *((("PutItem", item | {"Item": wrong})) for wrong in wrong_items(key)),
        *(("UpdateItem", update | wrong) for wrong in wrong_updates()),
        *(("Query", query | wrong) for wrong in wrong_queries()),
        *wrong_batches(table, key),
        ("GetItem", {"TableName": table, "Key": {"pk": {"S": "p1"}}}),
        ("GetItem", {"TableName": table, "Key": {"pk": {"S": ""}, "sk": {"S": "a"}}}),
        ("GetItem", {"TableName": table, "Key": {**key, "more": {"S": "x"}}}),
        ("GetItem", {"TableName": table, "Key": {"pk": {"N": "1"}, "sk": {"S": "a"}}}),
        ("GetItem", {"TableName": "no-such-table", "Key": key}),
        ("GetItem", update | {"ProjectionExpression": "note,"}),
        ("GetItem", update | {"ProjectionExpression": "note, note"}),
        ("GetItem", update | {"ProjectionExpression": "note", "AttributesToGet": ["note"]}),
        ("DeleteItem", update | {"ConditionExpression": "attribute_exists("}),
        ("DeleteItem", update | {"ConditionExpression": "#undefined = :a"}),
        ("PutItem", item | {"ReturnValues": "ALL_NEW"}),
        ("PutItem", item | {"ExpressionAttributeValues": {":unused": {"S": "x"}}}),
        ("PutItem", item | {"ConditionExpression": "size(note) = size(note)", **unused_name()}),
        ("Scan", {"TableName": table, "Limit": 0}),
        ("Scan", {"TableName": table, "Segment": 3, "TotalSegments": 3}),
        ("Scan", {"TableName": table, "Segment": 0}),
    ]


def unused_name():
    return {"ExpressionAttributeNames": {"#unused": "note"}}


def wrong_items(key):
    return [
        {"pk": {"S": "p1"}},
        {**key, "sk": {"N": "1"}},
        {**key, "pk": {"S": ""}},
        {**key, "grp": {"N": "1"}},
        {**key, "day": {"S": ""}},
        {**key, "num": {"N": "not a number"}},
        {**key, "num": {"N": "1E126"}},
        {**key, "num": {"N": "1234567890123456789012345678901234567890"}},
        {**key, "tags": {"SS": []}},
        {**key, "tags": {"SS": ["a", "a"]}},
        {**key, "nums": {"NS": ["1", "1.0"]}},
        {**key, "note": {}},
        {**key, "note": {"S": "a", "N": "1"}},
        {**key, "note": {"NULL": False}},
        {**key, "pk": {"S": "x" * 2_049}},
        {**key, "sk": {"S": "x" * 1_025}},
        {**key, "body": {"S": "x" * 409_600}},
    ]


def wrong_updates():
    value = {":a": {"S": "x"}}
    return [
        {"UpdateExpression": "SET pk = :a", "ExpressionAttributeValues": value},
        {"UpdateExpression": "SET note = :missing"},
        {"UpdateExpression": "SET note = :a, note = :a", "ExpressionAttributeValues": value},
        {"UpdateExpression": "SET doc = :a, doc.x = :a", "ExpressionAttributeValues": value},
        {"UpdateExpression": "SET note :a", "ExpressionAttributeValues": value},
        {"UpdateExpression": "SET note = :a SET body = :a", "ExpressionAttributeValues": value},
        {"UpdateExpression": "ADD note :a", "ExpressionAttributeValues": value},
        {"UpdateExpression": "DELETE note :a", "ExpressionAttributeValues": value},
        {"UpdateExpression": "SET count = :a", "ExpressionAttributeValues": value},
        {"UpdateExpression": "SET absent.a = :a", "ExpressionAttributeValues": value},
        {"UpdateExpression": "SET grp = :a", "ExpressionAttributeValues": {":a": {"N": "1"}}},
        {"UpdateExpression": ""},
        {"UpdateExpression": "REMOVE note", "AttributeUpdates": {"body": {"Action": "DELETE"}}},
        {"UpdateExpression": "REMOVE note", "ReturnValues": "EVERYTHING"},
    ]


def wrong_queries():
    values = {":p": {"S": "p1"}, ":a": {"S": "a"}}
    return [
        {"KeyConditionExpression": "sk = :p"},
        {"KeyConditionExpression": "pk > :p"},
        {"KeyConditionExpression": "pk = :p OR sk = :p"},
        {"KeyConditionExpression": "pk = :p AND note = :p"},
        {"KeyConditionExpression": "pk = :p AND contains(sk, :p)"},
        {"KeyConditionExpression": "pk = :p AND pk = :p"},
        {
            "KeyConditionExpression": "pk = :p AND sk BETWEEN :p AND :a",
            "ExpressionAttributeValues": values,
        },
        {"ExpressionAttributeValues": {":p": {"N": "1"}}},
        {"IndexName": "no_such_index"},
        {"IndexName": "by_day_only"},
        {
            "IndexName": "by_grp",
            "KeyConditionExpression": "grp = :p",
            "ConsistentRead": True,
        },
        {
            "IndexName": "by_grp",
            "KeyConditionExpression": "grp = :p",
            "Select": "ALL_ATTRIBUTES",
        },
        {"FilterExpression": "sk = :p"},
        {"FilterExpression": "note = "},
        {"Limit": 0},
        {"Select": "COUNT", "ProjectionExpression": "note"},
        {"Select": "SPECIFIC_ATTRIBUTES"},
        {"ExclusiveStartKey": {"pk": {"S": "other"}, "sk": {"S": "a"}}},
        {"ExclusiveStartKey": {"pk": {"S": "p1"}}},
    ]


def wrong_batches(table, key):
    put = {"Put": {"TableName": table, "Item": key}}
    check = {"ConditionCheck": {"TableName": table, "Key": key}}
    return [
        ("BatchGetItem", {"RequestItems": {}}),
        ("BatchGetItem", {"RequestItems": {table: {"Keys": [key, key]}}}),
        (
            "BatchGetItem",
            {"RequestItems": {table: {"Keys": [{**key, "sk": {"S": str(n)}} for n in range(101)]}}},
        ),
        ("BatchWriteItem", {"RequestItems": {}}),
        (
            "BatchWriteItem",
            {
                "RequestItems": {
                    table: [{"PutRequest": {"Item": key}}, {"DeleteRequest": {"Key": key}}]
                }
            },
        ),
        (
            "BatchWriteItem",
            {"RequestItems": {table: [{"DeleteRequest": {"Key": key}}] * 26}},
        ),
        ("TransactWriteItems", {"TransactItems": [put, put]}),
        ("TransactWriteItems", {"TransactItems": []}),
        ("TransactWriteItems", {"TransactItems": [check]}),
        ("TransactGetItems", {"TransactItems": [{"Get": {"TableName": table, "Key": {}}}]}),
    ]
