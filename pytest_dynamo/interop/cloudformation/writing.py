"""A design as a CloudFormation template."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from pytest_dynamo.design.values import Design, Table
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.alarms import Alarm, alarms_of, operations_on
from pytest_dynamo.interop.cloudformation.written_global_table import (
    global_table_resource,
    has_fixed_writes,
    is_key_of_one_region,
    needs_stream,
)
from pytest_dynamo.interop.cloudformation.written_parts import has_function
from pytest_dynamo.interop.cloudformation.written_roles import role_resources
from pytest_dynamo.interop.cloudformation.written_table import scaling_resources, table_resource
from pytest_dynamo.interop.cloudformation.yaml_form import yaml_of
from pytest_dynamo.interop.documents.document import Where, dotted
from pytest_dynamo.interop.naming import distinct, pascal_case
from pytest_dynamo.interop.role_policies import losses_of_roles
from pytest_dynamo.interop.values import Exported, ExportedFile, ExportFormat, ExportOptions, Loss

_VERSION = "2010-09-09"
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
_LONGEST_DESCRIPTION = 1_024
_DYNAMIC = "{{resolve:"
_NOT_HELD = ("entities", "access_patterns", "seeds", "workload", "ignore")


def template_of(design: Design, options: ExportOptions) -> dict[str, Any]:
    """The template of a design, its functions in their long form.

    A table with replicas is a global table, as is any other where options ask for it; one with fixed
    write capacity is not, because a global table scales its own.

    Raises:
        DynamoError: A table has replicas and fixed write capacity.
    """
    ids = distinct(design.tables, pascal_case)
    resources: dict[str, Any] = {}
    for name, table in design.tables.items():
        resources[ids[name]] = _table(table, options)
    for name, table in design.tables.items():
        is_regional = resources[ids[name]]["Type"] == "AWS::DynamoDB::Table"
        resources |= _scaling(table, ids[name], resources) if is_regional else {}
    if options.alarms:
        for name, table in design.tables.items():
            alarms = alarms_of(table, operations_on(design, name))
            wished = {one.name: _alarm(one, ids[name], options) for one in alarms}
            names = distinct(wished, partial(_alarm_id, ids[name]), taken=resources)
            resources |= {names[alarm]: resource for alarm, resource in wished.items()}
    policies = role_resources(design, ids, taken=resources)
    resources |= policies
    _require_plain(resources, ())
    description = _description(design)
    return {
        "AWSTemplateFormatVersion": _VERSION,
        **({"Description": description} if description else {}),
        "Resources": resources,
        "Outputs": _outputs(design, ids, policies),
    }


def _table(table: Table, options: ExportOptions) -> dict[str, Any]:
    if table.replicas and has_fixed_writes(table):
        message = (
            f"tables.{table.name}.billing_mode: a table with replicas scales its write capacity, and this "
            "one's is fixed, for the table or one of its indexes.\n"
            "To fix this: give write_autoscaling with min and max, or make the table PAY_PER_REQUEST"
        )
        raise DynamoError(message)
    if table.replicas or (options.global_table and not has_fixed_writes(table)):
        return global_table_resource(table)
    return table_resource(table)


def _scaling(table: Table, logical_id: str, taken: Mapping[str, object]) -> dict[str, Any]:
    wished = dict(scaling_resources(table, logical_id))
    ids = distinct(wished, pascal_case, taken=taken)
    found: dict[str, Any] = {}
    target = ""
    for name, resource in wished.items():
        if "ScalingTargetId" in resource["Properties"]:
            resource["Properties"]["ScalingTargetId"] = {"Ref": target}
        else:
            target = ids[name]
        found[ids[name]] = resource
    return found


def _alarm_id(table: str, alarm: str) -> str:
    return f"{table}{pascal_case(alarm)}Alarm"


def _alarm(alarm: Alarm, table: str, options: ExportOptions) -> dict[str, Any]:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html."""
    dimensions = [
        {"Name": name, "Value": {"Ref": table} if name == "TableName" else value}
        for name, value in alarm.dimensions
    ]
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmDescription": alarm.description,
            "Namespace": alarm.namespace,
            "MetricName": alarm.metric,
            "Dimensions": dimensions,
            "Statistic": alarm.statistic,
            "Period": alarm.period,
            "EvaluationPeriods": alarm.evaluation_periods,
            "DatapointsToAlarm": alarm.datapoints_to_alarm,
            "Threshold": alarm.threshold,
            "ComparisonOperator": alarm.comparison,
            "TreatMissingData": alarm.treat_missing_data,
            **({"AlarmActions": [options.alarm_topic]} if options.alarm_topic else {}),
        },
    }


