"""Clients that refuse to write to tables which are not the run's own, before anything is sent."""

from collections.abc import Callable
from typing import Any, TypeVar

from pytest_dynamo.locust.places.protection import WRITES, WriteGuard

Client = TypeVar("Client")


def guarded(client: Client, guard: WriteGuard | None) -> Client:
    """A client whose methods that write ask a guard first; all the others are as they were."""
    if guard is not None:
        for method, operation in WRITES.items():
            setattr(client, method, _asking(guard, operation, getattr(client, method)))
    return client


def _asking(
    guard: WriteGuard, operation: str, method: Callable[..., object]
) -> Callable[..., object]:
    def call(**arguments: Any) -> object:  # noqa: ANN401 - as boto3's
        guard.check(operation, arguments)
        return method(**arguments)

    return call
