"""Reading a design file, with every mistake in it reported at once.

This module is light: what parses and checks is imported when the first design is read.
"""

import re
from pathlib import Path

from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DesignError, Mistake

# A design of a hundred tables takes a tenth of this; what is larger was not meant to be one.
MAX_BYTES = 1_048_576

_SETTINGS = ("version", "tables")


def is_design(text_head: str) -> bool:
    r"""Whether a YAML text looks like a design: at its top level stand `version` and `tables`.

    >>> is_design("version: 1\ntables:\n  users: {partition_key: id}")
    True
    >>> is_design("services:\n  version: 1\n  tables: []")
    False
    """
    text = text_head.removeprefix("\ufeff")
    # The text of a JSON document need not begin its settings on new lines.
    start = r"[{,]\s*" if text.lstrip().startswith("{") else "^"
    return all(
        re.search(rf"{start}[\"']?{setting}[\"']?[ \t]*:", text, re.MULTILINE)
        for setting in _SETTINGS
    )


def load_design(path: str | Path) -> Design:
    """Read a design file.

    Raises:
        DesignError: The file cannot be read, or is not a design; it carries every mistake.
    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a path with a zero byte in it
        raise _file_error(path, _why_unreadable(Path(path), error)) from None
    if len(content) > MAX_BYTES:
        raise _file_error(path, f"larger than {MAX_BYTES:,} bytes, which no design is")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        message = f"not UTF-8: byte 0x{content[error.start]:02x}; save the file as UTF-8"
        line = before.count(b"\n") + 1
        column = error.start - before.rfind(b"\n")
        raise _file_error(path, message, line=line, column=column) from None
    return parse_design(text, str(path))


def parse_design(text: str, path: str = "<text>") -> Design:
    """Read a design from its text; `path` is what messages call it.

    Raises:
        DesignError: The text is not a design; it carries every mistake.
    """
    from pytest_dynamo.design.reading.parsing import parse

    if len(text) > MAX_BYTES:
        raise _file_error(path, f"larger than {MAX_BYTES:,} bytes, which no design is")
    return parse(text, path)


def _why_unreadable(path: Path, error: OSError | ValueError) -> str:
    match error:
        case FileNotFoundError():
            return f"no such file{_near(path)}"
        case IsADirectoryError():
            return "is a directory; name a design file in it"
        case PermissionError():
            return "cannot be read: permission denied"
        case OSError(strerror=str() as reason):
            return f"cannot be read: {reason}"
    return "cannot be read: not a path"


def _near(path: Path) -> str:
    """The file with the nearest name beside the one that is missing."""
    from pytest_dynamo.design.mistakes import nearest

    try:
        names = [one.name for one in path.parent.iterdir() if one.suffix in (".yaml", ".yml")]
    except OSError:
        return ""
    return nearest(path.name, names)


def _file_error(path: str | Path, message: str, *, line: int = 1, column: int = 1) -> DesignError:
    mistake = Mistake(path=str(path), line=line, column=column, where="", message=message)
    return DesignError(str(path), (mistake,))
