"""What is given to the engine stays the caller's, and what it gives is the caller's own."""

import copy

import pytest

from pytest_dynamo.embedded.engine import Engine
from pytest_dynamo.embedded.service_error import ServiceError

KEY = {"pk": {"S": "k"}, "sk": {"S": "0"}}


def item(sort="0"):
    """An item with a value of each kind that can be changed in place."""
    return {
        "pk": {"S": "k"},
        "sk": {"S": sort},
        "grp": {"S": "g"},
        "raw": {"B": b"\xff\0"},
        "raws": {"BS": [b"\0", b"\xff"]},
        "tags": {"SS": ["x", "y"]},
        "numbers": {"NS": ["1", "2"]},
        "things": {"L": [{"B": b"\1"}, {"M": {"deep": {"SS": ["z"]}}}]},
        "map": {"M": {"B": {"S": "no binary"}, "n": {"N": "1"}}},
    }


def spoil(value):
    """Change everything in a request or an answer that can be changed."""
    if isinstance(value, dict):
        for each in list(value.values()):
            spoil(each)
        value["spoiled"] = {"S": "spoiled"}
    elif isinstance(value, list):
        for each in value:
            spoil(each)
        value.append("spoiled")


@pytest.fixture
def perform():
    """Performs a request twice removed from its caller: what was given and what came are spoiled."""
    engine = Engine(clock=lambda: 1_800_000_000.0)

    def performed(operation, service="dynamodb", **request):
        given, request = request, copy.deepcopy(request)
        try:
            answer = engine.perform(operation, request, service)
        except ServiceError as error:
            answer = {"code": error.code, **error.members}
        assert request == given
        kept = copy.deepcopy(answer)
        spoil(request)
        assert answer == kept, "the answer holds a part of the request"
        spoil(answer)
        return kept

    keys = [("pk", "HASH"), ("sk", "RANGE")]
    attributes = [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "grp")]
    performed(
        "CreateTable",
        TableName="things",
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys],
        AttributeDefinitions=attributes,
        GlobalSecondaryIndexes=[
            {
                "IndexName": name,
                "KeySchema": [{"AttributeName": "grp", "KeyType": "HASH"}],
                "Projection": projection,
            }
            for name, projection in [
                ("whole", {"ProjectionType": "ALL"}),
                ("part", {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["raws", "things"]}),
            ]
        ],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        Tags=[{"Key": "of", "Value": "whom"}],
    )
    return performed


VALUE = {":v": {"L": [{"B": b"\2"}, {"SS": ["new"]}]}}
UPDATE = {
    "TableName": "things",
    "Key": KEY,
    "UpdateExpression": "SET #extra = :v",
    "ExpressionAttributeNames": {"#extra": "extra"},
    "ExpressionAttributeValues": VALUE,
}
WRITES = {
    "PutItem": {"TableName": "things", "Item": item(), "ReturnValues": "ALL_OLD"},
    "UpdateItem": UPDATE | {"ReturnValues": "ALL_NEW"},
    "UpdateItem of what is in the item": UPDATE
    | {
        "UpdateExpression": "SET #extra = list_append(things, :v), extras = things",
        "ReturnValues": "UPDATED_NEW",
    },
    "UpdateItem by the older parameters": {
        "TableName": "things",
        "Key": KEY,
        "AttributeUpdates": {"extra": {"Value": VALUE[":v"], "Action": "PUT"}},
        "ReturnValues": "UPDATED_OLD",
    },
    "BatchWriteItem": {"RequestItems": {"things": [{"PutRequest": {"Item": item()}}]}},
    "TransactWriteItems": {
        "TransactItems": [{"Update": UPDATE}, {"Put": {"TableName": "things", "Item": item("1")}}],
        "ClientRequestToken": "token",
    },
    "ExecuteStatement, an INSERT": {
        "Statement": "INSERT INTO things VALUE {'pk': 'k', 'sk': '2', 'extra': ?, 'grp': 'g'}",
        "Parameters": [VALUE[":v"]],
    },
    "ExecuteStatement, an UPDATE": {
        "Statement": "UPDATE things SET extra = ? WHERE pk = 'k' AND sk = '0' RETURNING ALL NEW *",
        "Parameters": [VALUE[":v"]],
    },
    "ExecuteTransaction": {
        "TransactStatements": [
            {
                "Statement": "UPDATE things SET extra = ? WHERE pk = 'k' AND sk = '0'",
                "Parameters": [VALUE[":v"]],
            }
        ]
    },
    "BatchExecuteStatement": {
        "Statements": [
            {
                "Statement": "UPDATE things SET extra = ? WHERE pk = 'k' AND sk = '0' "
                "RETURNING ALL NEW *",
                "Parameters": [VALUE[":v"]],
            }
        ]
    },
}


