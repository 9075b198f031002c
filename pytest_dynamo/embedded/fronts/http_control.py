"""What whoever started a server may do with it beside DynamoDB's operations: throttle, and see what came of it.

A request for it has a target of our own, and the secret that the server was given when it was started.
To anybody else, and of a server without a secret, such a target is an operation nobody knows.
"""

import hmac
import json
from collections.abc import Mapping
from typing import Any

from pytest_dynamo.embedded.engine import Engine
from pytest_dynamo.embedded.throttling.json_form import history_to_json, throttling_from_json

PREFIX = "PytestDynamo_1"
SECRET_HEADER = "x-pytest-dynamo-secret"
THROTTLE = "Throttle"
THROTTLING_HISTORY = "ThrottlingHistory"


class Control:
    """Commands to an engine, for those who know the secret."""

    def __init__(self, engine: Engine, secret: str) -> None:
        self._engine = engine
        self._secret = secret.encode()

    def answer_to(self, name: str, headers: Mapping[str, str], body: bytes) -> bytes | None:
        """Obey a command; the answer as JSON, or None if there is none of that name for whoever asks."""
        told = headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(told, self._secret):
            return None
        if name == THROTTLE:
            self._engine.throttle(throttling_from_json(json.loads(body)))
            return b"{}"
        if name == THROTTLING_HISTORY:
            return _json(history_to_json(self._engine.throttling_history()))
        return None


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()  # not orjson, which has no infinity
