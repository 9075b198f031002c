"""What both constructs of tables, TableV2 and Table, are made of."""

import math
import re
from collections.abc import Mapping
from typing import Any

from pytest_dynamo.design.values import (
    AttributeType,
    KeySchema,
    PointInTimeRecovery,
    Projection,
    Table,
    UnitsPerSecond,
)
from pytest_dynamo.interop.cdk.code import SELF, Call, Constant, Data, Node, Struct
from pytest_dynamo.interop.cloudformation.written_parts import has_function

_TYPES: Mapping[AttributeType, str] = {"S": "STRING", "N": "NUMBER", "B": "BINARY"}
_KEY_ARN = re.compile(r"arn:[\w-]+:kms:[\w-]+:\d{12}:key/[\w-]+", re.ASCII)
_STREAM_ARN = re.compile(r"arn:[\w-]+:kinesis:[\w-]+:\d{12}:stream/[\w.-]+", re.ASCII)
_POLICY_VERSION = "2012-10-17"
_STATEMENT = frozenset({"Sid", "Effect", "Principal", "Action", "Resource", "Condition"})


def enum(name: str, member: str) -> Constant:
    """A member of an enumeration of aws_dynamodb."""
    return Constant(module="dynamodb", path=f"{name}.{member}")


def attribute(name: str, table: Table) -> Struct:
    """A key attribute with its type."""
    kind = enum("AttributeType", _TYPES[table.attribute_types[name]])
    return Struct(module="dynamodb", type="Attribute", members={"name": name, "type": kind})


def key_members(key: KeySchema, table: Table, *, is_local: bool = False) -> dict[str, Node]:
    """A key, in lists where it has several attributes of a kind."""
    members: dict[str, Node] = {}
    kinds = [("sortKey", key.sort_key)]
    if not is_local:
        kinds.insert(0, ("partitionKey", key.partition_key))
    several = any(len(names) > 1 for _, names in kinds)
    for member, names in kinds:
        if several and names:
            members[f"{member}s"] = tuple(attribute(name, table) for name in names)
        elif names:
            members[member] = attribute(names[0], table)
    return members


def projection_members(projection: Projection) -> dict[str, Node]:
    """What an index projects."""
    members: dict[str, Node] = {"projectionType": enum("ProjectionType", projection.kind)}
    if projection.kind == "INCLUDE":
        members["nonKeyAttributes"] = projection.attributes
    return members


def warm_throughput(units: UnitsPerSecond | None) -> dict[str, Node]:
    """The member warmThroughput, if there is any."""
    members = given(
        readUnitsPerSecond=units.read_units_per_second if units else None,
        writeUnitsPerSecond=units.write_units_per_second if units else None,
    )
    if not members:
        return {}
    return {"warmThroughput": Struct(module="dynamodb", type="WarmThroughput", members=members)}


def maximum_members(units: UnitsPerSecond | None) -> dict[str, Node]:
    """The maximum throughput of what is on demand."""
    return given(
        maxReadRequestUnits=units.read_units_per_second if units else None,
        maxWriteRequestUnits=units.write_units_per_second if units else None,
    )


def given(**members: Node | None) -> dict[str, Node]:
    """The members that are not None."""
    return {name: value for name, value in members.items() if value is not None}


def recovery(settings: PointInTimeRecovery) -> Struct:
    """Continuous backups."""
    return Struct(
        module="dynamodb",
        type="PointInTimeRecoverySpecification",
        members={
            "pointInTimeRecoveryEnabled": True,
            "recoveryPeriodInDays": settings.recovery_period_days,
        },
    )


def insights(mode: str | None) -> Struct | None:
    """Contributor insights, where a mode is asked for."""
    if mode is None:
        return None
    return Struct(
        module="dynamodb",
        type="ContributorInsightsSpecification",
        members={"enabled": True, "mode": enum("ContributorInsightsMode", mode)},
    )


