"""`pytest-dynamo report` and `schema`: the same figures in the form that is asked for."""

import csv
import json
from pathlib import Path

import jsonschema
import pytest

from pytest_dynamo.cli import main
from pytest_dynamo.measure.run import run_to_json
from pytest_dynamo.measure.run_values import Run
from pytest_dynamo.measure.session import session_to_json
from tests.report.conftest import SHAPES, invented_run
from tests.report.invented_session import POOR


@pytest.fixture(scope="module")
def made() -> Run:
    return invented_run(SHAPES["one_bin"])


@pytest.fixture
def run(made: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run in `reports/shop/<time>`, and the tests of a session in `reports/shop/tests`."""
    monkeypatch.chdir(tmp_path)
    for folder, file, text in (
        ("2026-11-22T12-51-07Z", "run.json", run_to_json(made)),
        ("tests", "tests.json", session_to_json(POOR)),
    ):
        there = tmp_path / "reports" / "shop" / folder
        there.mkdir(parents=True)
        (there / file).write_text(text, encoding="utf-8")
    return made


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    captured = capsys.readouterr()
    assert ended.value.code == 0, captured.err
    return captured.out


def test_json_is_the_file_itself(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "report", "reports/shop", "--format", "json")
    assert text == run_to_json(run)


@pytest.mark.parametrize(
    ("form", "beginning"),
    [
        ("terminal", "▲ LOOK HERE  shop: The measured time was too short to judge by\n"),
        ("markdown", "## `shop`: The measured time was too short to judge by\n"),
        ("csv", "path,member,source,table,"),
        ("prometheus", "# HELP dynamo_run_info "),
    ],
)
def test_a_form_is_printed(
    form: str, beginning: str, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(capsys, "report", "reports/shop/latest", "--format", form)
    assert text.startswith(beginning)
    assert "\x1b" not in text


def test_a_form_goes_to_a_file(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    told = printed(capsys, "report", "reports/shop", "--format", "csv", "--output", "run.csv")

    assert told == "wrote run.csv\n"
    with Path("run.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) > 100


@pytest.mark.parametrize("path", ["reports/shop/tests", "reports/shop/tests/tests.json"])
def test_a_test_session_has_the_same_forms(
    path: str, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(capsys, "report", path, "--format", "markdown")
    assert text.startswith("## `shop`: Keeps 0 of 2 measured budgets\n")

    assert printed(capsys, "report", path) == "report  reports/shop/tests/report.html\n"
    assert Path("reports/shop/tests/report.html").is_file()


def test_a_page_goes_where_it_is_wanted_and_no_index_beside_it(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    told = printed(capsys, "report", "reports/shop/tests", "--output", "page.html")

    assert told == "report  page.html\n"
    assert Path("page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert not Path("reports/shop/tests/report.html").exists()


def test_a_file_that_was_cut_off_is_one_message(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path("reports/shop/tests/tests.json")
    file.write_text(session_to_json(POOR)[:300], encoding="utf-8")

    with pytest.raises(SystemExit) as ended:
        main(["report", "reports/shop/tests", "--format", "csv"])

    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "reports/shop/tests/tests.json was cut off at character 300: whoever wrote it was killed.\n"
        "To fix this: run the tests again with --dynamo-report\n"
    )


def test_the_schemas_fit_what_is_written(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("run", run_to_json(run)), ("tests", session_to_json(POOR))):
        schema = json.loads(printed(capsys, "schema", name))
        jsonschema.validate(json.loads(text), schema)


def test_the_schema_without_a_name_is_that_of_the_design(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert printed(capsys, "schema") == printed(capsys, "schema", "design")
    assert json.loads(printed(capsys, "schema"))["title"] == "DynamoDB table design"
