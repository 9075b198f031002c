"""Every operation on tables as a whole, and those of their streams."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from pytest_dynamo.embedded.control.backups import BACKUP_OPERATIONS
from pytest_dynamo.embedded.control.exports import EXPORT_OPERATIONS
from pytest_dynamo.embedded.control.imports import IMPORT_OPERATIONS
from pytest_dynamo.embedded.control.insights import INSIGHT_OPERATIONS
from pytest_dynamo.embedded.control.moto_names import TRACKED, JsonRESTError
from pytest_dynamo.embedded.control.recovery import RECOVERY_OPERATIONS
from pytest_dynamo.embedded.control.stream_operations import STREAM_OPERATIONS
from pytest_dynamo.embedded.control.stream_shapes import check_streams_request
from pytest_dynamo.embedded.control.table import ControlTable
from pytest_dynamo.embedded.control.table_operations import TABLE_OPERATIONS
from pytest_dynamo.embedded.control.tags import TAG_OPERATIONS
from pytest_dynamo.embedded.control.time_to_live import TIME_TO_LIVE_OPERATIONS, remove_expired
from pytest_dynamo.embedded.control.values import copied
from pytest_dynamo.embedded.control.world import World
from pytest_dynamo.embedded.database import Database
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.wire_types import Answer, Request

_LOGGER = logging.getLogger(__name__)

Operation = Callable[[World, Request], dict[str, Any]]

_OWN: Mapping[str, Operation] = {
    **TABLE_OPERATIONS,
    **TAG_OPERATIONS,
    **TIME_TO_LIVE_OPERATIONS,
    **INSIGHT_OPERATIONS,
    **BACKUP_OPERATIONS,
    **RECOVERY_OPERATIONS,
    **IMPORT_OPERATIONS,
    **EXPORT_OPERATIONS,
}
_BY_MOTO = frozenset(
    {"DeleteResourcePolicy", "DescribeEndpoints", "GetResourcePolicy", "PutResourcePolicy"}
)

OPERATIONS = frozenset({*_OWN, *_BY_MOTO})
"""The operations that `ControlPlane.perform` answers."""


class ControlPlane:
    """The control plane of one database. Not safe for threads: the engine holds a lock.

    The engine calls `expire` before each operation, of whichever plane.
    """

    def __init__(self, database: Database) -> None:
        self._world = World.of(database)

    def perform(self, operation: str, parameters: Request) -> Answer:
        """Perform one operation; times in the answer are datetimes.

        Raises:
            ServiceError: It is refused, or there is no such operation.
        """
        own = _OWN.get(operation)
        if own is not None:
            return self._guarded(operation, own, parameters)
        if operation in _BY_MOTO:
            return self._guarded(
                operation, lambda world, request: world.moto(operation, request), parameters
            )
        raise _unknown(operation)

    def streams(self, operation: str, parameters: Request) -> Answer:
        """Perform one operation of DynamoDB Streams.

        Raises:
            ServiceError: It is refused, or there is no such operation.
        """
        if operation not in STREAM_OPERATIONS:
            raise _unknown(operation)
        check_streams_request(operation, parameters)
        return self._guarded(operation, STREAM_OPERATIONS[operation], parameters)

    def expire(self) -> None:
        """Remove the items whose time to live is over."""
        remove_expired(self._world)

    def _guarded(self, operation: str, perform: Operation, parameters: Request) -> Answer:
        try:
            return perform(self._world, copied(parameters))
        except ServiceError:
            raise
        except JsonRESTError as error:  # every error moto means to answer with
            code = error.error_type.rpartition("#")[2]
            raise ServiceError(code, error.message, status=error.code) from error
        except Exception as error:
            _LOGGER.exception("The embedded DynamoDB failed to answer %s", operation)
            message = f"{operation}: {type(error).__name__}: {error}"
            raise ServiceError("InternalServerError", message, status=500) from error
        finally:
            for tracked in (ControlTable, *TRACKED):
                tracked.instances_tracked.clear()  # type: ignore[union-attr]


def _unknown(operation: str) -> ServiceError:
    message = f"The embedded DynamoDB does not answer {operation}"
    return ServiceError("UnknownOperationException", message)
