"""The page of a file of figures, whatever it is about."""

from pathlib import Path

from pytest_dynamo.measure.run import load_run
from pytest_dynamo.measure.session import load_session
from pytest_dynamo.measure.study import load_study
from pytest_dynamo.report.folders.document_file import kind_at
from pytest_dynamo.report.folders.run import render_folder
from pytest_dynamo.report.folders.session import render_session_folder
from pytest_dynamo.report.folders.study import render_study_folder


def render_beside(path: Path) -> Path:
    """Render the page of what a path leads to, beside its file; gives the path of the page.

    Raises:
        RunFileError: There is no such file, or it cannot be read.
        ReportsError: The page cannot be written.
        MissingExtraError: A package of the extra `report` is not installed.
    """
    match kind_at(path):
        case "tests":
            return render_session_folder(path)
        case "study":
            return render_study_folder(path)
    return render_folder(path)


def page_of(path: Path) -> str:
    """The page of what a path leads to, as text.

    Raises:
        RunFileError: There is no such file, or it cannot be read.
        MissingExtraError: A package of the extra `report` is not installed.
    """
    match kind_at(path):
        case "tests":
            from pytest_dynamo.report.pages.session import render_session

            return render_session(load_session(path))
        case "study":
            from pytest_dynamo.report.pages.study import render_study

            return render_study(load_study(path))
    from pytest_dynamo.report.pages.run import render_report

    return render_report(load_run(path))