def _description(design: Design) -> str:
    encoded = design.description.encode("utf-8", "replace")[:_LONGEST_DESCRIPTION]
    return encoded.decode("utf-8", "ignore")


def _require_plain(value: object, where: Where) -> None:
    """Raise for a text that CloudFormation would replace; there is no way to write it as it is.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
    """
    if isinstance(value, Mapping):
        for name, one in value.items():
            _require_plain(name, (*where, str(name)))
            _require_plain(one, (*where, str(name)))
    elif isinstance(value, list):
        for position, one in enumerate(value):
            _require_plain(one, (*where, position))
    elif isinstance(value, str) and _DYNAMIC in value:
        message = (
            f"{dotted(where)} of the template: '{value[:60]}' has '{_DYNAMIC}' in it, which CloudFormation "
            "takes for a dynamic reference.\nTo fix this: write the value otherwise in the design"
        )
        raise DynamoError(message)


def _outputs(
    design: Design, ids: Mapping[str, str], policies: Mapping[str, object]
) -> dict[str, Any]:
    wished: dict[str, dict[str, Any]] = {}
    for name, table in design.tables.items():
        one = ids[name]
        attributes = ["Arn", *(["StreamArn"] if table.stream or needs_stream(table) else [])]
        values = {"Name": {"Ref": one}} | {each: {"Fn::GetAtt": [one, each]} for each in attributes}
        for suffix, value in values.items():
            key = f"{one}{suffix}"
            while key in wished:
                key += "2"
            wished[key] = {"Value": value}
    arns = distinct(policies, lambda policy: f"{policy}Arn", taken=wished)
    return wished | {arns[policy]: {"Value": {"Ref": policy}} for policy in policies}


def _losses(design: Design) -> Iterator[Loss]:
    for name in _NOT_HELD:
        if getattr(design, name):
            yield Loss(where=name, message="left out: a template holds tables only")
    yield from losses_of_roles(design, "written as managed policies")
    if _description(design) != design.description:
        message = f"cut to {_LONGEST_DESCRIPTION:,} bytes, which is all that a template takes"
        yield Loss(where="description", message=message)
    for table in design.tables.values():
        yield from _table_losses(table, f"tables.{table.name}")


def _table_losses(table: Table, where: str) -> Iterator[Loss]:
    if table.removal_policy == "SNAPSHOT":
        message = "Retain is written: CloudFormation takes no snapshots of tables"
        yield Loss(where=f"{where}.removal_policy", message=message)
    if needs_stream(table) and table.stream != "NEW_AND_OLD_IMAGES":
        message = "NEW_AND_OLD_IMAGES is written: replicas are kept by such a stream"
        yield Loss(where=f"{where}.stream", message=message)
    if is_key_of_one_region(table):
        message = "the key is written for each region; name the one of each, or a multi-Region key"
        yield Loss(where=f"{where}.encryption", message=message)
    for index, one in table.vector_indexes.items():
        if has_function(one):
            message = "left out: CloudFormation would take a part of it for a function"
            yield Loss(where=f"{where}.vector_indexes.{index}", message=message)


def _write(design: Design, options: ExportOptions) -> Exported:
    text = yaml_of(template_of(design, options))
    return Exported(
        files=(ExportedFile(name=f"{design.name}.template.yaml", text=text),),
        losses=tuple(_losses(design)),
    )


FORMAT = ExportFormat(
    name="cloudformation",
    title="a CloudFormation template, as YAML",
    write=_write,
    takes=frozenset({"alarms", "alarm_topic", "global_table"}),
)
