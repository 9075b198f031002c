"""Reading a design file, with every mistake in it reported at once.

This module is light: what parses and checks is imported when the first design is read.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DesignError, Mistake

# A design of a hundred tables takes a tenth of this; what is larger was not meant to be one.
MAX_BYTES = 1_048_576

_REQUIRED = frozenset({"version", "tables"})
_OF_DESIGNS_ONLY = frozenset({"tables", "entities", "access_patterns"})
_SETTINGS = (*sorted(_REQUIRED | _OF_DESIGNS_ONLY), "name", "description")
_SIMILARITY = 0.82  # takes 'tabels' and 'verson' for what they were meant to be, and not 'labels'
_FLOW_DEPTH = 64
_SETTING = r"[\"']?([\w-]+)[\"']?[ \t]*:"


def is_design(text_head: str) -> bool:
    r"""Whether a YAML text is meant to be a design, by the settings at its top level.

    It is where `version` or `tables` is there, something that only designs have, and two settings in
    all, each spelled right or nearly: a design with a mistake is to be told of, not passed over.

    >>> is_design("verson: 1\ntables:\n  users: {partition_key: id}")
    True
    >>> is_design("name: shop\nversion: 3\nservices:\n  tables: []")
    False
    """
    meant = set(_settings_meant(text_head.removeprefix("\ufeff")))
    return len(meant) > 1 and bool(meant & _REQUIRED) and bool(meant & _OF_DESIGNS_ONLY)


def _settings_meant(text: str) -> Iterator[str]:
    for word in set(_top_level(text)):
        yield from get_close_matches(word.lower(), _SETTINGS, n=1, cutoff=_SIMILARITY)


def _top_level(text: str) -> list[str]:
    """The words at the top level of a mapping, in blocks or, as in JSON, in braces."""
    if not text.lstrip().startswith("{"):
        first = re.search(rf"^([ \t]*){_SETTING}", text, re.MULTILINE)
        indent = re.escape(first[1]) if first else ""
        return re.findall(rf"^{indent}{_SETTING}", text, re.MULTILINE)
    inside = text.lstrip().removeprefix("{")
    for _ in range(_FLOW_DEPTH):
        inside, count = re.subn(r"[\[{][^\[\]{}]*[\]}]", "", inside)
        if not count:
            break
    return re.findall(rf"(?:^|,)\s*{_SETTING}", inside)


def load_design(path: str | Path) -> Design:
    """Read a design file.

    Raises:
        DesignError: The file cannot be read, or is not a design; it carries every mistake.
    """
    try:
        if Path(path).exists() and not Path(path).is_file() and not Path(path).is_dir():
            raise _file_error(path, "is no regular file")  # to read a pipe might take for ever
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
        case FileNotFoundError() if path.is_symlink():
            return f"is a link to {path.readlink()}, which is not there"
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
