"""Transactions that are cancelled: by what, and with which reason for each item.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from pytest_dynamo.embedded.operations.admission import Asked, admit_together, charge_cancelled
from pytest_dynamo.embedded.operations.writing import ConditionFailedError, Write
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.wire_types import Request

T = TypeVar("T")

Plan: TypeAlias = Callable[[], Write]
"""Plans one write of a transaction; raises ServiceError where it cannot be."""

CANCELED = "Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
# The codes of cancellation reasons, where they are not those of the errors.
_REASONS = {
    "ConditionalCheckFailedException": "ConditionalCheckFailed",
    "DuplicateItemException": "DuplicateItem",
    "ProvisionedThroughputExceededException": "ProvisionedThroughputExceeded",
    # Of a quota of the account no reason tells.
    "RequestLimitExceeded": "ThrottlingError",
    "ThrottlingException": "ThrottlingError",
    "ValidationException": "ValidationError",
}

_NO_REASON: Mapping[str, Any] = {"Code": "None"}


def require_admission(asked: Sequence[Asked]) -> None:
    """Admit all items of a transaction, and charge them.

    Raises:
        ServiceError: TransactionCanceledException with a reason for each that is throttled.
    """
    errors = admit_together(asked)
    if any(errors):
        raise canceled([_reason(error, {}) if error else _NO_REASON for error in errors])


def plan_writes(plans: Iterable[tuple[Plan, Request]]) -> list[Write]:
    """Plan all writes as `plan_all` does; those that a condition cancels are charged for looking.

    Raises:
        ServiceError: TransactionCanceledException.
    """
    return plan_all(plans, charge_cancelled)


def plan_all(
    plans: Iterable[tuple[Callable[[], T], Request]],
    note_failure: Callable[[Sequence[T | ServiceError]], object] | None = None,
) -> list[T]:
    """Do what each of these plans says, each with the request it is of.

    `note_failure` is told what came of each plan, if any failed.

    Raises:
        ServiceError: TransactionCanceledException with a reason for each plan, if any failed.
    """
    outcomes: list[T | ServiceError] = []
    done: list[T] = []
    reasons: list[Mapping[str, Any]] = []
    for plan, wanted in plans:
        try:
            done.append(plan())
            outcomes.append(done[-1])
            reasons.append(_NO_REASON)
        except ServiceError as error:
            outcomes.append(error)
            reasons.append(_reason(error, wanted))
    if len(done) < len(reasons):
        if note_failure is not None:
            note_failure(outcomes)
        raise canceled(reasons)
    return done


def canceled(reasons: Sequence[Mapping[str, Any]]) -> ServiceError:
    """A TransactionCanceledException."""
    codes = ", ".join(reason["Code"] for reason in reasons)
    return ServiceError(
        "TransactionCanceledException",
        CANCELED.format(codes=codes),
        members={"CancellationReasons": [dict(reason) for reason in reasons]},
    )


def _reason(error: ServiceError, wanted: Request) -> dict[str, Any]:
    if isinstance(error, ConditionFailedError):
        error.showing(wanted)
    code = _REASONS.get(error.code, error.code)
    item = {"Item": error.members["Item"]} if "Item" in error.members else {}
    return {"Code": code, "Message": error.message, **item}
