"""What tables of one region and global tables have in common, as CloudFormation writes it."""

import json
from collections.abc import Mapping
from typing import Any

from pytest_dynamo.design.table_request import create_table_arguments
from pytest_dynamo.design.values import AutoScaling, Index, Table, UnitsPerSecond

_SHARED = ("AttributeDefinitions", "KeySchema", "LocalSecondaryIndexes")
_OF_INDEX = ("IndexName", "KeySchema", "Projection")


def shared_properties(table: Table) -> dict[str, Any]:
    """Keys and local indexes, written as in CreateTable."""
    request = create_table_arguments(table)
    return {
        "TableName": table.name,
        "BillingMode": table.billing_mode,
        **{name: request[name] for name in _SHARED if name in request},
    }


def global_indexes(table: Table) -> list[tuple[Index, dict[str, Any]]]:
    """The global indexes, without throughput."""
    request = create_table_arguments(table).get("GlobalSecondaryIndexes", [])
    members = ({name: one[name] for name in _OF_INDEX} for one in request)
    return list(zip(table.global_indexes, members, strict=True))


def warm(units: UnitsPerSecond | None) -> dict[str, Any]:
    """The property WarmThroughput, if there is any."""
    if units is None:
        return {}
    return {
        "WarmThroughput": given(
            ReadUnitsPerSecond=units.read_units_per_second,
            WriteUnitsPerSecond=units.write_units_per_second,
        )
    }


def given(**members: object) -> dict[str, Any]:
    """The members that are not None."""
    return {name: value for name, value in members.items() if value is not None}


def insights(mode: str | None) -> dict[str, Any]:
    """The property ContributorInsightsSpecification, if there is a mode."""
    if mode is None:
        return {}
    return {"ContributorInsightsSpecification": {"Enabled": True, "Mode": mode}}


def time_to_live(table: Table) -> dict[str, Any]:
    """The property TimeToLiveSpecification, if there is an attribute."""
    if table.time_to_live is None:
        return {}
    return {
        "TimeToLiveSpecification": {"AttributeName": table.time_to_live, "Enabled": True},
    }


def vector_indexes(table: Table) -> dict[str, Any]:
    """The property VectorIndexes, as the design has it."""
    written = [
        {"IndexName": name, **one}
        for name, one in table.vector_indexes.items()
        if not has_function(one)
    ]
    return {"VectorIndexes": written} if written else {}


def of_each_region(table: Table) -> dict[str, Any]:
    """What a table says of itself, and a global table in each of its replicas."""
    recovery = table.point_in_time_recovery
    return {
        **(
            {
                "PointInTimeRecoverySpecification": {
                    "PointInTimeRecoveryEnabled": True,
                    "RecoveryPeriodInDays": recovery.recovery_period_days,
                }
            }
            if recovery
            else {}
        ),
        **({"DeletionProtectionEnabled": True} if table.deletion_protection else {}),
        **({"TableClass": table.table_class} if table.table_class != "STANDARD" else {}),
        **insights(table.contributor_insights),
        **(
            {"Tags": [{"Key": key, "Value": value} for key, value in table.tags.items()]}
            if table.tags
            else {}
        ),
    }


def of_own_region(table: Table) -> dict[str, Any]:
    """What cannot be the same in several regions: a data stream, and a policy that names ARNs."""
    stream = table.kinesis_stream
    return {
        **(
            {
                "KinesisStreamSpecification": given(
                    StreamArn=stream.arn, ApproximateCreationDateTimePrecision=stream.precision
                )
            }
            if stream
            else {}
        ),
        **(
            {"ResourcePolicy": {"PolicyDocument": policy(table.resource_policy)}}
            if table.resource_policy is not None
            else {}
        ),
    }


def policy(document: Mapping[str, object]) -> object:
    """A policy document; one that would be taken for a function is written as a text of JSON."""
    return json.dumps(document) if has_function(document) else document


def has_function(value: object) -> bool:
    """Whether data of the design would be taken for a function of CloudFormation."""
    if isinstance(value, Mapping):
        return any(
            str(name) == "Ref" or str(name).startswith("Fn::") or has_function(one)
            for name, one in value.items()
        )
    return isinstance(value, list) and any(map(has_function, value))


def deletion(table: Table) -> dict[str, str]:
    """What becomes of the table with its stack; CloudFormation takes no snapshot of tables.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
    """
    policy_name = "Delete" if table.removal_policy == "DESTROY" else "Retain"
    return {"DeletionPolicy": policy_name, "UpdateReplacePolicy": policy_name}


def capacity_settings(units: int, scaling: AutoScaling) -> dict[str, Any]:
    """Auto scaling of a global table; where it begins is said if it is not the least."""
    return given(
        MinCapacity=scaling.minimum,
        MaxCapacity=scaling.maximum,
        SeedCapacity=units if units != scaling.minimum else None,
        TargetTrackingScalingPolicyConfiguration={"TargetValue": scaling.target_utilization},
    )
