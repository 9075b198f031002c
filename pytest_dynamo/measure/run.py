"""The run file: `run.json`, from which every report of a run is made.

docs/reference/run-file.md explains its members.
"""

from collections.abc import Iterator
from pathlib import Path

from pytest_dynamo.errors import RunFileError
from pytest_dynamo.measure.documents import (
    DocumentKind,
    document_pieces,
    read_document,
    read_text,
)
from pytest_dynamo.measure.run_checks import checked_run
from pytest_dynamo.measure.run_figures import RunFacts, run_of
from pytest_dynamo.measure.run_folder import RUN_FILE, checkpoint_of, run_file
from pytest_dynamo.measure.run_values import Run

__all__ = [
    "VERSION",
    "Run",
    "RunFacts",
    "load_run",
    "read_run",
    "run_of",
    "run_pieces",
    "run_to_json",
]

VERSION = 1


_KIND = DocumentKind(
    noun="run file",
    version=VERSION,
    again="run again",
    file_name=RUN_FILE,
    example="the folder of a run, as reports/orders/2026-11-22T12-30-00Z",
)


def run_to_json(run: Run) -> str:
    """The text of a run file: the same for the same figures, one line a top-level member."""
    return "".join(run_pieces(run))


def run_pieces(run: Run) -> Iterator[str]:
    """The text of a run file in pieces, each soon made."""
    return document_pieces(run)


def read_run(text: str, path: str) -> Run:
    """The run of a run file's text; `path` is for messages.

    Raises:
        RunFileError: the text is cut off or no JSON, of another version, or has a wrong member
            (`run_checks`).
    """
    return read_document(Run, _KIND, text, path, checked_run)


def load_run(path: str | Path) -> Run:
    """The run of a run file, of the folder that holds one, or the newest in the folder of a design.

    `reports/orders/latest` is the newest one as well.

    Raises:
        RunFileError: there is none, or it cannot be read.
    """
    file = run_file(Path(path))
    if not file.exists() and checkpoint_of(file).exists():
        raise RunFileError(_only_a_checkpoint(file.parent))
    return read_run(read_text(_KIND, file), str(file))


def _only_a_checkpoint(folder: Path) -> str:
    return (
        f"{folder} has no run.json, only a checkpoint: the run goes on, or was killed.\n"
        f"To fix this: wait for its end; or, if it was killed, pytest-dynamo report --resume {folder}"
    )
