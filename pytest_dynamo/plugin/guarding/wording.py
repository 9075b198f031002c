"""Words that the messages of the guard share."""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.forecast.figures import counted_text
from pytest_dynamo.plugin.matching.sent import Sent

_LONGEST_CALL = 200


def allow_text(kind: str) -> str:
    """How to allow what the guard forbids."""
    return f'or allow it:  @pytest.mark.dynamo_allow("{kind}", reason="…")'


def call_text(operation: str, request: Mapping[str, Any], sent: Sent | None) -> str:
    """The call as Python writes it."""
    method = "".join(f"_{c.lower()}" if c.isupper() else c for c in operation).strip("_")
    arguments = ", ".join(
        f"{name}={_argument(name, value, sent)}" for name, value in request.items()
    )
    if len(arguments) > _LONGEST_CALL:
        arguments = f"{arguments[:_LONGEST_CALL]}…"
    return f"dynamodb.{method}({arguments})"


def _argument(name: str, value: object, sent: Sent | None) -> str:
    """An argument; the condition objects of boto3 do not show what they say."""
    if sent and type(value).__module__ == "boto3.dynamodb.conditions":
        compared = sent.keys if name.startswith("Key") else sent.filter
        return repr(" and ".join(map(str, compared))) if compared else type(value).__name__
    return repr(value)


def items_text(count: int) -> str:
    """So many items, in words."""
    return counted_text(count, "item")


def resource_text(table: str, index: str | None) -> str:
    """A table or one of its indexes, in words."""
    return f"index {index} of {table}" if index else table
