"""Tables and items to a file and back."""

import json

import pytest

from pytest_dynamo.embedded.engine import Engine
from pytest_dynamo.embedded.fronts.direct import DirectClient
from pytest_dynamo.embedded.fronts.snapshot import load, save
from pytest_dynamo.errors import BackendError

TABLE = {
    "TableName": "things",
    "KeySchema": [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ],
    "AttributeDefinitions": [
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "sk", "AttributeType": "B"},
        {"AttributeName": "grp", "AttributeType": "N"},
    ],
    "ProvisionedThroughput": {"ReadCapacityUnits": 3, "WriteCapacityUnits": 4},
    "LocalSecondaryIndexes": [
        {
            "IndexName": "local",
            "KeySchema": [
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "grp", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "global",
            "KeySchema": [{"AttributeName": "grp", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["note"]},
            "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 2},
        }
    ],
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    "DeletionProtectionEnabled": True,
    "Tags": [{"Key": "team", "Value": "blue"}],
}
PLAIN = {
    "TableName": "plain",
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "N"}],
    "BillingMode": "PAY_PER_REQUEST",
}
ITEM = {
    "pk": {"S": "ä\n\u2028"},
    "sk": {"B": b"\x00\xff"},
    "grp": {"N": "1"},
    "B": {"M": {"B": {"S": "x"}, "BS": {"BS": [b"1", b"2"]}}},
    "note": {"S": ""},
}


def filled():
    engine = Engine()
    client = DirectClient(engine)
    client.create_table(**TABLE)
    client.create_table(**PLAIN)
    client.put_item(TableName="things", Item=ITEM)
    for number in range(1_000):  # more than one page of a Scan
        item = {"pk": {"N": str(number)}, "text": {"S": "x" * 1_500}}
        client.put_item(TableName="plain", Item=item)
    expiry = {"Enabled": True, "AttributeName": "until"}
    client.update_time_to_live(TableName="plain", TimeToLiveSpecification=expiry)
    recovery = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7}
    client.update_continuous_backups(TableName="plain", PointInTimeRecoverySpecification=recovery)
    return engine


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "tables.jsonl"
    assert save(filled(), path) == 1_001
    return path


def test_what_is_loaded_and_saved_again_is_the_same_file(saved, tmp_path):
    engine = Engine()
    assert load(engine, saved) == 1_001
    again = tmp_path / "again.jsonl"
    save(engine, again)
    assert sorted(again.read_bytes().splitlines()) == sorted(saved.read_bytes().splitlines())


def test_items_and_the_properties_of_tables_come_back(saved):
    engine = Engine()
    load(engine, saved)
    client = DirectClient(engine)
    key = {"pk": ITEM["pk"], "sk": ITEM["sk"]}
    assert client.get_item(TableName="things", Key=key)["Item"] == ITEM
    table = client.describe_table(TableName="things")["Table"]
    assert table["StreamSpecification"] == TABLE["StreamSpecification"]
    assert table["DeletionProtectionEnabled"]
    assert table["ProvisionedThroughput"]["WriteCapacityUnits"] == 4
    assert table["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["WriteCapacityUnits"] == 2
    found = client.query(
        TableName="things",
        IndexName="global",
        KeyConditionExpression="grp = :g",
        ExpressionAttributeValues={":g": {"N": "1"}},
    )
    assert found["Items"] == [{name: ITEM[name] for name in ("pk", "sk", "grp", "note")}]
    tags = client.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
    assert tags == TABLE["Tags"]
    expiry = client.describe_time_to_live(TableName="plain")["TimeToLiveDescription"]
    assert expiry == {"TimeToLiveStatus": "ENABLED", "AttributeName": "until"}
    backups = client.describe_continuous_backups(TableName="plain")["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["RecoveryPeriodInDays"] == 7


def test_loading_leaves_no_records_in_the_stream(saved):
    engine = Engine()
    load(engine, saved)
    arn = DirectClient(engine).describe_table(TableName="things")["Table"]["LatestStreamArn"]
    stream = engine.perform("DescribeStream", {"StreamArn": arn}, "dynamodbstreams")
    shard = stream["StreamDescription"]["Shards"][0]["ShardId"]
    asked = {"StreamArn": arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON"}
    start = engine.perform("GetShardIterator", asked, "dynamodbstreams")
    records = engine.perform("GetRecords", start, "dynamodbstreams")
    assert records["Records"] == []


def test_a_file_is_a_request_a_line(saved):
    lines = [json.loads(line) for line in saved.read_bytes().splitlines()]
    assert [next(iter(line)) for line in lines if "PutItem" not in line] == [
        "CreateTable",
        "UpdateTimeToLive",
        "UpdateContinuousBackups",
        "CreateTable",
        "UpdateTable",
        "requests",
    ]
    assert lines[-1] == {"requests": len(lines) - 1}


def test_no_tables_are_a_file_as_well(tmp_path):
    path = tmp_path / "none.jsonl"
    assert (save(Engine(), path), load(Engine(), path)) == (0, 0)
    assert path.read_text() == '{"requests":0}\n'


def test_a_file_that_cannot_be_written_is_as_it_was(tmp_path):
    path = tmp_path / "no-such-folder" / "tables.jsonl"
    with pytest.raises(BackendError, match="cannot be written: no such file or directory"):
        save(Engine(), path)
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(BackendError, match="cannot be written: is a directory"):
        save(Engine(), folder)
    assert list(tmp_path.iterdir()) == [folder]


def test_a_save_that_is_interrupted_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "tables.jsonl"
    save(Engine(), path)

    class Interrupted:
        def perform(self, *_arguments):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save(Interrupted(), path)
    assert [each.name for each in tmp_path.iterdir()] == ["tables.jsonl"]
    assert path.read_text() == '{"requests":0}\n'


CREATE = json.dumps({"CreateTable": PLAIN})
REFUSED = json.dumps({"PutItem": {"TableName": "nowhere", "Item": {"pk": {"N": "1"}}}})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", " was cut off: its last line is missing."),
        (f"{CREATE}\n", " was cut off: its last line is missing."),
        (f"{CREATE}\n" + '{"requests":2}', ":2: it says that 2 lines precede it, and 1 do."),
        ('{"requests":0}\n{}', ":2: nothing may come after the last line."),
        ("{", ":1: it is no JSON."),
        ("[]", ":1: it is not one request, such as an operation and its parameters."),
        ("{}", ":1: it is not one request, such as an operation and its parameters."),
        ('{"Nonsense":{}}', ":1: it is not one request, such as an operation and its parameters."),
        ('{"PutItem":3}', ":1: it is not one request, such as an operation and its parameters."),
        (
            REFUSED,
            ":1: PutItem was refused: ResourceNotFoundException: Requested resource not found.",
        ),
    ],
)
def test_a_damaged_file_is_a_mistake_with_its_line(tmp_path, text, why):
    path = tmp_path / "tables.jsonl"
    path.write_text(text)
    with pytest.raises(BackendError) as caught:
        load(Engine(), path)
    first, second = str(caught.value).splitlines()
    assert (first, second[:12]) == (f"{path}{why}", "To fix this:")


def test_a_file_that_cannot_be_read_is_a_mistake(tmp_path):
    with pytest.raises(BackendError, match="cannot be read: is a directory"):
        load(Engine(), tmp_path)
