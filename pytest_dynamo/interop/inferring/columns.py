"""Attributes of sampled items side by side, and which of them is what stands in a part of a key."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from pytest_dynamo.design.templates import Placeholder
from pytest_dynamo.interop.inferring.inferred import words_of
from pytest_dynamo.interop.inferring.moments import moment_of

Item: TypeAlias = Mapping[str, Mapping[str, Any]]
Column: TypeAlias = Sequence[str | None]

NEARLY_ALL = 0.98
_DATE_FORMATS = ("%Y-%m-%d", "%Y-%m", "%Y", "%Y%m%d", "%Y/%m/%d", "%Y-%m-%dT%H", "%Y-W%V")
_INTEGER = re.compile(r"[0-9]+", re.ASCII)
_PROBES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The placeholder of a part, and in how many items the attribute is what stands there."""

    placeholder: Placeholder
    count: int
    total: int


def text_of(value: Mapping[str, Any] | None) -> str | None:
    """A string or a number as it stands in a key."""
    if value is None:
        return None
    for kind in ("S", "N"):
        if kind in value:
            return str(value[kind])
    return None


class Columns:
    """The strings and numbers of the items of one kind, by attribute."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self._columns: dict[str, Column] = {}

    def column(self, name: str) -> Column:
        """The texts of an attribute; None where an item has none."""
        if name not in self._columns:
            self._columns[name] = [text_of(item.get(name)) for item in self.items]
        return self._columns[name]

    def add(self, name: str, column: Column) -> None:
        """An attribute that is not in the items, but is in a key of theirs."""
        self._columns[name] = column

    def is_number(self, name: str) -> bool:
        """Whether an attribute is a number wherever it is."""
        found = [item[name] for item in self.items if name in item]
        return bool(found) and all("N" in value for value in found)

    def match(
        self, part: Column, names: Sequence[str], hint: str, *, is_whole: bool
    ) -> Match | None:
        """The attribute that stands in a part of a key in nearly all items that have the key.

        `hint` is the word before the part: of several attributes, that which is named for it is taken. A
        part that is the whole key has to be of the key's type, which is a string.
        """
        rows = [number for number, text in enumerate(part) if text is not None]
        best: tuple[tuple[int, int, int], Match] | None = None
        for order, name in enumerate(names):
            found = self._match_of(part, rows, name)
            if found is None:
                continue
            if is_whole and self.is_number(name) and not found.placeholder.format_spec:
                if not all(_INTEGER.fullmatch(part[row] or "") for row in rows):
                    continue
                found = _with_format(found, "d")
            rank = (found.count, _nearness(name, hint), -order)
            if best is None or rank > best[0]:
                best = (rank, found)
        return best[1] if best else None

    def _match_of(self, part: Column, rows: Sequence[int], name: str) -> Match | None:
        column = self.column(name)
        tried: set[tuple[str, str]] = set()
        for row in rows[:_PROBES]:
            for conversion, spec, is_same in self._styles(part, row, name):
                if (conversion, spec) in tried:
                    continue
                tried.add((conversion, spec))
                count = _count(part, column, rows, is_same)
                if count:
                    placeholder = Placeholder(name=name, conversion=conversion, format_spec=spec)
                    return Match(placeholder=placeholder, count=count, total=len(rows))
        return None

    def _styles(self, part: Column, row: int, name: str) -> Iterator[tuple[str, str, "_Same"]]:
        first = part[row] or ""
        value = self.column(name)[row]
        if value is None:
            return
        if first == value:
            yield "", "", lambda text, found: text == found
        elif first.lower() == value.lower() and not self.is_number(name):
            yield "l", "", lambda text, found: found is not None and text == found.lower()
            yield "u", "", lambda text, found: found is not None and text == found.upper()
        elif self.is_number(name):
            if len(first) > len(value) and _INTEGER.fullmatch(first):
                width = len(first)
                yield "", f"0{width}d", lambda text, found: _padded(found, width) == text
        elif moment_of(value) is not None and len(first) <= len(value):
            yield from (
                ("", form, _dated(form)) for form in _DATE_FORMATS if _dated(form)(first, value)
            )


_Same: TypeAlias = Callable[[str | None, str | None], bool]


def _count(part: Column, column: Column, rows: Sequence[int], is_same: _Same) -> int:
    """In how many rows both are the same, or 0 as soon as that is not nearly all of them."""
    misses, most = 0, (1 - NEARLY_ALL) * len(rows)
    for row in rows:
        if not is_same(part[row], column[row]):
            misses += 1
            if misses > most:
                return 0
    return len(rows) - misses


def _padded(text: str | None, width: int) -> str:
    return text.zfill(width) if text and _INTEGER.fullmatch(text) else ""


def _dated(form: str) -> _Same:
    def is_same(text: str | None, found: str | None) -> bool:
        moment = moment_of(found) if found else None
        return moment is not None and f"{datetime.fromtimestamp(moment, UTC):{form}}" == text

    return is_same


def _with_format(match: Match, spec: str) -> Match:
    placeholder = Placeholder(name=match.placeholder.name, format_spec=spec)
    return Match(placeholder=placeholder, count=match.count, total=match.total)


def _nearness(name: str, hint: str) -> int:
    wanted, words = {word.rstrip("s") for word in words_of(hint)}, words_of(name)
    shared = sum(1 for word in words if word.rstrip("s") in wanted)
    return 2 * shared + (1 if words[-1:] == ("id",) else 0)
