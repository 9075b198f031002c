"""The grammar of update expressions."""

from typing import cast

from pytest_dynamo.embedded.expressions.grammar import (
    OPERANDS_OF_UPDATES,
    Placed,
    Reading,
    read_operand,
    read_part,
    read_path,
)
from pytest_dynamo.embedded.expressions.nodes import (
    Action,
    AddAction,
    Arithmetic,
    DeleteAction,
    Operand,
    Placeholder,
    RemoveAction,
    SetAction,
    Sign,
)
from pytest_dynamo.embedded.expressions.tokens import VALUE_PLACEHOLDER, Tokens


def read_update(text: str) -> tuple[Action, ...]:
    """The actions a text says, in its order; `ExpressionError` if it says none."""
    reading = Reading(
        Tokens(text),
        allowed=OPERANDS_OF_UPDATES,
        not_as_operand=("list_append",),
        kind="an update expression",
    )
    sections: set[str] = set()
    actions: list[Action] = []
    while not sections or reading.tokens.kind in _SECTIONS:
        section = reading.tokens.expect(*_SECTIONS).kind
        actions.append(_SECTIONS[section](reading))
        while reading.tokens.take_if(","):
            actions.append(_SECTIONS[section](reading))
        if section in sections:
            once = "can only be used once in an update expression;"
            reading.flaw(reading.tokens.position, f'The "{section}" section {once}')
        sections.add(section)
    reading.finish()
    return tuple(actions)


def _set(reading: Reading) -> Action:
    path = read_path(reading)
    reading.tokens.expect("=")
    return SetAction(path=path, value=cast("Operand", _sum(reading).node))


def _remove(reading: Reading) -> Action:
    return RemoveAction(path=read_path(reading))


def _add(reading: Reading) -> Action:
    return AddAction(path=read_path(reading), value=_value(reading))


def _delete(reading: Reading) -> Action:
    return DeleteAction(path=read_path(reading), value=_value(reading))


_SECTIONS = {"SET": _set, "REMOVE": _remove, "ADD": _add, "DELETE": _delete}


def _value(reading: Reading) -> Placeholder:
    return Placeholder(name=reading.tokens.expect(VALUE_PLACEHOLDER).text)


def _sum(reading: Reading) -> Placed:
    """The value of a SET: an operand, or the sum or difference of two, in parentheses or not."""
    tokens = reading.tokens
    position = tokens.position
    if tokens.take_if("("):
        inner = _sum(reading)
        reading.close(enclosed=inner.enclosed)
        left = Placed(inner.node, inner.position, enclosed=True)
    else:
        left = Placed(read_operand(reading), position)
    sign = None if isinstance(left.node, Arithmetic) else tokens.take_if("+", "-")
    if sign is None:
        return left
    sum_ = Arithmetic(
        operator=cast("Sign", sign.text),
        left=reading.as_operand(cast("Operand", left.node), left.position),
        right=read_part(reading),
    )
    return Placed(sum_, position)
