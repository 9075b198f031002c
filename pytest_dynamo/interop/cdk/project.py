"""The files around a stack: what installs it, what compiles it, what the command `cdk` runs."""

import json
from typing import Any, Final

from pytest_dynamo.interop.cdk.code import StackCode
from pytest_dynamo.interop.cdk.remarks import comment_lines
from pytest_dynamo.interop.cdk.versions import (
    CLI,
    CONSTRUCTS,
    LIBRARY,
    NODE_TYPES,
    TSX,
    TYPESCRIPT,
)

CONTEXT: Final = {
    "@aws-cdk/aws-dynamodb:resourcePolicyPerReplica": True,
    "@aws-cdk/aws-dynamodb:retainTableReplica": True,
    "@aws-cdk/core:checkSecretUsage": True,
}
"""Feature flags, which a new app sets as is recommended: https://docs.aws.amazon.com/cdk/v2/guide/featureflags.html"""
COMPILER_OPTIONS: Final = {
    "target": "ES2022",
    "module": "NodeNext",
    "types": ["node"],
    "strict": True,
    "noImplicitReturns": True,
    "noFallthroughCasesInSwitch": True,
    "noUnusedLocals": True,
    "noUnusedParameters": True,
    "skipLibCheck": True,
}


def cdk_json(app: str) -> str:
    """What the command runs, and with which feature flags."""
    return _json({"app": app, "context": CONTEXT})


def package_json(stack: StackCode) -> str:
    """The packages of npm."""
    return _json(
        {
            "name": stack.name,
            "version": "0.1.0",
            "private": True,
            "bin": {stack.name: f"bin/{stack.name}.ts"},
            "scripts": {"build": "tsc --noEmit", "synth": "cdk synth", "deploy": "cdk deploy"},
            "dependencies": {"aws-cdk-lib": f"^{LIBRARY}", "constructs": f"^{CONSTRUCTS}"},
            "devDependencies": {
                "@types/node": f"^{NODE_TYPES}",
                "aws-cdk": f"^{CLI}",
                "tsx": f"^{TSX}",
                "typescript": f"^{TYPESCRIPT}",
            },
        }
    )


def tsconfig_json() -> str:
    """How the compiler is to look at it: as strictly as it can."""
    options = {**COMPILER_OPTIONS, "outDir": "dist"}
    return _json({"compilerOptions": options, "include": ["bin", "lib"]})


def requirements_text() -> str:
    """The packages of PyPI."""
    return f"aws-cdk-lib>={LIBRARY},<3\nconstructs>={CONSTRUCTS},<11\n"


def readme_text(stack: StackCode, install: str, check: str = "") -> str:
    """How to deploy it."""
    title = " ".join(comment_lines(stack.title)).replace("`", "").replace("<", "&lt;")
    lines = [f"# {title}\n\n", "The tables of this design, as an app of the AWS CDK.\n\n```sh\n"]
    lines.append(f"{install}\n{check}npx cdk diff    # what would change\nnpx cdk deploy\n```\n")
    if stack.needs_region:
        lines.append("\nName the region: `export AWS_REGION=…`, or a profile that has one.\n")
    return "".join(lines)


def _json(document: dict[str, Any]) -> str:
    return f"{json.dumps(document, indent=2)}\n"
