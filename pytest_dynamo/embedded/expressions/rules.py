"""The rules of operands that depend on the values of a request, as functions of these values.

Each is made once for an expression, and refuses with an `ExpressionError`.
"""

from collections.abc import Callable, Iterable

from pytest_dynamo.embedded.expressions.comparison import precedes
from pytest_dynamo.embedded.expressions.kinds import LONG_NAMES, kind_of
from pytest_dynamo.embedded.expressions.nodes import Call, Operand, Path, Placeholder, WireValues
from pytest_dynamo.embedded.expressions.tokens import ExpressionError
from pytest_dynamo.embedded.wire_types import WireValue

Check = Callable[[WireValues], None]

_WRONG_TYPE = "Incorrect operand type for operator or function"
WRONG_OPERAND = f"{_WRONG_TYPE}; operator or function: {{name}}, operand type: {{kind}}"

# As DynamoDB lists them in its messages, the types it no longer shows included.
_ANY_TYPE = (
    "{SS,NULL,HD,DECIMAL,DOUBLE,L,INT,B,M,HDS,S,FLOAT,DOUBLESET,NS,DICT,BS,DECIMALSET,N,FS,INTSET,"
    "BOOL}"
)
_TYPE_NAMES = ("N", "BS", "L", "B", "NULL", "M", "S", "SS", "NS", "BOOL")


def refusal(text: str) -> Check:
    """Refuse whatever the values are."""

    def check(_values: WireValues) -> None:
        raise ExpressionError(text)

    return check


def defined(name: str) -> Check:
    """A value must be given for a placeholder."""

    def check(values: WireValues) -> None:
        if name not in values:
            why = "An expression attribute value used in expression is not defined"
            msg = f"{why}; attribute value: {name}"
            raise ExpressionError(msg)

    return check


def of_types(name: str, operands: Iterable[Operand], types: frozenset[str]) -> Check:
    """The operands of an operator or function must be of some types, as far as they are known."""
    known = [each for each in operands if not isinstance(each, Path)]

    def check(values: WireValues) -> None:
        for each in known:
            kind = _kind(each, values)
            if kind is not None and kind not in types:
                raise ExpressionError(WRONG_OPERAND.format(name=name, kind=kind))

    return check


def addable(action: str, operand: Placeholder, types: frozenset[str]) -> Check:
    """The value of an ADD or a DELETE must be of some types."""

    def check(values: WireValues) -> None:
        kind = kind_of(values[operand.name])
        if kind not in types:
            where = f"operator: {action}, operand type: {LONG_NAMES[kind]}"
            msg = f"{_WRONG_TYPE}; {where}, typeSet: ALLOWED_FOR_{action}_OPERAND"
            raise ExpressionError(msg)

    return check


def in_order(low: Placeholder, high: Placeholder) -> Check:
    """The bounds of a BETWEEN must be of one type, and the right way round."""

    def check(values: WireValues) -> None:
        least, greatest = values[low.name], values[high.name]
        if kind_of(least) != kind_of(greatest):
            why = "requires same data type for lower and upper bounds"
        elif precedes(greatest, least):
            why = "requires upper bound to be greater than or equal to lower bound"
        else:
            return
        bounds = f"lower bound operand: {_shown(least)}, upper bound operand: {_shown(greatest)}"
        msg = f"The BETWEEN operator {why}; {bounds}"
        raise ExpressionError(msg)

    return check


def naming_a_type(operand: Operand) -> Check:
    """The second operand of attribute_type must be a value that is the name of a type."""

    def check(values: WireValues) -> None:
        kind = _kind(operand, values)
        if kind != "S" or not isinstance(operand, Placeholder):
            shown = kind or _ANY_TYPE
            raise ExpressionError(WRONG_OPERAND.format(name="attribute_type", kind=shown))
        name = values[operand.name]["S"]
        if name not in _TYPE_NAMES:
            why = "Invalid attribute type name found"
            msg = f"{why}; type: {name}, valid types: {{{','.join(_TYPE_NAMES)}}}"
            raise ExpressionError(msg)

    return check


def _kind(operand: Operand, values: WireValues) -> str | None:
    """The type of an operand of a text, where it is known before there is an item."""
    if isinstance(operand, Placeholder):
        return kind_of(values[operand.name])
    return "N" if isinstance(operand, Call) and operand.function == "size" else None


def _shown(value: WireValue) -> str:
    kind = kind_of(value)
    shown = value[kind]
    if isinstance(shown, bytes):
        shown = f"java.nio.HeapByteBuffer[pos=0 lim={len(shown)} cap={len(shown)}]"
    return f"AttributeValue: {{{kind}:{shown}}}"
