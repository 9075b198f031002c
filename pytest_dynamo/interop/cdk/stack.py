"""A design as the program of one stack."""

from collections.abc import Iterator, Mapping

from pytest_dynamo.design.values import Design, Table
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.alarms import Alarm, alarms_of, operations_on, unwatched_capacity
from pytest_dynamo.interop.cdk.classic_table import (
    classic_table_members,
    index_statements,
    setting_statements,
)
from pytest_dynamo.interop.cdk.code import (
    SELF,
    Call,
    Constant,
    Data,
    Field,
    MethodCall,
    Name,
    Node,
    StackCode,
    Statement,
)
from pytest_dynamo.interop.cdk.fields import field_name
from pytest_dynamo.interop.cdk.global_table import global_table_members
from pytest_dynamo.interop.cdk.overrides import (
    classic_overrides,
    global_table_overrides,
    override_statements,
)
from pytest_dynamo.interop.cdk.parts import is_key_arn
from pytest_dynamo.interop.cdk.remarks import sentences, table_remarks
from pytest_dynamo.interop.cdk.roles import role_code
from pytest_dynamo.interop.cloudformation.written_global_table import has_fixed_writes
from pytest_dynamo.interop.naming import distinct, pascal_case, snake_case
from pytest_dynamo.interop.values import ExportOptions

_COMPARISONS = {
    "GreaterThanThreshold": "GREATER_THAN_THRESHOLD",
    "GreaterThanOrEqualToThreshold": "GREATER_THAN_OR_EQUAL_TO_THRESHOLD",
}
_LONGEST = 80
_LONGEST_DESCRIPTION = 1_024
"""Bytes: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-description-structure.html"""
_TOPIC = "AlarmTopic"


def stack_code(design: Design, options: ExportOptions) -> StackCode:
    """The app that makes the tables of a design.

    Raises:
        DynamoError: A table has replicas and fixed write capacity.
    """
    name = snake_case(design.name)[:_LONGEST].strip("_").replace("_", "-")
    tables = list(design.tables.values())
    for table in tables:
        if table.replicas and has_fixed_writes(table):
            message = (
                f"tables.{table.name}: a table with replicas scales its writes, and the write "
                "capacity of this one, or of an index, is fixed\n"
                "To fix this: give it write_autoscaling with min and max, or make it PAY_PER_REQUEST"
            )
            raise DynamoError(message)
    ids = distinct(design.tables, pascal_case, taken=[_TOPIC])
    names = distinct(design.tables, field_name)
    fields = tuple(
        Field(
            name=names[table.name],
            type="dynamodb.Table" if has_fixed_writes(table) else "dynamodb.TableV2",
            comments=table_remarks(design, table),
        )
        for table in tables
    )
    statements = [
        statement
        for table in tables
        for statement in _table_statements(design, table, ids[table.name], names[table.name])
    ]
    roles = role_code(design, names, ids)
    statements += roles.statements
    if options.alarms:
        statements += _alarm_statements(design, {**ids, **roles.ids})
    return StackCode(
        name=name,
        class_name=f"{pascal_case(name)}Stack",
        title=" ".join(design.name.split()),
        description=_description(design.description),
        fields=(*fields, *roles.fields),
        statements=tuple(statements),
        has_alarms=options.alarms and bool(tables),
        topic=options.alarm_topic if options.alarms and tables else "",
        region_reason=_region_reason(design),
    )


def _region_reason(design: Design) -> str:
    for table in design.tables.values():
        if table.replicas:
            return f"{table.name} has replicas in others".replace("\n", " ")
        if is_key_arn(table.encryption.kms_key) and not has_fixed_writes(table):
            return f"{table.name} has a key, and keys are of a region"
    return ""


def _description(text: str) -> str:
    return text.encode()[:_LONGEST_DESCRIPTION].decode(errors="ignore")


def _table_statements(
    design: Design, table: Table, construct_id: str, name: str
) -> Iterator[Statement]:
    field = Name(name=name, is_field=True)
    arguments: tuple[Node, ...] = (SELF, construct_id)
    if has_fixed_writes(table):
        members = classic_table_members(table, construct_id)
        yield Statement(
            value=Call(
                module="dynamodb", path="Table", arguments=arguments, members=members, is_new=True
            ),
            target=field,
            comments=("TableV2 cannot write with a fixed capacity; Table can.",),
            starts_paragraph=True,
        )
        yield from index_statements(design, table, field)
        yield from setting_statements(table, field)
        overrides, resource = classic_overrides(table), "CfnTable"
    else:
        members = global_table_members(design, table, construct_id)
        yield Statement(
            value=Call(
                module="dynamodb", path="TableV2", arguments=arguments, members=members, is_new=True
            ),
            target=field,
            starts_paragraph=True,
        )
        overrides, resource = global_table_overrides(table), "CfnGlobalTable"
    yield from override_statements(overrides, field, f"{name}Resource", resource)


def _alarm_statements(design: Design, ids: Mapping[str, str]) -> Iterator[Statement]:
    alarms = {
        f"{ids[table.name]}-{alarm.name}": alarm
        for table in design.tables.values()
        for alarm in alarms_of(table, operations_on(design, table.name))
    }
    construct_ids = distinct(alarms, pascal_case, taken=[_TOPIC, *ids.values()])
    unwatched = sentences(map(unwatched_capacity, design.tables.values()))
    for number, (name, alarm) in enumerate(alarms.items()):
        yield Statement(
            value=MethodCall(
                target=SELF,
                name="watch",
                arguments=(construct_ids[name],),
                members=_alarm_members(alarm),
            ),
            comments=unwatched if not number else (),
            starts_paragraph=not number,
        )


def _alarm_members(alarm: Alarm) -> dict[str, Node]:
    return {
        "alarmDescription": alarm.description,
        "metricName": alarm.metric,
        "dimensionsMap": Data(value=dict(alarm.dimensions)),
        "comparisonOperator": Constant(
            module="cloudwatch", path=f"ComparisonOperator.{_COMPARISONS[alarm.comparison]}"
        ),
        "threshold": alarm.threshold,
        "evaluationPeriods": alarm.evaluation_periods,
        "datapointsToAlarm": alarm.datapoints_to_alarm,
    }
