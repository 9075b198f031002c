"""The folder of a test session, `reports/<design>/tests/`: `tests.json`, and the page that is made of it.

A session takes the place of the one before.
"""

from pathlib import Path

from pytest_dynamo.measure.session import (
    TESTS_FILE,
    Session,
    load_session,
    session_to_json,
)
from pytest_dynamo.report.folders.run import PAGE_FILE, make_reports, write_page

FOLDER = "tests"


def write_session(session: Session, reports: Path) -> Path:
    """Write the file of a session into the folder of its design's tests; gives the folder.

    Raises:
        ReportsError: It cannot be written.
    """
    make_reports(reports / session.design.name, FOLDER)
    folder = reports / session.design.name / FOLDER
    write_page(folder / TESTS_FILE, session_to_json(session))
    return folder


def has_session(path: Path) -> bool:
    """Whether a path leads to the file of a test session, or to a folder with one."""
    return path.name == TESTS_FILE or (path / TESTS_FILE).is_file()


def render_session_folder(path: Path) -> Path:
    """Render the page of a session, beside its file; gives the path of the page.

    `path` is that of the session's folder or of its file.

    Raises:
        RunFileError: There is no session, or it cannot be read.
        ReportsError: The page cannot be written.
        MissingExtraError: A package of the extra `report` is not installed.
    """
    from pytest_dynamo.report.pages.session import render_session

    session = load_session(path)
    page = path / PAGE_FILE if path.is_dir() else path.with_name(PAGE_FILE)
    write_page(page, render_session(session))
    return page
