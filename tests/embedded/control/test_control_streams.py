"""Streams: what is written can be read back as records, in order, for a while."""

from datetime import UTC, datetime

import pytest

from pytest_dynamo.embedded.control import stream_operations, streams

NOW = datetime(2027, 1, 15, 8, 0, tzinfo=UTC)
FIRST = "1000000000000000000001"
SECOND = "1000000000000000000002"
OPEN = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}


@pytest.fixture
def open_stream(control):
    """Creates the table with a stream, and reads that."""

    class Reader:
        def __init__(self, view):
            specification = {"StreamEnabled": True, "StreamViewType": view}
            self.arn = control.create(StreamSpecification=specification)["LatestStreamArn"]

        def describe(self):
            return control.streams("DescribeStream", StreamArn=self.arn)["StreamDescription"]

        def iterator(self, kind="TRIM_HORIZON", number=None):
            (shard,) = self.describe()["Shards"]
            place = {"StreamArn": self.arn, "ShardId": shard["ShardId"]}
            if number:
                place["SequenceNumber"] = number
            answer = control.streams("GetShardIterator", **place, ShardIteratorType=kind)
            return answer["ShardIterator"]

        def page(self, iterator=None, **more):
            iterator = iterator or self.iterator()
            return control.streams("GetRecords", ShardIterator=iterator, **more)

        def records(self, iterator=None):
            return self.page(iterator)["Records"]

        def numbers(self, iterator=None):
            return [each["dynamodb"]["SequenceNumber"] for each in self.records(iterator)]

    return lambda view="NEW_AND_OLD_IMAGES": Reader(view)


