"""What a PartiQL statement asks of which table, as far as its cost depends on it.

moto executes the statement; this only finds the equalities that make it a read of keys or of an item
collection. See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_NAME = r"""(?:"([^"]+)"|'([^']+)'|([\w.-]+))"""
_TARGET = re.compile(
    rf"""^\s*(?:SELECT\b.*?\bFROM|UPDATE|DELETE\s+FROM|INSERT\s+INTO)\s+{_NAME}(?:\."([^"]+)")?""",
    re.IGNORECASE | re.DOTALL,
)
_COMPARISON = re.compile(r"""('[^']*'|"[^"]*")|\s*(<=|>=|<>|!=|[=<>])\s*""")
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|\?|-?[\w.]+|<=|>=|<>|!=|[^\s\w]""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The table and index a statement names, and the attributes it wants equal to a value.

    `text` is the statement as moto can read it: with spaces around each comparison, and with the
    index named in one word with its table.
    """

    text: str
    table: str
    index: str | None
    equal: Mapping[str, dict[str, Any]]
    is_select: bool


def selection(statement: str, parameters: Sequence[dict[str, Any]]) -> Selection | None:
    """What a statement selects, or None if it cannot be read here.

    >>> found = selection('SELECT * FROM "t"."i" WHERE "a" = ? AND b > 3', [{"S": "x"}])
    >>> found.table, found.index, found.equal
    ('t', 'i', {'a': {'S': 'x'}})
    """
    target = _TARGET.match(statement)
    if target is None:
        return None
    table, index = target[1] or target[2] or target[3], target[4]
    head, rest = statement[: target.end()].lstrip(), statement[target.end() :]
    if index:
        head = head.removesuffix(f'"{table}"."{index}"') + f'"{table}.{index}"'
    return Selection(
        text=head + _COMPARISON.sub(lambda found: found[1] or f" {found[2]} ", rest),
        table=table,
        index=index,
        equal=_equalities(rest, parameters),
        is_select=head[:6].upper() == "SELECT",
    )


def _equalities(rest: str, parameters: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The equalities that hold for every item: those of a WHERE clause joined by AND alone."""
    tokens = _TOKEN.findall(rest)
    words = [token.upper() for token in tokens]
    if "WHERE" not in words or {"OR", "NOT"} & set(words):
        return {}
    where = words.index("WHERE")
    given = iter(parameters[words[:where].count("?") :])
    equal: dict[str, dict[str, Any]] = {}
    for position in range(where + 1, len(tokens)):
        token = tokens[position]
        value = next(given, None) if token == "?" else _literal(token)
        if value is not None and tokens[position - 1] == "=":
            equal[tokens[position - 2].strip('"')] = value
    return equal


def _literal(token: str) -> dict[str, Any] | None:
    if token.startswith("'"):
        return {"S": token[1:-1].replace("''", "'")}
    return {"N": token} if re.fullmatch(r"-?\d+(\.\d+)?", token) else None
