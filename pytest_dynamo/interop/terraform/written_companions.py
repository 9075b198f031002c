"""What stands beside a table in Terraform: auto scaling, a policy, streams, insights, alarms.

The pages are those of
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dynamodb_table's neighbours,
named for their types.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from pytest_dynamo.design.values import Design, Provisioned, Table
from pytest_dynamo.interop.alarms import Alarm, alarms_of, operations_on
from pytest_dynamo.interop.naming import snake_case
from pytest_dynamo.interop.terraform.table_blocks import literal

Named: TypeAlias = tuple[str, str, dict[str, Any]]
"""The type of a resource, its label, and its arguments."""
Labelled: TypeAlias = str | tuple[str, str]
"""A table, or a table and one of its indexes, by name."""


def companions_of(table: Table, labels: Mapping[Labelled, str]) -> Iterator[Named]:
    """The resources that belong to a table."""
    label = labels[table.name]
    name, arn = (f"${{aws_dynamodb_table.{label}.{one}}}" for one in ("name", "arn"))
    yield from _scaling(table.provisioned, label, f"table/{name}", "table")
    for index in table.global_indexes:
        resource = f"table/{name}/index/{literal(index.name)}"
        yield from _scaling(index.provisioned, labels[table.name, index.name], resource, "index")
    if table.resource_policy is not None:
        policy = literal(json.dumps(table.resource_policy, ensure_ascii=False))
        yield "aws_dynamodb_resource_policy", label, {"resource_arn": arn, "policy": policy}
    if table.kinesis_stream:
        stream = table.kinesis_stream
        precision = {"approximate_creation_date_time_precision": stream.precision}
        yield (
            "aws_dynamodb_kinesis_streaming_destination",
            label,
            {
                "stream_arn": literal(stream.arn),
                "table_name": name,
                **(precision if stream.precision else {}),
            },
        )
    if table.contributor_insights:
        yield _insights(label, name, table.contributor_insights)
    for index in table.global_indexes:
        if index.contributor_insights:
            of_index = {"index_name": literal(index.name)}
            own = labels[table.name, index.name]
            yield _insights(own, name, index.contributor_insights, of_index)


def _insights(label: str, table: str, mode: str, index: dict[str, str] | None = None) -> Named:
    arguments = {"table_name": table, **(index or {}), "mode": mode}
    return "aws_dynamodb_contributor_insights", label, arguments


def _scaling(
    provisioned: Provisioned | None, label: str, resource: str, kind: str
) -> Iterator[Named]:
    """A target and a policy for each capacity that scales; the policy says what the target says by reference."""
    if provisioned is None:
        return
    for what, scaling in (
        ("Read", provisioned.read_autoscaling),
        ("Write", provisioned.write_autoscaling),
    ):
        if scaling is None:
            continue
        own = f"{label}_{what.lower()}"
        target = {
            "service_namespace": "dynamodb",
            "resource_id": resource,
            "scalable_dimension": f"dynamodb:{kind}:{what}CapacityUnits",
            "min_capacity": scaling.minimum,
            "max_capacity": scaling.maximum,
        }
        yield "aws_appautoscaling_target", own, target
        reference = f"aws_appautoscaling_target.{own}"
        metric = {"predefined_metric_type": f"DynamoDB{what}CapacityUtilization"}
        policy: dict[str, Any] = {
            "name": f"{resource}-{what.lower()}",
            "policy_type": "TargetTrackingScaling",
            "service_namespace": f"${{{reference}.service_namespace}}",
            "resource_id": f"${{{reference}.resource_id}}",
            "scalable_dimension": f"${{{reference}.scalable_dimension}}",
            "target_tracking_scaling_policy_configuration": {
                "target_value": scaling.target_utilization,
                "predefined_metric_specification": metric,
            },
        }
        yield "aws_appautoscaling_policy", own, policy


def alarm_resources(design: Design, table: Table, label: str, topic: str) -> Iterator[Named]:
    """The alarms of a table."""
    for alarm in alarms_of(table, operations_on(design, table.name)):
        name = f"{label}_{snake_case(alarm.name)}"
        yield "aws_cloudwatch_metric_alarm", name, _alarm(alarm, table, label, topic)


def _alarm(alarm: Alarm, table: Table, label: str, topic: str) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        # A slash is in no name, so that table `a` and its index `b` are not taken for table `a-b`.
        "alarm_name": literal(f"{table.name}/{alarm.name}"),
        "alarm_description": literal(alarm.description),
        "namespace": alarm.namespace,
        "metric_name": alarm.metric,
        "dimensions": {
            name: f"${{aws_dynamodb_table.{label}.name}}" if name == "TableName" else literal(value)
            for name, value in alarm.dimensions
        },
        "statistic": alarm.statistic,
        "period": alarm.period,
        "evaluation_periods": alarm.evaluation_periods,
        "datapoints_to_alarm": alarm.datapoints_to_alarm,
        "threshold": alarm.threshold,
        "comparison_operator": alarm.comparison,
        "treat_missing_data": alarm.treat_missing_data,
    }
    if topic:
        arguments["alarm_actions"] = [literal(topic)]
    return arguments
