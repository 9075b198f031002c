"""What a WHERE clause says about the key of a table or an index.

A SELECT that fixes the partition key with `=` or `IN`, in every alternative of an OR, is a Query for each
of its values; any other reads everything
(https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.select.html).
An UPDATE, a DELETE and an EXISTS need the whole key.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from pytest_dynamo.design.values import KeySchema
from pytest_dynamo.embedded.expressions.conditions import Test, compile_condition
from pytest_dynamo.embedded.expressions.nodes import (
    And,
    Between,
    Call,
    Comparison,
    Condition,
    In,
    Not,
    Operand,
    Or,
    Path,
    Placeholder,
)
from pytest_dynamo.embedded.operations.tables import NESTED_KEY
from pytest_dynamo.embedded.partiql.translation.operands import operands_of, paths_of
from pytest_dynamo.embedded.partiql.translation.statement import (
    MANDATORY,
    Delete,
    Exists,
    Select,
    Update,
)
from pytest_dynamo.embedded.service_error import invalid

Names: TypeAlias = tuple[str, ...]
"""Names of placeholders or of attributes."""

_REMEMBERED = 4_096
# The operators of a range of sort keys, with what they are when their operands change places.
_RANGES = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Values that a key attribute is compared with; `in_key` says that items are found by them."""

    name: str
    values: Names
    in_key: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTerms:
    """What the condition of a SELECT says about a key.

    `choices` are the placeholders of the values each attribute may have, from the left of the key on;
    they are empty unless they fix the partition key. `sort` is an operator and its operands on the
    attribute that follows them, `rest` what is left of the condition. `compared` are the values that
    must be of the types of key attributes; those in an OR need not. `is_whole` says that `choices` are of
    the whole key, `of_one_item` that there is one choice of each, `is_single` that nothing else is asked.
    """

    choices: tuple[tuple[str, Names], ...]
    sort: tuple[str, str, Names] | None
    rest: Test | None
    compared: tuple[Compared, ...]
    is_whole: bool
    of_one_item: bool
    is_single: bool


@lru_cache(maxsize=_REMEMBERED)
def key_terms(statement: Select, key: KeySchema, table_key: KeySchema) -> KeyTerms:
    """What the condition of a SELECT says about the key of a table or an index.

    `table_key` is the key of the table in either case.

    Raises:
        ServiceError: It takes a key attribute for a list or a map.
    """
    terms = _terms(statement.where, key)
    fixed = _fixed(terms, key)
    choices = tuple((name, names) for name, names, _ in fixed)
    used = [term for _, _, term in fixed]
    sort = _sort(terms, key, len(choices)) if choices else None
    if sort is not None:
        used.append(sort[1])
    # An OR may say more than which values a key has.
    rest = [term for term in terms if term not in used or isinstance(term, Or)]
    is_whole = len(choices) == len(key.attributes)
    of_one_item = is_whole and all(
        len(names) == 1 and not isinstance(term, Or) for _, names, term in fixed
    )
    typed = tuple(dict.fromkeys((*key.attributes, *table_key.attributes)))
    return KeyTerms(
        choices=choices,
        sort=sort[0] if sort else None,
        rest=_tested(rest),
        compared=_compared_values(terms, key, typed, used),
        is_whole=is_whole,
        of_one_item=of_one_item,
        is_single=of_one_item and not rest,
    )


def _fixed(terms: Sequence[Condition], key: KeySchema) -> list[tuple[str, Names, Condition]]:
    """The attributes that have choices, from the left of a key on, each with the term that says so.

    There are none unless all of the partition key has.
    """
    fixed: list[tuple[str, Names, Condition]] = []
    for name in key.attributes:
        found = next(_chosen(terms, name), None)
        if found is None:
            break
        fixed.append((name, *found))
    return fixed if len(fixed) >= len(key.partition_key) else []


def _sort(
    terms: Sequence[Condition], key: KeySchema, place: int
) -> tuple[tuple[str, str, Names], Condition] | None:
    """The range of the attribute at a place in a key, and the term that says so."""
    for name in key.attributes[place : place + 1]:
        for term in terms:
            bounds = _range(term, name)
            if bounds is not None:
                return (name, *bounds), term
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeKey:
    """The placeholders that each key attribute is to equal, and what is left of the condition."""

    equal: tuple[tuple[str, Names], ...]
    rest: Test | None


