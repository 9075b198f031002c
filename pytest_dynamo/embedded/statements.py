"""PartiQL the way moto reads it, and statements that nobody can read."""

import re
from collections import Counter

from pytest_dynamo.planner.partiql import read_statement
from pytest_dynamo.planner.partiql_tokens import tokens_of

_NAME = r'(?:"[^"]+"|[\w-]+)'
_INDEX = re.compile(
    rf"^(SELECT\b.*?\bFROM\s+)({_NAME})\s*\.\s*({_NAME})", re.IGNORECASE | re.DOTALL
)
_COMPARISON = re.compile(r"""('[^']*'|"[^"]*")|\s*(<=|>=|<>|!=|[=<>])\s*""")
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"), ("<<", ">>"))
# What needs something after it, and what a statement needs besides its table.
_OPEN_ENDS = frozenset(
    [
        *("SELECT", "FROM", "INTO", "UPDATE", "WHERE", "SET", "REMOVE", "VALUE", "BY"),
        *("AND", "OR", "NOT", "IN", "BETWEEN"),
        *("=", "<", "<=", ">", ">=", "<>", "!=", "+", "-", ",", ".", ":"),
    ]
)
_NEEDS = {"INSERT": {"VALUE"}, "UPDATE": {"SET", "REMOVE"}}


def flaw(statement: str) -> str | None:
    """What keeps a statement from being read at all; None where nothing is seen that does.

    >>> flaw("SELECT * FROM orders WHERE")
    'nothing follows WHERE'
    >>> flaw("SELECT * FROM orders")
    """
    tokens = tokens_of(statement)
    symbols = Counter(token.symbol for token in tokens)
    if symbols["'"] or symbols['"']:
        return "a quote is not closed"
    for opening, closing in _BRACKETS:
        if symbols[opening] != symbols[closing]:
            return f"{opening} and {closing} do not match"
    read = read_statement(statement)
    if read is None:
        return "it is no SELECT, INSERT, UPDATE or DELETE with a table"
    last = tokens[-1].keyword or tokens[-1].symbol
    if last in _OPEN_ENDS:
        return f"nothing follows {last}"
    needed = _NEEDS.get(read.verb, set())
    if needed and needed.isdisjoint(token.keyword for token in tokens):
        return f"{read.verb} needs {' or '.join(sorted(needed))}"
    return None


def for_moto(statement: str) -> str:
    """A statement with spaces around each comparison, and index and table named in one word.

    >>> for_moto('SELECT * FROM "t"."i" WHERE a>=?')
    'SELECT * FROM "t.i" WHERE a >= ?'
    """
    named = _INDEX.sub(_in_one_word, statement.lstrip())
    return _COMPARISON.sub(lambda found: found[1] or f" {found[2]} ", named)


def _in_one_word(found: re.Match[str]) -> str:
    table, index = found[2].strip('"'), found[3].strip('"')
    return f'{found[1]}"{table}.{index}"'
