"""What an exported module looks like: formatted, clean, typed, and nothing in a design becomes code."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.interop.data_access.writing import FORMAT
from pytest_dynamo.interop.values import ExportOptions, Loss
from tests.interop.generated_designs import designs

ROOT = Path(__file__).parents[3]
DESIGNS = sorted((ROOT / "designs").glob("*.yaml"))

HOSTILE = r"""
version: 1
name: import
description: "ends \"\"\" early \\ and\nraise SystemExit(1) {x}"
tables:
  hostile-table: {partition_key: PK, sort_key: SK}
entities:
  Decimal:
    population: 5
    item:
      PK: "A'\"\\\n{{#}}{class}"
      SK: "{my-name}"
      class: {faker: uuid4}
      my-name: {ulid: true}
      "'; raise SystemExit(1) #": {choice: {"a\"'": 1}}
      "__private": "constant \"\\ '"
      str: {int: {min: 1, max: 2}}
      self: {timestamp: {since: -1d}, format: iso8601}
access_patterns:
  "list \"\"\" raise SystemExit(1)":
    description: "\"\"\"\nraise SystemExit(1)\n\\"
    query: {PK: "A'\"\\\n{{#}}{class}"}
    returns: Decimal
  "put ; raise SystemExit(1)":
    put: Decimal
    condition: attribute_not_exists(PK)
  import: {get: {PK: "{self}", SK: "{limit}"}}
""".replace('"{my-name}"', '"{class}"')

SCANS = """\
version: 1
name: scans
tables: {things: {partition_key: PK}}
entities: {Thing: {population: 5, item: {PK: "{id}", id: {ulid: true}, kind: {choice: [a, b]}}}}
access_patterns:
  everything: {scan: true, returns: Thing}
  nightly: {scan: true, returns: Thing, allow_scan: the nightly export reads everything}
  by_kind: {query: {kind: "{kind}"}, returns: Thing}
"""


def written(design):
    (file,) = FORMAT.write(design, ExportOptions()).files
    return file


def run(*command, cwd):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def check_style(folder):
    ruff = shutil.which("ruff") or str(Path(sys.executable).with_name("ruff"))
    run(ruff, "format", "--isolated", "--check", "--diff", ".", cwd=folder)
    run(ruff, "check", "--isolated", "--target-version=py311", ".", cwd=folder)


def test_modules_are_formatted_clean_and_strictly_typed(tmp_path):
    for path in DESIGNS:
        file = written(load_design(path))
        (tmp_path / file.name).write_text(file.text)
    check_style(tmp_path)
    files = [path.name for path in tmp_path.glob("*.py")]
    cache = f"--cache-dir={tmp_path / 'cache'}"
    run(sys.executable, "-m", "mypy", "--strict", cache, *files, cwd=tmp_path)


def test_a_module_is_the_same_wherever_the_design_is_read_from(monkeypatch):
    here = written(load_design(ROOT / "designs" / "orders.yaml"))
    monkeypatch.chdir(ROOT / "designs")
    assert written(load_design(Path("orders.yaml"))) == here
    assert here.name == "orders_data.py"


def test_names_and_descriptions_are_data_and_never_code(tmp_path):
    file = written(parse_design(HOSTILE, "hostile.yaml"))
    (tmp_path / file.name).write_text(file.text, newline="")
    check_style(tmp_path)
    tree = ast.parse(file.text)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert "SystemExit" not in names
    run(sys.executable, file.name, cwd=tmp_path)


def test_a_scan_is_written_only_where_it_is_allowed():
    design = parse_design(SCANS, "scans.yaml")
    exported = FORMAT.write(design, ExportOptions())
    (file,) = exported.files
    body = ast.parse(file.text).body
    (made,) = [node for node in body if isinstance(node, ast.ClassDef) and node.name == "Scans"]
    methods = [node for node in made.body if isinstance(node, ast.FunctionDef)]
    assert [one.name for one in methods] == ["__init__", "nightly"]
    told = " ".join(str(ast.get_docstring(methods[1])).split())
    assert told.endswith("which is allowed: the nightly export reads everything.")
    assert "    # everything has no method: nothing serves it" in file.text
    told = {loss.where: loss.message for loss in exported.losses}
    assert "has no method" in told["access_patterns.everything"]
    assert "has no method" in told["access_patterns.by_kind"]
    assert "has no method" not in told["access_patterns.nightly"]


def test_what_is_not_in_the_module_is_told():
    design = load_design(ROOT / "designs" / "leaderboard.yaml")
    losses = FORMAT.write(design, ExportOptions()).losses
    assert Loss(where="ignore", message="it is not in the module") in losses
    assert {loss.where for loss in losses} >= {"tables.players", "entities.Player"}


def test_modules_of_generated_designs_are_formatted_and_can_be_run(tmp_path):
    count = 0

    @settings(
        max_examples=25,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(designs())
    def generate(design):
        nonlocal count
        count += 1
        text = written(design).text
        assert written(design).text == text
        (tmp_path / f"module{count}.py").write_text(text, newline="")
        exec(compile(text, f"module{count}.py", "exec"), {"__name__": "__main__"})

    generate()
    check_style(tmp_path)


@pytest.mark.parametrize("path", DESIGNS, ids=lambda path: path.stem)
def test_each_key_format_is_written_once(path):
    text = written(load_design(path)).text
    keys = [line for line in text.splitlines() if line.startswith("    return f")]
    assert len(keys) == len(set(keys))
