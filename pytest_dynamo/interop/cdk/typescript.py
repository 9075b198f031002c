"""The program of a stack, printed in TypeScript."""

import re
from collections.abc import Mapping
from typing import Any

from pytest_dynamo.interop.cdk.code import (
    Attribute,
    Call,
    Constant,
    Data,
    DefaultChild,
    Listed,
    MethodCall,
    Name,
    Node,
    StackCode,
    Statement,
    Struct,
)
from pytest_dynamo.interop.cdk.escaping import typescript_text
from pytest_dynamo.interop.cdk.layout import Group, Item, Text, laid_out
from pytest_dynamo.interop.cdk.remarks import comment_lines

_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)
_MODULES = {
    "cdk": "aws-cdk-lib",
    "cloudwatch": "aws-cdk-lib/aws-cloudwatch",
    "actions": "aws-cdk-lib/aws-cloudwatch-actions",
    "dynamodb": "aws-cdk-lib/aws-dynamodb",
    "iam": "aws-cdk-lib/aws-iam",
    "kinesis": "aws-cdk-lib/aws-kinesis",
    "kms": "aws-cdk-lib/aws-kms",
    "sns": "aws-cdk-lib/aws-sns",
}
_UNIT = "  "
_WATCH = """
  /** An alarm on a metric that DynamoDB sends every minute in which there is something to count. */
  private watch(
    id: string,
    props: Omit<cloudwatch.AlarmProps, "metric"> &
      Pick<cloudwatch.MetricProps, "metricName" | "dimensionsMap">,
  ): void {
    const { metricName, dimensionsMap, ...alarmProps } = props;
    const metric = new cloudwatch.Metric({
      namespace: "AWS/DynamoDB",
      metricName,
      dimensionsMap,
      statistic: cloudwatch.Stats.SUM,
      period: cdk.Duration.minutes(1),
    });
    %snew cloudwatch.Alarm(this, id, {
      metric,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      ...alarmProps,
    });
%s  }
"""
_ACTION = "    alarm.addAlarmAction(new actions.SnsAction(this.alarmTopic));\n"
_ENVIRONMENT = (
    "  // The region is needed: {reason}.\n"
    "  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },\n"
)


def app_text(stack: StackCode) -> str:
    """The program that is run: `bin/<name>.ts`."""
    members = ""
    if stack.description:
        members += f"  description: {typescript_text(stack.description)},\n"
    if stack.needs_region:
        members += _ENVIRONMENT.replace("{reason}", stack.region_reason)
    properties = f", {{\n{members}}}" if members else ""
    return (
        "#!/usr/bin/env node\n"
        'import * as cdk from "aws-cdk-lib";\n'
        f'import {{ {stack.class_name} }} from "../lib/{stack.name}-stack";\n\n'
        "const app = new cdk.App();\n"
        f"new {stack.class_name}(app, {typescript_text(stack.class_name)}{properties});\n"
    )


def stack_text(stack: StackCode) -> str:
    """The stack: `lib/<name>-stack.ts`."""
    imports = [
        f'import * as {name} from "{_MODULES[name]}";\n'
        for name in _MODULES
        if name in stack.modules
    ]
    lines = [*imports, 'import { Construct } from "constructs";\n\n']
    lines += _documented(comment_lines(f"The tables of the design {stack.title}."), "")
    lines.append(f"export class {stack.class_name} extends cdk.Stack {{\n")
    for field in stack.fields:
        lines += _documented(field.comments, _UNIT)
        lines.append(f"  public readonly {field.name}: {field.type};\n")
    if stack.topic:
        lines.append("  private readonly alarmTopic: sns.ITopic;\n")
    lines.append("\n  constructor(scope: Construct, id: string, props?: cdk.StackProps) {\n")
    lines.append("    super(scope, id, props);\n")
    if stack.topic:
        topic = typescript_text(stack.topic)
        lines.append(
            f'\n    this.alarmTopic = sns.Topic.fromTopicArn(this, "AlarmTopic", {topic});\n'
        )
    lines += [_statement(each) for each in stack.statements]
    lines.append("  }\n")
    if stack.has_alarms:
        kept, action = ("const alarm = ", _ACTION) if stack.topic else ("", "")
        lines.append(_WATCH % (kept, action))
    lines.append("}\n")
    return "".join(lines)


