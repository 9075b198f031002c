"""The streams of tables: cheap notes of writes, made into records when they are read.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
"""

from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import md5
from itertools import islice
from typing import Any, NamedTuple

from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.capacity.same_value import same_item
from pytest_dynamo.design.values import Table
from pytest_dynamo.embedded.control.values import moment
from pytest_dynamo.embedded.environment import REGION
from pytest_dynamo.embedded.store.key_values import key_attributes
from pytest_dynamo.embedded.store.stored_item import StoredItem
from pytest_dynamo.embedded.wire_types import WireItem

# DynamoDB keeps the records of 24 hours. A load test of as long would hold every image it wrote.
MOST_RECORDS = 20_000
KEPT_SECONDS = 24 * 3600
MOST_CLOSED = 100
# Sequence numbers have at least 21 digits.
FIRST_NUMBER = 1_000_000_000_000_000_000_001

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html
SERVICE = {"PrincipalId": "dynamodb.amazonaws.com", "Type": "Service"}


class Change(NamedTuple):
    """One write: the item before and after, when, and whether its time to live was over."""

    old: StoredItem | None
    new: StoredItem | None
    seconds: float
    expired: bool


class TableStream:
    """The changes of one table from when its stream was enabled until it was disabled."""

    def __init__(
        self, definition: Table, arn: str, label: str, view: str, clock: Callable[[], float]
    ) -> None:
        self.table_name = definition.name
        self.key = definition.key
        self.arn = arn
        self.label = label
        self.view = view
        self.created = clock()
        self.shard_id = f"shardId-{int(self.created * 1000):020d}-{_digest(arn)[:8]}"
        self.closed: float | None = None
        self._clock = clock
        self._changes: deque[Change] = deque(maxlen=MOST_RECORDS)
        self._added = 0

    def add(self, old: StoredItem | None, new: StoredItem | None) -> None:
        """Note one write."""
        self._changes.append(Change(old, new, self._clock(), expired=False))
        self._added += 1

    def add_expired(self, old: StoredItem) -> None:
        """Note that an item is gone because its time to live was over."""
        self._changes.append(Change(old, None, self._clock(), expired=True))
        self._added += 1

    # What is in it

    @property
    def created_at(self) -> datetime:
        """When the stream was enabled."""
        return moment(self.created)

    @property
    def oldest(self) -> int:
        """The sequence number of the oldest record that is kept, or of the next one."""
        return FIRST_NUMBER + self._added - len(self._changes)

    @property
    def next(self) -> int:
        """The sequence number of the next record."""
        return FIRST_NUMBER + self._added

    def number_at(self, seconds: float) -> int:
        """The sequence number of the first record of a time or later, or of the next one."""
        for number, change in enumerate(self._changes, self.oldest):
            if change.seconds >= seconds:
                return number
        return self.next

    def records(self, start: int) -> Iterator[tuple[int, dict[str, Any]]]:
        """The records from a sequence number on, with their numbers.

        A write that changed nothing has a number, and no record.
        """
        position = start - self.oldest
        for number, change in enumerate(islice(self._changes, position, None), start):
            old = change.old.item() if change.old else None
            new = change.new.item() if change.new else None
            if old is None or new is None or not same_item(old, new):
                yield number, self._record(number, change, old, new)

    def _record(
        self, number: int, change: Change, old: WireItem | None, new: WireItem | None
    ) -> dict[str, Any]:
        record: dict[str, Any] = {
            "eventID": _digest(f"{self.arn}/{number}"),
            "eventName": "INSERT" if old is None else "REMOVE" if new is None else "MODIFY",
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": REGION,
            "dynamodb": self._images(old, new)
            | {
                "ApproximateCreationDateTime": moment(int(change.seconds)),
                "SequenceNumber": str(number),
                "StreamViewType": self.view,
            },
        }
        if change.expired:
            record["userIdentity"] = dict(SERVICE)
        return record

    def _images(self, old: WireItem | None, new: WireItem | None) -> dict[str, Any]:
        """The key and the images of the stream's view, and how large they are together."""
        images = {"Keys": key_attributes(new or old or {}, self.key)}
        if new is not None and self.view.startswith("NEW"):
            images["NewImage"] = new
        if old is not None and self.view.endswith(("OLD_IMAGE", "OLD_IMAGES")):
            images["OldImage"] = old
        return {**images, "SizeBytes": sum(map(item_size_bytes, images.values()))}


class Streams:
    """All streams: those that take changes, and those disabled less than 24 hours ago."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._by_arn: dict[str, TableStream] = {}
        self._latest = 0.0

    def open(self, definition: Table, table_arn: str, view: str) -> TableStream:
        """Open a stream of a table."""
        # A label is a time in milliseconds, and no two streams have the same.
        self._latest = max(self._clock(), self._latest + 0.001)
        label = moment(self._latest).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
        arn = f"{table_arn}/stream/{label}"
        stream = self._by_arn[arn] = TableStream(definition, arn, label, view, self._clock)
        return stream

    def close(self, stream: TableStream) -> None:
        """Let a stream take no more changes; it can be read for 24 hours more."""
        stream.closed = self._clock()
        self._forget()

    def find(self, arn: str) -> TableStream | None:
        """The stream of an ARN."""
        self._forget()
        return self._by_arn.get(arn)

    def all(self) -> list[TableStream]:
        """All streams, in the order of their ARNs."""
        self._forget()
        return [self._by_arn[arn] for arn in sorted(self._by_arn)]

    def _forget(self) -> None:
        """Forget what was disabled a day ago; and of the rest what no test looks at, for the memory."""
        horizon = self._clock() - KEPT_SECONDS
        closed = [each for each in self._by_arn.values() if each.closed is not None]
        surplus = len(closed) - MOST_CLOSED
        for position, stream in enumerate(closed):
            if position < surplus or (stream.closed or 0.0) < horizon:
                del self._by_arn[stream.arn]


def _digest(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()
