"""Files that a session writes: looked at before the tests run, and written whole or not at all."""

import tempfile
from pathlib import Path

import pytest

from pytest_dynamo import whole_files


def check_writable(path: Path, option: str, *, shown: str) -> None:
    """Make sure that a file can be written there; the folders above it are made when it is.

    `shown` is how the user calls it.

    Raises:
        pytest.UsageError: It cannot.
    """
    if path.is_dir():
        msg = f"{option}: {shown} is a directory\nTo fix this: name a file in it"
        raise pytest.UsageError(msg)
    above = next(folder for folder in path.absolute().parents if folder.exists())
    try:
        tempfile.TemporaryFile(dir=above).close()
    except OSError as error:
        msg = (
            f"{option}: {shown} cannot be written: {error.strerror}\n"
            "To fix this: name a file in a directory that can be written"
        )
        raise pytest.UsageError(msg) from None


def write_whole(path: Path, text: str, *, shown: str) -> str | None:
    """Write a file in one step, so that nobody ever reads half of it.

    Gives what went wrong, None if nothing did.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole_files.write_whole(path, text)
    except OSError as error:
        return f"{shown} was not written: {error.strerror}"
    return None
