"""DynamoDB on this machine, in this process.

moto and boto3 are imported when `dynamodb` is first asked for, so that `embedded.environment` can be
had without them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_dynamo.embedded.throttling.history import ThrottlingHistory
    from pytest_dynamo.embedded.throttling.settings import Throttling
    from pytest_dynamo.embedded.world import Embedded, dynamodb

__all__ = ["Embedded", "Throttling", "ThrottlingHistory", "dynamodb"]

_MODULES = {"Throttling": "throttling.settings", "ThrottlingHistory": "throttling.history"}


def __getattr__(name: str) -> object:
    if name in __all__:
        module = import_module(f"{__name__}.{_MODULES.get(name, 'world')}")
        return getattr(module, name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
