"""Text files that are written whole or not at all, whoever reads them meanwhile."""

from pathlib import Path
from uuid import uuid4


def write_whole(path: Path, text: str) -> None:
    """Write a file beside its place and put it there, so that no reader ever finds a part of it.

    A link stays one, and a file keeps its mode. What is no file, such as a pipe or /dev/null, is
    written to as it is. Bytes of paths that are not UTF-8 are written as they are.

    Raises:
        OSError: It cannot be written; what was there before is still there.
    """
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8", errors="surrogateescape")
    else:
        _replace(path.resolve(), text)


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".writing-{uuid4().hex}")  # two runs may end at the same time
    try:
        with draft.open("x", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
            file.write(text)
        if path.exists():
            draft.chmod(path.stat().st_mode & 0o777)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
