"""Whether a PartiQL statement finds its items by partition key, or has to read the whole table.

A SELECT, UPDATE or DELETE is a Query or an operation on a key only where its WHERE clause fixes the
partition key with `=` or `IN`; anything else reads every item
(https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.select.html).

The reading is tolerant: a comparison that is not understood fixes nothing, and whether the
statement is valid at all is left to DynamoDB.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["name", "quoted", "literal", "symbol"]

_TOKEN = re.compile(
    r"""
      (?P<skip>    \s+ | --[^\n]* | /\*.*?\*/ )
    | (?P<string>  '(?:[^']|'')*' )
    | (?P<quoted>  "(?:[^"]|"")*" )
    | (?P<number>  \d[\w.]* )
    | (?P<name>    [^\W\d]\w* )
    | (?P<symbol>  <> | <= | >= | != | << | >> | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_OPENING = frozenset("([{") | {"<<"}
_CLOSING = frozenset(")]}") | {">>"}
_CONSTANTS = frozenset({"TRUE", "FALSE", "NULL", "MISSING"})
_AFTER_WHERE = frozenset({"ORDER", "RETURNING", "LIMIT"})


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `text` is a name without its quotes, anything else as written."""

    kind: Kind
    text: str

    @property
    def keyword(self) -> str:
        """The token in capitals where it may be a keyword, else nothing."""
        return self.text.upper() if self.kind == "name" else ""

    @property
    def is_attribute(self) -> bool:
        """Whether the token may name an attribute."""
        return self.kind in {"name", "quoted"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a statement reads.

    `fixed` are the attributes that its WHERE clause fixes with `=` or `IN`.
    """

    verb: str
    table: str
    index: str | None
    fixed: frozenset[str]


def read_statement(text: str) -> Statement | None:
    """Read a statement; None where it finds no items (an INSERT) or is not understood at all.

    >>> read_statement('SELECT * FROM "orders"."by_day" WHERE day = ? AND total > 5').fixed
    frozenset({'day'})
    >>> read_statement("SELECT * FROM orders WHERE day = 'x' OR total > 5").fixed
    frozenset()
    """
    tokens: Sequence[Token] = tuple(_tokens(text))
    if tokens and tokens[0].keyword == "EXISTS":  # a condition check of a transaction
        tokens = _inside(tokens[1:])
    verb = tokens[0].keyword if tokens else ""
    if verb not in {"SELECT", "UPDATE", "DELETE"}:
        return None
    resource = tokens[1:] if verb == "UPDATE" else _after(tokens, "FROM")
    if not resource or not resource[0].is_attribute:
        return None
    has_index = len(resource) > 2 and resource[1].text == "." and resource[2].is_attribute
    return Statement(
        verb=verb,
        table=resource[0].text,
        index=resource[2].text if has_index else None,
        fixed=_fixed(_before(_after(resource, "WHERE"), _AFTER_WHERE)),
    )


def _tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        found = match.group()
        match match.lastgroup:
            case "string" | "number":
                yield Token("literal", found)
            case "quoted":
                yield Token("quoted", found[1:-1].replace('""', '"'))
            case "name":
                yield Token("literal" if found.upper() in _CONSTANTS else "name", found)
            case "symbol":
                yield Token("literal" if found == "?" else "symbol", found)


def _fixed(tokens: Sequence[Token]) -> frozenset[str]:
    """The attributes an expression fixes: what any term of an AND does, or every term of an OR."""
    tokens = _inside(tokens)
    alternatives = _split(tokens, "OR")
    if len(alternatives) > 1:
        return frozenset.intersection(*map(_fixed, alternatives))
    terms = _split(tokens, "AND")
    if len(terms) > 1:
        return frozenset.union(*map(_fixed, terms))
    return _fixed_by_comparison(tokens)


def _fixed_by_comparison(tokens: Sequence[Token]) -> frozenset[str]:
    match tokens:
        case [attribute, Token(text="="), *operand] if attribute.is_attribute:
            return _only(attribute, operand)
        case [*operand, Token(text="="), attribute] if attribute.is_attribute:
            return _only(attribute, operand)
        case [attribute, Token() as word, *operand] if (
            attribute.is_attribute and word.keyword == "IN"
        ):
            return _only(attribute, operand)
    return frozenset()


def _only(attribute: Token, operand: Sequence[Token]) -> frozenset[str]:
    """The attribute, if it is compared with values rather than with other attributes."""
    is_value = bool(operand) and not any(token.is_attribute for token in operand)
    return frozenset({attribute.text}) if is_value else frozenset()


def _split(tokens: Sequence[Token], word: str) -> list[Sequence[Token]]:
    """Split at a keyword outside brackets; the AND of a BETWEEN is none."""
    parts: list[Sequence[Token]] = []
    begin = 0
    in_between = False
    for place, token in _outside_brackets(tokens):
        if token.keyword == "BETWEEN":
            in_between = True
        elif token.keyword == "AND" and in_between:
            in_between = False
        elif token.keyword == word:
            parts.append(tokens[begin:place])
            begin = place + 1
    return [*parts, tokens[begin:]]


def _inside(tokens: Sequence[Token]) -> Sequence[Token]:
    """Drop the brackets that enclose the whole."""
    while len(tokens) > 1 and tokens[0].text == "(" and tokens[0].kind == "symbol":
        outside = [place for place, _ in _outside_brackets(tokens)]
        if outside:  # the first bracket closes before the end
            return tokens
        tokens = tokens[1:-1]
    return tokens


def _outside_brackets(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    depth = 0
    for place, token in enumerate(tokens):
        is_symbol = token.kind == "symbol"
        if is_symbol and token.text in _OPENING:
            depth += 1
        elif is_symbol and token.text in _CLOSING:
            depth -= 1
        elif depth == 0:
            yield place, token


def _after(tokens: Sequence[Token], word: str) -> Sequence[Token]:
    for place, token in _outside_brackets(tokens):
        if token.keyword == word:
            return tokens[place + 1 :]
    return ()


def _before(tokens: Sequence[Token], words: frozenset[str]) -> Sequence[Token]:
    for place, token in _outside_brackets(tokens):
        if token.keyword in words:
            return tokens[:place]
    return tokens
