"""What DynamoDB answers when it refuses a request, as one exception.

The three ways in turn it into what their callers expect: botocore's exceptions, or an HTTP response.
"""

from collections.abc import Mapping
from typing import Any

# The namespaces of the error codes on the wire, where it is not that of DynamoDB itself.
_NAMESPACES = {
    "ValidationException": "com.amazon.coral.validate",
    "SerializationException": "com.amazon.coral.service",
    "UnknownOperationException": "com.amazon.coral.service",
    "ThrottlingException": "com.amazon.coral.availability",
    "InternalServerError": "com.amazon.coral.service",
}
_OWN_NAMESPACE = "com.amazonaws.dynamodb.v20120810"

# The errors that have their message as `Message`, by the service model or, the last, as captured.
_CAPITAL_MESSAGE = frozenset(
    {
        "IdempotentParameterMismatchException",
        "TransactionCanceledException",
        "TransactionInProgressException",
        "SerializationException",
    }
)


class ServiceError(Exception):
    """An error answer: code, message, HTTP status, and the members its shape has beside these.

    `members` is such as `{"Item": …}` or `{"CancellationReasons": […]}`, in the form of an answer.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        members: Mapping[str, Any] | None = None,
        status: int = 400,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.members = dict(members or {})
        self.status = status

    def body(self) -> dict[str, Any]:
        """The body of the HTTP response."""
        capital = self.code in _CAPITAL_MESSAGE
        namespace = _NAMESPACES.get(self.code, _OWN_NAMESPACE)
        return {
            "__type": f"{namespace}#{self.code}",
            "Message" if capital else "message": self.message,
            **self.members,
        }


def invalid(message: str) -> ServiceError:
    """A ValidationException."""
    return ServiceError("ValidationException", message)


def not_found() -> ServiceError:
    """A ResourceNotFoundException that does not say what was asked for."""
    return ServiceError("ResourceNotFoundException", "Requested resource not found")


def invalid_parameter(why: str) -> ServiceError:
    """A ValidationException about the values of parameters."""
    return invalid(f"One or more parameter values were invalid: {why}")
