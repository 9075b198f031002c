"""Files that a command writes: whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pytest_dynamo.errors import DynamoError

_ERRORS = "surrogateescape"
"""The bytes of a path that is not UTF-8 are written as they are, as they are to a terminal."""


def require_writable(path: Path) -> None:
    """Tell before anything takes long that a file cannot be written.

    Raises:
        DynamoError: Its folder is not there or takes no file, or a folder has its name.
    """
    with told(path):
        if path.is_dir():
            message = f"{path} cannot be written: it is a folder.\nTo fix this: name a file in it"
            raise DynamoError(message)
        if not path.parent.is_dir():
            message = (
                f"{path} cannot be written: there is no folder {path.parent}.\n"
                f"To fix this: mkdir -p {path.parent}"
            )
            raise DynamoError(message)


def write_whole(path: Path, text: str) -> None:
    """Write a file beside its place and put it there, so that no reader ever finds a part of it.

    What is no file, such as a pipe or /dev/null, is written to as it is.

    Raises:
        DynamoError: It cannot be written; what was there before is still there.
    """
    require_writable(path)
    with told(path):
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8", errors=_ERRORS)
        else:
            _replace(path.resolve(), text)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Say in one message what the system has against a path.

    Raises:
        DynamoError: It has something.
    """
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = (
            f"{path} cannot be written: {reason}.\nTo fix this: name another file, or make room"
        )
        raise DynamoError(message) from None


def _replace(path: Path, text: str) -> None:
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    draft = Path(name)
    try:
        with os.fdopen(number, "w", encoding="utf-8", errors=_ERRORS, newline="\n") as file:
            file.write(text)
        draft.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _umask() -> int:
    """What new files are not allowed; there is no way to read it but to set it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