def test_a_record_is_that_of_the_service(control, open_stream, make, clock):
    reader = open_stream()
    clock.now += 1.75
    control.put(make.item("a", 1, note={"S": "x"}))
    (record,) = reader.records()
    assert len(record.pop("eventID")) == 32
    assert record == {
        "eventName": "INSERT",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "dynamodb": {
            "ApproximateCreationDateTime": NOW.replace(second=1),
            "Keys": make.item("a", 1),
            "NewImage": make.item("a", 1, note={"S": "x"}),
            "SequenceNumber": FIRST,
            "SizeBytes": 7 + 12,  # pk 2 + 1, sk 2 + 2; note 4 + 1
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
    }


@pytest.mark.parametrize(
    ("view", "images"),
    [
        ("KEYS_ONLY", set()),
        ("NEW_IMAGE", {"NewImage"}),
        ("OLD_IMAGE", {"OldImage"}),
        ("NEW_AND_OLD_IMAGES", {"NewImage", "OldImage"}),
    ],
)
def test_each_view_has_its_images(control, open_stream, make, view, images):
    reader = open_stream(view)
    old, new = make.item("a", 1), make.item("a", 1, note={"S": "x"})
    control.put(old, new)
    control.delete(new)
    inserted, modified, removed = reader.records()
    shown = {"NewImage": new, "OldImage": old}
    assert {name: modified["dynamodb"][name] for name in images} == {
        name: shown[name] for name in images
    }
    assert [set(each["dynamodb"]) & set(shown) for each in (inserted, modified, removed)] == [
        images & {"NewImage"},
        images,
        images & {"OldImage"},
    ]
    names = [each["eventName"] for each in (inserted, modified, removed)]
    assert names == ["INSERT", "MODIFY", "REMOVE"]


def test_the_size_of_a_record_is_that_of_the_documentation(control):
    # https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
    # has a sample event of three records: 26, 59 and 38 bytes.
    control(
        "CreateTable",
        TableName="things",
        KeySchema=[{"AttributeName": "Id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "Id", "AttributeType": "N"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification=OPEN,
    )
    stream = control.database.table("things").stream
    for message in ("New item!", "This item has changed"):
        control.put({"Id": {"N": "101"}, "Message": {"S": message}})
    stored = control.database.table("things").store.get((101, None))
    stream.add(stored, None)
    sizes = [record["dynamodb"]["SizeBytes"] for _, record in stream.records(stream.oldest)]
    assert sizes == [26, 59, 38]


def test_a_write_that_changes_nothing_leaves_no_record(control, open_stream, make):
    reader = open_stream()
    control.put(
        make.item("a", 1, letters={"SS": ["x", "y"]}, n={"N": "1"}),
        make.item("a", 1, n={"N": "1"}, letters={"SS": ["y", "x"]}),
    )
    control.delete(make.item("none", 1))
    assert len(reader.records()) == 1
    control.put(make.item("a", 1, letters={"SS": ["x", "z"]}, n={"N": "1"}))
    assert len(reader.records()) == 2


def test_iterators_of_all_types(control, open_stream, make):
    reader = open_stream()
    control.put(*(make.item("a", number) for number in range(3)))
    first, second, third = reader.numbers()
    assert (first, second) == (FIRST, SECOND)
    assert reader.numbers(reader.iterator("AT_SEQUENCE_NUMBER", second)) == [second, third]
    assert reader.numbers(reader.iterator("AFTER_SEQUENCE_NUMBER", second)) == [third]
    latest = reader.iterator("LATEST")
    assert reader.numbers(latest) == []
    control.put(make.item("a", 9))
    assert reader.numbers(latest) == [str(int(third) + 1)]


def test_an_iterator_at_a_time(control, open_stream, make, clock, refused):
    reader = open_stream()
    for number in range(3):
        control.put(make.item("a", number))
        clock.now += 10
    (shard,) = reader.describe()["Shards"]

    def at(**timestamp):
        place = {"StreamArn": reader.arn, "ShardId": shard["ShardId"]}
        answer = control.streams(
            "GetShardIterator", **place, ShardIteratorType="AT_TIMESTAMP", **timestamp
        )
        return reader.numbers(answer["ShardIterator"])

    numbers = reader.numbers()
    assert at(Timestamp=NOW) == numbers
    assert at(Timestamp=NOW.timestamp() + 5) == numbers[1:]
    assert at(Timestamp=NOW.timestamp() + 30) == []
    assert refused(at) == (
        "ValidationException",
        ("One or more parameter values were invalid: Timestamp is required for this iterator type"),
    )


@pytest.mark.parametrize(
    ("operation", "request_", "message"),
    [
        (
            "DescribeStream",
            {},
            (
                "1 validation error detected: Value null at 'streamArn' failed to satisfy "
                "constraint: Member must not be null"
            ),
        ),
        (
            "GetRecords",
            {"ShardIterator": "x", "Limit": 0},
            (
                "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: "
                "Member must have value greater than or equal to 1"
            ),
        ),
        (
            "ListStreams",
            {"Limit": 101},
            (
                "One or more parameter values were invalid: Limit cannot be greater than the "
                "maximum allowed size: 100"
            ),
        ),
    ],
)
def test_requests_are_validated(control, refused, operation, request_, message):
    assert refused(control.streams, operation, **request_) == ("ValidationException", message)


def test_pages_go_on_where_the_last_one_ended(control, open_stream, make):
    reader = open_stream()
    control.put(*(make.item("a", number) for number in range(3)))
    page = reader.page(Limit=2)
    assert len(page["Records"]) == 2
    rest = reader.page(page["NextShardIterator"])
    assert len(rest["Records"]) == 1
    assert reader.numbers(rest["NextShardIterator"]) == []


def test_a_page_holds_a_megabyte(control, open_stream, make):
    reader = open_stream("NEW_IMAGE")
    control.put(*(make.item("a", number, note={"S": "x" * 400_000}) for number in range(4)))
    page = reader.page()
    assert len(page["Records"]) == 2
    assert len(reader.records(page["NextShardIterator"])) == 2


def test_the_latest_records_are_kept(control, open_stream, make, refused, monkeypatch):
    monkeypatch.setattr(streams, "MOST_RECORDS", 3)
    reader = open_stream()
    old = reader.iterator()
    control.put(*(make.item("a", number) for number in range(5)))
    assert reader.numbers() == [str(int(FIRST) + number) for number in (2, 3, 4)]
    trimmed = ("TrimmedDataAccessException", stream_operations.TRIMMED)
    assert refused(reader.page, old) == trimmed
    assert refused(reader.iterator, "AT_SEQUENCE_NUMBER", SECOND) == trimmed
    assert len(reader.records(reader.iterator("AFTER_SEQUENCE_NUMBER", SECOND))) == 3
    (shard,) = reader.describe()["Shards"]
    assert shard["SequenceNumberRange"]["StartingSequenceNumber"] == str(int(FIRST) + 2)


def test_an_iterator_is_good_for_a_quarter_of_an_hour(open_stream, clock, refused):
    reader = open_stream()
    iterator = reader.iterator()
    clock.now += 900
    assert reader.records(iterator) == []
    clock.now += 1
    code, message = refused(reader.page, iterator)
    assert code == "ExpiredIteratorException"
    assert message.startswith(
        "Iterator expired. The iterator was created at time 1800000000000 while right now it is "
        "1800000901000"
    )


@pytest.mark.parametrize(
    ("kind", "number", "message"),
    [
        (
            "LATEST",
            FIRST,
            (
                "One or more parameter values were invalid: SequenceNumber should not be passed for "
                "this iterator type"
            ),
        ),
        (
            "AT_SEQUENCE_NUMBER",
            None,
            "One or more parameter values were invalid: Invalid SequenceNumber",
        ),
        (
            "AT_SEQUENCE_NUMBER",
            "x" * 21,
            "One or more parameter values were invalid: Invalid SequenceNumber",
        ),
        ("AT_SEQUENCE_NUMBER", "0" * 21, "Invalid SequenceNumber for the shard"),
        ("AT_SEQUENCE_NUMBER", "9" * 22, "Invalid SequenceNumber for the shard"),
    ],
)
def test_sequence_numbers_that_are_none(open_stream, refused, kind, number, message):
    reader = open_stream()
    assert refused(reader.iterator, kind, number) == ("ValidationException", message)


def test_an_iterator_may_start_at_the_number_a_shard_starts_with(open_stream):
    reader = open_stream()
    assert reader.records(reader.iterator("AT_SEQUENCE_NUMBER", FIRST)) == []


def test_iterators_that_are_none(open_stream, refused):
    reader = open_stream()
    iterator = reader.iterator()
    foreign = stream_operations.urlsafe_b64encode(b"shardId-other|1|1800000000000").decode()
    for wrong in ("xx", iterator[:-6], f"{reader.arn}|1|{foreign}"):
        assert refused(reader.page, wrong) == ("ValidationException", "Invalid ShardIterator")
    elsewhere = iterator.replace("things", "others")
    assert refused(reader.page, elsewhere)[0] == "ResourceNotFoundException"


def test_no_more_than_a_thousand_records_at_once(open_stream, refused):
    reader = open_stream()
    assert refused(reader.page, Limit=1001) == (
        "ValidationException",
        "One or more parameter values were invalid: Limit should be less than or equal to 1000",
    )


def test_a_stream_is_described(control, open_stream):
    reader = open_stream("KEYS_ONLY")
    described = reader.describe()
    (shard,) = described.pop("Shards")
    assert shard["SequenceNumberRange"] == {"StartingSequenceNumber": FIRST}
    assert described == {
        "StreamArn": reader.arn,
        "StreamLabel": "2027-01-15T08:00:00.000",
        "StreamStatus": "ENABLED",
        "StreamViewType": "KEYS_ONLY",
        "CreationRequestDateTime": NOW,
        "TableName": "things",
        "KeySchema": [
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
    }
    after = {"StreamArn": reader.arn, "ExclusiveStartShardId": shard["ShardId"]}
    assert control.streams("DescribeStream", **after)["StreamDescription"]["Shards"] == []


def test_a_stream_and_a_shard_that_are_not_there(control, open_stream, refused):
    reader = open_stream()
    none = f"{reader.arn}9"
    assert refused(control.streams, "DescribeStream", StreamArn=none) == (
        "ResourceNotFoundException",
        f"Requested resource not found: Stream: {none} not found",
    )
    shard_id = f"shardId-{0:020}-00000000"
    place = {"StreamArn": reader.arn, "ShardId": shard_id, "ShardIteratorType": "LATEST"}
    assert refused(control.streams, "GetShardIterator", **place) == (
        "ResourceNotFoundException",
        f"Requested resource not found: Shard: {shard_id} in Stream: {reader.arn} not found",
    )


def test_a_disabled_stream_is_read_to_its_end(control, open_stream, make, clock):
    reader = open_stream()
    control.put(make.item("a", 1), make.item("a", 1))
    disable = {"StreamSpecification": {"StreamEnabled": False}}
    answer = control("UpdateTable", TableName="things", **disable)["TableDescription"]
    assert ("StreamSpecification" in answer, answer["LatestStreamArn"]) == (False, reader.arn)
    control.put(make.item("a", 2))
    described = reader.describe()
    (shard,) = described["Shards"]
    assert (described["StreamStatus"], shard["SequenceNumberRange"]) == (
        "DISABLED",
        {"StartingSequenceNumber": FIRST, "EndingSequenceNumber": SECOND},
    )
    page = reader.page()
    assert (len(page["Records"]), "NextShardIterator" in page) == (1, False)
    clock.now += streams.KEPT_SECONDS + 1
    assert control.streams("ListStreams") == {"Streams": []}


def test_a_stream_enabled_again_is_another_one(control, open_stream, make):
    reader = open_stream()
    control("UpdateTable", TableName="things", StreamSpecification={"StreamEnabled": False})
    control("UpdateTable", TableName="things", StreamSpecification=OPEN)
    control.put(make.item("a", 1))
    second = control.describe()["LatestStreamArn"]
    assert second != reader.arn
    assert reader.records() == []
    listed = control.streams("ListStreams", TableName="things")["Streams"]
    assert [each["StreamArn"] for each in listed] == [reader.arn, second]


def test_streams_outlive_their_tables(control, open_stream, make):
    reader = open_stream()
    control.put(make.item("a", 1))
    control("DeleteTable", TableName="things")
    assert len(reader.records()) == 1


def test_streams_of_tables_that_come_and_go_are_not_kept_for_ever(control, monkeypatch):
    monkeypatch.setattr(streams, "MOST_CLOSED", 2)
    for _ in range(4):
        control.create(StreamSpecification=OPEN)
        control("DeleteTable", TableName="things")
    assert len(control.streams("ListStreams")["Streams"]) == 2


def test_streams_are_listed_by_pages(control):
    for name in ("aaa", "bbb"):
        control.create(name, StreamSpecification=OPEN)
    first = control.streams("ListStreams", Limit=1)
    assert [each["TableName"] for each in first["Streams"]] == ["aaa"]
    last = {"ExclusiveStartStreamArn": first["LastEvaluatedStreamArn"]}
    assert [each["TableName"] for each in control.streams("ListStreams", **last)["Streams"]] == [
        "bbb"
    ]


def test_enabling_what_is_enabled_and_disabling_what_is_disabled_is_refused(things, refused):
    def update(**specification):
        return things("UpdateTable", TableName="things", StreamSpecification=specification)

    code = "ValidationException"
    assert refused(update, StreamEnabled=False) == (code, "Table has no stream to disable")
    update(**OPEN)
    assert refused(update, **OPEN) == (code, "Table already has an enabled stream")
