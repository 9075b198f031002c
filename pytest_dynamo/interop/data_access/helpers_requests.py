"""Helpers of a module that send requests: pages, shards and batches; and what they raise."""

ERRORS = '''
class ConditionFailed(Exception):
    """The condition of a write does not hold, so that nothing was written."""


class TransactionCanceled(Exception):
    """Nothing of a transaction was done; `reasons` has the code of each step, in order."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = reasons
'''

UNPROCESSED = '''
class Unprocessed(Exception):
    """DynamoDB left a part of a batch undone, time and again; `left` are its items or keys."""

    def __init__(self, left: list[Item]) -> None:
        super().__init__(f"{len(left)} items of a batch were not processed")
        self.left = left


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """How often the rest of a batch is sent again, and how long is waited before."""

    attempts: int = 8
    base_seconds: float = 0.05
    longest_seconds: float = 5.0
    sleep: Callable[[float], None] = time.sleep

    def tries(self) -> Iterator[int]:
        """Wait before each try but the first: at random, twice as long each time."""
        for attempt in range(self.attempts):
            if attempt:
                longest = self.base_seconds * 2**attempt
                self.sleep(random.uniform(0, min(longest, self.longest_seconds)))
            yield attempt
'''

PAGE = '''
@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items; `cursor` gives the next page, and is None on the last."""

    items: list[T]
    cursor: str | None
'''

REQUESTS: dict[str, str] = {
    "_query": '''
def _query(
    client: DynamoDBClient,
    make: Callable[..., T],
    **request: Unpack[QueryInputTypeDef],
) -> Iterator[T]:
    """All items that a Query finds; pages are read as they are needed."""
    while True:
        answer = client.query(**request)
        yield from (_loaded(make, item) for item in answer["Items"])
        if not (last := answer.get("LastEvaluatedKey")):
            return
        request["ExclusiveStartKey"] = last
''',
    "_page": '''
def _page(
    client: DynamoDBClient,
    make: Callable[..., T],
    cursor: str | None,
    **request: Unpack[QueryInputTypeDef],
) -> Page[T]:
    """One page of what a Query finds."""
    if cursor is not None:
        request["ExclusiveStartKey"] = json.loads(b64decode(cursor), object_hook=_key)
    answer = client.query(**request)
    items = [_loaded(make, item) for item in answer["Items"]]
    if not (last := answer.get("LastEvaluatedKey")):
        return Page(items, None)
    return Page(items, b64encode(json.dumps(last, default=_text).encode()).decode())


def _text(value: bytes) -> str:
    """Binary keys as the text that JSON can hold."""
    return b64encode(value).decode()


def _key(part: dict[str, Any]) -> dict[str, Any]:
    """The opposite of `_text`: binary keys out of their text."""
    binary = part.get("B")
    return {"B": b64decode(binary)} if isinstance(binary, str) else part
''',
    "_scan": '''
def _scan(
    client: DynamoDBClient,
    make: Callable[..., T],
    **request: Unpack[ScanInputTypeDef],
) -> Iterator[T]:
    """All items of a table or index; pages are read as they are needed."""
    while True:
        answer = client.scan(**request)
        yield from (_loaded(make, item) for item in answer["Items"])
        if not (last := answer.get("LastEvaluatedKey")):
            return
        request["ExclusiveStartKey"] = last
''',
    "_each_shard": '''
def _each_shard(shards: int, read: Callable[[int], Iterable[T]]) -> list[T]:
    """What all shards hold, which are read at the same time."""
    with ThreadPoolExecutor(shards) as pool:
        found = pool.map(lambda shard: list(read(shard)), range(shards))
        return [item for items in found for item in items]
''',
    "_get_batches": '''
def _get_batches(
    client: DynamoDBClient,
    backoff: Backoff,
    make: Callable[..., T],
    table: str,
    wanted: KeysAndAttributesTypeDef,
) -> list[T]:
    """The items of the keys that exist, 100 keys a request, in no order."""
    waiting = list(wanted["Keys"])
    found: list[T] = []
    while waiting:
        keys, waiting = waiting[:100], waiting[100:]
        for _ in backoff.tries():
            request: KeysAndAttributesTypeDef = {**wanted, "Keys": keys}
            try:
                answer = client.batch_get_item(RequestItems={table: request})
            except ClientError as error:
                _raise_unless_throttled(error)
                continue
            items = answer["Responses"].get(table, [])
            found += [_loaded(make, item) for item in items]
            rest = answer["UnprocessedKeys"].get(table)
            if not rest:
                break
            keys = list(rest["Keys"])
        else:
            raise Unprocessed([_loaded(dict, key) for key in [*keys, *waiting]])
    return found
''',
    "_write_batches": '''
def _write_batches(
    client: DynamoDBClient,
    backoff: Backoff,
    table: str,
    requests: Iterable[WriteRequestUnionTypeDef],
) -> None:
    """Put or delete any number of items, 25 a request."""
    waiting = list(requests)
    while waiting:
        chunk, waiting = waiting[:25], waiting[25:]
        for _ in backoff.tries():
            try:
                answer = client.batch_write_item(RequestItems={table: chunk})
            except ClientError as error:
                _raise_unless_throttled(error)
                continue
            chunk = [*answer["UnprocessedItems"].get(table, [])]
            if not chunk:
                break
        else:
            raise Unprocessed([_written(one) for one in [*chunk, *waiting]])


def _written(request: WriteRequestUnionTypeDef) -> Item:
    """The item that a request puts, or the key of what it deletes."""
    if "PutRequest" in request:
        return _loaded(dict, request["PutRequest"]["Item"])
    return _loaded(dict, request["DeleteRequest"]["Key"])
''',
    "_raise_unless_throttled": '''
def _raise_unless_throttled(error: ClientError) -> None:
    """A batch of which nothing at all was done is an error of DynamoDB's, and is sent again, too."""
    if error.response["Error"]["Code"] not in (
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
    ):
        raise error
''',
}
