"""Which refusals of DynamoDB pass by themselves."""

from typing import Any

from botocore.exceptions import ClientError

from pytest_dynamo.deploy.faults import MOMENTARY

_PASSING = MOMENTARY | {
    "ContinuousBackupsUnavailableException",
    "LimitExceededException",
    "ResourceInUseException",
}

# A LimitExceededException is about how many changes are under way at a time, and passes, or about a quota.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
_AT_A_TIME = ("simultaneous", "concurrent")
_QUOTAS = (
    "UTC day",
    "day(s)",
    "24 hours",
    "30 days",
    "number of",
    "limit of",
    "capacity units",
    "per account",
    "tables per",
)

# What UpdateTimeToLive answers within an hour of the change before.
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
_TOO_OFTEN = "modified multiple times within a fixed interval"


def code_of(error: ClientError) -> str:
    """The code of an error, which is never empty."""
    return str(_said(error).get("Code") or "an error without a code")


def message_of(error: ClientError) -> str:
    """What DynamoDB says about an error, without a full stop."""
    return str(_said(error).get("Message") or "").rstrip(".")


def passes_by_itself(error: ClientError) -> bool:
    """Whether the same request will be taken later on."""
    code, message = code_of(error), message_of(error)
    if code == "LimitExceededException":
        is_at_a_time = any(words in message for words in _AT_A_TIME)
        return is_at_a_time or not any(words in message for words in _QUOTAS)
    return code in _PASSING or (code == "ValidationException" and _TOO_OFTEN in message)


def _said(error: ClientError) -> dict[str, Any]:
    return dict(error.response.get("Error", {}))