def _documented(comments: tuple[str, ...], indent: str) -> list[str]:
    if not comments:
        return []
    if len(comments) == 1:
        return [f"{indent}/** {comments[0]} */\n"]
    return [
        f"{indent}/**\n",
        *(f"{indent} * {each}\n" for each in comments),
        f"{indent} */\n",
    ]


def _statement(statement: Statement) -> str:
    indent = 2 * len(_UNIT)
    before = ""
    if statement.target:
        name = _name(statement.target)
        before = f"{name} = " if statement.target.is_field else f"const {name} = "
    text = laid_out(_text(statement.value), indent=indent, unit=_UNIT, before=len(before), after=1)
    comments = "".join(f"{' ' * indent}// {each}\n" for each in statement.comments)
    paragraph = "\n" if statement.starts_paragraph else ""
    return f"{paragraph}{comments}{' ' * indent}{before}{text};\n"


def _text(node: Node) -> Text:  # noqa: C901 - a case for each kind of node
    match node:
        case bool():
            return "true" if node else "false"
        case int():
            return str(node)
        case str():
            return typescript_text(node)
        case Constant():
            return f"{node.module}.{node.path}"
        case Struct():
            return Group(opening="{", items=_members(node.members), closing="}", padding=" ")
        case Data():
            return _data(node.value)
        case Call():
            new = "new " if node.is_new else ""
            return _call(f"{new}{node.module}.{node.path}", "", node.arguments, node.members)
        case MethodCall():
            return _call(f".{node.name}", _text(node.target), node.arguments, node.members)
        case Name():
            return _name(node)
        case Attribute():
            value = f"{_name(node.target)}.{node.name}"
            return f"`${{{value}}}{node.behind}`" if node.behind else value
        case DefaultChild():
            return f"{_name(node.target)}.node.defaultChild as {node.module}.{node.type}"
        case Listed():
            return _text(node.value)
        case tuple():
            return Group(opening="[", items=tuple(_item(each) for each in node), closing="]")


def _call(
    name: str, target: Text, arguments: tuple[Node, ...], members: Mapping[str, Node]
) -> Text:
    if members:
        last = Group(opening="{", items=_members(members), closing="}", padding=" ")
        before: tuple[Node, ...] = arguments
    elif arguments and isinstance(arguments[-1], Data) and isinstance(arguments[-1].value, dict):
        last, before = _object(arguments[-1].value), arguments[:-1]
    else:
        items = tuple(Item(value=_text(each)) for each in arguments)
        return Group(target=target, opening=f"{name}(", items=items, closing=")")
    if not all(isinstance(each, str | Name) for each in before):
        items = (*(Item(value=_text(each)) for each in before), Item(value=last))
        return Group(target=target, opening=f"{name}(", items=items, closing=")")
    first = "".join(f"{_text(each)}, " for each in before)
    opening = f"{name}({first}{last.opening}"
    return Group(
        target=target,
        opening=opening,
        items=last.items,
        closing=f"{last.closing})",
        padding=last.padding,
    )


def _members(members: Mapping[str, Node]) -> tuple[Item, ...]:
    return tuple(Item(before=f"{name}: ", value=_text(each)) for name, each in members.items())


def _item(node: Node) -> Item:
    if isinstance(node, Listed):
        comments = tuple(f"// {each}" for each in node.comments)
        return Item(value=_text(node.value), comments=comments)
    return Item(value=_text(node))


def _name(name: Name) -> str:
    return f"this.{name.name}" if name.is_field else name.name or "this"


def _data(value: Any) -> Text:  # noqa: ANN401 - JSON is of several shapes
    match value:
        case dict():
            return _object(value)
        case list():
            elements = tuple(Item(value=_data(each)) for each in value)
            return Group(opening="[", items=elements, closing="]")
        case str():
            return typescript_text(value)
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
    return repr(value)


def _object(value: dict[str, Any]) -> Group:
    items = tuple(Item(before=f"{_key(name)}: ", value=_data(each)) for name, each in value.items())
    return Group(opening="{", items=items, closing="}", padding=" ")


def _key(name: str) -> str:
    """The name of a member; in brackets where it would otherwise name the prototype."""
    if name == "__proto__":
        return '["__proto__"]'
    return name if _IDENTIFIER.fullmatch(name) else typescript_text(name)
