"""The report of a session: for each design `tests.json`, and the page that is made of it."""

import platform
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from pytest_dynamo.errors import MissingExtraError, ReportsError, RunFileError
from pytest_dynamo.measure.commit import commit_of
from pytest_dynamo.measure.session_values import Session, SessionHow
from pytest_dynamo.plugin.coverage.exercised import Exercised
from pytest_dynamo.plugin.coverage.gates import Section, shown
from pytest_dynamo.plugin.coverage.reports import OneTest
from pytest_dynamo.plugin.coverage.session_figures import SessionFacts, session_of

_PACKAGES = ("pytest-dynamo", "pytest", "boto3", "botocore", "moto")
TITLE = "dynamo: report"

NOTHING = (
    "no report was written: no design is set, and no test used one\n"
    "To fix this:  --dynamo-designs designs/"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the reports of a session say of it, whatever the design."""

    arguments: Sequence[str]
    seed: int
    backend: str
    caveat: str
    started: float
    ended: float
    died: tuple[str, ...]
    notes: tuple[str, ...]
    is_partial: bool


def write_reports(
    designs: Sequence[Exercised],
    tests: Mapping[str, OneTest],
    told: Told,
    *,
    reports: Path,
    here: Path,
) -> Iterator[Section]:
    """Write the report of each design; gives what the terminal shows, failures where nothing could be written."""
    if not designs:
        yield Section(title=TITLE, lines=tuple(NOTHING.splitlines()))
        return
    lines: list[str] = []
    is_failure = False
    for found in designs:
        session = session_of(found, tests, _facts(here / found.path, told))
        try:
            lines += _written(session, reports, here)
        except ReportsError as error:
            lines += str(error).splitlines()
            is_failure = True
    yield Section(title=TITLE, lines=tuple(lines), is_failure=is_failure)


def _written(session: Session, reports: Path, here: Path) -> Iterator[str]:
    """Write one report; where no page can be made its figures are there all the same."""
    # What a page is made with is imported by the first one.
    from pytest_dynamo.report.folders.session import render_session_folder, write_session

    session, note = _with_study(session, reports)
    folder = write_session(session, reports)
    name = shown(folder, here)
    try:
        page = render_session_folder(folder)
    except MissingExtraError as missing:
        yield f"figures  {name}/tests.json"
        yield f"{missing}, then: pytest-dynamo report {name}"
        return
    yield f"report  {shown(page, here)}"
    if note:
        yield note


def _with_study(session: Session, reports: Path) -> tuple[Session, str]:
    """The session with the forecast and the advice of the design, if somebody has made them.

    To make them takes longer than most tests do; the study of the same file says the same.
    """
    from pytest_dynamo.measure.study import load_study
    from pytest_dynamo.report.folders.study import FOLDER, has_study

    folder = reports / session.design.name / FOLDER
    next_line = f"next: pytest-dynamo forecast {shlex.quote(session.design.path)} --html"
    wanted = f"{next_line}      its forecast and advice are part of the page then"
    if not has_study(folder):
        return session, wanted
    try:
        study = load_study(folder)
    except RunFileError as error:
        return session, str(error)
    if study.design.sha256 != session.design.sha256:
        return session, wanted.replace("its forecast", "the design has changed; its forecast")
    return replace(session, forecast=study.forecast, assessment=study.assessment), ""


def _facts(file: Path, told: Told) -> SessionFacts:
    commit = commit_of(file)
    try:
        digest = sha256(file.read_bytes()).hexdigest()
    except OSError:  # it was there when the tests ran
        digest = ""
    return SessionFacts(
        sha256=digest,
        backend=told.backend,
        caveat=told.caveat,
        started=datetime.fromtimestamp(told.started, UTC),
        duration_seconds=told.ended - told.started,
        died=told.died,
        notes=told.notes,
        how=SessionHow(
            command=shlex.join(["pytest", *map(str, told.arguments)]),
            seed=told.seed,
            is_partial=told.is_partial,
            versions={
                "python": platform.python_version(),
                **{name: version(name) for name in _PACKAGES},
            },
            commit=commit.hash,
            has_uncommitted_changes=commit.has_uncommitted_changes,
        ),
    )
