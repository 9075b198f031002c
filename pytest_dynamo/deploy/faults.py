"""What can go wrong between here and a DynamoDB, each as one message for a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
)
from botocore.exceptions import ConnectionError as BotocoreConnectionError

from pytest_dynamo.deploy.aws_hosts import is_aws
from pytest_dynamo.errors import BackendError

NO_CREDENTIALS = (
    "no AWS credentials were found for {place}. Nothing was sent.\n"
    "To fix this: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY;\n"
    "or use the embedded DynamoDB, which needs none: name no endpoint, or that of pytest-dynamo serve."
)
NO_REGION = (
    "no region is known for {place}. Nothing was sent.\n"
    "To fix this: set AWS_DEFAULT_REGION, for example AWS_DEFAULT_REGION=eu-west-1."
)
NOTHING_LISTENS = (
    "nothing answers at {place}: {reason}.\n"
    "To fix this: start a DynamoDB there, check the address and the port,\n"
    "or use the embedded DynamoDB: name no endpoint, or start it with pytest-dynamo serve."
)
AWS_IS_OUT_OF_REACH = (
    "AWS does not answer at {place}: {reason}.\n"
    "To fix this: check the network, a proxy or VPC endpoint on the way, and the region in the address."
)
NOT_DYNAMODB = (
    "what listens at {place} does not answer like a DynamoDB: {reason}.\n"
    "To fix this: check the address and the port."
)
_REFUSED = (
    "{place} refused the request: {code}: {reason}.\n"
    "To fix this: check which credentials are in use and what they are allowed to do."
)
UNKNOWN_OPERATIONS = (
    "UnknownOperationException",
    "UnsupportedOperationException",
    "UnknownOperation",
)
"""What DynamoDB Local and others answer to operations they do not have."""

MOMENTARY = frozenset(
    {
        "InternalServerError",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingException",
    }
)
"""What passes by itself in a moment, whatever was asked.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
"""

_CREDENTIAL_CODES = (
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "UnrecognizedClientException",
)


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Turn botocore's errors about the way to a DynamoDB into a `BackendError`.

    `place` is where the DynamoDB is, as the user knows it. Other errors pass.
    """
    try:
        yield
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise BackendError(NO_CREDENTIALS.format(place=place)) from error
    except NoRegionError as error:
        raise BackendError(NO_REGION.format(place=place)) from error
    except ProfileNotFound as error:
        message = f"{error}.\nTo fix this: set AWS_PROFILE to a profile of your AWS configuration."
        raise BackendError(message) from error
    except (BotocoreConnectionError, HTTPClientError) as error:
        is_of_aws = is_aws(urlsplit(place).hostname or "")
        message = AWS_IS_OUT_OF_REACH if is_of_aws else NOTHING_LISTENS
        raise BackendError(message.format(place=place, reason=_short(error))) from error
    except ClientError as error:
        code, reason = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
        if code in _CREDENTIAL_CODES:
            message = _REFUSED.format(place=place, code=code, reason=reason.rstrip("."))
            raise BackendError(message) from error
        raise
    except BotoCoreError as error:
        raise BackendError(NOT_DYNAMODB.format(place=place, reason=_short(error))) from error


def _short(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")
