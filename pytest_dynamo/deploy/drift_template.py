"""The table that a resource of a CloudFormation template declares.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pytest_dynamo.deploy.drift_text import Intrinsic
from pytest_dynamo.design.table_description import table_of_description
from pytest_dynamo.design.values import Index, KinesisStream, PointInTimeRecovery, Table
from pytest_dynamo.errors import DynamoError

TABLE = "AWS::DynamoDB::Table"
GLOBAL_TABLE = "AWS::DynamoDB::GlobalTable"

# What a design calls the properties of a resource.
NAMES: Mapping[str, tuple[str, ...]] = {
    "KeySchema": ("key",),
    "AttributeDefinitions": ("attribute_types",),
    "GlobalSecondaryIndexes": ("indexes",),
    "LocalSecondaryIndexes": ("indexes",),
    "BillingMode": ("billing_mode", "provisioned"),
    "ProvisionedThroughput": ("provisioned",),
    "OnDemandThroughput": ("max_throughput",),
    "WarmThroughput": ("warm_throughput",),
    "StreamSpecification": ("stream",),
    "TimeToLiveSpecification": ("time_to_live",),
    "PointInTimeRecoverySpecification": ("point_in_time_recovery",),
    "SSESpecification": ("encryption",),
    "DeletionProtectionEnabled": ("deletion_protection",),
    "TableClass": ("table_class",),
    "ContributorInsightsSpecification": ("contributor_insights",),
    "KinesisStreamSpecification": ("kinesis_stream",),
    "Tags": ("tags",),
}
_INDEXES = ("GlobalSecondaryIndexes", "LocalSecondaryIndexes")
_OWN_NAMES = ("IndexName", "AttributeName", "Key")
_OF_A_REPLICA = (
    "PointInTimeRecoverySpecification",
    "DeletionProtectionEnabled",
    "TableClass",
    "ContributorInsightsSpecification",
    "KinesisStreamSpecification",
    "Tags",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateTable:
    """A table as a template declares it.

    `unknown` are the names of properties whose value only CloudFormation knows, and `unresolved` says
    of each where it is and what stands there.
    """

    table: Table
    unknown: tuple[str, ...] = ()
    unresolved: tuple[tuple[tuple[str | int, ...], str], ...] = ()


def table_of_resource(name: str, resource: Mapping[str, Any]) -> TemplateTable:
    """The table of a resource whose references to parameters have been resolved.

    Raises:
        DynamoError: It is no table, a table in several regions, or lacks a key schema.
    """
    if resource.get("Type") not in (TABLE, GLOBAL_TABLE):
        msg = f"resource '{name}' is no table but {resource.get('Type')}"
        raise DynamoError(msg)
    given = resource.get("Properties") or {}
    found = tuple(_intrinsics(given, ()))
    properties = {
        key: _without_unknown(key, value)
        for key, value in given.items()
        if key in _INDEXES or key in ("Replicas", "Tags") or not any(_intrinsics(value, ()))
    }
    if resource["Type"] == GLOBAL_TABLE:
        properties = _of_single_replica(name, properties)
    unknown = tuple(dict.fromkeys(one for path, _ in found for one in _names(path, given)))
    if "KeySchema" not in properties and "key" not in unknown:
        msg = f"resource '{name}' has no KeySchema"
        raise DynamoError(msg)
    try:
        table = _table(name, properties)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        msg = f"resource '{name}' cannot be read: {type(error).__name__} at {error}"
        raise DynamoError(msg) from None
    return TemplateTable(table=table, unknown=unknown, unresolved=found)


def path_of(name: str, properties: Mapping[str, Any]) -> tuple[str | int, ...]:
    """Where among the properties of a resource stands what a design calls `name`; empty if nowhere."""
    first, _, rest = name.partition(".")
    for prop in (one for one, names in NAMES.items() if first in names and one in properties):
        members = properties[prop]
        if not isinstance(members, list):
            return (prop,)
        for position, member in enumerate(members):
            own = [str(member.get(key)) for key in _OWN_NAMES] if isinstance(member, dict) else []
            if any(rest == one or rest.startswith(f"{one}.") for one in own):
                return prop, position
    return next(
        ((prop,) for prop, names in NAMES.items() if first in names and prop in properties), ()
    )


def _intrinsics(
    value: object, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where what only CloudFormation knows stands, and what stands there."""
    if isinstance(value, Intrinsic):
        yield path, str(value)
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _intrinsics(one, (*path, name))
    elif isinstance(value, list):
        for position, one in enumerate(value):
            yield from _intrinsics(one, (*path, position))


def _without_unknown(name: str, value: object) -> object:
    """A list without the members that hold what only CloudFormation knows."""
    if not isinstance(value, list):
        return [] if isinstance(value, Intrinsic) else value
    if name == "Replicas":
        return [
            {key: one for key, one in replica.items() if not any(_intrinsics(one, ()))}
            if isinstance(replica, Mapping)
            else {}
            for replica in value
        ]
    return [one for one in value if not any(_intrinsics(one, ()))]


