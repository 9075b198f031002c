"""The quota of decreases of provisioned capacity, which each table and each index has for itself."""

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_dynamo.capacity.decreases import (
    FIRST_DECREASES,
    HOUR_SECONDS,
    decreases_today,
    next_decrease,
)
from pytest_dynamo.embedded.control.table import ControlTable
from pytest_dynamo.embedded.control.values import moment
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.wire_types import Request

TOO_MANY = (
    "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. "
    "After the first {first} decreases, each subsequent decrease in the same UTC day can be performed "
    "at most once every {seconds} seconds. Number of decreases today: {number}. Last decrease at "
    "{last}. Next decrease can be made at {next}"
)


def note_decreases(table: ControlTable, request: Request, now: float) -> None:
    """Count what an UpdateTable decreases, before it is done.

    Raises:
        ServiceError: LimitExceededException, for the request as a whole; then nothing is counted.
    """
    decreased = list(_decreased(table, request))
    for name in decreased:
        times = table.decreases.get(name, [])
        allowed = next_decrease(times, now)
        if allowed > now:
            message = TOO_MANY.format(
                first=FIRST_DECREASES,
                seconds=HOUR_SECONDS,
                number=len(decreases_today(times, now)),
                last=_spoken(times[-1]),
                next=_spoken(allowed),
            )
            raise ServiceError("LimitExceededException", message)
    for name in decreased:
        today = decreases_today(table.decreases.get(name, []), now)
        table.decreases[name] = [*today, now]


def _decreased(table: ControlTable, request: Request) -> Iterator[str | None]:
    """The indexes whose capacity a request decreases; None is the table."""
    if _is_less(request.get("ProvisionedThroughput"), table.throughput):
        yield None
    indexes = {index.name: index for index in table.global_indexes}
    for each in request.get("GlobalSecondaryIndexUpdates") or ():
        update = each.get("Update") or {}
        index = indexes.get(update.get("IndexName", ""))
        if index is not None and _is_less(update.get("ProvisionedThroughput"), index.throughput):
            yield index.name


def _is_less(requested: Mapping[str, int] | None, current: Mapping[str, Any] | None) -> bool:
    if not requested or not current:
        return False
    return any(requested[name] < current.get(name, 0) for name in requested)


def _spoken(time: float) -> str:
    at = moment(time)
    return f"{at:%A, %B} {at.day}, {at.year} {at.hour % 12 or 12}:{at:%M:%S %p} UTC"
