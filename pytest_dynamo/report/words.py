"""What sentences of a report are made of, before anybody decides whether they become HTML or text.

A sentence is a row of parts: plain text, figures, and names that people gave to things. Figures keep
the path they come from, names are kept apart because they are not ours: they may hold markup, run
from right to left, or be 2 KB long.
"""

import unicodedata
from dataclasses import dataclass
from typing import Literal, TypeAlias

_ELLIPSIS = "…"
_NOTHING = '""'
_SHOWN_START, _SHOWN_END = 48, 23

# Marks that turn the direction of whatever follows them, outside of the name as well.
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure as it is shown, its exact value, and its path in `run.json`.

    A path may be a quotient of two, as `totals.throttled / totals.requests`.
    """

    text: str
    value: float
    path: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Name:
    """A name from a design or a key from a table, shortened in the middle where it is very long.

    How long it is stands behind it then.
    """

    whole: str

    def __str__(self) -> str:
        text = visible(self.whole) or _NOTHING
        if len(text) <= _SHOWN_START + _SHOWN_END + 1:
            return text
        cut = text[:_SHOWN_START] + _ELLIPSIS + text[-_SHOWN_END:]
        return f"{cut} ({len(self.whole):,} characters)"


@dataclass(frozen=True, slots=True)
class Code:
    """Something to be typed or read letter by letter: a command, a path, a reason of AWS."""

    whole: str

    def __str__(self) -> str:
        return visible(self.whole)


@dataclass(frozen=True, slots=True)
class Constant:
    """A number that is a fact about DynamoDB or about this page, and no figure of the run."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that stand in the run file as they are shown, with whatever figures are in them."""

    whole: str

    def __str__(self) -> str:
        return visible(self.whole)


@dataclass(frozen=True, slots=True)
class Toned:
    """Words in a tone of their own within a sentence, where that says two things."""

    words: "Sentence"
    tone: Literal["holds", "breaks", "look", "muted"]

    def __str__(self) -> str:
        return plain(self.words)


Part: TypeAlias = str | Figure | Name | Code | Constant | Quote | Toned
Sentence: TypeAlias = tuple[Part, ...]


def marked(text: str) -> Sentence:
    """A text of a run file that has `code` between backticks; what is not closed stays as it is.

    >>> marked("write `PK` twice")
    (Quote(whole='write '), Code(whole='PK'), Quote(whole=' twice'))
    """
    pieces = text.split("`")
    if not len(pieces) % 2:
        pieces[-2:] = ["`".join(pieces[-2:])]
    return tuple(
        Code(piece) if number % 2 else Quote(piece) for number, piece in enumerate(pieces) if piece
    )


def plain(sentence: Sentence) -> str:
    """The sentence as text.

    >>> plain(("Table ", Name("orders"), " is idle"))
    'Table orders is idle'
    """
    return "".join(map(str, sentence))


def visible(text: str) -> str:
    r"""Text in which everything can be seen: control characters and turning marks are spelled out.

    >>> visible("a\x00b\u202e")
    'a\\x00b\\u202e'
    """
    if text.isprintable():  # nearly always, and there is a lot of text
        return text
    return "".join(_visible(letter) for letter in text)


def _visible(letter: str) -> str:
    hidden = letter in _TURNING or unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp")
    return letter.encode("unicode_escape").decode() if hidden else letter
