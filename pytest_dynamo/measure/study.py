"""The study file: `study.json`, a forecast of a design and its assessment, from which its page is made.

docs/reference/study-file.md explains its members.
"""

from pathlib import Path

from pytest_dynamo.measure.documents import (
    DocumentKind,
    document_pieces,
    file_of,
    read_document,
    read_text,
)
from pytest_dynamo.measure.run_checks import checked_study
from pytest_dynamo.measure.study_values import Study, StudyHow

__all__ = [
    "STUDY_FILE",
    "VERSION",
    "Study",
    "StudyHow",
    "load_study",
    "read_study",
    "study_to_json",
]

STUDY_FILE = "study.json"
VERSION = 1
_KIND = DocumentKind(
    noun="study file",
    version=VERSION,
    again="write it anew with pytest-dynamo forecast DESIGN --html",
    file_name=STUDY_FILE,
    example="the folder of a study, as reports/orders/forecast",
    kind="study",
)


def study_to_json(study: Study) -> str:
    """The text of a study file: the same for the same figures, one line a top-level member."""
    return "".join(document_pieces(study))


def read_study(text: str, path: str) -> Study:
    """The study of a study file's text; `path` is for messages.

    Raises:
        RunFileError: The text is cut off or no JSON, of another kind or version, or has a wrong member.
    """
    return read_document(Study, _KIND, text, path, checked_study)


def load_study(path: str | Path) -> Study:
    """The study of a study file, or of the folder that holds one.

    Raises:
        RunFileError: There is none, or it cannot be read.
    """
    file = file_of(_KIND, Path(path))
    return read_study(read_text(_KIND, file), str(file))
