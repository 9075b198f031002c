"""What DynamoDB answers to a request that is throttled.

Codes and reasons: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/throttling-diagnosing.html
and .../Programming.Errors.html. Messages: the documentation of TransactionCanceledException, and what
clients have logged.
"""

from collections.abc import Sequence
from typing import Any

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.capacity.throttling.reasons import Refusal
from pytest_dynamo.design.values import BillingMode
from pytest_dynamo.embedded.environment import ACCOUNT, REGION
from pytest_dynamo.embedded.service_error import ServiceError

PROVISIONED = "ProvisionedThroughputExceededException"
THROTTLING = "ThrottlingException"

TABLE_UNITS = (
    "The level of configured provisioned throughput for the table was exceeded. Consider increasing "
    "your provisioning level with the UpdateTable API."
)
INDEX_UNITS = (
    "The level of configured provisioned throughput for one or more global secondary indexes of the "
    "table was exceeded. Consider increasing your provisioning level for the under-provisioned global "
    "secondary indexes with the UpdateTable API."
)
TABLE_SCALES = (
    "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling "
    "your table or index so please try again shortly. If exceptions persist, check if you have a hot "
    "key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html"
)
INDEX_SCALES = (
    "Throughput exceeds the current capacity for one or more global secondary indexes. DynamoDB is "
    "automatically scaling your index so please try again shortly."
)
MAXIMUM = "Throughput exceeds the maximum OnDemandThroughput configured on table or index"
QUOTA = (
    "Throughput exceeds the current throughput limit for your account. To request a limit increase, "
    "contact AWS Support at https://aws.amazon.com/support."
)


class ThrottledError(ServiceError):
    """An error answer to a throttled request.

    Its `reasons` name all limits that refused it; the first of them made its code and its message.
    """

    def __init__(self, code: str, message: str, reasons: Sequence[dict[str, str]]) -> None:
        # The one member of the service model whose name begins with a small letter in one error only.
        member = "throttlingReasons" if code == THROTTLING else "ThrottlingReasons"
        super().__init__(code, message, members={member: list(reasons)})
        self.reasons = tuple(reasons)


def throttled(
    refusals: Sequence[Refusal], billing_mode: BillingMode, parameters: Parameters
) -> ThrottledError:
    """The answer to a request that a table of this billing mode, or its indexes, refuse."""
    reasons = [
        {"reason": refusal.reason, "resource": _arn(*refusal.resource)} for refusal in refusals
    ]
    code = _code(refusals[0], billing_mode, parameters)
    return ThrottledError(code, _message(refusals[0], billing_mode), _distinct(reasons))


def all_throttled(errors: Sequence[ThrottledError]) -> ThrottledError:
    """The answer to a batch of whose items none was processed, by what was said of each."""
    reasons = [reason for error in errors for reason in error.reasons]
    return ThrottledError(errors[0].code, errors[0].message, _distinct(reasons))


def _code(first: Refusal, billing_mode: BillingMode, parameters: Parameters) -> str:
    match first.kind:
        case "KeyRangeThroughputExceeded" if billing_mode == "PAY_PER_REQUEST":
            return parameters.on_demand_key_range_error
        case "MaxOnDemandThroughputExceeded":
            return THROTTLING
        case "AccountLimitExceeded":
            return parameters.quota_error
    return PROVISIONED


def _message(first: Refusal, billing_mode: BillingMode) -> str:
    of_index = first.resource[1] is not None
    match first.kind:
        case "MaxOnDemandThroughputExceeded":
            return MAXIMUM
        case "AccountLimitExceeded":
            return QUOTA
    if billing_mode == "PAY_PER_REQUEST":
        return INDEX_SCALES if of_index else TABLE_SCALES
    return INDEX_UNITS if of_index else TABLE_UNITS


def _arn(table: str, index: str | None) -> str:
    arn = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}"
    return arn if index is None else f"{arn}/index/{index}"


def _distinct(reasons: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each reason once: of two partitions of one table nothing but the table is told."""
    distinct: list[dict[str, Any]] = []
    for reason in reasons:
        if reason not in distinct:
            distinct.append(reason)
    return distinct
