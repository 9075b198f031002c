"""Point-in-time recovery, to the one point in time there is here: now.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
"""

from collections.abc import Callable, Mapping
from typing import Any

from pytest_dynamo.embedded.control.restoring import Saved, restore
from pytest_dynamo.embedded.control.table import ControlTable
from pytest_dynamo.embedded.control.values import moment, seconds_of
from pytest_dynamo.embedded.control.world import World
from pytest_dynamo.embedded.service_error import ServiceError, invalid_parameter
from pytest_dynamo.embedded.wire_types import Answer, Request

_DAY_SECONDS = 24 * 3600
_MOST_DAYS = 35

ONLY_NOW = (
    "The embedded DynamoDB can {do} a table as it is now, {now:%Y-%m-%dT%H:%M:%SZ}, and not as it was "
    "at {asked:%Y-%m-%dT%H:%M:%SZ}. Take a backup (CreateBackup) at the moment that is to be kept."
)


def describe_continuous_backups(world: World, request: Request) -> Answer:
    """Whether point-in-time recovery is on."""
    return _described(world, recoverable(world, request["TableName"]))


def update_continuous_backups(world: World, request: Request) -> Answer:
    """Switch point-in-time recovery on or off, or change how long it reaches back."""
    table = recoverable(world, request["TableName"])
    specification = request["PointInTimeRecoverySpecification"]
    days = specification.get("RecoveryPeriodInDays")
    if not specification["PointInTimeRecoveryEnabled"]:
        if days is not None:
            why = "RecoveryPeriodInDays cannot be specified when PointInTimeRecovery is disabled"
            raise invalid_parameter(why)
        table.recovery = None
    elif table.recovery is None:
        table.recovery = (world.clock(), days or _MOST_DAYS)
    else:
        table.recovery = (table.recovery[0], days or table.recovery[1])
    return _described(world, table)


def restore_table_to_point_in_time(world: World, request: Request) -> Answer:
    """Make a table of another one as it is now."""
    name = request.get("SourceTableName") or request["SourceTableArn"]
    table = recoverable(world, name, "Source table")
    require_recovery(table)
    if not request.get("UseLatestRestorableTime"):
        if "RestoreDateTime" not in request:
            raise invalid_parameter("Either UseLatestRestorableTime or RestoreDateTime is required")
        asked = seconds_of(request["RestoreDateTime"])
        require_now(world, asked, "restore", "InvalidRestoreTimeException")
    summary = {"SourceTableArn": table.table_arn, "RestoreDateTime": world.backend.now()}
    return restore(world, Saved.of(table), request, summary)


RECOVERY_OPERATIONS: Mapping[str, Callable[[World, Request], dict[str, Any]]] = {
    "DescribeContinuousBackups": describe_continuous_backups,
    "RestoreTableToPointInTime": restore_table_to_point_in_time,
    "UpdateContinuousBackups": update_continuous_backups,
}


def recoverable(world: World, name_or_arn: str, called: str = "Table") -> ControlTable:
    """A table that is asked for its backups or exports; `called` is what an error calls it.

    Raises:
        ServiceError: There is no such table.
    """
    name = name_or_arn.rpartition("/")[2]
    if name not in world.backend.tables:
        raise ServiceError("TableNotFoundException", f"{called} not found: {name}")
    return world.backend.tables[name]


def require_recovery(table: ControlTable) -> None:
    """Check that point-in-time recovery is on.

    Raises:
        ServiceError: It is not.
    """
    if table.recovery is None:
        message = f"Point in time recovery is not enabled for table '{table.name}'"
        raise ServiceError("PointInTimeRecoveryUnavailableException", message)


def require_now(world: World, asked: float, do: str, error: str) -> None:
    """Check that a time is the present second.

    Raises:
        ServiceError: It is another, of which nothing is known here.
    """
    now = world.clock()
    if int(asked) != int(now):
        raise ServiceError(error, ONLY_NOW.format(do=do, now=moment(now), asked=moment(asked)))


def _described(world: World, table: ControlTable) -> Answer:
    recovery: Answer = {"PointInTimeRecoveryStatus": "DISABLED"}
    if table.recovery is not None:
        since, days = table.recovery
        now = world.clock()
        recovery = {
            "PointInTimeRecoveryStatus": "ENABLED",
            "RecoveryPeriodInDays": days,
            "EarliestRestorableDateTime": moment(max(since, now - days * _DAY_SECONDS)),
            "LatestRestorableDateTime": moment(now),
        }
    return {
        "ContinuousBackupsDescription": {
            "ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": recovery,
        }
    }
