"""The folders that runs are written to and read from."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest

from pytest_dynamo.cli import main
from pytest_dynamo.errors import ReportsError, RunFileError
from pytest_dynamo.measure.run import Run, load_run
from pytest_dynamo.measure.run_folder import run_file
from pytest_dynamo.report.folders.run import make_reports, render_folder, write_lists, write_run

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

    above, link = re.findall(r'<a href="([^"#]+)"', (tmp_path / "index.html").read_text())
    assert (tmp_path / unquote(above)) == folder.parent / "index.html"
    assert (tmp_path / unquote(link)) == folder / "report.html"
    assert link.startswith("a%23b%20100%25%3F%C3%BC%3Ac/")
    page = folder.parent / "index.html"
    up, link = re.findall(r'<a href="([^"#]+)"', page.read_text())
    assert (folder.parent / unquote(link)) == folder / "report.html"
    assert (folder.parent / up).resolve() == tmp_path / "index.html"


def test_a_list_reads_no_run_file_again_that_has_not_changed(tmp_path: Path, run: Run) -> None:
    folder = write_run(run, tmp_path)
    render_folder(folder)
    summary = folder / "summary.json"
    summary.write_text(summary.read_text().replace('"requests": 0', '"requests": 4321'))
    write_lists(tmp_path, "shop")
    assert "4,321" in (tmp_path / "index.html").read_text()

    (folder / "run.json").write_text((folder / "run.json").read_text() + " ")
    write_lists(tmp_path, "shop")
    assert "4,321" not in (tmp_path / "index.html").read_text()
    assert '"requests": 0' in summary.read_text()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"version": 1}', '{"version": 99}', "\x00"])
def test_a_summary_that_is_none_is_made_anew(text: str, tmp_path: Path, run: Run) -> None:
    folder = write_run(run, tmp_path)
    render_folder(folder)
    written = (folder / "summary.json").read_text()

    (folder / "summary.json").write_text(text)
    write_lists(tmp_path, "shop")
    assert (folder / "summary.json").read_text() == written


def test_a_broken_run_is_left_out_of_the_lists_and_that_is_said(tmp_path: Path, run: Run) -> None:
    folder, broken = write_run(run, tmp_path), write_run(run, tmp_path)
    render_folder(broken)
    (broken / "run.json").write_text("{")
    (broken / "summary.json").unlink()
    said: list[str] = []
    render_folder(folder, on_skipped=said.append)

    assert [line.partition(" was cut off")[0] for line in said] == [
        f"not listed: {broken / 'run.json'}"
    ]
    assert f"{broken.name}/" not in (tmp_path / "index.html").read_text()


def test_what_stands_beside_runs_is_linked(tmp_path: Path, run: Run) -> None:
    folder = write_run(run, tmp_path)
    (folder / "compared-with-x.html").touch()
    (tmp_path / "shop" / "forecast").mkdir()
    (tmp_path / "shop" / "forecast" / "report.html").touch()
    render_folder(folder)

    for page, above in ((tmp_path / "index.html", "shop/"), (tmp_path / "shop/index.html", "")):
        links = re.findall(r'<a href="([^"#]+)"', page.read_text())
        assert f"{above}{folder.name}/compared-with-x.html" in links
        assert f"{above}forecast/report.html" in links


def test_runs_before_the_newest_are_named_by_how_many(tmp_path: Path, run: Run) -> None:
    folders = [write_run(run, tmp_path) for _ in range(3)]

    found = [
        run_file(tmp_path / "shop" / name).parent for name in ("latest~2", "latest~1", "latest")
    ]
    assert found == folders
    with pytest.raises(RunFileError, match="latest~3/run.json cannot be read"):
        load_run(tmp_path / "shop" / "latest~3")


@pytest.mark.parametrize("asked", [".", "latest"])
def test_the_newest_run_of_a_design_is_the_one_that_is_meant(
    asked: str, tmp_path: Path, run: Run
) -> None:
    for days in (1, 0, 0):
        newest = write_run(replace(run, started=run.started - timedelta(days=days)), tmp_path)

    assert newest.name.endswith("Z-2")
    assert render_folder(tmp_path / "shop" / asked) == newest / "report.html"
    assert load_run(tmp_path / "shop" / asked) == load_run(newest)