def _names(path: tuple[str | int, ...], properties: Mapping[str, Any]) -> tuple[str, ...]:
    """What a design calls the property at a path, as narrowly as can be said."""
    if path[0] == "Replicas":
        within = path[2:]
        return _names(within, properties["Replicas"][path[1]]) if within else ()
    names = NAMES.get(str(path[0]), ())
    if len(path) > 1 and isinstance(path[1], int):
        member = properties[str(path[0])][path[1]]
        own = member.get("IndexName" if path[0] in _INDEXES else "Key")
        if names in (("indexes",), ("tags",)) and not isinstance(own, Intrinsic | None):
            return (f"{names[0]}.{own}",)
    return names


def _of_single_replica(name: str, properties: dict[str, Any]) -> dict[str, Any]:
    """The properties of a table of one region, as a Table would have them."""
    replicas = properties.get("Replicas") or []
    if len(replicas) > 1:
        regions = ", ".join(str(one.get("Region")) for one in replicas)
        msg = (
            f"resource '{name}' is a table in {len(replicas)} regions ({regions}); "
            f"one in a single region can be compared"
        )
        raise DynamoError(msg)
    replica = replicas[0] if replicas else {}
    return {**properties, **{key: replica[key] for key in _OF_A_REPLICA if key in replica}}


def _table(name: str, properties: Mapping[str, Any]) -> Table:
    mode = properties.get("BillingMode", "PROVISIONED")
    stream = properties.get("StreamSpecification")
    encryption = properties.get("SSESpecification") or {}
    description = {
        "TableName": properties.get("TableName") or name,
        "KeySchema": properties.get("KeySchema") or [],
        "AttributeDefinitions": properties.get("AttributeDefinitions") or [],
        "BillingModeSummary": {"BillingMode": mode},
        **{key: _numbers(properties[key]) for key in _INDEXES if key in properties},
        **{
            key: _numbers(properties[key])
            for key in ("ProvisionedThroughput", "OnDemandThroughput", "WarmThroughput")
            if key in properties
        },
        "DeletionProtectionEnabled": _is_on(properties.get("DeletionProtectionEnabled")),
        "TableClassSummary": {"TableClass": properties.get("TableClass", "STANDARD")},
    }
    if stream:
        view = stream.get("StreamViewType")
        description["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": view}
    if _is_on(encryption.get("SSEEnabled")):
        key = encryption.get("KMSMasterKeyId")
        description["SSEDescription"] = {"SSEType": "KMS", "KMSMasterKeyArn": key}
    table = table_of_description(description)
    return replace(
        table,
        billing_mode=mode,
        time_to_live=_time_to_live(properties),
        point_in_time_recovery=_recovery(properties),
        contributor_insights=_insights(properties),
        kinesis_stream=_kinesis(properties),
        tags={one["Key"]: str(one["Value"]) for one in properties.get("Tags") or ()},
        indexes=_with_insights(table.indexes, properties),
    )


def _time_to_live(properties: Mapping[str, Any]) -> str | None:
    given = properties.get("TimeToLiveSpecification") or {}
    return given.get("AttributeName") if _is_on(given.get("Enabled")) else None


def _recovery(properties: Mapping[str, Any]) -> PointInTimeRecovery | None:
    given = properties.get("PointInTimeRecoverySpecification") or {}
    if not _is_on(given.get("PointInTimeRecoveryEnabled")):
        return None
    return PointInTimeRecovery(recovery_period_days=int(given.get("RecoveryPeriodInDays", 35)))


def _insights(properties: Mapping[str, Any]) -> str | None:
    """The mode; what is on without one watches accessed and throttled keys."""
    given = properties.get("ContributorInsightsSpecification") or {}
    if not _is_on(given.get("Enabled")):
        return None
    return str(given.get("Mode", "ACCESSED_AND_THROTTLED_KEYS"))


def _kinesis(properties: Mapping[str, Any]) -> KinesisStream | None:
    given = properties.get("KinesisStreamSpecification")
    return KinesisStream(arn=given["StreamArn"]) if given else None


def _with_insights(
    indexes: Mapping[str, Index], properties: Mapping[str, Any]
) -> Mapping[str, Index]:
    modes = {
        one["IndexName"]: _insights(one) for one in properties.get("GlobalSecondaryIndexes") or ()
    }
    return {
        name: replace(index, contributor_insights=modes.get(name))
        for name, index in indexes.items()
    }


def _numbers(value: Any) -> Any:  # noqa: ANN401 - any value of a template
    """The same with numbers that are written as text as numbers."""
    if isinstance(value, Mapping):
        return {
            name: int(one)
            if name.endswith(("Units", "UnitsPerSecond")) and str(one).isdecimal()
            else _numbers(one)
            for name, one in value.items()
        }
    return [_numbers(one) for one in value] if isinstance(value, list) else value


def _is_on(value: object) -> bool:
    return str(value).lower() in ("true", "yes", "on", "1")
