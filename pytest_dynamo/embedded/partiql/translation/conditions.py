"""From the terms of a statement to the conditions and operands of expressions.

Values become placeholders: `:0` is a constant of the statement, `:?0` a parameter of the request. So a
statement is translated once and serves all requests with its text.
"""

from dataclasses import dataclass, field
from typing import cast

from pytest_dynamo.embedded.expressions.grammar import (
    COMPARATORS,
    FUNCTIONS,
    NOT_ALLOWED,
    OPERANDS_OF_UPDATES,
)
from pytest_dynamo.embedded.expressions.nodes import (
    And,
    Between,
    Call,
    Comparator,
    Comparison,
    Condition,
    Function,
    In,
    Not,
    Operand,
    Or,
    Path,
    Placeholder,
)
from pytest_dynamo.embedded.expressions.rules import WRONG_OPERAND
from pytest_dynamo.embedded.partiql.syntax.tree import (
    Constant,
    Foreign,
    FunctionCall,
    Ion,
    Missing,
    Operation,
    Parameter,
    Place,
    SelectTree,
    SequenceTerm,
    Struct,
    Term,
    TypeTest,
)
from pytest_dynamo.embedded.partiql.translation.places import document_path
from pytest_dynamo.embedded.partiql.translation.values import value_of_term
from pytest_dynamo.embedded.service_error import ServiceError, invalid
from pytest_dynamo.embedded.wire_types import WireValue

WRONG_COUNT = "Number of parameters in request and statement don't match."
_NO_IS = "The left hand side argument to IS must be a Variable Reference, Literal, or Path"
_NO_IN = (
    "IN operator must have a left hand argument of type Variable Reference and right hand argument "
    "of type Seq with at least one member"
)
_NO_CONDITION = {
    "WHERE": "WHERE clause must contain an expression that resolves to a boolean",
    **dict.fromkeys(["AND", "OR"], "The arguments to AND/OR must be Expressions"),
    "NOT": "The argument to NOT must be a Type or Expression",
}
_TYPES = {
    "NULL": "NULL",
    "BOOLEAN": "BOOL",
    "BLOB": "B",
    "STRING": "S",
    "NUMERIC": "N",
    "STRUCT": "M",
    "TUPLE": "M",
    "LIST": "L",
}
_NO_TYPE = (
    "Unsupported data type for IS operator: {name}. Supported data types are "
    "[MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST]"
)


@dataclass(slots=True, kw_only=True)
class Placeholders:
    """The placeholders of a statement; `given` is how many parameters the request has."""

    given: int
    constants: dict[str, WireValue] = field(default_factory=dict)

    def constant(self, value: WireValue) -> Placeholder:
        """The placeholder of a value that the statement writes out."""
        name = f":{len(self.constants)}"
        self.constants[name] = value
        return Placeholder(name=name)

    def parameter(self, term: Parameter) -> Placeholder:
        """The placeholder of a parameter.

        Raises:
            ServiceError: The request has not so many.
        """
        if term.number >= self.given:
            raise invalid(WRONG_COUNT)
        return Placeholder(name=parameter_name(term.number))

    def value(self, term: Term) -> Placeholder | None:
        """The placeholder of a term that is a value; None where it is none."""
        if isinstance(term, Parameter):
            return self.parameter(term)
        if isinstance(term, (Constant, Ion, SequenceTerm, Struct)):
            return self.constant(value_of_term(term))
        return None


def parameter_name(number: int) -> str:
    """The placeholder of a parameter, counted from 0."""
    return f":?{number}"


def where(term: Term, placeholders: Placeholders) -> Condition:
    """The condition of a WHERE clause.

    Raises:
        ServiceError: It is none.
    """
    return _Translation(placeholders).condition(term, "WHERE")


