"""The folder of a run, `reports/<design>/<UTC time>/`, and the list of all runs above it.

Every file is written under another name first and then renamed, so that none is ever seen half
written.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from pytest_dynamo.errors import ReportsError, RunFileError
from pytest_dynamo.measure.run import Run, load_run, run_to_json
from pytest_dynamo.measure.run_folder import CHECKPOINT_FILE, RUN_FILE, checkpoint_of, run_file
from pytest_dynamo.report.lists.pages import COMPARED, PAGE_FILE, lists_of
from pytest_dynamo.report.pages.run import render_report
from pytest_dynamo.whole_files import write_whole

__all__ = [
    "PAGE_FILE",
    "make_reports",
    "make_run_folder",
    "page_beside",
    "render_folder",
    "resume",
    "write_lists",
    "write_page",
    "write_run",
]


def make_reports(reports: Path, design: str) -> None:
    """Make the folders of a design's runs, and make sure that files can be written there.

    Raises:
        ReportsError: They cannot.
    """
    above = reports / design
    with _explained(above):
        above.mkdir(parents=True, exist_ok=True)
        for folder in (reports, above):
            tempfile.TemporaryFile(dir=folder).close()


def make_run_folder(reports: Path, design: str, started: datetime) -> Path:
    """Make the folder of a new run, which has a number if its name was taken.

    Raises:
        ReportsError: It cannot be made.
    """
    stamp = started.astimezone(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    above = reports / design
    with _explained(above):
        above.mkdir(parents=True, exist_ok=True)
        return _make_first(above / name for name in _names(stamp))


def write_run(run: Run, reports: Path, folder: Path | None = None) -> Path:
    """Write the run file of a run into its folder, or into a new one; gives the folder.

    A checkpoint there is of no use any more then.

    Raises:
        ReportsError: It cannot be written; a checkpoint is still there.
    """
    if folder is None:
        folder = make_run_folder(reports, run.design.name, run.started)
    with _explained(folder):
        folder.mkdir(parents=True, exist_ok=True)  # somebody may have tidied up
        write_whole(folder / RUN_FILE, run_to_json(run))
        (folder / CHECKPOINT_FILE).unlink(missing_ok=True)
    return folder


def resume(path: Path) -> Path:
    """Make the last checkpoint of a run that was killed its run file; gives the folder.

    `path` leads to it as in `load_run`. A run file that is there is left as it is.

    Raises:
        RunFileError: There is no checkpoint, or it cannot be read.
        ReportsError: The run file cannot be written.
    """
    file = run_file(path)
    if file.exists():
        return file.parent
    checkpoint = checkpoint_of(file)
    if not checkpoint.exists():
        message = (
            f"{file.parent} has neither a run.json nor a checkpoint to resume from.\n"
            "To fix this: give the folder of a run, as reports/orders/2026-11-22T12-30-00Z"
        )
        raise RunFileError(message)
    run = load_run(checkpoint)
    ended_by = f"killed; the last checkpoint was written after {run.duration_seconds:.1f} s"
    how = replace(run.how, interrupted=True, ended_by=run.how.ended_by or ended_by)
    return write_run(replace(run, how=how), file.parent, file.parent)


def render_folder(path: Path, *, on_skipped: Callable[[str], None] | None = None) -> Path:
    """Render the page of a run, and the list of the runs beside it.

    `path` is that of the run's folder or run file, or a design's folder, for its newest run.

    Gives the path of the page. The list is only written where the run stands in a folder of its
    design's name. `on_skipped` is told about each run beside it that cannot be listed.

    Raises:
        RunFileError: There is no run, or it cannot be read.
        ReportsError: The page or the list cannot be written.
        MissingExtraError: A package of the extra `report` is not installed.
    """
    file = run_file(path)
    run = load_run(file)
    page = file.with_name(PAGE_FILE)
    _write(page, render_report(run))
    folder = file.resolve().parent
    if folder.parent.name == run.design.name:
        write_lists(folder.parents[1], folder.parent.name, on_skipped=on_skipped)
    return page


def write_lists(
    reports: Path, design: str, *, on_skipped: Callable[[str], None] | None = None
) -> None:
    """Write the lists of all runs, and of those of a design, by the name of its folder.

    Raises:
        ReportsError: They cannot be written.
        MissingExtraError: Jinja2 is not installed.
    """
    for path, text in lists_of(reports, design, on_skipped):
        _write(path, text)


def page_beside(first: Path, last: Path) -> Path:
    """Where the page of a comparison goes: beside the last run file, named after the folder of the first."""
    folder, other = last.resolve().parent, first.resolve().parent
    name = other.name if other.parent == folder.parent else f"{other.parent.name}-{other.name}"
    return last.with_name(f"{COMPARED}{name}.html")


def write_page(path: Path, text: str) -> None:
    """Write a page, whole or not at all.

    Raises:
        ReportsError: It cannot be written.
    """
    _write(path, text)


def _names(stamp: str) -> Iterator[str]:
    yield stamp
    for number in count(2):
        yield f"{stamp}-{number}"


def _make_first(folders: Iterator[Path]) -> Path:
    """Make the first folder that is not there yet."""
    while True:
        folder = next(folders)
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder


def _write(path: Path, text: str) -> None:
    with _explained(path):
        write_whole(path, text)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Say plainly that a path cannot be written, and why."""
    try:
        yield
    except OSError as error:
        message = (
            f"{path} cannot be written: {error.strerror or error}.\n"
            "To fix this: allow writing there, or use another folder"
        )
        raise ReportsError(message) from error
