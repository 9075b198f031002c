"""The page that lists runs, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from pytest_dynamo.measure.run import Run
from pytest_dynamo.report.figures import duration_text
from pytest_dynamo.report.markup import environment, policy, style_sheet
from pytest_dynamo.report.words import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One run of the list. `href` leads from the list to its report; counts are of the whole run."""

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


def entry_of(run: Run, href: str) -> Entry:
    """The entry for a run whose report is at `href`, relative to the list."""
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
    )


def render_index(entries: Iterable[Entry]) -> str:
    """The list of runs: one self-contained HTML file, in the look of the reports.

    Raises:
        MissingExtraError: Jinja2 is not installed.
    """
    templates = environment()
    newest_first = sorted(entries, key=lambda entry: entry.href)
    newest_first.sort(key=lambda entry: entry.started, reverse=True)
    body = templates.get_template("index.html.j2").render(
        entries=newest_first, utc=UTC, duration=duration_text, visible=visible
    )
    css = style_sheet()
    return templates.get_template("page.html.j2").render(
        title="Load test runs", policy=policy(css), css=css, body=body
    )
