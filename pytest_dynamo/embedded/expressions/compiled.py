"""Expressions compiled once per text and names, then bound to the values of each request."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar, cast

from pytest_dynamo.embedded.expressions.checks import TOO_MANY_OPERATORS, Checker
from pytest_dynamo.embedded.expressions.conditions import Test, compile_condition
from pytest_dynamo.embedded.expressions.grammar import read_condition, read_projection
from pytest_dynamo.embedded.expressions.key_conditions import KeyCondition, compile_key_condition
from pytest_dynamo.embedded.expressions.kinds import SETS
from pytest_dynamo.embedded.expressions.nodes import (
    Action,
    AddAction,
    DeleteAction,
    Path,
    Placeholder,
    RemoveAction,
    SetAction,
    WireValues,
)
from pytest_dynamo.embedded.expressions.projections import Projection, compile_projection
from pytest_dynamo.embedded.expressions.rules import Check
from pytest_dynamo.embedded.expressions.tokens import ExpressionError
from pytest_dynamo.embedded.expressions.update_grammar import read_update
from pytest_dynamo.embedded.expressions.updates import CompiledUpdate, compile_update
from pytest_dynamo.embedded.service_error import ServiceError, invalid

Names = tuple[tuple[str, str], ...]
"""ExpressionAttributeNames as pairs, which a cache can hold."""

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters
LONGEST_TEXT = 4096
_REMEMBERED = 2048

Does = TypeVar("Does")
Node = TypeVar("Node")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled(Generic[Does]):
    """An expression: what it does, which names and values it uses, and what is to check of the values."""

    parameter: str
    does: Does
    attributes: frozenset[str]
    nested: frozenset[str]
    used_names: frozenset[str]
    placeholders: frozenset[str]
    checks: tuple[Check, ...]

    def check(self, values: WireValues) -> None:
        """Refuse values that do not go with the expression."""
        try:
            for check in self.checks:
                check(values)
        except ExpressionError as refused:
            raise _invalid(self.parameter, str(refused)) from None


@lru_cache(maxsize=_REMEMBERED)
def compiled_condition(parameter: str, text: str, names: Names) -> Compiled[Test]:
    """A ConditionExpression or a FilterExpression."""
    reader = _Reader(parameter, text, names)
    node = reader.checker.condition(reader.read(read_condition))
    return reader.compiled(lambda: compile_condition(node))


@lru_cache(maxsize=_REMEMBERED)
def compiled_key_condition(text: str, names: Names) -> Compiled[KeyCondition]:
    """A KeyConditionExpression."""
    reader = _Reader("KeyConditionExpression", text, names)
    node = reader.checker.condition(reader.read(read_condition))
    return reader.compiled(lambda: compile_key_condition(node))


@lru_cache(maxsize=_REMEMBERED)
def compiled_projection(text: str, names: Names) -> Compiled[Projection]:
    """A ProjectionExpression."""
    reader = _Reader("ProjectionExpression", text, names)
    paths = reader.checker.paths(reader.read(read_projection))
    return reader.compiled(lambda: compile_projection(paths))


@lru_cache(maxsize=_REMEMBERED)
def compiled_update(text: str, names: Names) -> Compiled[CompiledUpdate]:
    """An UpdateExpression. DynamoDB resolves all paths, then all values, from the last action to the first."""
    reader = _Reader("UpdateExpression", text, names)
    written = reader.read(read_update)
    paths = reader.checker.paths(action.path for action in written)
    actions = [
        _action(action, path, reader.checker)
        for action, path in zip(reversed(written), reversed(paths), strict=True)
    ]
    return reader.compiled(lambda: compile_update(actions))


class _Reader:
    """What the expressions of all kinds have in common."""

    def __init__(self, parameter: str, text: str, names: Names) -> None:
        self.parameter = parameter
        self.text = text
        self.checker = Checker(dict(names))

    def read(self, grammar: Callable[[str], Node]) -> Node:
        """What a grammar reads in the text."""
        try:
            if not self.text:
                raise ExpressionError("The expression can not be empty;")
            size = len(self.text)
            if size > LONGEST_TEXT:
                where = f" expression size: {size}" if grammar is read_condition else ""
                msg = f"Expression size has exceeded the maximum allowed size;{where}"
                raise ExpressionError(msg)
            return grammar(self.text)
        except RecursionError:
            raise _invalid(self.parameter, TOO_MANY_OPERATORS) from None
        except ExpressionError as refused:
            raise _invalid(self.parameter, str(refused)) from None

    def compiled(self, compile_: Callable[[], Does]) -> Compiled[Does]:
        """The expression, compiled unless its checks refuse it whatever the values are."""
        checker = self.checker
        return Compiled(
            parameter=self.parameter,
            does=cast("Does", None) if checker.refused else compile_(),
            nested=frozenset(checker.nested),
            attributes=frozenset(checker.attributes),
            used_names=frozenset(checker.used_names),
            placeholders=frozenset(checker.placeholders),
            checks=tuple(checker.checks),
        )


def _action(action: Action, path: Path, checker: Checker) -> Action:
    if isinstance(action, SetAction):
        return SetAction(path=path, value=checker.operand(action.value))
    if isinstance(action, AddAction):
        value = checker.added("ADD", cast("Placeholder", action.value), SETS | {"N"})
        return AddAction(path=path, value=value)
    if isinstance(action, DeleteAction):
        value = checker.added("DELETE", cast("Placeholder", action.value), SETS)
        return DeleteAction(path=path, value=value)
    return RemoveAction(path=path)


def _invalid(parameter: str, why: str) -> ServiceError:
    return invalid(f"Invalid {parameter}: {why}")
