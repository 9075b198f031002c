"""Documents: frozen values written as JSON of a version, one line a top-level member, and read again."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pytest_dynamo.errors import RunFileError
from pytest_dynamo.measure.json_form import MisfitError, from_json_form, json_pieces

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Document = TypeVar("_Document")

MOST_BYTES = 64 * 2**20
"""A run of an hour in bins of a second, of 64 partitions and 30 patterns, has less than a third of that."""

_LONGEST_SHOWN = 60
_WHOLE = ""
"""Where a mistake is that is found before it is known of which member it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind:
    """A kind of document, as messages have it.

    `noun` is what it is, as "run file"; `again` is how one that was cut off is made anew. A document
    that has a `kind` says it in its member of that name; of a run file there is none. `file_name` is what
    its file is called in a folder of its own, and `example` such a folder.
    """

    noun: str
    version: int
    again: str
    file_name: str
    example: str
    kind: str | None = None


def document_pieces(document: "DataclassInstance") -> Iterator[str]:
    """The text of a document in pieces, each soon made."""
    for number, each in enumerate(fields(document)):
        yield (",\n" if number else "{\n") + f'"{each.name}": '
        yield from json_pieces(getattr(document, each.name))
    yield "\n}\n"


def read_document(
    value: type[_Document],
    kind: DocumentKind,
    text: str,
    path: str,
    checked: Callable[[_Document], _Document] = lambda value: value,
) -> _Document:
    """The value of a document's text; `path` is for messages.

    `checked` gives the value back, or raises MisfitError for a mistake that its types do not show.

    Raises:
        RunFileError: The text is cut off or no JSON, of another kind or version, or has a wrong member.
    """
    data = _parsed(kind, text, path)
    version = data.get("version") if isinstance(data, dict) else None
    if version is None:
        message = f"{path} is not a {kind.noun}: it has no member 'version'"
        raise RunFileError(message)
    _require_kind(kind, data.get("kind"), path)
    if not isinstance(version, int) or isinstance(version, bool):
        message = f"{path} is not a {kind.noun}: its version is {_shown(version)}, which is no whole number"
        raise RunFileError(message)
    if version != kind.version:
        message = (
            f"{path} has version {_shown(version)}, and this pytest-dynamo reads version {kind.version}.\n"
            f"To fix this: read it with the pytest-dynamo that wrote it (how.versions), or {kind.again}"
        )
        raise RunFileError(message)
    try:
        found = checked(from_json_form(value, data))
    except MisfitError as misfit:
        message = f"{path}: {misfit}"
        raise RunFileError(message) from None
    return found


def file_of(kind: DocumentKind, path: Path) -> Path:
    """The file of a document: the path itself, or the one in the folder that it leads to."""
    return path / kind.file_name if path.is_dir() else path


def read_text(kind: DocumentKind, file: Path) -> str:
    """The text of a document's file.

    Raises:
        RunFileError: It cannot be read, or is no text.
    """
    try:
        size = file.stat().st_size
        if size > MOST_BYTES:
            message = f"{file} is not a {kind.noun}: it has {size:,} bytes, and none has over {MOST_BYTES:,}"
            raise RunFileError(message)
        return file.read_text(encoding="utf-8")
    except OSError as error:
        message = (
            f"{file} cannot be read: {error.strerror or error}.\nTo fix this: give {kind.example}"
        )
        raise RunFileError(message) from None
    except UnicodeDecodeError:
        message = f"{file} is not a {kind.noun}: it is not UTF-8 text"
        raise RunFileError(message) from None


def _parsed(kind: DocumentKind, text: str, path: str) -> Any:  # noqa: ANN401 - JSON values
    try:
        return json.loads(text, parse_constant=_no_number, object_pairs_hook=_members)
    except json.JSONDecodeError as error:
        raise RunFileError(_not_json(kind, text, path, error)) from None
    except MisfitError as misfit:
        message = f"{path} is not a {kind.noun}: {misfit}"
        raise RunFileError(message) from None
    except (RecursionError, ValueError):  # too deep, or a number of too many digits
        message = (
            f"{path} is not a {kind.noun}: no {kind.noun} is nested so deep or has such numbers"
        )
        raise RunFileError(message) from None


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in members if names.count(name) > 1)
        message = f"the member {twice[:_LONGEST_SHOWN]!r} stands twice in one object"
        raise MisfitError(_WHOLE, message)
    return members


def _no_number(text: str) -> float:
    message = f"{text} is no number in JSON"
    raise MisfitError(_WHOLE, message)


def _require_kind(kind: DocumentKind, found: object, path: str) -> None:
    if found == kind.kind:
        return
    what = f"of kind {_shown(found)}" if found is not None else "of no kind"
    message = f"{path} is not a {kind.noun}: it is {what}"
    raise RunFileError(message)


def _shown(value: object) -> str:
    """A value as a message can have it, not in full where that is long."""
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def _not_json(kind: DocumentKind, text: str, path: str, error: json.JSONDecodeError) -> str:
    written = text.strip()
    if not written:
        return f"{path} is empty: nothing was ever written to it.\nTo fix this: {kind.again}"
    is_cut_off = not written.endswith("}") or error.pos >= len(text.rstrip())
    if written.startswith("{") and is_cut_off:
        return (
            f"{path} was cut off at character {len(text):,}: whoever wrote it was killed.\n"
            f"To fix this: {kind.again}"
        )
    return f"{path} is not a {kind.noun}: line {error.lineno}, column {error.colno}: {error.msg}"
