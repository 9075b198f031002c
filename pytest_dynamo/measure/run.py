"""The run file: `run.json`, from which every report of a run is made.

docs/reference/run-file.md explains its members.
"""

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from pytest_dynamo.errors import RunFileError
from pytest_dynamo.measure.json_form import MisfitError, from_json_form, json_pieces
from pytest_dynamo.measure.run_figures import RunFacts, run_of
from pytest_dynamo.measure.run_folder import checkpoint_of, run_file
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


def run_to_json(run: Run) -> str:
    """The text of a run file: the same for the same figures, one line a top-level member."""
    return "".join(run_pieces(run))


def run_pieces(run: Run) -> Iterator[str]:
    """The text of a run file in pieces, each soon made."""
    for number, each in enumerate(fields(run)):
        yield (",\n" if number else "{\n") + f'"{each.name}": '
        yield from json_pieces(getattr(run, each.name))
    yield "\n}\n"


def read_run(text: str, path: str) -> Run:
    """The run of a run file's text; `path` is for messages.

    Raises:
        RunFileError: the text is cut off or no JSON, of another version, or has a wrong member.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise RunFileError(_not_json(text, path, error)) from None
    version = data.get("version") if isinstance(data, dict) else None
    if version is None:
        message = f"{path} is not a run file: it has no member 'version'"
        raise RunFileError(message)
    if version != VERSION:
        message = (
            f"{path} has version {version!r}, and this pytest-dynamo reads version {VERSION}.\n"
            "To fix this: read it with the pytest-dynamo that wrote it (how.versions), or run again"
        )
        raise RunFileError(message)
    try:
        run: Run = from_json_form(Run, data)
    except MisfitError as misfit:
        message = f"{path}: {misfit}"
        raise RunFileError(message) from None
    return run


def load_run(path: str | Path) -> Run:
    """The run of a run file, of the folder that holds one, or the newest in the folder of a design.

    `reports/orders/latest` is the newest one as well.

    Raises:
        RunFileError: there is none, or it cannot be read.
    """
    file = run_file(Path(path))
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        if not file.exists() and checkpoint_of(file).exists():
            raise RunFileError(_only_a_checkpoint(file.parent)) from None
        message = (
            f"{file} cannot be read: {error.strerror or error}.\n"
            "To fix this: give the folder of a run, as reports/orders/2026-11-22T12-30-00Z"
        )
        raise RunFileError(message) from None
    except UnicodeDecodeError:
        message = f"{file} is not a run file: it is not UTF-8 text"
        raise RunFileError(message) from None
    return read_run(text, str(file))


def _only_a_checkpoint(folder: Path) -> str:
    return (
        f"{folder} has no run.json, only a checkpoint: the run goes on, or was killed.\n"
        f"To fix this: wait for its end; or, if it was killed, pytest-dynamo report --resume {folder}"
    )


def _not_json(text: str, path: str, error: json.JSONDecodeError) -> str:
    written = text.strip()
    if not written:
        return f"{path} is empty: nothing was ever written to it.\nTo fix this: run again"
    is_cut_off = not written.endswith("}") or error.pos >= len(text.rstrip())
    if written.startswith("{") and is_cut_off:
        return (
            f"{path} was cut off at character {len(text):,}: the run was killed while writing it.\n"
            "To fix this: run again"
        )
    return f"{path} is not a run file: line {error.lineno}, column {error.colno}: {error.msg}"
