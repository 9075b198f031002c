"""A table's metadata in moto's form, described as DynamoDB describes it.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pytest_dynamo.capacity.decreases import decreases_today
from pytest_dynamo.design.table_description import table_of_description
from pytest_dynamo.design.values import Table as Definition
from pytest_dynamo.embedded.control.moto_names import (
    GlobalSecondaryIndex,
    LocalSecondaryIndex,
    Table,
)
from pytest_dynamo.embedded.control.streams import TableStream
from pytest_dynamo.embedded.control.values import copied, made_id, moment
from pytest_dynamo.embedded.database import DataTable
from pytest_dynamo.embedded.environment import ACCOUNT, REGION

KMS_KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{made_id('alias/aws/dynamodb')}"
"""The key of DynamoDB's own in KMS: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html"""


class ControlTable(Table):
    """What is known of a table beside its items, which are in `data`.

    `declared` holds, in the form DescribeTable answers, the properties that moto takes without
    keeping them. `decreases` are the times at which provisioned capacity was decreased, of the
    table (None) and of its indexes by name. `recovery` is since when, in seconds since the epoch, and for how many days
    point-in-time recovery reaches back.
    """

    data: DataTable

    def __init__(self, *args: Any, clock: Callable[[], float], **options: Any) -> None:
        super().__init__(*args, **options)
        self.created_at = moment(clock())
        self.table_id = made_id(self.table_arn, self.created_at)
        self.on_demand_since: datetime | None = None
        self.stream: TableStream | None = None
        self.recovery: tuple[float, int] | None = None
        self.declared: dict[str, Any] = {}
        self.decreases: dict[str | None, list[float]] = {}
        self._clock = clock
        self.insights: dict[str | None, dict[str, Any]] = {}
        self.kinesis: dict[str, dict[str, Any]] = {}

    def set_stream_specification(self, streams: dict[str, Any] | None) -> None:
        """Take what the stream is to be; the backend opens and closes it."""
        enabled = bool(streams and streams.get("StreamEnabled"))
        view = {"StreamViewType": streams["StreamViewType"]} if streams and enabled else {}
        self.stream_specification = {"StreamEnabled": enabled, **view}

    def _get_default_encryption_key(self, account_id: str, region: str) -> str:  # noqa: ARG002
        return KMS_KEY

    def define(self) -> Definition:
        """The table as a design has it."""
        return table_of_description(self.properties())

    def describe(self, base_key: str = "TableDescription") -> dict[str, Any]:
        """What DescribeTable answers; counts and sizes are those of this moment."""
        description = self.properties()
        store = self.data.store
        description["ItemCount"] = len(store)
        description["TableSizeBytes"] = store.size_bytes
        for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
            for index in description.get(kind, ()):
                index |= self._index_counts(index["IndexName"])
        return {base_key: description}

    def properties(self) -> dict[str, Any]:
        """The description, without what depends on items."""
        description: dict[str, Any] = {
            "AttributeDefinitions": copied(self.attr),
            "TableName": self.name,
            "KeySchema": copied(self.schema),
            "TableStatus": "ACTIVE",
            "CreationDateTime": self.created_at,
            "ProvisionedThroughput": self._throughput(None, self.throughput),
            "TableArn": self.table_arn,
            "TableId": self.table_id,
            "DeletionProtectionEnabled": bool(self.deletion_protection_enabled),
            "WarmThroughput": _warm(self.warm_throughput),
        }
        if self.on_demand_since is not None:
            description["BillingModeSummary"] = {
                "BillingMode": self.billing_mode,
                "LastUpdateToPayPerRequestDateTime": self.on_demand_since,
            }
        if self.indexes:
            description["LocalSecondaryIndexes"] = [self._local(each) for each in self.indexes]
        if self.global_indexes:
            description["GlobalSecondaryIndexes"] = [
                self._global(each) for each in self.global_indexes
            ]
        specification = self.stream_specification or {}
        if specification.get("StreamEnabled"):
            description["StreamSpecification"] = dict(specification)
        if self.latest_stream_label:
            description["LatestStreamLabel"] = self.latest_stream_label
            description["LatestStreamArn"] = f"{self.table_arn}/stream/{self.latest_stream_label}"
        if self.sse_specification and self.sse_specification.get("Enabled"):
            description["SSEDescription"] = {
                "Status": "ENABLED",
                "SSEType": "KMS",
                "KMSMasterKeyArn": self.sse_specification["KMSMasterKeyId"],
            }
        shown = {name: value for name, value in self.declared.items() if name != "ByIndex"}
        description.update(copied(shown))
        return description

    def _local(self, index: LocalSecondaryIndex) -> dict[str, Any]:
        return {
            "IndexName": index.name,
            "KeySchema": copied(index.schema),
            "Projection": copied(index.projection),
            "IndexArn": f"{self.table_arn}/index/{index.name}",
        }

    def _global(self, index: GlobalSecondaryIndex) -> dict[str, Any]:
        return {
            "IndexName": index.name,
            "KeySchema": copied(index.schema),
            "Projection": copied(index.projection),
            "IndexStatus": "ACTIVE",
            "ProvisionedThroughput": self._throughput(index.name, index.throughput),
            "IndexArn": f"{self.table_arn}/index/{index.name}",
            "WarmThroughput": _warm(index.warm_throughput),
            **copied(self.declared.get("ByIndex", {}).get(index.name, {})),
        }

    def _throughput(self, index: str | None, throughput: dict[str, Any] | None) -> dict[str, Any]:
        units = throughput or {}
        times = self.decreases.get(index, [])
        return {
            **({"LastDecreaseDateTime": moment(times[-1])} if times else {}),
            "NumberOfDecreasesToday": len(decreases_today(times, self._clock())),
            "ReadCapacityUnits": units.get("ReadCapacityUnits", 0),
            "WriteCapacityUnits": units.get("WriteCapacityUnits", 0),
        }

    def _index_counts(self, name: str) -> dict[str, int]:
        """How many entries an index has, and their size: that of what is projected."""
        store, arm = self.data.store, self.data.index_arms[name]
        count = store.index_count(name)
        whole = self.data.definition.indexes[name].projection.kind == "ALL"
        if whole and count == len(store):  # every item, so nothing has to be looked at
            return {"ItemCount": count, "IndexSizeBytes": store.size_bytes}
        sizes = (
            entry.size_bytes if whole else arm.entry_bytes(entry.item())
            for entry in store.read(name, strong=True).items()
        )
        return {"ItemCount": count, "IndexSizeBytes": sum(sizes)}


def _warm(warm: dict[str, Any]) -> dict[str, Any]:
    return {**warm, "Status": "ACTIVE"}
