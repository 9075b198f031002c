"""Templates of keys, out of the keys of items of one kind."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from os.path import commonprefix
from typing import TypeAlias

from pytest_dynamo.design.templates import Placeholder
from pytest_dynamo.interop.inferring.columns import Column, Columns
from pytest_dynamo.interop.inferring.inferred import MANY, words_of
from pytest_dynamo.interop.inferring.shapes import Grammar, Shape, is_loud, is_word
from pytest_dynamo.interop.inferring.texts import formed_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A part of a key that no attribute of the items holds; `before` is the literal text before it."""

    before: str
    column: Column = field(compare=False, repr=False)


_SHORT = re.compile(r"(19|20)[0-9]{2}|[vV][0-9]{1,3}", re.ASCII)

_OWNERS = frozenset(
    [
        "user",
        "customer",
        "account",
        "member",
        "email",
        "player",
        "patient",
        "person",
        "client",
        "employee",
    ]
)

Part: TypeAlias = str | Placeholder | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyParts:
    """What a key of one kind of item is made of, and in how many of its items it is so."""

    parts: tuple[Part, ...]
    count: int
    total: int

    @property
    def skeleton(self) -> tuple[str | None, ...]:
        """The literal texts of the key, with None for what differs."""
        return tuple(part if isinstance(part, str) else None for part in self.parts)

    @property
    def unknown(self) -> tuple[Unknown, ...]:
        """The parts that no attribute holds."""
        return tuple(part for part in self.parts if isinstance(part, Unknown))


class KeyReader:
    """Takes the keys of the items of one kind apart."""

    def __init__(self, columns: Columns, candidates: Sequence[str]) -> None:
        self._columns = columns
        self._candidates = tuple(candidates)

    def read(self, name: str, grammar: Grammar) -> KeyParts:
        """The parts of the key attribute `name`, as most of the items that have it agree on them."""
        column = self._columns.column(name)
        present = [text for text in column if text is not None]
        shapes: Counter[Shape] = Counter(grammar.shape(text) for text in present)
        shape = shapes.most_common(1)[0][0]
        of_shape = [
            text if text is not None and grammar.shape(text) == shape else None for text in column
        ]
        split = _split(of_shape, grammar, shape)
        names = [one for one in self._candidates if one != name]
        builder = _Builder(self._columns, names, grammar.separator)
        parts, count = builder.built(shape, split)
        return KeyParts(parts=parts, count=count, total=len(present))


def _split(column: Column, grammar: Grammar, shape: Shape) -> list[Column]:
    """The parts of a key one by one, each as a column."""
    rows = [_fitted(grammar, text, shape) if text is not None else None for text in column]
    return [
        [row[number] if row is not None else None for row in rows] for number in range(len(shape))
    ]


def _fitted(grammar: Grammar, text: str, shape: Shape) -> list[str]:
    """As many parts as the shape has: what differs may hold the separator itself, where that is weak."""
    parts = grammar.parts(text)
    if len(parts) == len(shape):
        return parts
    found: list[str] = []
    rest = list(parts)
    for number, word in enumerate(shape):
        if word is not None:
            found.append(rest.pop(0))
            continue
        following = shape[number + 1] if number + 1 < len(shape) else None
        taken = [rest.pop(0)]
        while rest and (following is None or rest[0] != following):
            taken.append(rest.pop(0))
        found.append(grammar.separator.join(taken))
    return found


class _Builder:
    def __init__(self, columns: Columns, names: Sequence[str], separator: str) -> None:
        self._columns = columns
        self._names = names
        self._separator = separator
        self._parts: list[Part] = []
        self._word = ""
        self._count: int | None = None

    def built(self, shape: Shape, split: Sequence[Column]) -> tuple[tuple[Part, ...], int]:
        total = sum(1 for text in split[0] if text is not None) if split else 0
        number = 0
        while number < len(shape):
            if number:
                self._add(self._separator)
            word = shape[number]
            if word is not None:
                self._add(word)
                self._word = word or self._word
                number += 1
                continue
            number += self._variable(shape, split, number)
        return tuple(self._parts), total if self._count is None else self._count

    def _variable(self, shape: Shape, split: Sequence[Column], first: int) -> int:
        """Add what stands at a place that is not literal; the answer is how many places it takes."""
        end = first
        while end < len(shape) and shape[end] is None:
            end += 1
        for last in range(end, first, -1):
            column = _joined(split[first:last], self._separator)
            is_whole = first == 0 and last == len(shape)
            constant = _constant(column)
            if constant is not None and is_loud(constant) and self._is_safe(column, first):
                self._add(constant)
                return last - first
            if self._matched(column, is_whole=is_whole):
                return last - first
            if constant is not None and last == first + 1 and self._is_literal(column, first):
                self._add(constant)
                return 1
        self._remaining(split[first])
        return 1

    def _is_safe(self, column: Column, place: int) -> bool:
        """Whether a word in capitals is hardly a name: ACTIVE of `STATUS#ACTIVE`, and not ALICE of `USER#ALICE`."""
        if not (place and self._word):
            return True
        count = sum(1 for text in column if text is not None)
        return count >= MANY and not _OWNERS.intersection(words_of(self._word.lower()))

    def _is_literal(self, column: Column, place: int) -> bool:
        """Whether a text that is always the same is literal: in many items, and nobody's identifier.

        What follows a word is what the word says there is one of: alice of `USER#alice`, whose items may be all that
        were sampled. A year or a version may follow one all the same.
        """
        present = [text for text in column if text is not None]
        if len(present) < MANY or formed_text(present) is not None:
            return False
        return not (place and self._word) or bool(_SHORT.fullmatch(present[0]))

    def _remaining(self, column: Column) -> None:
        """A part with a constant beginning of its own, such as the `id_` of `id_7f3a`, or nothing known."""
        present = [text for text in column if text is not None]
        prefix = commonprefix(present) if len(set(present)) > 1 else ""
        while prefix and (prefix[-1].isalnum() or prefix[-1] in "-+"):
            prefix = prefix[:-1]
        if is_word(prefix[:-1]) and all(len(text) > len(prefix) for text in present):
            rest = [None if text is None else text[len(prefix) :] for text in column]
            if formed_text(present) is None:
                self._add(prefix)
                if self._matched(rest, is_whole=False):
                    return
                self._parts.append(Unknown(before=self._before(), column=rest))
                return
        self._parts.append(Unknown(before=self._before(), column=column))

    def _matched(self, column: Column, *, is_whole: bool) -> bool:
        found = self._columns.match(column, self._names, self._word, is_whole=is_whole)
        if found is None:
            return False
        self._parts.append(found.placeholder)
        self._count = min(found.count, self._count or found.count)
        return True

    def _before(self) -> str:
        return self._parts[-1] if self._parts and isinstance(self._parts[-1], str) else ""

    def _add(self, text: str) -> None:
        if not text:
            return
        if self._parts and isinstance(self._parts[-1], str):
            self._parts[-1] += text
        else:
            self._parts.append(text)


def _joined(columns: Sequence[Column], separator: str) -> Column:
    rows = zip(*columns, strict=True)
    return [
        None if row[0] is None else separator.join(text for text in row if text is not None)
        for row in rows
    ]


def _constant(column: Column) -> str | None:
    """The one text of at least two items."""
    present = [text for text in column if text is not None]
    return present[0] if len(present) > 1 and len(set(present)) == 1 else None
