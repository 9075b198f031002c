"""Client tokens, by which a transaction that is sent twice is done once.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html: a token is
good for ten minutes after the request that used it has ended.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import orjson

from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.store.key_values import PrimaryKey
from pytest_dynamo.embedded.store.stored_item import as_base64

TOKEN_SECONDS = 600.0
MISMATCH = (
    "The provided client token is already in use by another request with different parameters"
)

Reads = Sequence[tuple[str, float, PrimaryKey]]
"""Of each item of a transaction: the table as the request named it, the read units of a repetition, the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    fingerprint: bytes
    reads: Reads


@dataclass(slots=True)
class Tokens:
    """The tokens in use. They are kept in the order of their times, so that old ones go first."""

    _done: dict[str, _Done] = field(default_factory=dict)
    _times: deque[tuple[float, str]] = field(default_factory=deque)

    def find(self, token: str, content: object, now: float) -> Reads | None:
        """What was done under a token; None if nothing was.

        Raises:
            ServiceError: IdempotentParameterMismatchException, as the content was another.
        """
        while self._times and self._times[0][0] <= now - TOKEN_SECONDS:
            del self._done[self._times.popleft()[1]]
        done = self._done.get(token)
        if done is None:
            return None
        if done.fingerprint != _fingerprint(content):
            raise ServiceError("IdempotentParameterMismatchException", MISMATCH)
        return done.reads

    def note(self, token: str, content: object, now: float, reads: Reads) -> None:
        """Note what was done under a token that was not in use."""
        self._done[token] = _Done(fingerprint=_fingerprint(content), reads=reads)
        self._times.append((now, token))


def _fingerprint(content: object) -> bytes:
    text = orjson.dumps(content, default=as_base64, option=orjson.OPT_SORT_KEYS)
    return blake2b(text, digest_size=16).digest()