def protection_members(table: Table) -> dict[str, Node]:
    """What keeps a table from being lost; DynamoDB takes no snapshot when a table is deleted."""
    policy = "DESTROY" if table.removal_policy == "DESTROY" else "RETAIN"
    members: dict[str, Node] = {
        "removalPolicy": Constant(module="cdk", path=f"RemovalPolicy.{policy}")
    }
    if table.deletion_protection:
        members["deletionProtection"] = True
    if table.point_in_time_recovery:
        members["pointInTimeRecoverySpecification"] = recovery(table.point_in_time_recovery)
    return members


def imported_key(arn: str, construct_id: str) -> Call:
    """A key that exists."""
    return Call(module="kms", path="Key.fromKeyArn", arguments=(SELF, f"{construct_id}-Key", arn))


def is_key_arn(text: str | None) -> bool:
    """Whether this is the ARN of a key, which is what `Key.fromKeyArn` takes, and no alias or id."""
    return bool(text and _KEY_ARN.fullmatch(text))


def replica_keys(table: Table) -> Mapping[str, str] | None:
    """The keys of the replicas by region: those of a multi-Region key differ by the region alone.

    https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
    """
    arn = table.encryption.kms_key or ""
    if not table.replicas:
        return {}
    if not is_key_arn(arn) or "/mrk-" not in arn:
        return None
    start, partition, service, _, rest = arn.split(":", 4)
    return {region: f"{start}:{partition}:{service}:{region}:{rest}" for region in table.replicas}


def kinesis_stream(table: Table, construct_id: str) -> Call | None:
    """A data stream that exists, if it is named by an ARN."""
    if table.kinesis_stream is None or not _STREAM_ARN.fullmatch(table.kinesis_stream.arn):
        return None
    arguments = (SELF, f"{construct_id}-Stream", table.kinesis_stream.arn)
    return Call(module="kinesis", path="Stream.fromStreamArn", arguments=arguments)


def resource_policy(table: Table) -> Call | None:
    """The policy of a table, if it comes out of a PolicyDocument as it went in.

    A PolicyDocument writes the version of 2012 whatever it was, knows no Id, and makes one of a list of
    one: what it would change is not given to it.
    """
    policy = table.resource_policy
    if policy is None or has_function(policy) or not _is_kept(policy):
        return None
    document = Data(value=plain(policy))
    return Call(module="iam", path="PolicyDocument.fromJson", arguments=(document,))


def plain(value: object) -> Any:  # noqa: ANN401 - JSON is of several shapes
    """A value of a design file as JSON; what JSON has not, such as a date, as its text."""
    match value:
        case Mapping():
            return {str(name): plain(each) for name, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case float() if not math.isfinite(value):
            return str(value)
        case str() | int() | float() | None:
            return value
    return str(value)


def _is_kept(policy: Mapping[str, Any]) -> bool:
    statements = policy.get("Statement")
    return (
        set(policy) == {"Version", "Statement"}
        and policy["Version"] == _POLICY_VERSION
        and isinstance(statements, list)
        and bool(statements)
        and all(_is_kept_statement(each) for each in statements)
    )


def _is_kept_statement(statement: object) -> bool:
    return (
        isinstance(statement, dict)
        and {"Effect", "Principal", "Action", "Resource"} <= set(statement) <= _STATEMENT
        and statement["Effect"] in ("Allow", "Deny")
        and isinstance(statement.get("Sid", ""), str)
        and _is_kept_list(statement["Action"])
        and _is_kept_list(statement["Resource"])
        and _is_kept_principal(statement["Principal"])
        and _is_kept_condition(statement.get("Condition"))
    )


def _is_kept_condition(condition: object) -> bool:
    return condition is None or (
        isinstance(condition, dict)
        and bool(condition)
        and all(isinstance(each, dict) and each for each in condition.values())
    )


def _is_kept_principal(principal: object) -> bool:
    if isinstance(principal, dict):
        return [*principal] in (["AWS"], ["Service"]) and all(
            map(_is_kept_list, principal.values())
        )
    return principal == "*"


def _is_kept_list(value: object) -> bool:
    """A text, or several different ones."""
    texts = value if isinstance(value, list) else [value]
    return (
        all(isinstance(each, str) and each for each in texts)
        and len(set(texts)) == len(texts)
        and (isinstance(value, str) or len(texts) > 1)
    )
