"""What requests after CreateTable say of a table: time to live, backups, replicas, auto scaling."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from pytest_dynamo.design.values import AutoScaling, KinesisStream, PointInTimeRecovery
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.drafting import Draft, Throughput
from pytest_dynamo.interop.shapes import Losses

_Members: TypeAlias = Mapping[str, Any]
_MODE = "ACCESSED_AND_THROTTLED_KEYS"
_SHORTEST_ARN = 37  # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_EnableKinesisStreamingDestination.html


def follow(members: _Members, where: Where, drafts: Mapping[str, Draft], losses: Losses) -> None:
    """Take in a request of DynamoDB's that follows CreateTable."""
    draft = drafts.get(members["TableName"])
    if draft is None:
        message = f"there is no table '{members['TableName']}' here; left out"
        losses.add((*where, "TableName"), message)
        return
    if life := members.get("TimeToLiveSpecification"):
        draft.settings["time_to_live"] = life.get("AttributeName") if life.get("Enabled") else None
    if recovery := members.get("PointInTimeRecoverySpecification"):
        draft.settings["point_in_time_recovery"] = _recovery(recovery)
    if arn := members.get("StreamArn"):
        settings = members.get("EnableKinesisStreamingConfiguration", {})
        precision = settings.get("ApproximateCreationDateTimePrecision")
        set_kinesis(draft, arn, precision, (*where, "StreamArn"), losses)
    if members.get("ContributorInsightsAction") == "ENABLE":
        mode = members.get("ContributorInsightsMode", _MODE)
        set_insights(draft, members.get("IndexName"), mode, where, losses)
    for update in members.get("ReplicaUpdates", ()):
        if region := update.get("Create", {}).get("RegionName"):
            draft.settings["replicas"] = (*draft.settings.get("replicas", ()), region)
    if consistency := members.get("MultiRegionConsistency"):
        draft.settings["multi_region_consistency"] = consistency


def set_kinesis(
    draft: Draft,
    arn: str,
    precision: Any,  # noqa: ANN401 - one of its choices
    where: Where,
    losses: Losses,
) -> None:
    """Give a table the Kinesis data stream of an ARN."""
    if len(arn) < _SHORTEST_ARN:
        losses.add(where, f"'{arn}' is no ARN of a stream; left out")
        return
    draft.settings["kinesis_stream"] = KinesisStream(arn=arn, precision=precision)


def set_insights(draft: Draft, index: str | None, mode: str, where: Where, losses: Losses) -> None:
    """Give a table or an index contributor insights."""
    if index is None:
        draft.settings["contributor_insights"] = mode
    elif index in draft.indexes and draft.indexes[index].kind == "local":
        losses.add(
            where, f"a local index, such as '{index}', has no contributor insights; left out"
        )
    elif index in draft.indexes:
        draft.indexes[index].contributor_insights = mode
    else:
        losses.add(where, f"table {draft.name} has no index '{index}'; left out")


def _recovery(recovery: _Members) -> PointInTimeRecovery | None:
    if not recovery.get("PointInTimeRecoveryEnabled"):
        return None
    days = recovery.get("RecoveryPeriodInDays")
    return PointInTimeRecovery(recovery_period_days=days) if days else PointInTimeRecovery()


def scale(members: _Members, where: Where, drafts: Mapping[str, Draft], losses: Losses) -> None:
    """Take in a target or a policy of Application Auto Scaling; the target sets its limits, the policy its aim."""
    target = members.get("TargetTrackingScalingPolicyConfiguration", {})
    set_scaling(
        scaled(members["ResourceId"], drafts, where, losses),
        members["ScalableDimension"],
        {
            "minimum": members.get("MinCapacity"),
            "maximum": members.get("MaxCapacity"),
            "target_utilization": target.get("TargetValue"),
        },
        (where, losses),
    )


def scaled(
    resource: str, drafts: Mapping[str, Draft], where: Where, losses: Losses
) -> Throughput | None:
    """The throughput of `table/orders` or `table/orders/index/GSI1`."""
    kind, _, rest = resource.partition("/")
    name, _, index = rest.partition("/index/")
    draft = drafts.get(name) if kind == "table" else None
    if draft and not index:
        return draft.throughput
    if draft and index in draft.indexes:
        return draft.indexes[index].throughput
    losses.add(where, f"there is no '{resource}' here; left out")
    return None


def set_scaling(
    throughput: Throughput | None,
    dimension: str,
    settings: Mapping[str, int | None],
    place: tuple[Where, Losses],
) -> None:
    """Give a table or an index auto scaling, in the order of targets before policies.

    Raises:
        DynamoError: Never; what does not fit is a loss.
    """
    where, losses = place
    kinds: Mapping[str, str] = {
        "ReadCapacityUnits": "read",
        "WriteCapacityUnits": "write",
    }
    kind = kinds.get(dimension.rpartition(":")[2])
    if kind is None:
        losses.add(where, f"'{dimension}' is no capacity of DynamoDB; left out")
    if kind is None or throughput is None:
        return
    given = {name: number for name, number in settings.items() if number is not None}
    before = throughput.scaling.get(kind)
    if before is None and not {"minimum", "maximum"} <= given.keys():
        losses.add(where, "auto scaling without a minimum and a maximum; left out")
        return
    known = (
        {
            "minimum": before.minimum,
            "maximum": before.maximum,
            "target_utilization": before.target_utilization,
        }
        if before
        else {}
    )
    found = AutoScaling(**(known | given))
    if found.minimum > found.maximum:
        losses.add(
            where, f"a minimum of {found.minimum} over a maximum of {found.maximum}; left out"
        )
        return
    throughput.scaling[kind] = found
