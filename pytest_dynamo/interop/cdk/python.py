"""The program of a stack, printed in Python."""

import keyword
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
from pytest_dynamo.interop.cdk.escaping import python_name, python_text
from pytest_dynamo.interop.cdk.layout import Group, Item, Text, laid_out
from pytest_dynamo.interop.cdk.remarks import comment_lines

_MODULES = {
    "cloudwatch": "aws_cloudwatch",
    "actions": "aws_cloudwatch_actions",
    "dynamodb": "aws_dynamodb",
    "iam": "aws_iam",
    "kinesis": "aws_kinesis",
    "kms": "aws_kms",
    "sns": "aws_sns",
}
_UNIT = "    "
_WATCH = '''
    def _watch(
        self,
        construct_id: str,
        *,
        metric_name: str,
        dimensions_map: Mapping[str, str],
        **alarm_props: Any,
    ) -> None:
        """An alarm on a metric that DynamoDB sends every minute in which there is something to count."""
        metric = cloudwatch.Metric(
            namespace="AWS/DynamoDB",
            metric_name=metric_name,
            dimensions_map=dimensions_map,
            statistic=cloudwatch.Stats.SUM,
            period=cdk.Duration.minutes(1),
        )
        %scloudwatch.Alarm(
            self,
            construct_id,
            metric=metric,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            **alarm_props,
        )
'''
_ACTION = "        alarm.add_alarm_action(actions.SnsAction(self._alarm_topic))\n"
_ENVIRONMENT = """    # The region is needed: {reason}.
    env=cdk.Environment(
        account=os.environ.get("CDK_DEFAULT_ACCOUNT"),
        region=os.environ.get("CDK_DEFAULT_REGION"),
    ),
"""


def module_name(stack: StackCode) -> str:
    """The module of the stack, without its suffix."""
    return f"{stack.name.replace('-', '_')}_stack"


def app_text(stack: StackCode) -> str:
    """The program that is run: `app.py`."""
    members = ""
    if stack.description:
        members += f"    description={python_text(stack.description)},\n"
    if stack.needs_region:
        members += _ENVIRONMENT.replace("{reason}", stack.region_reason)
    identifier = python_text(stack.class_name)
    arguments = f"\n    app,\n    {identifier},\n{members}" if members else f"app, {identifier}"
    system = "import os\n\n" if stack.needs_region else ""
    return (
        "#!/usr/bin/env python3\n"
        f"{system}import aws_cdk as cdk\n\n"
        f"from {module_name(stack)} import {stack.class_name}\n\n"
        "app = cdk.App()\n"
        f"{stack.class_name}({arguments})\n"
        "app.synth()\n"
    )


def stack_text(stack: StackCode) -> str:
    """The stack: `<name>_stack.py`."""
    body = [_statement(stack, each) for each in stack.statements]
    uses_cast = any(isinstance(each.value, DefaultChild) for each in stack.statements)
    typing = ["Any", *(["cast"] if uses_cast else [])]
    lines = ["from collections.abc import Mapping\n"] if stack.has_alarms else []
    lines += [f"from typing import {', '.join(typing)}\n\n", "import aws_cdk as cdk\n"]
    lines += [
        f"from aws_cdk import {module} as {name}\n"
        for name, module in _MODULES.items()
        if name in stack.modules
    ]
    lines.append("from constructs import Construct\n\n\n")
    lines.append(f"class {stack.class_name}(cdk.Stack):\n")
    lines += _documented(comment_lines(f"The tables of the design {stack.title}."))
    lines.append(
        "\n    def __init__(self, scope: Construct, construct_id: str, **kwargs: Any) -> None:\n"
        "        super().__init__(scope, construct_id, **kwargs)\n"
    )
    if stack.topic:
        topic = python_text(stack.topic)
        lines.append(
            f'\n        self._alarm_topic = sns.Topic.from_topic_arn(self, "AlarmTopic", {topic})\n'
        )
    lines += body
    if stack.has_alarms:
        lines.append(_WATCH % ("alarm = " if stack.topic else ""))
        lines.append(_ACTION if stack.topic else "")
    return "".join(lines)


