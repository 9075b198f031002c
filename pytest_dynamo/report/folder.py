"""The folder of a run, `reports/<design>/<UTC time>/`, and the list of all runs above it.

Every file is written under another name first and then renamed, so that none is ever seen half
written.
"""

import os
from collections.abc import Callable, Iterator
from datetime import UTC
from itertools import count
from pathlib import Path

from pytest_dynamo.errors import RunFileError
from pytest_dynamo.measure.run import Run, load_run, run_to_json
from pytest_dynamo.report.listing import Entry, entry_of, render_index
from pytest_dynamo.report.page import render_report

RUN_FILE = "run.json"
PAGE_FILE = "report.html"
INDEX_FILE = "index.html"


def write_run(run: Run, reports: Path) -> Path:
    """Write the run file of a new run; gives its folder, which has a number if its name was taken."""
    stamp = run.started.astimezone(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    above = reports / run.design.name
    above.mkdir(parents=True, exist_ok=True)
    folder = _make_first(above / name for name in _names(stamp))
    _write(folder / RUN_FILE, run_to_json(run))
    return folder


def render_folder(path: Path, *, on_skipped: Callable[[str], None] | None = None) -> Path:
    """Render the page of a run, given its folder or run file, and the list of the runs beside it.

    Gives the path of the page. The list is only written where the run stands in a folder of its
    design's name. `on_skipped` is told about each run beside it that cannot be listed.

    Raises:
        RunFileError: There is no run, or it cannot be read.
        MissingExtraError: A package of the extra `report` is not installed.
    """
    folder = (path if path.is_dir() else path.parent).resolve()
    run = load_run(folder / RUN_FILE if path.is_dir() else path)
    _write(folder / PAGE_FILE, render_report(run))
    if folder.parent.name == run.design.name:
        reports = folder.parents[1]
        _write(reports / INDEX_FILE, render_index(_entries(reports, on_skipped)))
    return (path if path.is_dir() else path.parent) / PAGE_FILE


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
        yield entry_of(run, page.relative_to(reports).as_posix())


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")  # two runs may end at the same time
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
