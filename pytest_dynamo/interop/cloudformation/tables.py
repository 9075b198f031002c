"""The table that a resource declares.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from pytest_dynamo.design.values import BillingMode, Index, Table
from pytest_dynamo.interop.cloudformation.capacity import Throughput
from pytest_dynamo.interop.cloudformation.keys import (
    ReadIndex,
    indexes_of,
    key_of,
    key_types,
    types_of,
)
from pytest_dynamo.interop.cloudformation.members import Findings, Members
from pytest_dynamo.interop.cloudformation.nodes import Node, Unresolved
from pytest_dynamo.interop.cloudformation.replicas import REASONS, Regions, regions_of
from pytest_dynamo.interop.cloudformation.resources import Resource, lose_attributes
from pytest_dynamo.interop.cloudformation.switches import (
    encryption_of,
    insights_of,
    kinesis_of,
    policy_of,
    recovery_of,
    stream_of,
    tags_of,
    time_to_live_of,
    vector_indexes_of,
)

TABLE = "AWS::DynamoDB::Table"
GLOBAL_TABLE = "AWS::DynamoDB::GlobalTable"
_POLICIES: Mapping[str, Literal["RETAIN", "DESTROY", "SNAPSHOT"]] = {
    "Retain": "RETAIN",
    "Delete": "DESTROY",
    "Snapshot": "SNAPSHOT",
    "RetainExceptOnCreate": "RETAIN",
}
_NOT_HELD = {
    **REASONS,
    "ImportSourceSpecification": "left out: a design does not say what a table is filled from",
    "GlobalTableSourceArn": "left out: a design has no tables of other accounts",
    "GlobalTableWitnesses": "left out: a design has no witness, only replicas",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTable:
    """A table as a resource declares it, whether or not DynamoDB would take it so.

    `has_name` says whether the template names it; else it has the logical id. Where the key is not
    known, it has no partition key. `assumed` are settings that were inferred, by index or None.
    """

    table: Table
    resource: Resource
    has_name: bool
    assumed: Mapping[str | None, tuple[str, ...]]
    region: Node | None = None


def read_table(resource: Resource, findings: Findings, region: str | None) -> ReadTable:
    """The table of a resource whose functions have been called."""
    properties = resource.properties
    members = Members(properties, findings)
    is_global = resource.kind == GLOBAL_TABLE
    regions = regions_of(members, region) if is_global else Regions(own=members)
    name = _name(members)
    key = key_of(members)
    throughput = Throughput.of(members, regions.own)
    indexes = [
        _completed(one, throughput, findings)
        for one in indexes_of(members, key, regions.own_indexes)
    ]
    mode = _billing_mode(members, throughput)
    if mode == "PAY_PER_REQUEST" and (throughput.read or throughput.write):
        member = "WriteProvisionedThroughputSettings" if is_global else "ProvisionedThroughput"
        findings.lose(properties, "left out: the table is on demand", member=member)
    types = key_types(
        types_of(members), [key, *(one.index.key for one in indexes)], properties, findings
    )
    table = Table(
        name=name or resource.logical_id,
        key=key,
        attribute_types=types,
        indexes={one.index.name: _with_throughput(one) for one in indexes},
        billing_mode=mode,
        provisioned=throughput.provisioned if mode == "PROVISIONED" else None,
        max_throughput=throughput.maximum,
        warm_throughput=throughput.warm,
        replicas=regions.others,
        removal_policy=_removal_policy(resource, findings),
        **_settings(members, regions.own),
    )
    members.lose_rest(_NOT_HELD)
    if is_global:
        regions.own.lose_rest(_NOT_HELD)
    lose_attributes(resource, findings, kept=("DeletionPolicy", "UpdateReplacePolicy"))
    assumed: dict[str | None, tuple[str, ...]] = {None: throughput.assumed}
    assumed |= {one.index.name: one.throughput.assumed for one in indexes}
    return ReadTable(table=table, resource=resource, has_name=bool(name), assumed=assumed)


def _settings(members: Members, own: Members) -> dict[str, Any]:
    """What is said of a table, and of a global table for each region."""
    consistency = members.choice("MultiRegionConsistency", ("EVENTUAL", "STRONG"))
    return {
        "stream": stream_of(members),
        "time_to_live": time_to_live_of(members),
        "encryption": encryption_of(members, own),
        "multi_region_consistency": consistency,
        "vector_indexes": vector_indexes_of(members),
        "point_in_time_recovery": recovery_of(own),
        "deletion_protection": own.flag("DeletionProtectionEnabled") or False,
        "table_class": own.choice("TableClass", ("STANDARD", "STANDARD_INFREQUENT_ACCESS"))
        or "STANDARD",
        "contributor_insights": insights_of(own),
        "resource_policy": policy_of(own),
        "kinesis_stream": kinesis_of(own),
        "tags": tags_of(own),
    }


def _name(members: Members) -> str | None:
    """The name of the table; one that is not known is said once, where the logical id is put."""
    node = members.raw("TableName")
    if node is None:
        return None
    if isinstance(node.value, Unresolved):
        found = node.value
        fix = f"; to fix this: {found.fix}" if found.fix else ""
        message = f"{found} is not known here: {found.why}; the logical id is put{fix}"
        members.findings.unresolved.append(node)
        members.findings.lose(node, message)
        return None
    if isinstance(node.value, str) and node.value:
        return node.value
    members.findings.lose(node, "no text; the logical id is put")
    return None


def _billing_mode(members: Members, throughput: Throughput) -> BillingMode:
    """The mode; what says none is provisioned, unless that is not known."""
    is_unknown = "BillingMode" in members
    mode = members.choice("BillingMode", ("PAY_PER_REQUEST", "PROVISIONED"))
    if mode is None:
        has_capacity = throughput.read is not None or throughput.write is not None
        return "PROVISIONED" if has_capacity or not is_unknown else "PAY_PER_REQUEST"
    return "PROVISIONED" if mode == "PROVISIONED" else "PAY_PER_REQUEST"


def _completed(one: ReadIndex, of_table: Throughput, findings: Findings) -> ReadIndex:
    """An index of which one kind of capacity is said; the other is its table's, as in CloudFormation."""
    completed = one.throughput.completed(of_table)
    if completed == one.throughput:
        return one
    kind = "Read" if one.throughput.read is None else "Write"
    message = f"the {kind.lower()} capacity of the index is not said; that of the table is put"
    findings.lose(one.node, message, member=f"{kind}ProvisionedThroughputSettings")
    return replace(one, throughput=completed)


def _with_throughput(one: ReadIndex) -> Index:
    return replace(
        one.index,
        provisioned=one.throughput.provisioned,
        max_throughput=one.throughput.maximum,
        warm_throughput=one.throughput.warm,
    )


def _removal_policy(
    resource: Resource, findings: Findings
) -> Literal["RETAIN", "DESTROY", "SNAPSHOT"]:
    """What becomes of a table with its stack: without a word it is deleted.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
    """
    attributes = Members(resource.node, findings)
    given = attributes.choice("DeletionPolicy", tuple(_POLICIES))
    replaced = attributes.choice("UpdateReplacePolicy", ("Retain", "Delete", "Snapshot"))
    policy = _POLICIES[given or "Delete"]
    if given == "RetainExceptOnCreate":
        message = "kept as RETAIN: a design does not tell a stack that fails to be made"
        findings.lose(resource.node, message, member="DeletionPolicy")
    if (given or replaced) and _POLICIES[replaced or "Delete"] != policy:
        message = (
            f"{replaced or 'Delete, by default'}: a design has one policy, and {policy} is kept"
        )
        findings.lose(resource.node, message, member="UpdateReplacePolicy")
    return policy
