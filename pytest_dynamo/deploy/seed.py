"""Items into tables, before a test or a run."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from pytest_dynamo.capacity.item_size import Item
from pytest_dynamo.errors import BackendError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html: up to 25
# requests; what was not processed is to be sent again, with exponential back-off.
BATCH_ITEMS = 25
_FIRST_DELAY_SECONDS = 0.05
_LONGEST_DELAY_SECONDS = 5.0
_MOST_FRUITLESS_TRIES = 20

_THROTTLED = (
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
)


def seed(
    client: "DynamoDBClient",
    items: Iterable[tuple[str, Item]],
    on_progress: Callable[[int], None] | None = None,
    names: Mapping[str, str] | None = None,
) -> int:
    """Put items into their tables, in batches; the answer is how many.

    Each item comes with the name of its table in the design; `names` says what that table is called
    where it is, if not the same. No two items of one batch may have the same key. `on_progress` is
    called with the count so far.

    Raises:
        BackendError: the tables keep throttling, so that nothing more gets in.
    """
    count = 0
    for batch in _batches(items):
        requests: dict[str, list[Any]] = {}
        for table, item in batch:
            name = names.get(table, table) if names else table
            requests.setdefault(name, []).append({"PutRequest": {"Item": item}})
        write_batch(client, requests, count)
        count += len(batch)
        if on_progress is not None:
            on_progress(count)
    return count


def _batches(items: Iterable[tuple[str, Item]]) -> Iterator[list[tuple[str, Item]]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH_ITEMS)):
        yield batch


def write_batch(client: "DynamoDBClient", requests: dict[str, list[Any]], count: int) -> None:
    """Send a batch until all of it is processed; `count` requests were processed before it.

    Raises:
        BackendError: the tables keep throttling.
    """
    fruitless_tries = 0
    while requests:
        unprocessed = _unprocessed(client, requests)
        fruitless_tries = fruitless_tries + 1 if unprocessed == requests else 0
        if fruitless_tries == _MOST_FRUITLESS_TRIES:
            message = (
                f"writing stopped after {count:,} items: {', '.join(sorted(requests))} "
                f"throttled {fruitless_tries} times in a row.\n"
                f"To fix this: raise the write capacity, or write fewer items."
            )
            raise BackendError(message)
        if unprocessed:
            delay = _FIRST_DELAY_SECONDS * 2**fruitless_tries
            time.sleep(min(delay, _LONGEST_DELAY_SECONDS))
        requests = unprocessed


def _unprocessed(client: "DynamoDBClient", requests: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Send a batch once; the answer is what is left of it."""
    try:
        answer = client.batch_write_item(RequestItems=requests)
    except ClientError as error:
        if error.response["Error"]["Code"] in _THROTTLED:
            return requests
        raise
    return dict(answer.get("UnprocessedItems") or {})
