"""A file of figures in the form that was asked for."""

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from pytest_dynamo.report.folders.document_file import DocumentFile, Kind
from pytest_dynamo.report.forms.long_form import to_csv
from pytest_dynamo.report.forms.markdown import to_markdown
from pytest_dynamo.report.forms.outline import Outline
from pytest_dynamo.report.forms.prometheus import to_prometheus
from pytest_dynamo.report.forms.run_outline import run_outline
from pytest_dynamo.report.forms.session_outline import session_outline
from pytest_dynamo.report.forms.study_outline import study_outline
from pytest_dynamo.report.forms.terminal import to_terminal
from pytest_dynamo.report.place import Place

TextForm: TypeAlias = Literal["markdown", "csv", "prometheus", "json"]

_OUTLINES: Mapping[Kind, Callable[[Place], Outline]] = {
    "run": run_outline,
    "study": study_outline,
    "tests": session_outline,
}


def rendered(document: DocumentFile, form: TextForm) -> str:
    """A document as text."""
    match form:
        case "json":
            return document.text
        case "csv":
            return to_csv(document.place)
        case "prometheus":
            return to_prometheus(document.place)
    return to_markdown(_outline(document))


def terminal_text(document: DocumentFile, *, width: int, is_coloured: bool) -> str:
    """A document for a terminal of so many columns."""
    return to_terminal(_outline(document), width=width, is_coloured=is_coloured)


def _outline(document: DocumentFile) -> Outline:
    return _OUTLINES[document.kind](document.place)
