"""The file of a test session: `tests.json`, from which every report of the session is made.

docs/reference/tests-file.md explains its members.
"""

from pathlib import Path

from pytest_dynamo.measure.documents import (
    DocumentKind,
    document_pieces,
    file_of,
    read_document,
    read_text,
)
from pytest_dynamo.measure.session_values import Session

__all__ = [
    "TESTS_FILE",
    "VERSION",
    "Session",
    "load_session",
    "read_session",
    "session_to_json",
]

TESTS_FILE = "tests.json"
VERSION = 1
_KIND = DocumentKind(
    noun="file of a test session",
    version=VERSION,
    again="run the tests again with --dynamo-report",
    file_name=TESTS_FILE,
    example="the folder of a test session, as reports/orders/tests",
    kind="tests",
)


def session_to_json(session: Session) -> str:
    """The text of the file: the same for the same figures, one line a top-level member."""
    return "".join(document_pieces(session))


def read_session(text: str, path: str) -> Session:
    """The session of such a text; `path` is for messages.

    Raises:
        RunFileError: The text is cut off or no JSON, of another kind or version, or has a wrong member.
    """
    return read_document(Session, _KIND, text, path)


def load_session(path: str | Path) -> Session:
    """The session of a file, or of the folder that holds one.

    Raises:
        RunFileError: There is none, or it cannot be read.
    """
    file = file_of(_KIND, Path(path))
    return read_session(read_text(_KIND, file), str(file))
