"""The apps, made by the CDK itself: strictly compiled, synthesised, and compared with our own CloudFormation."""

import sys
from pathlib import Path

import pytest

from pytest_dynamo.design.reader import load_design
from pytest_dynamo.interop.cdk.writing import PYTHON, TYPESCRIPT
from pytest_dynamo.interop.cloudformation.writing import template_of
from pytest_dynamo.interop.naming import pascal_case
from pytest_dynamo.interop.values import ExportOptions
from tests.interop.cdk.templates import resources_of
from tests.interop.cdk.toolchain import ACCOUNT, REGION, compiled, synthesised

OPTIONS = ExportOptions(
    alarms=True, alarm_topic="arn:aws:sns:eu-west-1:123456789012:alarms", global_table=True
)
DESIGNS = {
    path.stem: load_design(path)
    for path in (
        *sorted(Path("designs").glob("*.yaml")),
        Path(__file__).parent / "inputs/everything.yaml",
    )
}


def stack_of(name):
    return f"{pascal_case(DESIGNS[name].name)}Stack"


@pytest.fixture(scope="module")
def typescript(tmp_path_factory):
    """The templates of all designs, from one app in TypeScript."""
    folder = tmp_path_factory.mktemp("typescript")
    lines = ['import * as cdk from "aws-cdk-lib";\n', "const app = new cdk.App();\n"]
    for name, design in DESIGNS.items():
        write(TYPESCRIPT, design, folder / name)
        (module,) = (folder / name / "lib").iterdir()
        lines.append(f'import * as {name} from "./{name}/lib/{module.stem}";\n')
        lines.append(
            f'new (Object.values({name})[0])(app, "{stack_of(name)}", '
            f'{{ env: {{ account: "{ACCOUNT}", region: "{REGION}" }} }});\n'
        )
    (folder / "all.ts").write_text("".join(lines), encoding="utf-8")
    compiled(folder)
    return synthesised(folder, "node dist/all.js")


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The templates of all designs, from one app in Python that runs what is run for each."""
    folder = tmp_path_factory.mktemp("python")
    for name, design in DESIGNS.items():
        write(PYTHON, design, folder / name)
    (folder / "all.py").write_text(
        "import pathlib, runpy, sys\n"
        "import aws_cdk as cdk\n"
        "app, synth = cdk.App(), cdk.App.synth\n"
        "cdk.App.synth = lambda _: None\n"
        "cdk.App = lambda: app\n"
        "for each in sorted(pathlib.Path().glob('*/app.py')):\n"
        "    sys.path[0:1] = [str(each.parent)]\n"
        "    runpy.run_path(str(each))\n"
        "synth(app)\n",
        encoding="utf-8",
    )
    return synthesised(folder, f"{sys.executable} all.py")


def write(format_, design, folder):
    for file in format_.write(design, OPTIONS).files:
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")


@pytest.mark.parametrize("name", DESIGNS)
def test_an_app_makes_the_template_that_we_write_ourselves(typescript, name):
    ours = template_of(DESIGNS[name], OPTIONS)
    assert resources_of(typescript[stack_of(name)]) == resources_of(ours)


@pytest.mark.parametrize("name", DESIGNS)
def test_both_languages_say_the_same(typescript, python, name):
    assert resources_of(typescript[stack_of(name)]) == resources_of(python[stack_of(name)])
    assert python[stack_of(name)]["Description"] == DESIGNS[name].description
