"""Provisioned capacity and auto scaling, as members of a model and as values of a design.

The members are those of Application Auto Scaling's own requests:
https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
"""

from typing import Any

from pytest_dynamo.design.values import AutoScaling, Provisioned
from pytest_dynamo.interop.workbench.taking import Members

SERVICE_ROLE = "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable"
"""The role that Application Auto Scaling takes by itself:
https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html
"""
_LEAST_TARGET, _MOST_TARGET, _USUAL_TARGET = 20, 90, 70


def read_capacity(settings: Members) -> Provisioned | None:
    """The capacity in `ProvisionedCapacitySettings`, or None if there are no figures in it."""
    throughput = settings.inside("ProvisionedThroughput")
    read = throughput.number("ReadCapacityUnits")
    write = throughput.number("WriteCapacityUnits")
    throughput.finish()
    read_scaling = _autoscaling(settings.inside("AutoScalingRead"))
    write_scaling = _autoscaling(settings.inside("AutoScalingWrite"))
    settings.finish()
    read = read or (read_scaling.minimum if read_scaling else None)
    write = write or (write_scaling.minimum if write_scaling else None)
    if read is None and write is None:
        return None
    if read is None or write is None:
        missing = "read" if read is None else "write"
        settings.notes.lose(
            (*settings.where, "ProvisionedThroughput"),
            f"no {missing} capacity is given; as much as of the other is assumed",
        )
    return Provisioned(
        read_capacity_units=read or write or 1,
        write_capacity_units=write or read or 1,
        read_autoscaling=read_scaling,
        write_autoscaling=write_scaling,
    )


def _autoscaling(members: Members) -> AutoScaling | None:
    is_given = bool(members.names())
    target = members.inside("ScalableTargetRequest")
    lowest, highest = target.number("MinCapacity"), target.number("MaxCapacity")
    role = target.text("ServiceRole")
    if role and not role.endswith(SERVICE_ROLE):
        message = f"'{role[:80]}': a design names no role for auto scaling; left out"
        members.notes.lose((*target.where, "ServiceRole"), message)
    target.finish()
    policy = members.inside("ScalingPolicyConfiguration")
    utilization = _target_utilization(policy)
    policy.finish()
    members.finish()
    if lowest is None or highest is None or lowest > highest:
        if is_given:
            message = (
                "auto scaling needs a MinCapacity and a MaxCapacity that is not less; left out"
            )
            members.notes.lose(members.where, message)
        return None
    return AutoScaling(minimum=lowest, maximum=highest, target_utilization=utilization)


def _target_utilization(policy: Members) -> int:
    """The utilization to keep, in percent; a design takes whole numbers from 20 to 90, as DynamoDB does."""
    if "TargetValue" not in policy:
        return _USUAL_TARGET
    given = policy.number("TargetValue")
    if given is None:
        return _USUAL_TARGET
    kept = min(max(given, _LEAST_TARGET), _MOST_TARGET)
    if kept != given:
        message = f"{given} percent is not within {_LEAST_TARGET} to {_MOST_TARGET}; read as {kept}"
        policy.notes.lose((*policy.where, "TargetValue"), message)
    return kept


def written_capacity(capacity: Provisioned) -> dict[str, Any]:
    """`ProvisionedCapacitySettings` of a model."""
    settings: dict[str, Any] = {
        "ProvisionedThroughput": {
            "ReadCapacityUnits": capacity.read_capacity_units,
            "WriteCapacityUnits": capacity.write_capacity_units,
        }
    }
    if capacity.read_autoscaling:
        settings["AutoScalingRead"] = _written_autoscaling(capacity.read_autoscaling)
    if capacity.write_autoscaling:
        settings["AutoScalingWrite"] = _written_autoscaling(capacity.write_autoscaling)
    return settings


def _written_autoscaling(scaling: AutoScaling) -> dict[str, Any]:
    return {
        "ScalableTargetRequest": {
            "MinCapacity": scaling.minimum,
            "MaxCapacity": scaling.maximum,
            "ServiceRole": SERVICE_ROLE,
        },
        "ScalingPolicyConfiguration": {"TargetValue": scaling.target_utilization},
    }
