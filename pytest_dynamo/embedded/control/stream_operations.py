"""The operations of DynamoDB Streams.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any

from pytest_dynamo.embedded.control.streams import FIRST_NUMBER, TableStream
from pytest_dynamo.embedded.control.values import page_after, seconds_of
from pytest_dynamo.embedded.control.world import World
from pytest_dynamo.embedded.service_error import ServiceError, invalid, invalid_parameter
from pytest_dynamo.embedded.wire_types import Answer, Request

ITERATOR_SECONDS = 15 * 60
MOST_BYTES = 1_048_576
_MOST_RECORDS = 1_000
_MOST_STREAMS = 100

TOO_MANY = "Limit cannot be greater than the maximum allowed size: {most}"
EXPIRED = (
    "Iterator expired. The iterator was created at time {made} while right now it is {now} which is "
    "further in the future than the tolerated delay of 900000 milliseconds."
)
TRIMMED = (
    "The operation attempted to read past the oldest stream record in a shard. "
    "The embedded DynamoDB keeps the latest 20000 records of a stream."
)


def list_streams(world: World, request: Request) -> Answer:
    """The streams there are, of one table or of all."""
    streams = {
        stream.arn: stream
        for stream in world.streams.all()
        if request.get("TableName", stream.table_name) == stream.table_name
    }
    most = request.get("Limit", _MOST_STREAMS)
    if most > _MOST_STREAMS:
        raise invalid_parameter(TOO_MANY.format(most=_MOST_STREAMS))
    arns, last = page_after(list(streams), request.get("ExclusiveStartStreamArn"), most)
    answer: Answer = {
        "Streams": [
            {
                "StreamArn": arn,
                "TableName": streams[arn].table_name,
                "StreamLabel": streams[arn].label,
            }
            for arn in arns
        ]
    }
    return answer | ({"LastEvaluatedStreamArn": last} if last else {})


def describe_stream(world: World, request: Request) -> Answer:
    """A stream and its one shard."""
    stream = _stream(world, request["StreamArn"])
    numbers = {"StartingSequenceNumber": str(stream.oldest)}
    if stream.closed is not None:
        numbers["EndingSequenceNumber"] = str(max(stream.oldest, stream.next - 1))
    shards = [{"ShardId": stream.shard_id, "SequenceNumberRange": numbers}]
    if request.get("ExclusiveStartShardId", "") >= stream.shard_id or "ShardFilter" in request:
        shards = []  # the one shard has no children, and none comes after it
    schema = [
        *({"AttributeName": name, "KeyType": "HASH"} for name in stream.key.partition_key),
        *({"AttributeName": name, "KeyType": "RANGE"} for name in stream.key.sort_key),
    ]
    return {
        "StreamDescription": {
            "StreamArn": stream.arn,
            "StreamLabel": stream.label,
            "StreamStatus": "ENABLED" if stream.closed is None else "DISABLED",
            "StreamViewType": stream.view,
            "CreationRequestDateTime": stream.created_at,
            "TableName": stream.table_name,
            "KeySchema": schema,
            "Shards": shards,
        }
    }


def get_shard_iterator(world: World, request: Request) -> Answer:
    """A place in a shard to read on from."""
    stream = _stream(world, request["StreamArn"])
    if request["ShardId"] != stream.shard_id:
        message = (
            f"Requested resource not found: Shard: {request['ShardId']} in Stream: {stream.arn} "
            "not found"
        )
        raise ServiceError("ResourceNotFoundException", message)
    return {"ShardIterator": _iterator(world, stream, _start(stream, request))}


def get_records(world: World, request: Request) -> Answer:
    """The records from an iterator on: up to 1,000, and up to 1 MB of them."""
    stream, start = _place(world, request["ShardIterator"])
    limit = request.get("Limit", _MOST_RECORDS)
    if limit > _MOST_RECORDS:
        raise invalid_parameter("Limit should be less than or equal to 1000")
    if start < stream.oldest:
        raise ServiceError("TrimmedDataAccessException", TRIMMED)
    records: list[Answer] = []
    size_bytes, after = 0, start
    for number, record in stream.records(start):
        size_bytes += record["dynamodb"]["SizeBytes"]
        if len(records) == limit or (records and size_bytes > MOST_BYTES):
            break
        records.append(record)
        after = number + 1
    else:
        after = stream.next  # behind writes that changed nothing, too
    answer: Answer = {"Records": records}
    if stream.closed is None or after < stream.next:
        answer["NextShardIterator"] = _iterator(world, stream, after)
    return answer


STREAM_OPERATIONS: Mapping[str, Callable[[World, Request], dict[str, Any]]] = {
    "DescribeStream": describe_stream,
    "GetRecords": get_records,
    "GetShardIterator": get_shard_iterator,
    "ListStreams": list_streams,
}


def _stream(world: World, arn: str) -> TableStream:
    stream = world.streams.find(arn)
    if stream is None:
        message = f"Requested resource not found: Stream: {arn} not found"
        raise ServiceError("ResourceNotFoundException", message)
    return stream


def _start(stream: TableStream, request: Request) -> int:
    """The sequence number that an iterator of the type asked for starts at."""
    kind = request["ShardIteratorType"]
    if kind.endswith("SEQUENCE_NUMBER"):
        return _numbered(stream, request.get("SequenceNumber", ""), after=kind.startswith("AFTER"))
    if "SequenceNumber" in request:
        raise invalid_parameter("SequenceNumber should not be passed for this iterator type")
    if kind != "AT_TIMESTAMP":
        return stream.oldest if kind == "TRIM_HORIZON" else stream.next
    if "Timestamp" not in request:
        raise invalid_parameter("Timestamp is required for this iterator type")
    return stream.number_at(seconds_of(request["Timestamp"]))


def _numbered(stream: TableStream, number: str, *, after: bool) -> int:
    if not number.isdecimal():
        raise invalid_parameter("Invalid SequenceNumber")
    if not FIRST_NUMBER <= int(number) < max(stream.next, FIRST_NUMBER + 1):
        raise invalid("Invalid SequenceNumber for the shard")
    start = int(number) + after
    if start < stream.oldest:
        raise ServiceError("TrimmedDataAccessException", TRIMMED)
    return start


# An iterator carries what it means, so that none is kept here however many a consumer asks for.
def _iterator(world: World, stream: TableStream, start: int) -> str:
    made = int(world.clock() * 1000)
    token = urlsafe_b64encode(f"{stream.shard_id}|{start}|{made}".encode()).decode()
    return f"{stream.arn}|1|{token}"


def _place(world: World, iterator: str) -> tuple[TableStream, int]:
    arn, _, token = iterator.partition("|1|")
    try:
        shard_id, start, made = urlsafe_b64decode(token.encode()).decode().split("|")
        number, age = int(start), int(world.clock() * 1000) - int(made)
    except ValueError:
        raise invalid("Invalid ShardIterator") from None
    stream = _stream(world, arn)
    if shard_id != stream.shard_id:
        raise invalid("Invalid ShardIterator")
    if age > ITERATOR_SECONDS * 1000:
        times = {"made": made, "now": int(made) + age}
        raise ServiceError("ExpiredIteratorException", EXPIRED.format(**times))
    return stream, number
