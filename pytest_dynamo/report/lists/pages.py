"""The pages above the folders of runs: `reports/index.html`, and one in the folder of each design."""

import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from pytest_dynamo.errors import RunFileError
from pytest_dynamo.measure.run_folder import RUN_FILE
from pytest_dynamo.report.lists.entries import Entry, entry_at
from pytest_dynamo.report.lists.listing import Links, render_design, render_index

PAGE_FILE = "report.html"
INDEX_FILE = "index.html"
COMPARED = "compared-with-"
"""How the names of pages begin that compare the run they stand beside with another."""

FORECAST_FOLDER = "forecast"


def lists_of(
    reports: Path, design: str, on_skipped: Callable[[str], None] | None = None
) -> Iterator[tuple[Path, str]]:
    """The pages that list runs, after something happened in the folder of a design, with their paths.

    Those of other designs are only made where there is none. `on_skipped` is told about each run that
    cannot be listed.

    Raises:
        MissingExtraError: Jinja2 is not installed.
    """
    found: dict[str, list[Entry]] = {}
    for file in sorted(reports.glob(f"*/*/{RUN_FILE}")):
        page = file.with_name(PAGE_FILE)
        if not page.exists():
            continue
        try:
            entry = entry_at(file, _link(page, reports))
        except RunFileError as error:
            if on_skipped:
                on_skipped(f"not listed: {error}")
            continue
        found.setdefault(file.parents[1].name, []).append(entry)
    for folder, entries in found.items():
        index = reports / folder / INDEX_FILE
        if folder == design or not index.exists():
            yield index, _of_design(reports / folder, entries)
    everything = [entry for entries in found.values() for entry in entries]
    yield reports / INDEX_FILE, render_index(everything, _links(reports, reports, found))


def _of_design(folder: Path, entries: Sequence[Entry]) -> str:
    """The page in the folder of a design, whose links begin there."""
    above = quote(folder.name) + "/"
    its_own = [replace(entry, href=entry.href.removeprefix(above)) for entry in entries]
    links = _links(folder.parent, folder, {folder.name: its_own})
    return render_design(
        entries[0].design, its_own, links, shlex.quote(f"{folder.parent.name}/{folder.name}")
    )


def _links(reports: Path, start: Path, found: dict[str, list[Entry]]) -> Links:
    """What there is beside runs, with links that begin in the folder `start`."""
    forecasts = {
        entries[0].design: _link(page, start)
        for folder, entries in found.items()
        if (page := reports / folder / FORECAST_FOLDER / PAGE_FILE).exists()
    }
    pages = sorted(reports.glob(f"*/*/{COMPARED}*.html"))
    compared: dict[str, list[str]] = {}
    for page in pages:
        if page.is_relative_to(start):
            compared.setdefault(_link(page.with_name(PAGE_FILE), start), []).append(
                _link(page, start)
            )
    return Links(
        design_pages={}
        if start != reports
        else {
            entries[0].design: f"{quote(folder)}/{INDEX_FILE}" for folder, entries in found.items()
        },
        forecasts=forecasts,
        compared=compared,
    )


def _link(page: Path, start: Path) -> str:
    return quote(page.relative_to(start).as_posix())
