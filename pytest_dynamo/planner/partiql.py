"""What a PartiQL statement tells about the items it finds or writes, without executing it.

A SELECT, UPDATE or DELETE is a Query or an operation on a key only where its WHERE clause fixes the
partition key with `=` or `IN`; anything else reads every item
(https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.select.html).

The reading is tolerant: a comparison that is not understood fixes nothing, and whether the
statement is valid at all is left to DynamoDB.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, TypeAlias

from pytest_dynamo.planner.partiql_tokens import (
    Token,
    Tokens,
    WireValue,
    after,
    before,
    inside,
    split,
    tokens_of,
)

Given: TypeAlias = dict[str, WireValue | None]
"""Attributes that a statement gives values, with the value where it is a single, known one."""

# The keyword that the table follows.
_BEFORE_TABLE = {"SELECT": "FROM", "UPDATE": "UPDATE", "DELETE": "FROM", "INSERT": "INTO"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement; the verb in capitals, that of an EXISTS being SELECT.

    `fixed` are the attributes that the WHERE clause fixes with `=` or `IN`, and those of the item of
    an INSERT. `equal` are the values that every item found is known to have. `assigned` are those
    that SET or INSERT writes; collections, and what has to be computed, are left out.
    """

    verb: str
    table: str
    index: str | None = None
    fixed: frozenset[str] = frozenset()
    equal: dict[str, WireValue] = field(default_factory=dict)
    assigned: dict[str, WireValue] = field(default_factory=dict)


def statements(request: Mapping[str, Any]) -> Iterator[Statement]:
    """The statements of an ExecuteStatement, BatchExecuteStatement or ExecuteTransaction request.

    Those that are not understood are left out.
    """
    several = request.get("Statements") or request.get("TransactStatements") or (request,)
    for one in several:
        statement = read_statement(str(one.get("Statement", "")), one.get("Parameters") or ())
        if statement is not None:
            yield statement


def read_statement(text: str, parameters: Iterable[WireValue] = ()) -> Statement | None:
    """Read a statement with its parameters in wire form; None where it is not understood at all.

    >>> found = read_statement('SELECT * FROM "orders"."by_day" WHERE day = ? AND n > 5', [{"S": "x"}])
    >>> found.table, found.index, found.fixed, found.equal
    ('orders', 'by_day', frozenset({'day'}), {'day': {'S': 'x'}})
    >>> read_statement("SELECT * FROM orders WHERE day = 'x' OR n > 5").fixed
    frozenset()
    """
    tokens = tokens_of(text, parameters)
    if tokens and tokens[0].keyword == "EXISTS":  # a condition check of a transaction
        tokens = inside(tokens[1:])
    verb = tokens[0].keyword if tokens else ""
    if verb not in _BEFORE_TABLE:
        return None
    table, rest = _name(after(tokens, _BEFORE_TABLE[verb]))
    if not table:
        return None
    index = None
    if rest and rest[0].symbol == ".":
        index, rest = _name(rest[1:])
    if verb == "INSERT":
        found = assigned = _inserted(after(rest, "VALUE"))
    else:
        found = _found(before(after(rest, "WHERE"), "ORDER", "RETURNING", "LIMIT"))
        assigned = _set(before(rest, "WHERE", "RETURNING")) if verb == "UPDATE" else {}
    return Statement(
        verb=verb,
        table=table,
        index=index or None,
        fixed=frozenset(found),
        equal={} if verb == "INSERT" else _known(found),
        assigned=_known(assigned),
    )


def _name(tokens: Tokens) -> tuple[str, Tokens]:
    """The name of a table or index, in quotes of either kind or bare, and what follows it.

    DynamoDB wants quotes around a name with hyphens, others do without.
    """
    if not tokens or tokens[0].kind not in {"name", "quoted", "text"}:
        return "", tokens
    name, rest = tokens[0].text, tokens[1:]
    while tokens[0].kind == "name" and len(rest) > 1 and rest[0].symbol == "-":
        name, rest = f"{name}-{rest[1].text}", rest[2:]
    return name, rest


def _found(tokens: Tokens) -> Given:
    """What an expression fixes: all that any term of an AND does, or that every term of an OR does."""
    tokens = inside(tokens)
    alternatives = split(tokens, "OR")
    if len(alternatives) > 1:
        return reduce(_either, map(_found, alternatives))
    terms = split(tokens, "AND")
    if len(terms) > 1:
        return reduce(_both, map(_found, terms))
    return _compared(tokens)


def _either(one: Given, other: Given) -> Given:
    return {name: one[name] if one[name] == other[name] else None for name in one if name in other}


def _both(one: Given, other: Given) -> Given:
    return one | {name: value for name, value in other.items() if value or name not in one}


def _compared(tokens: Tokens) -> Given:
    """What one comparison fixes."""
    match tokens:
        case [attribute, Token(kind="symbol", text="="), *operand] if attribute.is_attribute:
            return _fixed(attribute, operand, _value(operand))
        case [*operand, Token(kind="symbol", text="="), attribute] if attribute.is_attribute:
            return _fixed(attribute, operand, _value(operand))
        case [attribute, word, *operand] if attribute.is_attribute and word.keyword == "IN":
            return _fixed(attribute, operand, None)
    return {}


def _fixed(attribute: Token, operand: Tokens, value: WireValue | None) -> Given:
    """The attribute, if it is compared with values rather than with other attributes."""
    is_value = bool(operand) and not any(token.is_attribute for token in operand)
    return {attribute.text: value} if is_value else {}


def _set(tokens: Tokens) -> Given:
    """What the SET clauses of an UPDATE write."""
    given: Given = {}
    for part in split(tokens, "SET", "REMOVE", ","):
        match part:
            case [attribute, Token(kind="symbol", text="="), *operand] if attribute.is_attribute:
                given[attribute.text] = _value(operand)
    return given


def _inserted(tokens: Tokens) -> Given:
    """The attributes of an INSERT's item: a tuple such as `{'pk': 'a'}`, or a parameter."""
    given: Given = {}
    match tokens:
        case [Token(kind="parameter", value={"M": item})]:
            given.update(item)
        case [Token(kind="symbol", text="{"), *members, Token(kind="symbol", text="}")]:
            for member in split(members, ","):
                match member:
                    case [name, Token(kind="symbol", text=":"), *operand]:
                        given[name.text] = _value(operand)
    return given


def _value(operand: Tokens) -> WireValue | None:
    """The value of an operand that is one literal or parameter."""
    match inside(operand):
        case [token]:
            return token.value
        case [Token(kind="symbol", text="-"), Token(kind="literal", value={"N": number})]:
            return {"N": f"-{number}"}
    return None


def _known(given: Given) -> dict[str, WireValue]:
    return {name: value for name, value in given.items() if value is not None}
