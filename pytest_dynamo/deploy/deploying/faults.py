"""Whatever DynamoDB refuses, as one message for a person."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError

from pytest_dynamo.deploy.deploying.limits import code_of, message_of
from pytest_dynamo.deploy.faults import explained
from pytest_dynamo.errors import BackendError


@contextmanager
def told(place: str) -> Iterator[None]:
    """Turn all errors of botocore into a `BackendError`; `place` is where the DynamoDB is, as the user knows it."""
    with explained(place):
        try:
            yield
        except ClientError as error:
            code = code_of(error)
            if code in ("AccessDeniedException", "UnrecognizedClientException"):
                raise  # `explained` knows what to do about it
            message = f"{error.operation_name} was refused: {code}: {message_of(error)}"
            raise BackendError(message) from error
