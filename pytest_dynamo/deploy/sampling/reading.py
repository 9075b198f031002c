"""Some items of a live table, read slowly and from several places of its key space."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from botocore.exceptions import ClientError

from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.deploy.sampling.limits import SEGMENTS, Limits, page_items
from pytest_dynamo.errors import BackendError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item: TypeAlias = Mapping[str, Mapping[str, Any]]

MOST_TRIES = 8
"""How often in a row a page may be throttled before what has been read has to do."""

_FIRST_DELAY_SECONDS = 0.1
_LONGEST_DELAY_SECONDS = 5.0
_THROTTLED = (
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
)
_DENIED = ("AccessDeniedException", "AccessDenied", "UnauthorizedOperation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Items of a table; `is_whole` says whether they are all. `shortfall` says why there are fewer than wanted."""

    items: tuple[Item, ...]
    read_units: float
    is_whole: bool = False
    shortfall: str = ""


class Sampler:
    """Reads pages of one table in turns, no faster than it may."""

    def __init__(
        self,
        client: "DynamoDBClient",
        name: str,
        limits: Limits,
        *,
        mean_bytes: float,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        on_page: Callable[[int, float], None],
    ) -> None:
        self._client = client
        self._name = name
        self._limits = limits
        self._mean_bytes = mean_bytes
        self._clock = clock
        self._sleep = sleep
        self._on_page = on_page
        self._items: list[Item] = []
        self._bytes = 0
        self._units = 0.0
        self._next = clock()

    def sample(self) -> Sample:
        """Items from every segment, a page of each in turn.

        Raises:
            BackendError: The table went away meanwhile, or cannot be read for a reason of its own.
        """
        starts: dict[int, Any] = dict.fromkeys(range(SEGMENTS))
        shortfall = ""
        while starts and not self._is_enough():
            for segment in list(starts):
                if self._is_enough():
                    break
                try:
                    answer = self._page(segment, starts[segment])
                except ClientError as error:
                    shortfall = self._reason(error)
                    return self._found(shortfall, is_whole=False)
                if last := answer.get("LastEvaluatedKey"):
                    starts[segment] = last
                else:
                    del starts[segment]
        return self._found(shortfall, is_whole=not starts)

    def _found(self, shortfall: str, *, is_whole: bool) -> Sample:
        return Sample(
            items=tuple(self._items),
            read_units=self._units,
            is_whole=is_whole,
            shortfall=shortfall,
        )

    def _is_enough(self) -> bool:
        limits = self._limits
        return len(self._items) >= limits.sample_items or self._bytes >= limits.sample_bytes

    def _page(self, segment: int, start: Any) -> Mapping[str, Any]:  # noqa: ANN401 - a key
        most = page_items(self._limits, self._mean_bytes)
        request: dict[str, Any] = {
            "TableName": self._name,
            "Segment": segment,
            "TotalSegments": SEGMENTS,
            "Limit": min(most, self._limits.sample_items - len(self._items)),
            "ReturnConsumedCapacity": "TOTAL",
        }
        if start is not None:
            request["ExclusiveStartKey"] = start
        self._wait()
        answer: Mapping[str, Any] = self._answer(request)
        consumed = float((answer.get("ConsumedCapacity") or {}).get("CapacityUnits", 0.5))
        self._next = max(self._next, self._clock()) + consumed / self._limits.read_units_per_second
        self._units += consumed
        for item in answer.get("Items", ()):
            self._items.append(item)
            self._bytes += item_size_bytes(item)
        if self._items:
            self._mean_bytes = max(self._mean_bytes, self._bytes / len(self._items))
        self._on_page(len(self._items), self._units)
        return answer

    def _wait(self) -> None:
        ahead = self._next - self._clock()
        if ahead > 0:
            self._sleep(ahead)

    def _answer(self, request: dict[str, Any]) -> Mapping[str, Any]:
        for tried in range(1, MOST_TRIES + 1):
            try:
                return self._client.scan(**request)
            except ClientError as error:
                if error.response["Error"]["Code"] not in _THROTTLED or tried == MOST_TRIES:
                    raise
                self._sleep(min(_LONGEST_DELAY_SECONDS, _FIRST_DELAY_SECONDS * 2**tried))
        raise AssertionError  # the last try returns or raises

    def _reason(self, error: ClientError) -> str:
        code = error.response["Error"]["Code"]
        if code in _THROTTLED:
            return (
                f"Scan was throttled {MOST_TRIES} times in a row after {len(self._items):,} items"
            )
        if code in _DENIED:
            return f"the caller may not Scan ({code})"
        if code == "ResourceNotFoundException":
            message = (
                f"table '{self._name}' went away while it was read, after {len(self._items):,} items.\n"
                "To fix this: import it when it is not being made or deleted."
            )
            raise BackendError(message) from error
        reason = error.response["Error"].get("Message", "")
        message = (
            f"table '{self._name}' cannot be read: {code}: {reason}\n"
            "To fix this: import its keys and indexes only, with a sample of 0 items."
        )
        raise BackendError(message) from error
