"""What a list of runs says of each of them, and the summary that saves reading every run file for it.

A run file of an hour has megabytes. What lists need of it is kept in `summary.json` beside it, together
with the size and the time of the run file that it was made from: where these differ it is made anew.
"""

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pytest_dynamo.measure.gate_figures import figures_of_run
from pytest_dynamo.measure.json_form import MisfitError, from_json_form, json_pieces
from pytest_dynamo.measure.run import Run, load_run, run_to_json
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.verdict.run import verdict
from pytest_dynamo.whole_files import write_whole

SUMMARY_FILE = "summary.json"
_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One run of a list. `href` leads from the list to its report; counts are of the whole run.

    `tone` is how its verdict reads: holds, breaks or look. Shares and units a request are of the measured
    time; units are read and write units together. None is what is not known.
    """

    href: str
    design: str
    started: datetime
    duration_seconds: float
    backend: str
    requests: int
    failures: int
    throttled: int
    is_throttling_known: bool
    is_interrupted: bool = False
    tone: str = ""
    throttled_share: float | None = None
    p99_ms: float | None = None
    units_a_request: float | None = None
    dollars_per_million: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """An entry, and the run file it was made from: its size in bytes, and when it was changed."""

    version: int
    bytes: int
    modified_nanoseconds: int
    entry: Entry


def entry_of(run: Run, href: str) -> Entry:
    """The entry for a run whose report is at `href`, relative to the list."""
    figures, spending, window = figures_of_run(run), run.spending, run.window
    units = window.read_units + window.write_units
    is_known = run.how.throttling != "not modelled" or run.totals.throttled > 0
    return Entry(
        href=href,
        design=run.design.name,
        started=run.started,
        duration_seconds=run.duration_seconds,
        backend=run.backend.kind,
        requests=run.totals.requests,
        failures=run.totals.failures,
        throttled=run.totals.throttled,
        is_throttling_known=run.how.throttling != "not modelled",
        is_interrupted=run.how.interrupted,
        tone=verdict(Place(json.loads(run_to_json(run)))).tone,
        throttled_share=figures["throttles"] if is_known else None,
        p99_ms=figures["p99"],
        units_a_request=units / window.requests if window.requests else None,
        dollars_per_million=spending.dollars_per_million if spending else None,
    )


def entry_at(file: Path, href: str) -> Entry:
    """The entry of a run file, from the summary beside it where that still holds.

    Where it does not, a new one is written, if it can be.

    Raises:
        RunFileError: There is no run file, or it cannot be read.
    """
    beside = file.with_name(SUMMARY_FILE)
    with suppress(OSError):
        seen = file.stat()
        kept = _kept(beside)
        if kept and (kept.bytes, kept.modified_nanoseconds) == (seen.st_size, seen.st_mtime_ns):
            return replace(kept.entry, href=href)
        entry = entry_of(load_run(file), href)
        summary = Summary(
            version=_VERSION,
            bytes=seen.st_size,
            modified_nanoseconds=seen.st_mtime_ns,
            entry=replace(entry, href=""),
        )
        with suppress(OSError):  # lists can do without
            write_whole(beside, "".join(json_pieces(summary)))
        return entry
    return entry_of(load_run(file), href)


def _kept(file: Path) -> Summary | None:
    """The summary of a file; None where there is none, or none of this version."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(data, dict) or data.get("version") != _VERSION:
            return None
        summary: Summary = from_json_form(Summary, data)
    except (OSError, ValueError, RecursionError, MisfitError):
        return None
    return summary
