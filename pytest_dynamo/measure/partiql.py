"""What a PartiQL statement tells about the items it touches, without executing it.

Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_dynamo.capacity.item_size import Item

_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[\w.-]+|[<>!]=|<>|\S""")
_TABLE_WORDS = frozenset({"FROM", "INTO", "UPDATE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement, its verb in capitals.

    `equalities` are the attributes it equates with one value, be it in a condition, in a SET or in
    the item of an INSERT.
    """

    verb: str
    table: str
    index: str | None = None
    equalities: Item = field(default_factory=dict)


def statements(request: Mapping[str, Any]) -> Iterator[Statement]:
    """The statements of an ExecuteStatement, BatchExecuteStatement or ExecuteTransaction request."""
    several = request.get("Statements") or request.get("TransactStatements") or (request,)
    for one in several:
        yield read_statement(one.get("Statement", ""), one.get("Parameters", ()))


def read_statement(text: str, parameters: list[Item] | tuple[Item, ...] = ()) -> Statement:
    """Read one statement; what cannot be read is left out.

    >>> read_statement('SELECT * FROM "orders"."by_date" WHERE pk = ?', [{"S": "a"}])
    Statement(verb='SELECT', table='orders', index='by_date', equalities={'pk': {'S': 'a'}})
    """
    tokens = _TOKEN.findall(text)
    table, index = _target(tokens)
    return Statement(
        verb=tokens[0].upper() if tokens else "",
        table=table,
        index=index,
        equalities=_equalities(tokens, iter(parameters)),
    )


def _target(tokens: list[str]) -> tuple[str, str | None]:
    """The names after FROM, INTO or UPDATE: `"table"."index"`, quoted or not."""
    for position, token in enumerate(tokens[:-1]):
        if token.upper() in _TABLE_WORDS:
            table, *after = tokens[position + 1 :]
            if after[:1] == ["."] and len(after) > 1:
                return _name(table), _name(after[1])
            return _name(table), None
    return "", None


def _equalities(tokens: list[str], parameters: Iterator[Item]) -> dict[str, Any]:
    """The pairs `name = value` and `'name': value`; each `?` takes the next parameter."""
    found = {}
    for position, token in enumerate(tokens):
        value = next(parameters, None) if token == "?" else _literal(token)
        if position >= 2 and value is not None and tokens[position - 1] in ("=", ":"):
            found[_name(tokens[position - 2])] = value
    return found


def _literal(token: str) -> dict[str, str] | None:
    if token.startswith("'"):
        return {"S": token[1:-1].replace("''", "'")}
    return {"N": token} if re.fullmatch(r"-?\d+(\.\d+)?", token) else None


def _name(token: str) -> str:
    quoted = token[:1] in ("'", '"')
    return token[1:-1].replace(token[0] * 2, token[0]) if quoted else token