def _documented(lines: tuple[str, ...]) -> list[str]:
    escaped = [line.replace("\\", "\\\\").replace('"', '\\"') for line in lines]
    if len(escaped) == 1:
        return [f'    """{escaped[0]}"""\n']
    return [f'    """{escaped[0]}\n', *(f"    {line}\n" for line in escaped[1:]), '    """\n']


def _statement(stack: StackCode, statement: Statement) -> str:
    indent = 2 * len(_UNIT)
    before = f"{_name(statement.target)} = " if statement.target else ""
    text = laid_out(_text(statement.value), indent=indent, unit=_UNIT, before=len(before))
    comments = statement.comments
    if statement.target and statement.target.is_field:
        (field,) = (each for each in stack.fields if each.name == statement.target.name)
        comments = (*field.comments, *comments)
    remarks = "".join(f"{' ' * indent}# {each}\n" for each in comments)
    paragraph = "\n" if statement.starts_paragraph else ""
    return f"{paragraph}{remarks}{' ' * indent}{before}{text}\n"


def _text(node: Node) -> Text:  # noqa: C901 - a case for each kind of node
    match node:
        case bool() | int():
            return repr(node)
        case str():
            return python_text(node)
        case Constant():
            return f"{node.module}.{node.path}"
        case Struct():
            opening = f"{node.module}.{node.type}("
            return Group(opening=opening, items=_members(node.members), closing=")")
        case Data():
            return _data(node.value)
        case Call():
            *owner, name = node.path.split(".")
            path = ".".join([node.module, *owner, name if node.is_new else python_name(name)])
            return _call(path, "", node.arguments, node.members)
        case MethodCall():
            name = python_name(node.name)
            is_own = isinstance(node.target, Name) and not node.target.name
            return _call(
                f"._{name}" if is_own else f".{name}",
                _text(node.target),
                node.arguments,
                node.members,
            )
        case Name():
            return _name(node)
        case Attribute():
            value = f"{_name(node.target)}.{python_name(node.name)}"
            return f'f"{{{value}}}{node.behind}"' if node.behind else value
        case DefaultChild():
            target = f"{_name(node.target)}.node.default_child"
            return f'cast("{node.module}.{node.type}", {target})'
        case Listed():
            return _text(node.value)
        case tuple():
            return Group(opening="[", items=tuple(_item(each) for each in node), closing="]")


def _call(
    name: str, target: Text, arguments: tuple[Node, ...], members: Mapping[str, Node]
) -> Text:
    items = (*(Item(value=_text(each)) for each in arguments), *_members(members))
    return Group(target=target, opening=f"{name}(", items=items, closing=")")


def _members(members: Mapping[str, Node]) -> tuple[Item, ...]:
    return tuple(
        Item(before=f"{python_name(name)}=", value=_text(each)) for name, each in members.items()
    )


def _item(node: Node) -> Item:
    if isinstance(node, Listed):
        comments = tuple(f"# {each}" for each in node.comments)
        return Item(value=_text(node.value), comments=comments)
    return Item(value=_text(node))


def _name(name: Name) -> str:
    if not name.name:
        return "self"
    written = python_name(name.name)
    written = f"{written}_" if keyword.iskeyword(written) else written
    return f"self.{written}" if name.is_field else written


def _data(value: Any) -> Text:  # noqa: ANN401 - JSON is of several shapes
    match value:
        case dict():
            items = tuple(
                Item(before=f"{python_text(name)}: ", value=_data(each))
                for name, each in value.items()
            )
            return Group(opening="{", items=items, closing="}")
        case list():
            elements = tuple(Item(value=_data(each)) for each in value)
            return Group(opening="[", items=elements, closing="]")
        case str():
            return python_text(value)
    return repr(value)
