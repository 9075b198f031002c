"""Runs that were killed, and of which a checkpoint is there in place of the run file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pytest_dynamo.cli import main
from pytest_dynamo.errors import ReportsError, RunFileError
from pytest_dynamo.measure.run import Run, load_run, read_run, run_to_json
from pytest_dynamo.report.folders.run import make_run_folder, resume, write_run

Runs = Callable[[str], Run]


@pytest.fixture
def run(run_of_shape: Runs) -> Run:
    return run_of_shape("empty")


@pytest.fixture
def killed(tmp_path: Path, run: Run) -> Path:
    """The folder of a run that was killed."""
    folder = make_run_folder(tmp_path, "shop", run.started)
    (folder / "checkpoint.json").write_text(run_to_json(run))
    return folder


def test_without_being_asked_to_resume_the_command_is_named(
    killed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["report", str(killed.parent / "latest")])

    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        f"{killed} has no run.json, only a checkpoint: the run goes on, or was killed.\n"
        "To fix this: wait for its end; or, if it was killed, pytest-dynamo report --resume "
        f"{killed}\n"
    )


@pytest.mark.parametrize("asked", [".", "run.json", "../latest"])
def test_a_resumed_run_has_a_run_file_and_a_page_that_say_it_was_killed(
    asked: str, killed: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["report", "--resume", str(killed / asked)])

    assert ended.value.code == 0
    assert sorted(path.name for path in killed.iterdir()) == [
        "report.html",
        "run.json",
        "summary.json",
    ]
    found = load_run(killed)
    assert found.how.interrupted
    assert found.how.ended_by == (
        f"killed; the last checkpoint was written after {run.duration_seconds:.1f} s"
    )
    assert replace(found, how=run.how) == load_run_of(run)
    assert "report.html" in capsys.readouterr().out


def load_run_of(run: Run) -> Run:
    """A run as it comes back from its file."""
    return read_run(run_to_json(run), "run.json")


def test_a_run_that_was_ended_early_and_then_killed_keeps_the_first_reason(
    killed: Path, run: Run
) -> None:
    early = replace(run, how=replace(run.how, ended_by="too dear"))
    (killed / "checkpoint.json").write_text(run_to_json(early))

    assert load_run(resume(killed)).how.ended_by == "too dear"


def test_a_run_that_has_its_run_file_is_left_as_it_is(tmp_path: Path, run: Run) -> None:
    folder = write_run(run, tmp_path)
    before = (folder / "run.json").read_bytes()

    assert resume(folder) == folder
    assert (folder / "run.json").read_bytes() == before


def test_where_there_is_nothing_to_resume_from_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(RunFileError, match="has neither a run.json nor a checkpoint"):
        resume(tmp_path)


@pytest.mark.parametrize(("cut", "message"), [(0.5, "was cut off at character"), (0.0, "is empty")])
def test_a_checkpoint_that_is_cut_off_is_one_message(
    cut: float, message: str, killed: Path
) -> None:
    file = killed / "checkpoint.json"
    text = file.read_text()
    file.write_text(text[: int(len(text) * cut)])

    with pytest.raises(RunFileError, match=message):
        resume(killed)
    assert not (killed / "run.json").exists()


def test_a_checkpoint_of_something_else_is_one_message(killed: Path) -> None:
    (killed / "checkpoint.json").write_text('{"step": 3}')

    with pytest.raises(RunFileError, match=r"checkpoint\.json is not a run file: it has no member"):
        resume(killed)


def test_the_newest_run_may_be_one_that_was_killed(tmp_path: Path, run: Run) -> None:
    before = write_run(run, tmp_path)
    later = make_run_folder(tmp_path, "shop", run.started + timedelta(hours=1))
    assert load_run(tmp_path / "shop")  # a folder with nothing in it is none of a run

    (later / "checkpoint.json").write_text(run_to_json(run))

    with pytest.raises(RunFileError, match=f"--resume {later}"):
        load_run(tmp_path / "shop" / "latest")
    assert load_run(before)


def test_the_run_file_is_written_into_a_folder_that_is_there_and_ends_its_checkpoint(
    killed: Path, tmp_path: Path, run: Run
) -> None:
    assert write_run(run, tmp_path, killed) == killed
    assert [path.name for path in killed.iterdir()] == ["run.json"]


def test_a_checkpoint_stays_where_the_run_file_cannot_be_written(
    killed: Path, tmp_path: Path, run: Run
) -> None:
    (killed / "run.json").mkdir()

    with pytest.raises(ReportsError):
        write_run(run, tmp_path, killed)
    assert (killed / "checkpoint.json").exists()


def test_a_folder_that_was_tidied_away_is_made_again(tmp_path: Path, run: Run) -> None:
    folder = make_run_folder(tmp_path, "shop", run.started)
    folder.rmdir()

    assert (write_run(run, tmp_path, folder) / "run.json").exists()
