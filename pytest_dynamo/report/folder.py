"""The folder of a run, `reports/<design>/<UTC time>/`, and the list of all runs above it.

Every file is written under another name first and then renamed, so that none is ever seen half
written.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from itertools import count
from pathlib import Path
from urllib.parse import quote

from pytest_dynamo.errors import ReportsError, RunFileError
from pytest_dynamo.measure.run import Run, load_run, run_to_json
from pytest_dynamo.measure.run_folder import RUN_FILE, run_file
from pytest_dynamo.report.listing import Entry, entry_of, render_index
from pytest_dynamo.report.page import render_report
from pytest_dynamo.whole_files import write_whole

PAGE_FILE = "report.html"
INDEX_FILE = "index.html"


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


def write_run(run: Run, reports: Path) -> Path:
    """Write the run file of a new run; gives its folder, which has a number if its name was taken.

    Raises:
        ReportsError: It cannot be written.
    """
    stamp = run.started.astimezone(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    above = reports / run.design.name
    with _explained(above):
        above.mkdir(parents=True, exist_ok=True)
        folder = _make_first(above / name for name in _names(stamp))
    _write(folder / RUN_FILE, run_to_json(run))
    return folder


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
        reports = folder.parents[1]
        _write(reports / INDEX_FILE, render_index(_entries(reports, on_skipped)))
    return page


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


def _entries(reports: Path, on_skipped: Callable[[str], None] | None) -> Iterator[Entry]:
    for file in reports.glob(f"*/*/{RUN_FILE}"):
        page = file.with_name(PAGE_FILE)
        if not page.exists():
            continue
        try:
            run = load_run(file)
        except RunFileError as error:
            if on_skipped:
                on_skipped(f"not listed: {error}")
            continue
        yield entry_of(run, quote(page.relative_to(reports).as_posix()))


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
