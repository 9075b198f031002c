"""The two formats: an app in TypeScript and one in Python."""

import re

from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.cdk import python, typescript
from pytest_dynamo.interop.cdk.code import StackCode
from pytest_dynamo.interop.cdk.losses import losses_of
from pytest_dynamo.interop.cdk.project import (
    cdk_json,
    package_json,
    readme_text,
    requirements_text,
    tsconfig_json,
)
from pytest_dynamo.interop.cdk.stack import stack_code
from pytest_dynamo.interop.values import Exported, ExportedFile, ExportFormat, ExportOptions

_TOPIC_ARN = re.compile(r"arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]+", re.ASCII)


def written_typescript(design: Design, options: ExportOptions) -> Exported:
    """The app in TypeScript.

    Raises:
        DynamoError: The topic that alarms notify is named by something else than an ARN.
    """
    stack = _stack(design, options)
    files = {
        f"bin/{stack.name}.ts": typescript.app_text(stack),
        f"lib/{stack.name}-stack.ts": typescript.stack_text(stack),
        "cdk.json": cdk_json(f"npx tsx bin/{stack.name}.ts"),
        "package.json": package_json(stack),
        "tsconfig.json": tsconfig_json(),
        "README.md": readme_text(stack, "npm install", "npm run build   # checks the types\n"),
    }
    return _exported(design, stack, files)


def written_python(design: Design, options: ExportOptions) -> Exported:
    """The app in Python.

    Raises:
        DynamoError: The topic that alarms notify is named by something else than an ARN.
    """
    stack = _stack(design, options)
    files = {
        "app.py": python.app_text(stack),
        f"{python.module_name(stack)}.py": python.stack_text(stack),
        "cdk.json": cdk_json("python3 app.py"),
        "requirements.txt": requirements_text(),
        "README.md": readme_text(stack, "python3 -m pip install -r requirements.txt"),
    }
    return _exported(design, stack, files)


def _stack(design: Design, options: ExportOptions) -> StackCode:
    if options.alarm_topic and not _TOPIC_ARN.fullmatch(options.alarm_topic):
        message = (
            f"the alarms are to notify '{options.alarm_topic}', which is not the ARN of an SNS topic\n"
            "To fix this: name one such as arn:aws:sns:eu-west-1:123456789012:alarms"
        )
        raise DynamoError(message)
    return stack_code(design, options)


def _exported(design: Design, stack: StackCode, files: dict[str, str]) -> Exported:
    return Exported(
        files=tuple(ExportedFile(name=name, text=text) for name, text in files.items()),
        losses=losses_of(design, stack.description),
    )


_TAKES = frozenset({"alarms", "alarm_topic"})
TYPESCRIPT = ExportFormat(
    name="cdk-typescript",
    title="AWS CDK app in TypeScript",
    write=written_typescript,
    is_folder=True,
    takes=_TAKES,
)
PYTHON = ExportFormat(
    name="cdk-python",
    title="AWS CDK app in Python",
    write=written_python,
    is_folder=True,
    takes=_TAKES,
)
