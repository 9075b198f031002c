"""What an answer says of throttling: why, by which table or index, and for which partition keys."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pytest_dynamo.measure.call import Throttle
from pytest_dynamo.measure.touched_keys import Schemas, Sighting, table_name, touched_keys

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
_THROTTLED_CODES = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "RequestLimitExceeded",
    }
)
# .../APIReference/API_TransactWriteItems.html, under "Cancellation reasons", and
# .../APIReference/API_BatchStatementError.html
_THROTTLED_ITEM_CODES = frozenset(
    {"ProvisionedThroughputExceeded", "ThrottlingError", "RequestLimitExceeded"}
)
# .../APIReference/API_BatchGetItem.html: keys come back unprocessed when the answer would be over 16 MB,
# or over 1 MB of one partition. Where less than 1 MB without the largest item was read, neither can
# have been the reason; one unit reads 8 KB at most.
_CERTAINLY_NOT_TOO_LARGE_UNITS = (1024 - 400) / 8


def is_throttled(error: str) -> bool:
    """Whether a call with this error code was throttled."""
    return error in _THROTTLED_CODES


def throttles(
    error: str | None, answer: Mapping[str, Any], seen: Sequence[Sighting], schemas: Schemas
) -> Iterator[Throttle]:
    """Why a call was throttled: AWS's reasons, or the bare code where an endpoint gives none.

    `seen` is what the request tells of the items it was about; of a transaction, one for each step.
    """
    if error in _THROTTLED_CODES:
        # The member begins with a small letter in a ThrottlingException and a capital elsewhere.
        reasons = answer.get("ThrottlingReasons") or answer.get("throttlingReasons")
        for one in reasons or ({"reason": error},):
            resource = one.get("resource", "")
            yield Throttle(
                reason=one.get("reason") or str(error),
                resource=resource,
                partition_keys=_keys_of(resource, seen, schemas),
            )
    elif error == "TransactionCanceledException":
        cancelled = answer.get("CancellationReasons", ())
        for number, step in enumerate(cancelled):
            if step.get("Code") in _THROTTLED_ITEM_CODES:
                its_own = seen[number : number + 1] if len(seen) == len(cancelled) else ()
                keys = _keys_of("", its_own, schemas)
                yield Throttle(reason=step["Code"], partition_keys=keys)


def throttled_items(operation: str, answer: Mapping[str, Any]) -> int:
    """How many items of a batch that succeeded were throttled.

    Keys of a BatchGetItem are left out where the answer may simply have been too large for them.
    """
    match operation:
        case "BatchWriteItem":
            return sum(map(len, (answer.get("UnprocessedItems") or {}).values()))
        case "BatchGetItem":
            left = (answer.get("UnprocessedKeys") or {}).values()
            return sum(len(wanted.get("Keys", ())) for wanted in left) if _is_small(answer) else 0
        case "BatchExecuteStatement":
            codes = (one.get("Error", {}).get("Code") for one in answer.get("Responses", ()))
            return sum(code in _THROTTLED_ITEM_CODES for code in codes)
    return 0


def _is_small(answer: Mapping[str, Any]) -> bool:
    consumed = answer.get("ConsumedCapacity") or ()
    units = sum(one.get("CapacityUnits", 0.0) for one in consumed)
    return bool(0 < units < _CERTAINLY_NOT_TOO_LARGE_UNITS)


def _keys_of(resource: str, seen: Sequence[Sighting], schemas: Schemas) -> tuple[str, ...]:
    """The partition keys a throttled request had in a table or index; without its ARN, in the table.

    Without it nothing is known where the request is about several tables.
    """
    tables = {sighting.table for sighting in seen}
    if not resource:
        table = tables.pop() if len(tables) == 1 else ""
        return touched_keys(list(seen), table, None, schemas(table))
    table, index = table_name(resource), resource.partition("/index/")[2]
    return touched_keys(list(seen), table, index or None, schemas(table))
