"""The NextToken of ExecuteStatement: where the next page begins, good for the same statement only."""

import base64
import binascii
from dataclasses import dataclass
from hashlib import blake2b

import orjson

from pytest_dynamo.embedded.service_error import invalid
from pytest_dynamo.embedded.store.stored_item import as_base64
from pytest_dynamo.embedded.wire_types import Request, WireItem

INVALID = "Invalid NextToken"
OTHER_REQUEST = "NextToken does not match request"
_DIGEST_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a page begins: in which of the ranges a statement reads, and behind which key in it."""

    range: int = 0
    key: WireItem | None = None


def next_token(position: Position, request: Request) -> str:
    """A position as a token for whoever sends the request again."""
    content = {"of": _fingerprint(request), "range": position.range, "key": position.key}
    text = orjson.dumps(content, default=as_base64)
    return base64.urlsafe_b64encode(_digest(text) + text).decode()


def position_of(request: Request) -> Position | None:
    """The position in the token of a request; None where it has none.

    Raises:
        ServiceError: It is no token, or one of another request.
    """
    token = request.get("NextToken")
    if token is None:
        return None
    try:
        decoded = base64.b64decode(token, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise invalid(INVALID) from None
    digest, text = decoded[:_DIGEST_BYTES], decoded[_DIGEST_BYTES:]
    if digest != _digest(text):
        raise invalid(INVALID)
    content = orjson.loads(text)
    if content["of"] != _fingerprint(request):
        raise invalid(OTHER_REQUEST)
    return Position(range=content["range"], key=_key(content["key"]))


def _key(key: WireItem | None) -> WireItem | None:
    if key is None:
        return None
    return {
        name: {"B": base64.b64decode(value["B"])} if "B" in value else value
        for name, value in key.items()
    }


def _fingerprint(request: Request) -> str:
    content = [request["Statement"], list(request.get("Parameters") or ())]
    return _digest(orjson.dumps(content, default=as_base64)).hex()


def _digest(text: bytes) -> bytes:
    return blake2b(text, digest_size=_DIGEST_BYTES).digest()
