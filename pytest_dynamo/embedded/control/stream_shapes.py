"""What the requests of DynamoDB Streams have to be, as the model of that service has it.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html
"""

import re
from collections.abc import Mapping

from pytest_dynamo.embedded.validation.structure.constraints import check_constraints
from pytest_dynamo.embedded.validation.structure.serialization import check_types
from pytest_dynamo.embedded.validation.structure.shapes import Shape
from pytest_dynamo.embedded.wire_types import Request

_STREAM_ARN = Shape(name="StreamArn", kind="string", minimum=37, maximum=1024)
_SHARD_ID = Shape(name="ShardId", kind="string", minimum=28, maximum=65)
_LIMIT = Shape(name="PositiveIntegerObject", kind="integer", minimum=1)
_ITERATOR_TYPES = (
    "TRIM_HORIZON",
    "LATEST",
    "AT_SEQUENCE_NUMBER",
    "AFTER_SEQUENCE_NUMBER",
    "AT_TIMESTAMP",
)

_SHAPES: Mapping[str, Shape] = {
    "DescribeStream": Shape(
        name="DescribeStreamInput",
        kind="structure",
        members={
            "StreamArn": _STREAM_ARN,
            "Limit": _LIMIT,
            "ExclusiveStartShardId": _SHARD_ID,
        },
        required=("StreamArn",),
    ),
    "GetRecords": Shape(
        name="GetRecordsInput",
        kind="structure",
        members={
            "ShardIterator": Shape(name="ShardIterator", kind="string", minimum=1, maximum=2048),
            "Limit": _LIMIT,
        },
        required=("ShardIterator",),
    ),
    "GetShardIterator": Shape(
        name="GetShardIteratorInput",
        kind="structure",
        members={
            "StreamArn": _STREAM_ARN,
            "ShardId": _SHARD_ID,
            "ShardIteratorType": Shape(
                name="ShardIteratorType", kind="string", enum=_ITERATOR_TYPES
            ),
            "SequenceNumber": Shape(name="SequenceNumber", kind="string", minimum=21, maximum=40),
            "Timestamp": Shape(name="Timestamp", kind="timestamp"),
        },
        required=("StreamArn", "ShardId", "ShardIteratorType"),
    ),
    "ListStreams": Shape(
        name="ListStreamsInput",
        kind="structure",
        members={
            "TableName": Shape(
                name="TableName",
                kind="string",
                minimum=3,
                maximum=255,
                pattern=re.compile("[a-zA-Z0-9_.-]+"),
            ),
            "Limit": _LIMIT,
            "ExclusiveStartStreamArn": _STREAM_ARN,
        },
    ),
}


def check_streams_request(operation: str, request: Request) -> None:
    """Check a request by itself.

    Raises:
        ServiceError: SerializationException or ValidationException.
    """
    shape = _SHAPES[operation]
    check_types(request, shape)
    check_constraints(request, shape)
