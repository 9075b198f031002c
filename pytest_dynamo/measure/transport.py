"""What answers requests in place of the network."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

Answer: TypeAlias = tuple[Any, dict[str, Any]]
"""An object with `status_code` and `headers`, and the parsed answer."""

Send: TypeAlias = Callable[[Any, dict[str, Any], Any], Answer]
"""Takes the endpoint, the request as botocore prepared it (its body is JSON) and the operation model."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Transport:
    """What answers requests: `send`, or the network; see `observe.transport`."""

    send: Send | None
    is_in_process: bool = False


NETWORK = Transport(send=None)
