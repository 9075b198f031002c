"""Key conditions: what a Query asks of the key attributes.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
"""

from collections.abc import Callable, Mapping
from typing import Literal as Choice
from typing import cast

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
    WireValues,
)
from pytest_dynamo.embedded.service_error import ServiceError, invalid
from pytest_dynamo.embedded.validation.rules.reads import TOO_MANY_CONDITIONS
from pytest_dynamo.embedded.wire_types import WireValue

KeyOperator = Choice["=", "<", "<=", ">", ">=", "between", "begins_with"]

KeyConditions = Mapping[str, tuple[KeyOperator, tuple[WireValue, ...]]]
"""By attribute: the operator and its one value, or two for `between`."""

KeyCondition = Callable[[WireValues], KeyConditions]

_MIRRORED: Mapping[str, KeyOperator] = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_WITH_ATTRIBUTE_FIRST = {"between": "BETWEEN", "begins_with": "begins_with"}
# A global index has up to four partition-key and four sort-key attributes. Whoever knows the key says
# the same of three conditions where the key has two attributes.
_MOST = 8


def compile_key_condition(node: Condition) -> KeyCondition:
    """A key condition as a function of the values of the request.

    A condition DynamoDB refuses is one when it is called: it says so only after it has looked at names and
    values.
    """
    found: dict[str, tuple[KeyOperator, tuple[str, ...]]] = {}
    try:
        for part in _parts(node):
            name, operator, values = _key_condition(part)
            if name in found:
                msg = "KeyConditionExpressions must only contain one condition per key"
                raise invalid(msg)
            found[name] = operator, values
        if len(found) > _MOST:
            raise invalid(TOO_MANY_CONDITIONS)
    except ServiceError as error:
        return _refusal(error.message)
    return lambda values: {
        name: (operator, tuple([values[each] for each in placeholders]))
        for name, (operator, placeholders) in found.items()
    }


def _refusal(text: str) -> KeyCondition:
    def refuse(_values: WireValues) -> KeyConditions:
        raise invalid(text)

    return refuse


def _parts(node: Condition) -> list[Condition]:
    """The conditions that AND joins."""
    if not isinstance(node, And):
        return [node]
    return [part for each in node.conditions for part in _parts(each)]


def _key_condition(node: Condition) -> tuple[str, KeyOperator, tuple[str, ...]]:
    """The attribute, the operator and the placeholders of one condition."""
    operator, operands = _operator_and_operands(node)
    names: list[str] = []
    for place, each in enumerate(operands):
        if isinstance(each, Call):
            msg = "KeyConditionExpressions cannot contain nested operations"
            raise invalid(msg)
        if isinstance(each, Path):
            names.append(_key_attribute(each, names))
        elif place == 0 and operator in _WITH_ATTRIBUTE_FIRST:
            msg = f"{_WITH_ATTRIBUTE_FIRST[operator]} operator must have the key attribute as its first operand"
            raise _invalid(msg)
    if not names:
        msg = "No key attribute specified"
        raise _invalid(msg)
    values = tuple(each.name for each in operands if isinstance(each, Placeholder))
    return names[0], operator if isinstance(operands[0], Path) else _MIRRORED[operator], values


def _key_attribute(path: Path, before: list[str]) -> str:
    """The attribute of a path, which must be the first and go no further."""
    if before:
        msg = "Multiple attribute names used in one condition"
        raise _invalid(msg)
    name, *rest = path.steps
    if rest:
        msg = "KeyConditionExpressions cannot have conditions on nested attributes"
        raise invalid(msg)
    return str(name)


def _operator_and_operands(node: Condition) -> tuple[KeyOperator, tuple[Operand, ...]]:
    if isinstance(node, Between):
        return "between", (node.operand, node.low, node.high)
    if isinstance(node, Call) and node.function == "begins_with":
        return "begins_with", node.operands
    if isinstance(node, Comparison) and node.operator != "<>":
        return node.operator, (node.left, node.right)
    msg = f"Invalid operator used in KeyConditionExpression: {_shown(node)}"
    raise invalid(msg)


def _shown(node: Condition) -> str:
    if isinstance(node, Comparison):
        return node.operator
    if isinstance(node, Call):
        return node.function
    return {In: "IN", Or: "OR", Not: "NOT"}[cast("type[In | Or | Not]", type(node))]


def _invalid(why: str) -> ServiceError:
    return invalid(f"Invalid condition in KeyConditionExpression: {why}")
