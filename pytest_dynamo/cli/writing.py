"""Files that a command writes, and what is said where it cannot."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pytest_dynamo import whole_files
from pytest_dynamo.errors import DynamoError


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
    """Write a file whole or not at all.

    Raises:
        DynamoError: It cannot be written; what was there before is still there.
    """
    require_writable(path)
    with told(path):
        whole_files.write_whole(path, text)


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
