"""The script as a text; that it is one for every design; and what it says of tables that are there."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.interop.values import ExportOptions
from pytest_dynamo.interop.verify_script.writing import FORMAT
from tests.interop.generated_designs import designs
from tests.serving import Process

HERE = Path(__file__).parent
DESIGNS = sorted((HERE.parents[2] / "designs").glob("*.yaml"))
NAME = '\'; touch "$(pwd)/oops" `id` ${HOME} \\ é\n#'
HOSTILE = {
    "version": 1,
    "name": "hostile",
    "tables": {
        "-things": {
            "partition_key": NAME,
            "sort_key": {"name": "n", "type": "N"},
            "indexes": {"by.b-x": {"partition_key": {"name": "b", "type": "B"}, "sort_key": NAME}},
            "time_to_live": "ends",
        }
    },
    "entities": {
        "Thing": {
            "table": "-things",
            "population": 1,
            "item": {
                NAME: f"{NAME}#{{thing_id}}".replace("${HOME}", "${{HOME}}"),
                "n": {"int": {"min": 1, "max": 2}},
                "b": {"binary_bytes": 4},
                "thing_id": {"faker": "uuid4"},
                "ends": {"epoch_seconds": 60},
            },
        },
    },
}


def exported(design):
    (file,) = FORMAT.write(design, ExportOptions()).files
    assert file.is_executable
    return file.text


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the command `aws`, and scripts and designs of tests."""
    folder = tmp_path_factory.mktemp("verify")
    command = folder / "aws"
    fake = shlex.join([sys.executable, str(HERE / "fake_aws.py")])
    command.write_text(f'#!/bin/sh\nexec {fake} "$@"\n')
    command.chmod(0o755)
    for name, text in {
        "small": (HERE / "inputs" / "small.yaml").read_text(encoding="utf-8"),
        "hostile": json.dumps(HOSTILE),
    }.items():
        (folder / f"{name}.yaml").write_text(text)
        (folder / f"verify-{name}.sh").write_text(exported(parse_design(text)), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def served(folder):
    served = Process(folder, "--design", "small.yaml", "--design", "hostile.yaml")
    yield served
    served.process.kill()
    served.process.communicate()


def surroundings(folder):
    return {"PATH": f"{folder}:{os.environ['PATH']}", "LC_ALL": "C"}


def run(folder, name, *arguments):
    """The exit code, the lines on both streams of a script that is run."""
    finished = subprocess.run(
        ["bash", f"verify-{name}.sh", *arguments],
        cwd=folder,
        env=surroundings(folder),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return finished.returncode, finished.stdout, finished.stderr


def test_the_script_of_a_small_design():
    expected = (HERE / "inputs" / "verify-small.sh").read_text(encoding="utf-8")
    assert exported(load_design(HERE / "inputs" / "small.yaml")) == expected


@pytest.mark.parametrize("path", DESIGNS, ids=lambda path: path.stem)
def test_bash_reads_the_script_of_each_design(path):
    text = exported(load_design(path))
    subprocess.run(["bash", "-n"], input=text, text=True, check=True)
    assert " scan " not in text


@settings(max_examples=15, deadline=None)
@given(designs())
def test_bash_reads_the_script_of_any_design(design):
    text = exported(design)
    subprocess.run(["bash", "-n"], input=text, text=True, encoding="utf-8", check=True)


def test_tables_that_are_as_designed_and_nothing_is_left(folder, served):
    code, out, errors = run(folder, "small", "--endpoint-url", served.url)
    assert (code, errors) == (0, "")
    expected = (HERE / "inputs" / "agreeing.txt").read_text(encoding="utf-8")
    assert out == expected.replace("URL", served.url)
    client = served.client()
    assert client.scan(TableName="users")["Count"] == 0
    client.close()


def test_what_differs_is_said_and_what_was_put_is_deleted_all_the_same(folder, served):
    client = served.client()
    client.update_table(TableName="users", DeletionProtectionEnabled=False)
    code, out, errors = run(folder, "small", f"--endpoint-url={served.url}")
    left = client.scan(TableName="users")["Count"]
    client.update_table(TableName="users", DeletionProtectionEnabled=True)
    client.close()
    assert (code, errors, left) == (1, "1 differ\n", 0)
    different = [line for line in out.splitlines() if line.startswith("DIFFERS")]
    assert different == ["DIFFERS  users deletion protection: on in the design, off found"]


def test_a_script_that_is_interrupted_leaves_nothing_behind(folder, served):
    script = subprocess.Popen(
        ["bash", "verify-small.sh", "--endpoint-url", served.url],
        cwd=folder,
        env=surroundings(folder),
        stdout=subprocess.PIPE,
        text=True,
    )
    while script.stdout.readline() != "OK       users put User\n":
        assert script.poll() is None
    script.terminate()
    out, _ = script.communicate(timeout=30)
    client = served.client()
    left = client.scan(TableName="users")["Count"]
    client.close()
    assert (script.returncode, left) == (143, 0)
    assert out.endswith("OK       deleted what was put: 1\n")


def test_names_that_would_be_code_are_data(folder, served):
    code, out, errors = run(folder, "hostile", "--endpoint-url", served.url)
    assert (code, errors) == (0, "")
    assert "OK       -things query Thing in index by.b-x" in out
    assert not (folder / "oops").exists()


def test_a_table_that_is_not_there_differs_in_everything(folder, served):
    text = (folder / "verify-small.sh").read_text(encoding="utf-8")
    (folder / "verify-gone.sh").write_text(text.replace("table=users", "table=gone"))
    code, out, errors = run(folder, "gone", "--endpoint-url", served.url, "--tables-only")
    assert code == 1
    assert {line.partition(" ")[0] for line in out.splitlines()} == {"DIFFERS"}
    assert "ResourceNotFoundException" in errors


@pytest.mark.parametrize(
    ("arguments", "code"), [(["-h"], 0), (["--help"], 0), (["--sure"], 2), (["--endpoint-url"], 2)]
)
def test_the_usage(folder, arguments, code):
    found, out, errors = run(folder, "small", *arguments)
    assert (found, "usage: verify-small.sh" in out, "usage: verify-small.sh" in errors) == (
        code,
        code == 0,
        code == 2,
    )


@pytest.mark.parametrize(
    "url", ["", "http://localhost.example.org:1", "http://localhost:1@example.org"]
)
def test_nothing_is_put_anywhere_else_unless_it_is_allowed(folder, url):
    """Without a table to ask, which the answers show; what matters is that no item is put."""
    command = folder / "elsewhere"
    command.mkdir(exist_ok=True)
    asked = command / "asked.txt"
    asked.write_text("")
    (command / "aws").write_text(f'#!/bin/sh\necho "$2" >> {asked}\necho 123456789012\n')
    (command / "aws").chmod(0o755)
    environment = surroundings(command) | {"AWS_REGION": "eu-west-1"}
    finished = subprocess.run(
        ["bash", str(folder / "verify-small.sh"), *(["--endpoint-url", url] if url else [])],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 2
    place = f", at {url}" if url else ""
    where = f"Items: 1 in account 123456789012, region eu-west-1{place}"
    assert finished.stdout.splitlines()[-1] == where
    assert finished.stderr.splitlines()[-1].startswith("To fix this: --yes")
    assert set(asked.read_text().split()) == {
        "describe-table",
        "describe-time-to-live",
        "describe-continuous-backups",
        "get-caller-identity",
    }


def test_what_is_not_verified_is_listed_under_its_path():
    design = load_design(HERE / "inputs" / "small.yaml")
    losses = {loss.where for loss in FORMAT.write(design, ExportOptions()).losses}
    assert losses == {"description", "entities.User", "tables.users.tags"}