def everything(perform):
    """What there is to read, by every way there is to read it."""
    query = {
        "TableName": "things",
        "KeyConditionExpression": "grp = :g",
        "ExpressionAttributeValues": {":g": {"S": "g"}},
    }
    statement = "SELECT * FROM things WHERE pk = ? AND sk = ?"
    parameters = [{"S": "k"}, {"S": "0"}]
    return [
        perform("Scan", TableName="things")["Items"],
        perform("Query", **query, IndexName="whole")["Items"],
        perform("Query", **query, IndexName="part")["Items"],
        perform("GetItem", TableName="things", Key=KEY).get("Item"),
        perform("BatchGetItem", RequestItems={"things": {"Keys": [KEY]}})["Responses"]["things"],
        perform("TransactGetItems", TransactItems=[{"Get": {"TableName": "things", "Key": KEY}}])[
            "Responses"
        ],
        perform("ExecuteStatement", Statement=statement, Parameters=parameters)["Items"],
        perform(
            "ExecuteTransaction",
            TransactStatements=[{"Statement": statement, "Parameters": parameters}],
        )["Responses"],
        records(perform),
    ]


def records(perform):
    (stream,) = perform("ListStreams", "dynamodbstreams")["Streams"]
    arn = stream["StreamArn"]
    described = perform("DescribeStream", "dynamodbstreams", StreamArn=arn)["StreamDescription"]
    place = {"ShardId": described["Shards"][0]["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
    iterator = perform("GetShardIterator", "dynamodbstreams", StreamArn=arn, **place)
    return perform("GetRecords", "dynamodbstreams", **iterator)["Records"]


@pytest.mark.parametrize("name", WRITES)
def test_what_is_written_is_not_changed_with_the_request_or_the_answers(perform, name):
    """The first reading is spoiled by the fixture; the second shows whether that reached the store."""
    perform("PutItem", TableName="things", Item=item())
    operation = name.split(" ")[0].rstrip(",")
    answer = perform(operation, **WRITES[name])
    assert "code" not in answer
    before = everything(perform)
    assert "spoiled" not in repr(before)
    assert everything(perform) == before


def test_the_item_in_an_exception_is_the_callers_own(perform):
    perform("PutItem", TableName="things", Item=item())
    failing = {
        "TableName": "things",
        "Item": item(),
        "ConditionExpression": "attribute_not_exists(pk)",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    assert perform("PutItem", **failing)["Item"] == item()
    (reason,) = perform("TransactWriteItems", TransactItems=[{"Put": failing}])[
        "CancellationReasons"
    ]
    assert reason["Item"] == item()
    assert perform("GetItem", TableName="things", Key=KEY)["Item"] == item()


def test_a_last_evaluated_key_is_the_callers_own(perform):
    for sort in "012":
        perform("PutItem", TableName="things", Item=item(sort))
    request = {"TableName": "things", "Limit": 1}
    first = perform("Scan", **request)
    assert first == perform("Scan", **request)
    second = perform("Scan", **request, ExclusiveStartKey=first["LastEvaluatedKey"])
    assert second["Items"] == [item("1")]


def test_unprocessed_keys_are_the_callers_own(perform):
    for number in range(50):
        large = {**item(f"{number:02}"), "large": {"S": "x" * 400_000}}
        perform("PutItem", TableName="things", Item=large)
    keys = [{"pk": {"S": "k"}, "sk": {"S": f"{number:02}"}} for number in range(50)]
    asked = {
        "Keys": keys,
        "ProjectionExpression": "#sk",
        "ExpressionAttributeNames": {"#sk": "sk"},
    }
    answer = perform("BatchGetItem", RequestItems={"things": asked})
    left = answer["UnprocessedKeys"]["things"]
    assert left["Keys"]
    assert left == {**asked, "Keys": keys[-len(left["Keys"]) :]}


DESCRIPTIONS = {
    "DescribeTable": {"TableName": "things"},
    "DescribeContinuousBackups": {"TableName": "things"},
    "DescribeTimeToLive": {"TableName": "things"},
    "DescribeLimits": {},
    "DescribeEndpoints": {},
    "ListTables": {},
    "ListBackups": {},
    "ListTagsOfResource": {"ResourceArn": "arn:aws:dynamodb:us-east-1:123456789012:table/things"},
}


@pytest.mark.parametrize("operation", DESCRIPTIONS)
def test_descriptions_are_the_callers_own(perform, operation):
    perform("CreateBackup", TableName="things", BackupName="backup")
    first = perform(operation, **DESCRIPTIONS[operation])
    assert perform(operation, **DESCRIPTIONS[operation]) == first


def test_a_table_does_not_change_with_the_request_that_updates_it(perform):
    perform(
        "UpdateTable",
        TableName="things",
        AttributeDefinitions=[{"AttributeName": "new", "AttributeType": "N"}],
        GlobalSecondaryIndexUpdates=[
            {
                "Create": {
                    "IndexName": "added",
                    "KeySchema": [{"AttributeName": "new", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["a"]},
                }
            }
        ],
    )
    perform("TagResource", **DESCRIPTIONS["ListTagsOfResource"], Tags=[{"Key": "k", "Value": "v"}])
    first = [perform(each, **DESCRIPTIONS[each]) for each in DESCRIPTIONS]
    assert "spoiled" not in repr(first)


@pytest.mark.parametrize("kind", ["client", "direct_client"])
def test_boto3s_clients_give_what_is_the_callers_own(embedded, create_table, kind):
    client = getattr(embedded, kind)()
    create_table(client)
    given = item()
    client.put_item(TableName="things", Item=given)
    spoil(given)
    for _ in range(2):
        answer = client.get_item(TableName="things", Key=KEY)
        assert answer["Item"] == item()
        spoil(answer)
