"""The folders that runs are written to and read from."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest

from pytest_dynamo.cli import main
from pytest_dynamo.errors import ReportsError
from pytest_dynamo.measure.run import Run, load_run
from pytest_dynamo.report.folder import make_reports, render_folder, write_run

Runs = Callable[[str], Run]


@pytest.fixture
def run(run_of_shape: Runs) -> Run:
    return run_of_shape("empty")


def test_the_folders_of_reports_are_made_and_nothing_is_left_in_them(tmp_path: Path) -> None:
    make_reports(tmp_path / "a" / "reports", "shop")

    assert list((tmp_path / "a").rglob("*")) == [
        tmp_path / "a" / "reports",
        tmp_path / "a" / "reports" / "shop",
    ]


def test_a_file_where_reports_should_go_is_one_message(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "reports"
    file.write_text("mine")
    message = (
        f"{file / 'shop'} cannot be written: Not a directory.\n"
        "To fix this: allow writing there, or use another folder"
    )

    for attempt in (lambda: make_reports(file, "shop"), lambda: write_run(run, file)):
        with pytest.raises(ReportsError) as refused:
            attempt()
        assert str(refused.value) == message


def test_a_page_that_cannot_be_written_is_one_message_and_leaves_no_draft(
    tmp_path: Path, run: Run
) -> None:
    folder = write_run(run, tmp_path)
    (folder / "report.html").mkdir()  # root may write to folders that are read only

    with pytest.raises(ReportsError, match=r"report\.html cannot be written: Is a directory\."):
        render_folder(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["report.html", "run.json"]


def test_the_command_ends_with_one_message(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_run(run, tmp_path)
    (folder / "report.html").mkdir()

    with pytest.raises(SystemExit) as ended:
        main(["report", str(tmp_path / "shop")])
    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        f"{folder / 'report.html'} cannot be written: Is a directory.\n"
        "To fix this: allow writing there, or use another folder\n"
    )


def test_links_of_the_list_lead_to_the_reports_whatever_the_design_is_called(
    tmp_path: Path, run: Run
) -> None:
    name = "a#b 100%?ü:c"
    folder = write_run(replace(run, design=replace(run.design, name=name)), tmp_path)
    render_folder(folder)

    (link,) = re.findall(r'<a href="([^"#]+)"', (tmp_path / "index.html").read_text())
    assert (tmp_path / unquote(link)) == folder / "report.html"
    assert link.startswith("a%23b%20100%25%3F%C3%BC%3Ac/")


@pytest.mark.parametrize("asked", [".", "latest"])
def test_the_newest_run_of_a_design_is_the_one_that_is_meant(
    asked: str, tmp_path: Path, run: Run
) -> None:
    for days in (1, 0, 0):
        newest = write_run(replace(run, started=run.started - timedelta(days=days)), tmp_path)

    assert newest.name.endswith("Z-2")
    assert render_folder(tmp_path / "shop" / asked) == newest / "report.html"
    assert load_run(tmp_path / "shop" / asked) == load_run(newest)
