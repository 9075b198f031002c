"""Auto scaling of tables of one region, which is declared in resources beside them.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-applicationautoscaling-scalabletarget.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-applicationautoscaling-scalingpolicy.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pytest_dynamo.design.values import AutoScaling, Provisioned, Table
from pytest_dynamo.interop.cloudformation.capacity import scaling_between, utilization_of
from pytest_dynamo.interop.cloudformation.members import Findings, Members
from pytest_dynamo.interop.cloudformation.nodes import Node
from pytest_dynamo.interop.cloudformation.resources import Resource, lose_attributes

TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
_NAMESPACE = "dynamodb"
_METRICS = ("DynamoDBReadCapacityUtilization", "DynamoDBWriteCapacityUtilization")
_USUAL_NAMES = tuple(f"{metric}:table/" for metric in _METRICS)
_NOT_HELD = {
    "RoleARN": "left out: Application Auto Scaling has a role of its own for DynamoDB",
    "PolicyName": "left out: a policy is named after its table",
    "ScheduledActions": "left out: a design has no capacity by the clock",
    "SuspendedState": "left out: a design has no auto scaling that is suspended",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    logical_id: str
    resource_id: str
    dimension: str
    least: int | None
    most: int | None
    members: Members


@dataclass(frozen=True, slots=True, kw_only=True)
class _Policy:
    target: str
    resource_id: str | None
    dimension: str | None
    utilization: int | None
    node: Node


def with_scaling(
    tables: Mapping[str, Table],
    names: Mapping[str, str],
    resources: Sequence[Resource],
    findings: Findings,
) -> dict[str, Table]:
    """The tables with the auto scaling that other resources declare; `names` are tables by logical id."""
    for one in resources:
        if _is_ours(one):
            lose_attributes(one, findings)
    policies = [_policy(one, findings) for one in resources if one.kind == POLICY and _is_ours(one)]
    found = dict(tables)
    taken: list[_Policy] = []
    for resource in resources:
        if resource.kind != TARGET or not _is_ours(resource):
            continue
        target = _target(resource, findings)
        if target is None:
            continue
        own = [one for one in policies if _belongs(one, target)]
        taken += own
        table = _table_of(target.resource_id, names)
        if not own:
            findings.lose(resource.node, "left out: no policy says when it scales")
        elif table not in found:
            findings.lose(
                resource.node, f"left out: no table of the template is {target.resource_id}"
            )
        else:
            scaling = scaling_between(target.least, target.most, own[0].utilization, target.members)
            found[table] = _applied(found[table], target, scaling, findings)
    for policy in policies:
        if policy not in taken:
            findings.lose(policy.node, "left out: what it scales is not in the template")
    return found


def _is_ours(resource: Resource) -> bool:
    """Whether it is about DynamoDB; a policy may name its target only."""
    space = resource.properties.get("ServiceNamespace")
    dimension = resource.properties.get("ScalableDimension")
    if space is not None and isinstance(space.value, str):
        return space.value == _NAMESPACE
    if dimension is not None and isinstance(dimension.value, str):
        return dimension.value.startswith(f"{_NAMESPACE}:")
    tracking = resource.properties.get("TargetTrackingScalingPolicyConfiguration")
    metric = tracking.get("PredefinedMetricSpecification") if tracking else None
    kind = metric.get("PredefinedMetricType") if metric else None
    return kind is not None and str(kind.value).startswith("DynamoDB")


def _target(resource: Resource, findings: Findings) -> _Target | None:
    members = Members(resource.properties, findings)
    members.raw("ServiceNamespace")
    found = _Target(
        logical_id=resource.logical_id,
        resource_id=members.text("ResourceId", least=1) or "",
        dimension=members.text("ScalableDimension") or "",
        least=members.number("MinCapacity"),
        most=members.number("MaxCapacity"),
        members=members,
    )
    members.lose_rest(_NOT_HELD)
    if not found.resource_id:
        findings.lose(resource.node, "left out: which table it scales is not known")
        return None
    return found


def _policy(resource: Resource, findings: Findings) -> _Policy:
    members = Members(resource.properties, findings)
    members.raw("ServiceNamespace")
    members.choice("PolicyType", ("TargetTrackingScaling",))
    name = resource.properties.get("PolicyName")
    if name is not None and str(name.value).startswith(_USUAL_NAMES):
        members.raw("PolicyName")
    tracking = members.members("TargetTrackingScalingPolicyConfiguration")
    metric = tracking.members("PredefinedMetricSpecification")
    metric.choice(
        "PredefinedMetricType",
        _METRICS,
    )
    metric.lose_rest()
    found = _Policy(
        target=members.text("ScalingTargetId") or "",
        resource_id=members.text("ResourceId"),
        dimension=members.text("ScalableDimension"),
        utilization=utilization_of(tracking),
        node=resource.node,
    )
    members.lose_rest(_NOT_HELD)
    return found


def _belongs(policy: _Policy, target: _Target) -> bool:
    if policy.target:
        return policy.target == target.logical_id
    return (policy.resource_id, policy.dimension) == (target.resource_id, target.dimension)


def _table_of(resource_id: str, names: Mapping[str, str]) -> str:
    """The table of `table/Orders` or `table/Orders/index/GSI1`, by its logical id or its name."""
    parts = resource_id.split("/")
    name = parts[1] if len(parts) > 1 else ""
    return names.get(name, name)


def _applied(
    table: Table, target: _Target, scaling: AutoScaling | None, findings: Findings
) -> Table:
    node = target.members.node
    _, _, index = target.resource_id.partition("/index/")
    of_index = table.indexes.get(index) if index else None
    provisioned = of_index.provisioned if of_index else table.provisioned if not index else None
    if scaling is None or node is None:
        return table
    if provisioned is None:
        what = f"no index '{index}' with capacity" if index else "the table is on demand"
        findings.lose(node, f"left out: {what}")
        return table
    changed = _scaled(provisioned, target.dimension, scaling)
    if changed is None:
        findings.lose(node, "left out: no read and no write capacity", member="ScalableDimension")
        return table
    if of_index is None:
        return replace(table, provisioned=changed)
    indexes = {**table.indexes, index: replace(of_index, provisioned=changed)}
    return replace(table, indexes=indexes)


def _scaled(provisioned: Provisioned, dimension: str, scaling: AutoScaling) -> Provisioned | None:
    if dimension.endswith(":ReadCapacityUnits"):
        return replace(provisioned, read_autoscaling=scaling)
    if dimension.endswith(":WriteCapacityUnits"):
        return replace(provisioned, write_autoscaling=scaling)
    return None
