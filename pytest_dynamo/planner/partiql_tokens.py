"""The words of a PartiQL statement, and the brackets they stand in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal, TypeAlias

WireValue: TypeAlias = dict[str, Any]
"""One value in wire form: `{"S": "text"}`."""

Kind: TypeAlias = Literal["name", "quoted", "text", "literal", "parameter", "symbol"]

_TOKEN = re.compile(
    r"""
      (?P<skip>      \s+ | --[^\n]* | /\*.*?\*/ )
    | (?P<text>      '(?:[^']|'')*' )
    | (?P<quoted>    "(?:[^"]|"")*" )
    | (?P<ion>       `[^`]*` )
    | (?P<number>    (?:\d | \.\d) [\w.]* (?:(?<=[eE])[+-]\d+)? )
    | (?P<name>      [^\W\d][\w$]* | \$[\w$]* )
    | (?P<parameter> \? )
    | (?P<symbol>    <> | <= | >= | != | << | >> | \|\| | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_NUMBER = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_CONSTANTS: dict[str, WireValue | None] = {
    "TRUE": {"BOOL": True},
    "FALSE": {"BOOL": False},
    "NULL": {"NULL": True},
    "MISSING": None,
}
_OPENING = frozenset("([{") | {"<<"}
_CLOSING = frozenset(")]}") | {">>"}


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `text` is without quotes, and `value` what a literal or a parameter stands for.

    `begin` and `length` say where it stands in the statement, in characters, with its quotes.
    """

    kind: Kind
    text: str
    value: WireValue | None = None
    begin: int = 0
    length: int = 0

    @property
    def keyword(self) -> str:
        """The token in capitals where it may be a keyword, else nothing."""
        return self.text.upper() if self.kind == "name" else ""

    @property
    def symbol(self) -> str:
        """The token where it is a symbol, else nothing."""
        return self.text if self.kind == "symbol" else ""

    @property
    def is_attribute(self) -> bool:
        """Whether the token may name an attribute."""
        return self.kind in {"name", "quoted"}


Tokens: TypeAlias = Sequence[Token]


def tokens_of(statement: str, parameters: Iterable[WireValue] = ()) -> Tokens:
    """The tokens of a statement; each `?` takes the next parameter, if there is one."""
    given = iter(parameters)
    return [
        replace(token, value=next(given, None)) if token.kind == "parameter" else token
        for token in _tokens(statement)
    ]


@lru_cache(maxsize=1_024)
def _tokens(statement: str) -> Tokens:
    """The tokens without parameters; programs send the same few statements again and again.

    One semicolon may end a statement. It says nothing and is left out.
    """
    tokens = tuple(_token(found) for found in _TOKEN.finditer(statement) if found["skip"] is None)
    return tokens[:-1] if tokens and tokens[-1].symbol == ";" else tokens


def _token(found: re.Match[str]) -> Token:
    kind, text, value = _meaning(found.lastgroup or "", found.group())
    return Token(kind, text, value, found.start(), len(found.group()))


def _meaning(group: str, found: str) -> tuple[Kind, str, WireValue | None]:
    match group:
        case "text":
            text = found[1:-1].replace("''", "'")
            return "text", text, {"S": text}
        case "quoted":
            return "quoted", found[1:-1].replace('""', '"'), None
        case "number":
            return "literal", found, {"N": found} if _NUMBER.fullmatch(found) else None
        case "ion":
            return "literal", found, None
        case "name" if found.upper() in _CONSTANTS:
            return "literal", found, _CONSTANTS[found.upper()]
        case "name":
            return "name", found, None
        case "parameter":
            return "parameter", found, None
    return "symbol", found, None


def inside(tokens: Tokens) -> Tokens:
    """Drop the round brackets that enclose the whole."""
    while len(tokens) > 1 and tokens[0].symbol == "(":
        if any(True for _ in _outside_brackets(tokens)):  # the first one closes before the end
            return tokens
        tokens = tokens[1:-1]
    return tokens


def split(tokens: Tokens, *separators: str) -> list[Tokens]:
    """Split at keywords or symbols outside brackets; the AND of a BETWEEN is none."""
    parts: list[Tokens] = []
    begin = 0
    in_between = False
    for place, token in _outside_brackets(tokens):
        if token.keyword == "BETWEEN":
            in_between = True
        elif token.keyword == "AND" and in_between:
            in_between = False
        elif (token.keyword or token.symbol) in separators:
            parts.append(tokens[begin:place])
            begin = place + 1
    return [*parts, tokens[begin:]]


def after(tokens: Tokens, keyword: str) -> Tokens:
    """What follows the first such keyword outside brackets; nothing where there is none."""
    for place, token in _outside_brackets(tokens):
        if token.keyword == keyword:
            return tokens[place + 1 :]
    return ()


def before(tokens: Tokens, *keywords: str) -> Tokens:
    """What stands before the first of these keywords outside brackets."""
    for place, token in _outside_brackets(tokens):
        if token.keyword in keywords:
            return tokens[:place]
    return tokens


def _outside_brackets(tokens: Tokens) -> Iterator[tuple[int, Token]]:
    depth = 0
    for place, token in enumerate(tokens):
        if token.symbol in _OPENING:
            depth += 1
        elif token.symbol in _CLOSING:
            depth -= 1
        elif depth == 0:
            yield place, token
