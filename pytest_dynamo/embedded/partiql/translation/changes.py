"""From the SET and REMOVE clauses of an UPDATE to the actions of an update expression."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

from pytest_dynamo.embedded.expressions.checks import WRONG_COUNT, Checker
from pytest_dynamo.embedded.expressions.grammar import (
    FUNCTIONS,
    NOT_ALLOWED,
    OPERANDS_OF_UPDATES,
)
from pytest_dynamo.embedded.expressions.kinds import SETS, kind_of
from pytest_dynamo.embedded.expressions.nodes import (
    Action,
    AddAction,
    Arithmetic,
    Call,
    DeleteAction,
    Function,
    Operand,
    Path,
    RemoveAction,
    SetAction,
    WireValues,
)
from pytest_dynamo.embedded.expressions.rules import Check
from pytest_dynamo.embedded.expressions.tokens import ExpressionError
from pytest_dynamo.embedded.partiql.syntax.tree import (
    Foreign,
    FunctionCall,
    Operation,
    PathTerm,
    Place,
    SelectTree,
    Term,
    TypeTest,
)
from pytest_dynamo.embedded.partiql.translation.conditions import (
    Placeholders,
    foreign,
    simple_operand,
    unrecognized,
)
from pytest_dynamo.embedded.partiql.translation.places import check_paths, document_path
from pytest_dynamo.embedded.service_error import invalid
from pytest_dynamo.embedded.wire_types import WireValue

_SET_FUNCTIONS = frozenset(["set_add", "set_delete"])
_SIGNS = frozenset(["+", "-"])


@dataclass(slots=True, kw_only=True)
class Changes:
    """The actions of an UPDATE; their checks go to a checker, in the order of the statement."""

    placeholders: Placeholders
    checker: Checker
    actions: list[Action] = field(default_factory=list)

    def add_all(self, changes: Iterable[tuple[Term, Term | None]]) -> None:
        """Add changes: targets, each with its value or None to remove it.

        Raises:
            ServiceError: DynamoDB knows no such change.
        """
        for target, value in changes:
            path = cast("Path", document_path(target))  # the parser takes nothing else
            if value is None:
                self.actions.append(RemoveAction(path=path))
            elif isinstance(value, FunctionCall) and value.name.lower() in _SET_FUNCTIONS:
                self.actions.append(self._set_action(path, value))
            else:
                self.actions.append(SetAction(path=path, value=self._operand(value)))
        check_paths(self.checker, [action.path for action in self.actions])
        for action in self.actions:
            if isinstance(action, SetAction):
                self.checker.operand(action.value)

    def _set_action(self, path: Path, call: FunctionCall) -> Action:
        name = call.name.upper()
        if len(call.arguments) != 2:
            msg = f"{name} must have exactly two arguments{call.place}"
            raise invalid(msg)
        first, second = call.arguments
        if document_path(first) != path:
            msg = f"The first argument to {name} must equal the assignment value"
            raise invalid(msg)
        # A path has no place of its own in DynamoDB's messages.
        place: Place | str = "" if isinstance(first, PathTerm) else first.place
        otherwise = f"The second argument to {name} must be a value with type SET{place}"
        elements = simple_operand(second, self.placeholders)
        known = self.placeholders.constants
        if isinstance(elements, Path) or _is_no_set(known.get(elements.name)):
            raise invalid(otherwise)
        self.checker.checks.append(_set_check(elements.name, otherwise))
        if name == "SET_ADD":
            return AddAction(path=path, value=elements)
        return DeleteAction(path=path, value=elements)

    def _operand(self, term: Term) -> Operand:
        match term:
            case Operation():
                return self._arithmetic(term)
            case TypeTest():
                raise invalid("IS operator is not supported in update expressions")
            case FunctionCall():
                return self._call(term)
            case Foreign() | SelectTree():
                raise foreign(term)
        return simple_operand(term, self.placeholders)

    def _arithmetic(self, term: Operation) -> Operand:
        operator = term.operator
        if operator not in _SIGNS:
            msg = f"Unsupported operator in Update Expression. Operator: {operator}"
            raise invalid(msg)
        operands = [self._operand(each) for each in term.operands]
        if len(operands) == 1:
            raise invalid(WRONG_COUNT.format(name=operator, count=1))
        left, right = operands
        return Arithmetic(operator="+" if operator == "+" else "-", left=left, right=right)

    def _call(self, term: FunctionCall) -> Operand:
        name = term.name.lower()
        if name not in FUNCTIONS:
            raise unrecognized(name)
        if name not in OPERANDS_OF_UPDATES:
            raise invalid(NOT_ALLOWED.format(kind="an update expression", name=name))
        operands = tuple(self._operand(each) for each in term.arguments)
        return Call(function=cast("Function", name), operands=operands)


def _set_check(placeholder: str, otherwise: str) -> Check:
    def check(values: WireValues) -> None:
        if _is_no_set(values[placeholder]):
            raise ExpressionError(otherwise)

    return check


def _is_no_set(value: WireValue | None) -> bool:
    return value is not None and kind_of(value) not in SETS