@lru_cache(maxsize=_REMEMBERED)
def whole_key(statement: Update | Delete | Exists, key: KeySchema) -> WholeKey:
    """What the condition of a statement about one item says about its key.

    Raises:
        ServiceError: It does not say what each key attribute equals.
    """
    terms = _terms(statement.where, key)
    equal: list[tuple[str, Names]] = []
    used: list[Condition] = []
    for name in key.attributes:
        found = [(term, value) for term in terms if (value := _equal(term, name))]
        if not found:
            raise invalid(MANDATORY)
        equal.append((name, tuple(value for _, value in found)))
        used.append(found[0][0])
    return WholeKey(equal=tuple(equal), rest=_tested([each for each in terms if each not in used]))


def fixes(condition: Condition | None, name: str) -> bool:
    """Whether every alternative of a condition compares an attribute."""
    if isinstance(condition, And):
        return any(fixes(each, name) for each in condition.conditions)
    if isinstance(condition, Or):
        return all(fixes(each, name) for each in condition.conditions)
    if isinstance(condition, Not):
        return fixes(condition.condition, name)
    return condition is not None and Path(steps=(name,)) in operands_of(condition)


def _terms(condition: Condition | None, key: KeySchema) -> tuple[Condition, ...]:
    """The conditions that all must hold."""
    if condition is None:
        return ()
    for path in paths_of(condition):
        if len(path.steps) > 1 and path.steps[0] in key.attributes:
            raise invalid(NESTED_KEY.format(kind="Key", name=path.steps[0]))
    return condition.conditions if isinstance(condition, And) else (condition,)


def _compared_values(
    terms: Sequence[Condition], key: KeySchema, names: Names, used: Sequence[Condition]
) -> tuple[Compared, ...]:
    """The values that key attributes are compared with, outside of OR and NOT."""
    found: list[Compared] = []
    for term in terms:
        for name in names:
            is_other_call = isinstance(term, Call) and term.function != "begins_with"
            operands = () if is_other_call else operands_of(term)
            if Path(steps=(name,)) in operands:
                values = tuple(each.name for each in operands if isinstance(each, Placeholder))
                # An IN on the sort key is a filter to DynamoDB.
                is_filter = isinstance(term, In) and name not in key.partition_key
                in_key = term in used and not is_filter
                found.append(Compared(name=name, values=values, in_key=in_key))
    return tuple(found)


def _tested(terms: Sequence[Condition]) -> Test | None:
    return compile_condition(And(conditions=tuple(terms))) if terms else None


def _chosen(terms: Sequence[Condition], name: str) -> Iterator[tuple[Names, Condition]]:
    for term in terms:
        names = _choices(term, name)
        if names:
            yield names, term


def _choices(condition: Condition, name: str) -> Names:
    """The placeholders of the values that a condition allows an attribute; none if it allows others."""
    if isinstance(condition, Or):
        alternatives = [_choices(each, name) for each in condition.conditions]
        return tuple(dict.fromkeys(sum(alternatives, ()))) if all(alternatives) else ()
    if isinstance(condition, And):
        return next(filter(None, (_choices(each, name) for each in condition.conditions)), ())
    if isinstance(condition, In) and condition.operand == Path(steps=(name,)):
        names = [each.name for each in condition.choices if isinstance(each, Placeholder)]
        return tuple(names) if len(names) == len(condition.choices) else ()
    value = _equal(condition, name)
    return (value,) if value else ()


def _equal(condition: Condition, name: str) -> str | None:
    """The placeholder that a condition wants an attribute to equal."""
    if isinstance(condition, Comparison) and condition.operator == "=":
        return _compared(condition.left, condition.right, name) or _compared(
            condition.right, condition.left, name
        )
    return None


def _compared(path: Operand, value: Operand, name: str) -> str | None:
    if path == Path(steps=(name,)) and isinstance(value, Placeholder):
        return value.name
    return None


def _range(condition: Condition, name: str) -> tuple[str, Names] | None:
    """The operator and the operands of a range of an attribute."""
    match condition:
        case Comparison(operator=operator, left=left, right=right) if operator in _RANGES:
            if value := _compared(left, right, name):
                return operator, (value,)
            if value := _compared(right, left, name):
                return _RANGES[operator], (value,)
        case Between(operand=path, low=Placeholder(name=low), high=Placeholder(name=high)):
            return ("between", (low, high)) if path == Path(steps=(name,)) else None
        case Call(function="begins_with", operands=(path, Placeholder(name=prefix))):
            return ("begins_with", (prefix,)) if path == Path(steps=(name,)) else None
    return None
