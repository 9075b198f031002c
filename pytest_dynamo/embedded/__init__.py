"""DynamoDB on this machine, in this process.

moto and boto3 are imported when `dynamodb` is first asked for, so that `embedded.environment` can be
had without them.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_dynamo.embedded.world import Embedded, dynamodb

__all__ = ["Embedded", "dynamodb"]


def __getattr__(name: str) -> object:
    if name in __all__:
        from pytest_dynamo.embedded import world

        return getattr(world, name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
