"""The stream of a table, and the operations that read it."""

from typing import Any

from pytest_dynamo.embedded.moto_names import (
    DynamoDBBackend,
    DynamoDBStreamsBackend,
    DynamoDBStreamsHandler,
    Item,
    StreamRecord,
    StreamShard,
)

# DynamoDB keeps the records of 24 hours. A load test of as long would hold every image it wrote.
MOST_RECORDS = 20_000


class EmbeddedShard(StreamShard):
    """A shard that keeps its latest records, and that no Lambda function listens to."""

    def add(self, old: Item | None, new: Item | None) -> None:
        """Add the record of one write."""
        event = "INSERT" if old is None else "REMOVE" if new is None else "MODIFY"
        view = (self.table.stream_specification or {})["StreamViewType"]
        sequence_number = self.starting_sequence_number + len(self.items)
        self.items.append(StreamRecord(self.table, view, event, old, new, sequence_number))

    def get(self, start: int, quantity: int) -> list[dict[str, Any]]:
        """The records from a sequence number on, or from the oldest that is still kept."""
        return super().get(max(start, self.starting_sequence_number), quantity)

    def trim(self) -> None:
        """Let go of the oldest records beyond the most that are kept."""
        surplus = len(self.items) - MOST_RECORDS
        if surplus > 0:
            del self.items[:surplus]
            self.starting_sequence_number += surplus


class EmbeddedStreamsBackend(DynamoDBStreamsBackend):
    """moto's streams over the tables of one backend of ours."""

    def __init__(self, dynamodb: DynamoDBBackend) -> None:
        super().__init__(dynamodb.region_name, dynamodb.account_id)
        self._dynamodb = dynamodb

    @property
    def dynamodb(self) -> DynamoDBBackend:
        """Where the tables are; moto would look among its own."""
        return self._dynamodb


class EmbeddedStreamsHandler(DynamoDBStreamsHandler):
    """moto's operations on streams, called without an HTTP request."""

    def __init__(self, backend: EmbeddedStreamsBackend, parameters: dict[str, Any]) -> None:
        super().__init__()
        self._backend = backend
        self._parameters = parameters

    @property
    def backend(self) -> EmbeddedStreamsBackend:
        """The streams this request is about."""
        return self._backend

    def _get_param(self, param_name: str, if_none: Any = None) -> Any:
        return self._parameters.get(param_name, if_none)
