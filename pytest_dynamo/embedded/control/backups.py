"""Backups on demand.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Backup-and-Restore.html
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pytest_dynamo.embedded.control.recovery import recoverable
from pytest_dynamo.embedded.control.restoring import Saved, restore
from pytest_dynamo.embedded.control.values import copied, made_id, page_after, seconds_of
from pytest_dynamo.embedded.control.world import World
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.wire_types import Answer, Request

_MOST_BACKUPS = 100
_INDEX_MEMBERS = ("IndexName", "KeySchema", "Projection", "ProvisionedThroughput")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A table as it was when it was backed up. The items are the very ones the table held."""

    arn: str
    name: str
    created_at: datetime
    saved: Saved

    def details(self, status: str = "AVAILABLE") -> Answer:
        """The backup itself, as BackupDetails."""
        return {
            "BackupArn": self.arn,
            "BackupName": self.name,
            "BackupSizeBytes": self.saved.description["TableSizeBytes"],
            "BackupStatus": status,
            "BackupType": "USER",
            "BackupCreationDateTime": self.created_at,
        }

    def summary(self) -> Answer:
        """The backup and its table, as BackupSummary."""
        table = self.saved.description
        named = {name: table[name] for name in ("TableName", "TableId", "TableArn")}
        return named | self.details()

    def description(self, status: str = "AVAILABLE") -> Answer:
        """The backup, its table and what the table had, as BackupDescription."""
        table = self.saved.description
        source = {
            name: copied(table[name])
            for name in (
                "TableName",
                "TableId",
                "TableArn",
                "TableSizeBytes",
                "KeySchema",
                "ProvisionedThroughput",
                "ItemCount",
                "OnDemandThroughput",
            )
            if name in table
        }
        del source["ProvisionedThroughput"]["NumberOfDecreasesToday"]
        source["TableCreationDateTime"] = table["CreationDateTime"]
        source["BillingMode"] = self.saved.billing_mode
        return {
            "BackupDescription": {
                "BackupDetails": self.details(status),
                "SourceTableDetails": source,
                "SourceTableFeatureDetails": self._features(),
            }
        }

    def _features(self) -> Answer:
        table = self.saved.description
        features: Answer = {
            kind: [_index(index) for index in table[kind]]
            for kind in ("LocalSecondaryIndexes", "GlobalSecondaryIndexes")
            if kind in table
        }
        for name, member in (
            ("StreamDescription", "StreamSpecification"),
            ("SSEDescription", "SSEDescription"),
        ):
            if member in table:
                features[name] = copied(table[member])
        if self.saved.ttl_attribute is not None:
            features["TimeToLiveDescription"] = {
                "TimeToLiveStatus": "ENABLED",
                "AttributeName": self.saved.ttl_attribute,
            }
        return features


def create_backup(world: World, request: Request) -> Answer:
    """Back up a table. It is done at once; the answer says CREATING, as DynamoDB's does."""
    table = recoverable(world, request["TableName"])
    number = made_id(table.table_id, next(world.numbers))[:8]
    backup = Backup(
        arn=f"{table.table_arn}/backup/{int(world.clock() * 1000):014d}-{number}",
        name=request["BackupName"],
        created_at=world.backend.now(),
        saved=Saved.of(table),
    )
    world.backups[backup.arn] = backup
    return {"BackupDetails": backup.details("CREATING")}


def describe_backup(world: World, request: Request) -> Answer:
    """A backup and the table it is of."""
    return _backup(world, request).description()


def delete_backup(world: World, request: Request) -> Answer:
    """Delete a backup."""
    backup = _backup(world, request)
    del world.backups[backup.arn]
    return backup.description("DELETED")


def list_backups(world: World, request: Request) -> Answer:
    """The backups of a table, or of all, in the order they were made."""
    asked = request.get("TableName")
    from_second = seconds_of(request.get("TimeRangeLowerBound", 0))
    before_second = seconds_of(request.get("TimeRangeUpperBound", float("inf")))
    found = {
        arn: backup.summary()
        for arn, backup in world.backups.items()
        if asked
        in (None, backup.saved.description["TableName"], backup.saved.description["TableArn"])
        and from_second <= backup.created_at.timestamp() < before_second
        and request.get("BackupType", "USER") in ("USER", "ALL")
    }
    most = request.get("Limit", _MOST_BACKUPS)
    arns, last = page_after(list(found), request.get("ExclusiveStartBackupArn"), most)
    answer: Answer = {"BackupSummaries": [found[arn] for arn in arns]}
    return answer | ({"LastEvaluatedBackupArn": last} if last else {})


def restore_table_from_backup(world: World, request: Request) -> Answer:
    """Make a table of a backup."""
    backup = _backup(world, request)
    summary = {
        "SourceBackupArn": backup.arn,
        "SourceTableArn": backup.saved.description["TableArn"],
        "RestoreDateTime": backup.created_at,
    }
    return restore(world, backup.saved, request, summary)


BACKUP_OPERATIONS: Mapping[str, Callable[[World, Request], dict[str, Any]]] = {
    "CreateBackup": create_backup,
    "DeleteBackup": delete_backup,
    "DescribeBackup": describe_backup,
    "ListBackups": list_backups,
    "RestoreTableFromBackup": restore_table_from_backup,
}


def _backup(world: World, request: Request) -> Backup:
    arn = request["BackupArn"]
    if arn not in world.backups:
        raise ServiceError("BackupNotFoundException", f"Backup not found: {arn}")
    backup: Backup = world.backups[arn]
    return backup


def _index(index: Mapping[str, Any]) -> Answer:
    shown: Answer = {name: copied(index[name]) for name in _INDEX_MEMBERS if name in index}
    if "ProvisionedThroughput" in shown:
        del shown["ProvisionedThroughput"]["NumberOfDecreasesToday"]
    return shown
