"""The shapes of keys: which parts are words that stand in every item of a kind, and which differ.

`USER#7f3a` is the word USER and a part that differs, PROFILE a word. A dash separates nothing: it stands
inside UUIDs, dates and names.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pytest_dynamo.interop.inferring.inferred import MANY, words_of
from pytest_dynamo.interop.inferring.moments import moment_of

Shape: TypeAlias = tuple[str | None, ...]
"""The parts of a key: a word that is literal, or None for one that differs."""

_STRONG = ("#", "|", "~")
_WEAK = ("::", "/", ":", "_")
_WEAK_SHARE = 0.3
_WORD = re.compile(r"([^\W\d_]|\$)([^\W\d]|[$&.-]){0,39}")
_FORMED = re.compile(r"https?://.*|arn:.*|[^@\s]+@[^@\s]+\.[^@\s]+|[0-9a-fA-F:]*:[0-9a-fA-F:]*")
_VERSION = re.compile(r"_[vV]?[0-9]{1,2}$", re.ASCII)
# Small letters alone may be somebody's name, but for what sort keys commonly are.
_ALONE = frozenset(
    [
        "profile",
        "metadata",
        "meta",
        "info",
        "details",
        "data",
        "settings",
        "config",
        "root",
        "summary",
        "state",
    ]
)
_MOST_WORDS = 30
_TIMES_A_WORD = 5
_GENERIC = frozenset(
    ["pk", "sk", "gsi", "lsi", "hash", "range", "key", "partition", "sort", "index", "p", "s"]
)


def is_generic(name: str) -> bool:
    """Whether an attribute is named for being a key and not for what it holds: PK, gsi1_sk.

    >>> [is_generic(name) for name in ("PK", "GSI1PK", "sort_key", "status")]
    [True, True, True, False]
    """
    words = [re.sub(r"(gsi|lsi)(\w)", r"\1", word) for word in words_of(name)]
    plain = [word.removesuffix("pk").removesuffix("sk") or "pk" for word in words]
    return all(word in _GENERIC or word.isdigit() for word in plain) and bool(plain)


def is_word(text: str) -> bool:
    """Whether a part of a key may be a word that its kind of item always has."""
    return bool(_WORD.fullmatch(text))


def is_head(text: str) -> bool:
    """Whether a part may be a word with another part after it; that may have a version: `$user_1`."""
    return is_word(_VERSION.sub("", text))


def is_loud(text: str) -> bool:
    """Whether a part is a word in capital letters."""
    return is_word(text) and text == text.upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """How the values of one key attribute are made up; no separator where they are of one part."""

    separator: str
    has_words_alone: bool
    heads: Mapping[str, int]
    alone: frozenset[str]
    tails: frozenset[str]

    def parts(self, text: str) -> list[str]:
        """The parts of a value."""
        if not self.separator or (self.separator in _WEAK and _is_formed(text)):
            return [text]
        return text.split(self.separator)

    def shape(self, text: str) -> Shape:
        """The shape of a value; parts that differ count as one where what separates them is weak."""
        parts = self.parts(text)
        if len(parts) == 1:
            return (text if self.has_words_alone and text in self.alone else None,)
        found: list[str | None] = []
        for number, part in enumerate(parts):
            is_literal = not part or self._is_literal(parts, number, found)
            if is_literal or self.separator in _STRONG or not found or found[-1] is not None:
                found.append(part if is_literal else None)
        return tuple(found)

    def _is_literal(self, parts: Sequence[str], number: int, before: Sequence[str | None]) -> bool:
        part, follows_word = parts[number], bool(before) and before[-1] is not None
        if number == len(parts) - 1:
            return not follows_word and part in self.tails
        if part not in self.heads:
            return False
        if not follows_word:
            return True
        # APP#USER#7 are two words, and ORG#ACME#USER#7 has the name of an organisation in it.
        return is_loud(part) and not is_loud(parts[number + 1]) and self._is_common(part)

    def _is_common(self, part: str) -> bool:
        return self.heads[part] >= _TIMES_A_WORD


def _is_formed(text: str) -> bool:
    return bool(_FORMED.fullmatch(text)) or moment_of(text) is not None


def grammar_of(name: str, values: Sequence[str]) -> Grammar:
    """The grammar of the values of a key attribute."""
    separator = _separator(values)
    heads: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    tails: Counter[str] = Counter()
    for value in values:
        parts = value.split(separator) if separator else [value]
        if len(parts) == 1 or (separator in _WEAK and _is_formed(value)):
            alone[value] += is_word(value)
            continue
        heads.update(part for part in parts[:-1] if is_head(part))
        tails[parts[-1]] += len(parts) > 2 and is_loud(parts[-1])
    return Grammar(
        separator=separator,
        has_words_alone=is_generic(name),
        heads=_common(heads),
        alone=frozenset(_words(alone)),
        tails=frozenset(_common(tails)) if 0 < len(+tails) <= _MOST_WORDS else frozenset(),
    )


def _words(counts: Counter[str]) -> list[str]:
    found = _common(counts)
    return [
        word
        for word, count in found.items()
        if is_loud(word) or count >= MANY or (count > 1 and word.lower() in _ALONE)
    ]


def _common(counts: Counter[str]) -> Mapping[str, int]:
    """The words among parts; where there are very many, they are names, and only what is frequent counts."""
    counts = +counts
    if len(counts) <= _MOST_WORDS or counts.total() >= _TIMES_A_WORD * MANY * len(counts):
        return counts
    frequent = counts.total() / _MOST_WORDS
    return {word: count for word, count in counts.items() if count >= frequent}


def _separator(values: Sequence[str]) -> str:
    for separator in _STRONG:
        if any(not head or is_head(head) for head, found, _ in _cut(values, separator) if found):
            return separator
    for separator in _WEAK:
        cut = [
            head
            for value, (head, found, _) in zip(values, _cut(values, separator), strict=True)
            if found and is_word(head) and not _is_formed(value)
        ]
        heads = Counter(cut)
        is_regular = len(heads) <= _MOST_WORDS and len(heads) * 2 <= max(2, len(cut))
        if cut and is_regular and len(cut) >= _WEAK_SHARE * len(values):
            return separator
    return ""


def _cut(values: Sequence[str], separator: str) -> list[tuple[str, str, str]]:
    return [value.partition(separator) for value in values]
