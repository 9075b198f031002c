"""The file of figures that a path leads to, whatever it is about: a run, a forecast, a test session."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pytest_dynamo.measure.run import load_run, run_to_json
from pytest_dynamo.measure.run_folder import checkpoint_of, run_file
from pytest_dynamo.measure.session import load_session, session_to_json
from pytest_dynamo.measure.study import load_study, study_to_json
from pytest_dynamo.report.folders.session import has_session
from pytest_dynamo.report.folders.study import has_study
from pytest_dynamo.report.place import Place

Kind = Literal["run", "study", "tests"]

_KIND = re.compile(r'"kind": ?"(study|tests)"')
_BEGINNING = 400
"""How many characters of a file have its `version` and `kind`, which come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFile:
    """A file of figures: its kind, and its text, which is the same for the same figures."""

    kind: Kind
    path: Path
    text: str

    @property
    def place(self) -> Place:
        """The beginning of all paths in it."""
        return Place(json.loads(self.text))


def kind_at(path: Path) -> Kind:
    """What kind of file a path leads to: a run wherever there is one."""
    if path.is_file():
        with path.open(encoding="utf-8", errors="replace") as opened:
            found = _KIND.search(opened.read(_BEGINNING))
        if found:
            return "study" if found[1] == "study" else "tests"
        return "run"
    file = run_file(path)
    if not file.exists() and not checkpoint_of(file).exists():
        if has_session(path):
            return "tests"
        if has_study(path):
            return "study"
    return "run"


def document_at(path: Path) -> DocumentFile:
    """The file of figures that a path leads to.

    Raises:
        RunFileError: There is none, or it cannot be read.
    """
    kind = kind_at(path)
    if kind == "tests":
        return DocumentFile(kind=kind, path=path, text=session_to_json(load_session(path)))
    if kind == "study":
        return DocumentFile(kind=kind, path=path, text=study_to_json(load_study(path)))
    return DocumentFile(kind=kind, path=path, text=run_to_json(load_run(path)))
