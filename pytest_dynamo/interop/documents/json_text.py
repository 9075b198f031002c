"""JSON with the places of its parts, which the standard library's does not tell."""

import json
import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.documents.document import Where

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


class _RepeatedError(Exception):
    """A mapping names something twice."""


def read_json(text: str, path: str) -> Any:  # noqa: ANN401 - any value
    """The value of a JSON text.

    Raises:
        DynamoError: It is no JSON, a mapping of it has two members of one name, or it is nested
            deeper than Python follows.
    """
    try:
        return json.loads(text, object_pairs_hook=_mapping, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        message = f"{path}:{error.lineno}:{error.colno}: no JSON: {error.msg}"
        raise DynamoError(message) from None
    except _RepeatedError as error:
        first, second = _repeated_lines(text, str(error))
        message = (
            f"{path}:{second}: '{error}' is there twice; the first is on line {first}.\n"
            "To fix this: rename or remove one of the two"
        )
        raise DynamoError(message) from None
    except RecursionError:
        message = f"{path}: nested too deep to be read"
        raise DynamoError(message) from None
    except ValueError as error:
        message = f"{path}: no JSON: {error}"
        raise DynamoError(message) from None


def json_line(text: str, where: Where) -> int | None:
    """The line, from 1, of the deepest part of a path that is there."""
    at, line = _after_space(text, 0), None
    for part in where:
        found = next((one for one in _entries(text, at) if one[0] == part), None)
        if found is None:
            break
        _, begins, at = found
        line = text.count("\n", 0, begins) + 1
    return line


def _entries(text: str, at: int) -> Iterator[tuple[str | int, int, int]]:
    """The name or number of each member of what begins at `at`, where it begins, and where its value does."""
    opening = text[at : at + 1]
    if opening not in ("{", "["):
        return
    at, number = _after_space(text, at + 1), 0
    while at < len(text) and text[at] not in "]}":
        begins, name = at, number
        entry: str | int = name
        if opening == "{":
            entry, at = scanstring(text, at + 1)
            at = _after_space(text, _after_space(text, at) + 1)  # behind the colon
        yield entry, begins, at
        _, at = _DECODER.raw_decode(text, at)
        at, number = _after_space(text, at), number + 1
        if text[at] == ",":
            at = _after_space(text, at + 1)


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _mapping(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) < len(members):
        names = [name for name, _ in members]
        raise _RepeatedError(next(name for name in names if names.count(name) > 1))
    return found


def _repeated_lines(text: str, name: str) -> tuple[int, int]:
    """The lines of the first two members of one name in one mapping."""
    waiting = [_after_space(text, 0)]
    while waiting:
        entries = list(_entries(text, waiting.pop()))
        same = [begins for entry, begins, _ in entries if entry == name]
        if len(same) > 1:
            first, second, *_ = (text.count("\n", 0, begins) + 1 for begins in same)
            return first, second
        waiting += [at for _, _, at in entries]
    return 1, 1


def _no_constant(name: str) -> float:
    msg = f"{name} is no number of JSON"
    raise ValueError(msg)