class _Translation:
    def __init__(self, placeholders: Placeholders) -> None:
        self._placeholders = placeholders

    def condition(self, term: Term, within: str) -> Condition:
        """The condition a term is; `within` is the operator, or WHERE, that wants it to be one."""
        match term:
            case Operation(operator="and" | "or" as operator):
                word = operator.upper()
                conditions = tuple(self.condition(each, word) for each in term.operands)
                if operator == "and":
                    return And(conditions=_flat(And, conditions))
                return Or(conditions=_flat(Or, conditions))
            case Operation(operator="not"):
                return Not(condition=self.condition(term.operands[0], "NOT"))
            case Operation():
                return self._relation(term)
            case TypeTest():
                return self._type_test(term)
            case FunctionCall():
                return self._function(term, within)
            case Foreign() | SelectTree():
                raise foreign(term)
        raise invalid(_NO_CONDITION[within])

    def _function(self, term: FunctionCall, within: str) -> Condition:
        call = self._call(term)
        if call.function != "size":
            return call
        if within == "WHERE":
            raise invalid(_NO_CONDITION[within])
        raise invalid(WRONG_OPERAND.format(name=within, kind="N"))

    def _relation(self, term: Operation) -> Condition:
        operator, operands = term.operator, term.operands
        if operator in COMPARATORS:
            left, right = map(self.operand, operands)
            return Comparison(operator=cast("Comparator", operator), left=left, right=right)
        if operator == "between":
            operand, low, high = map(self.operand, operands)
            return Between(operand=operand, low=low, high=high)
        if operator == "in":
            choices = operands[1].elements if isinstance(operands[1], SequenceTerm) else ()
            if not choices:
                raise invalid(_NO_IN)
            return In(operand=self.operand(operands[0]), choices=tuple(map(self.operand, choices)))
        raise _unsupported(term)

    def _type_test(self, term: TypeTest) -> Condition:
        tested = self._tested(term.term)
        if term.type_name == "MISSING":
            return Call(function="attribute_not_exists", operands=(tested,))
        if term.type_name not in _TYPES:
            msg = f"{_NO_TYPE.format(name=term.type_name)}{term.place}"
            raise invalid(msg)
        name = self._placeholders.constant({"S": _TYPES[term.type_name]})
        return Call(function="attribute_type", operands=(tested, name))

    def _tested(self, term: Term) -> Operand:
        path = document_path(term)
        if path is not None:
            return path
        if not isinstance(term, Constant):
            raise invalid(_NO_IS)
        return self._placeholders.constant(value_of_term(term))

    def _call(self, term: FunctionCall) -> Call:
        for argument in term.arguments:
            if isinstance(argument, SelectTree):
                raise foreign(argument)
        name = term.name.lower()
        if name in OPERANDS_OF_UPDATES:
            raise invalid(NOT_ALLOWED.format(kind="a condition expression", name=name))
        if name not in FUNCTIONS:
            raise unrecognized(name)
        return Call(
            function=cast("Function", name), operands=tuple(map(self.operand, term.arguments))
        )

    def operand(self, term: Term) -> Operand:
        """The operand a term is."""
        if isinstance(term, FunctionCall):
            call = self._call(term)
            if call.function != "size":
                raise unsupported_word(call.function, term.place)
            return call
        if isinstance(term, Operation):
            raise _unsupported(term)
        if isinstance(term, TypeTest):
            raise invalid(_NO_IS)
        return simple_operand(term, self._placeholders)


def simple_operand(term: Term, placeholders: Placeholders) -> Path | Placeholder:
    """The path or the value that a term is, in conditions as in updates."""
    if isinstance(term, Missing):
        raise invalid("MISSING must be compared using IS operator")
    found = document_path(term) or placeholders.value(term)
    if found is None:
        raise foreign(term)
    return found


def foreign(term: Term) -> ServiceError:
    """The error about a term that no expression has."""
    word = term.word if isinstance(term, Foreign) else "SELECT"
    return unsupported_word(word, term.place)


def unsupported_word(word: str, place: Place | str = "") -> ServiceError:
    """The error about a word that is not where it belongs."""
    return invalid(f"Unsupported token in expression: {word}{place}")


def _unsupported(term: Operation) -> ServiceError:
    return invalid(f"Unsupported operator in Condition Expression. Operator: {term.operator}")


def unrecognized(function: str) -> ServiceError:
    """The error about a function that nobody knows; `function` is in small letters."""
    return invalid(f"Unrecognized function: {function}")


def _flat(kind: type[And] | type[Or], conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The conditions, those of the same kind in place of their enclosing one."""
    return tuple(
        inner
        for each in conditions
        for inner in (each.conditions if isinstance(each, kind) else (each,))
    )
