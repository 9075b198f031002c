"""Taking a model apart: what was looked at, and what was not, which is named as lost."""

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_dynamo.design.mistakes import quoted
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.documents.document import Document, Where, dotted
from pytest_dynamo.interop.values import DesignPath, Loss

_CHARACTERS_SEARCHED = 100_000_000
"""To find a line means to read the text again, so large files get lines for their first losses only."""


_TOO_LARGE = 2**53


class Notes:
    """What an import has to say, gathered while the model is taken apart."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.losses: list[Loss] = []
        self.remarks: dict[DesignPath, str] = {}
        self._lines_left = max(10, _CHARACTERS_SEARCHED // (len(document.text) + 1))

    def lose(self, where: Where, message: str) -> None:
        """Note that something of the model is lost."""
        self._lines_left -= 1
        line = self.document.line(where) if self._lines_left > 0 else None
        loss = Loss(where=dotted(where), message=message, line=line, path=self.document.path)
        self.losses.append(loss)

    def remark(self, path: DesignPath, text: str) -> None:
        """Say something in a comment of the design; what was said before stays."""
        before = self.remarks.get(path)
        self.remarks[path] = f"{before}; {text}" if before else text

    def error(self, where: Where, message: str, remedy: str) -> DynamoError:
        """An error with the place in the model."""
        line = self.document.line(where)
        place = f"{self.document.path}:{line}" if line else self.document.path
        return DynamoError(f"{place}: {dotted(where)}: {message}\nTo fix this: {remedy}")


def no_document() -> Document:
    """A document without anything in it, for what is read of values that stand in no file."""
    return Document(path="", text="", kind="json")


class Members:
    """The members of one mapping of the model; those that nobody takes are lost."""

    def __init__(self, value: Mapping[str, Any], where: Where, notes: Notes) -> None:
        self.where = where
        self.notes = notes
        self._left = dict(value)

    def __contains__(self, name: str) -> bool:
        return name in self._left

    def names(self) -> tuple[str, ...]:
        """The members that nobody has taken yet."""
        return tuple(self._left)

    def take(self, name: str) -> Any:  # noqa: ANN401 - any value of JSON
        """A member, or None if it is not there."""
        return self._left.pop(name, None)

    def text(self, name: str) -> str:
        """A member that has to be a text; empty if it is not there."""
        value = self.take(name)
        if value is None or isinstance(value, str):
            return value or ""
        self.unusable(name, value, "a text")
        return ""

    def number(self, name: str) -> int | None:
        """A member that has to be a whole number from 1 on."""
        value = self.take(name)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and value == value // 1 and 1 <= value < _TOO_LARGE:
            return int(value)
        if value is not None:
            self.unusable(name, value, "a whole number from 1 on")
        return None

    def inside(self, name: str) -> "Members":
        """A member that has to be a mapping; an empty one if it is not there."""
        value = self.take(name)
        if value is not None and not isinstance(value, dict):
            self.unusable(name, value, "a mapping")
        return Members(value if isinstance(value, dict) else {}, (*self.where, name), self.notes)

    def each(self, name: str) -> Iterator["Members"]:
        """The mappings in a member that has to be a list."""
        for where, value in self.elements(name):
            if isinstance(value, dict):
                yield Members(value, where, self.notes)
            else:
                self.notes.lose(where, f"{quoted(value)} where a mapping is wanted; left out")

    def texts(self, name: str) -> list[str]:
        """The texts in a member that has to be a list, each once."""
        found: dict[str, None] = {}
        for where, value in self.elements(name):
            if not isinstance(value, str) or not value:
                self.notes.lose(where, f"{quoted(value)} where a name is wanted; left out")
            elif value in found:
                self.notes.lose(where, f"'{value}' is there twice; left out")
            else:
                found[value] = None
        return list(found)

    def elements(self, name: str) -> list[tuple[Where, Any]]:
        """The elements of a member that has to be a list, each with its place."""
        value = self.take(name)
        if value is not None and not isinstance(value, list):
            self.unusable(name, value, "a list")
        elements = value if isinstance(value, list) else []
        return [((*self.where, name, at), one) for at, one in enumerate(elements)]

    def unusable(self, name: str, value: object, wanted: str) -> None:
        """Note that a member is lost because it is not what it should be."""
        message = f"{quoted(value)} where {wanted} is wanted; left out"
        self.notes.lose((*self.where, name), message)

    def finish(self) -> None:
        """Note every member that nobody has taken."""
        for name in self._left:
            message = "is not known of NoSQL Workbench's models; left out"
            self.notes.lose((*self.where, name), message)
        self._left = {}
