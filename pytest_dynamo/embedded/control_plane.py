"""moto's operations, called without an HTTP request, and the few it does not have."""

from typing import Any

from botocore import xform_name

from pytest_dynamo.embedded.backend import EmbeddedBackend
from pytest_dynamo.embedded.moto_names import ActionResult, DynamoHandler, MockValidationException
from pytest_dynamo.embedded.tables import EmbeddedTable

# moto performs these on its own global tables and buckets, which are not ours.
_REFUSED = ("ImportTable", "ExportTableToPointInTime")


class EmbeddedHandler(DynamoHandler):
    """The handler of one request."""

    def __init__(self, backend: EmbeddedBackend, parameters: dict[str, Any]) -> None:
        super().__init__()
        self._backend = backend
        self.body = parameters

    @property
    def dynamodb_backend(self) -> EmbeddedBackend:
        """Where the tables are; moto would look among its own."""
        return self._backend

    def perform(self, operation: str) -> ActionResult:
        """Perform an operation by its name in the API, such as `PutItem`."""
        method = getattr(self, xform_name(operation), None)
        if method is None or operation in _REFUSED:
            message = f"The embedded DynamoDB does not answer {operation}"
            raise MockValidationException(message)
        result: ActionResult = method()
        return result

    @property
    def _table(self) -> EmbeddedTable:
        return self._backend.get_table(self.body["TableName"])

    # Properties that moto takes and forgets

    def create_table(self) -> ActionResult:
        """Create a table."""
        super().create_table()
        policy = self.body.get("ResourcePolicy")
        if policy:
            self._backend.put_resource_policy(self._table.table_arn, policy, None)
        return self._declared(self.body.get("GlobalSecondaryIndexes") or [])

    def update_table(self) -> ActionResult:
        """Change a table."""
        super().update_table()
        updates = self.body.get("GlobalSecondaryIndexUpdates") or []
        return self._declared([change for update in updates for change in update.values()])

    def _declared(self, indexes: list[dict[str, Any]]) -> ActionResult:
        table, body = self._table, self.body
        on_demand = dict(table.declared.get("IndexOnDemandThroughput", {}))
        for index in indexes:
            if "OnDemandThroughput" in index:
                on_demand[index["IndexName"]] = index["OnDemandThroughput"]
        properties: dict[str, Any] = {"IndexOnDemandThroughput": on_demand}
        for name in ("OnDemandThroughput", "MultiRegionConsistency"):
            if name in body:
                properties[name] = body[name]
        if "TableClass" in body:
            properties["TableClassSummary"] = {"TableClass": body["TableClass"]}
        replicas = {
            replica["RegionName"]: replica for replica in table.declared.get("Replicas", ())
        }
        for update in body.get("ReplicaUpdates") or ():
            for kind, replica in update.items():
                replicas[replica["RegionName"]] = {**replica, "ReplicaStatus": "ACTIVE"}
                if kind == "Delete":
                    del replicas[replica["RegionName"]]
        if replicas or "Replicas" in table.declared:
            properties["Replicas"] = list(replicas.values())
        table.declare(**properties)
        return ActionResult(table.describe())

    # Operations that moto does not have

    def update_contributor_insights(self) -> ActionResult:
        """Switch contributor insights of a table or index on or off; nothing is counted here."""
        enabled = self.body["ContributorInsightsAction"] == "ENABLE"
        insights = {
            "ContributorInsightsStatus": "ENABLED" if enabled else "DISABLED",
            "ContributorInsightsMode": self.body.get(
                "ContributorInsightsMode", "ACCESSED_AND_THROTTLED_KEYS"
            ),
        }
        known = self._table.declared.get("ContributorInsights", {})
        self._table.declare(ContributorInsights={**known, self.body.get("IndexName"): insights})
        return self.describe_contributor_insights()

    def describe_contributor_insights(self) -> ActionResult:
        """Whether contributor insights of a table or index are on."""
        known = self._table.declared.get("ContributorInsights", {})
        named = {key: self.body[key] for key in ("TableName", "IndexName") if key in self.body}
        disabled = {"ContributorInsightsStatus": "DISABLED"}
        return ActionResult(named | known.get(self.body.get("IndexName"), disabled))

    def enable_kinesis_streaming_destination(self) -> ActionResult:
        """Note that changes go to a Kinesis data stream; none are sent."""
        return self._kinesis("ACTIVE")

    def disable_kinesis_streaming_destination(self) -> ActionResult:
        """Note that changes no longer go to a Kinesis data stream."""
        return self._kinesis("DISABLED")

    def _kinesis(self, status: str) -> ActionResult:
        configuration = self.body.get("EnableKinesisStreamingConfiguration") or {}
        destination = {
            "StreamArn": self.body["StreamArn"],
            "DestinationStatus": status,
            "ApproximateCreationDateTimePrecision": configuration.get(
                "ApproximateCreationDateTimePrecision", "MILLISECOND"
            ),
        }
        known = self._table.declared.get("Kinesis", {})
        self._table.declare(Kinesis={**known, self.body["StreamArn"]: destination})
        return ActionResult({"TableName": self.body["TableName"], **destination})

    def describe_kinesis_streaming_destination(self) -> ActionResult:
        """The Kinesis data streams that changes go to."""
        known = self._table.declared.get("Kinesis", {})
        return ActionResult(
            {
                "TableName": self.body["TableName"],
                "KinesisDataStreamDestinations": list(known.values()),
            }
        )
