"""Conditions as closures over an item and the values of a request.

A missing attribute makes every comparison false but `<>`, which it makes true; so does an operand of another type
(https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html).
"""

from collections.abc import Callable

from pytest_dynamo.capacity.same_value import same_value
from pytest_dynamo.embedded.expressions.comparison import (
    begins_with,
    contains,
    precedes,
    size,
)
from pytest_dynamo.embedded.expressions.kinds import kind_of
from pytest_dynamo.embedded.expressions.nodes import (
    And,
    Between,
    Call,
    Comparison,
    Condition,
    In,
    Literal,
    Not,
    Operand,
    Or,
    Path,
    Placeholder,
    WireValues,
)
from pytest_dynamo.embedded.expressions.paths import compile_path
from pytest_dynamo.embedded.wire_types import WireItem, WireValue

Test = Callable[[WireItem, WireValues], bool]
BoundTest = Callable[[WireItem], bool]
Look = Callable[[WireItem, WireValues], WireValue | None]
Relation = Callable[[WireValue, WireValue], bool]


def compile_condition(node: Condition) -> Test:
    """A condition as a function of an item (`{}` when there is none) and the values of the request."""
    if isinstance(node, Comparison):
        return _compile_comparison(node)
    if isinstance(node, Call):
        return _compile_function(node)
    if isinstance(node, And):
        return _compile_all([compile_condition(each) for each in node.conditions])
    if isinstance(node, Or):
        return _compile_any([compile_condition(each) for each in node.conditions])
    if isinstance(node, Not):
        inner = compile_condition(node.condition)
        return lambda item, values: not inner(item, values)
    return _compile_between(node) if isinstance(node, Between) else _compile_in(node)


def compile_operand(node: Operand) -> Look:
    """An operand of a condition as a function that gives its value, None when there is none."""
    if isinstance(node, Path):
        return compile_path(node)
    if isinstance(node, Placeholder):
        name = node.name
        return lambda _item, values: values[name]
    if isinstance(node, Literal):
        value = node.value
        return lambda _item, _values: value
    if isinstance(node, Call) and node.function == "size":
        return _compile_size(node)
    msg = f"no operand of a condition: {node}"
    raise TypeError(msg)


def _compile_size(node: Call) -> Look:
    operand = compile_operand(node.operands[0])

    def look(item: WireItem, values: WireValues) -> WireValue | None:
        value = operand(item, values)
        found = None if value is None else size(value)
        return None if found is None else {"N": str(found)}

    return look


def _compile_comparison(node: Comparison) -> Test:
    left, right = node.left, node.right
    if node.operator in (">", ">="):
        left, right = right, left
    if node.operator in ("<", ">"):
        return _compile_relation(left, right, precedes)
    if node.operator in ("<=", ">="):
        return _compile_relation(left, right, _at_most)
    same = _compile_relation(left, right, same_value)
    return same if node.operator == "=" else lambda item, values: not same(item, values)


def _compile_relation(left: Operand, right: Operand, relation: Relation) -> Test:
    first, second = compile_operand(left), compile_operand(right)

    def test(item: WireItem, values: WireValues) -> bool:
        mine = first(item, values)
        if mine is None:
            return False
        its = second(item, values)
        return its is not None and relation(mine, its)

    return test


def _at_most(left: WireValue, right: WireValue) -> bool:
    return precedes(left, right) or (kind_of(left) in ("S", "N", "B") and same_value(left, right))


def _compile_between(node: Between) -> Test:
    at_least = _compile_relation(node.low, node.operand, _at_most)
    at_most = _compile_relation(node.operand, node.high, _at_most)
    return lambda item, values: at_least(item, values) and at_most(item, values)


def _compile_in(node: In) -> Test:
    return _compile_any(
        [_compile_relation(node.operand, each, same_value) for each in node.choices]
    )


def _compile_all(tests: list[Test]) -> Test:
    def test_all(item: WireItem, values: WireValues) -> bool:
        for test in tests:  # noqa: SIM110 - a generator costs more than the tests
            if not test(item, values):
                return False
        return True

    return test_all


def _compile_any(tests: list[Test]) -> Test:
    def test_any(item: WireItem, values: WireValues) -> bool:
        for test in tests:  # noqa: SIM110 - a generator costs more than the tests
            if test(item, values):
                return True
        return False

    return test_any


def _compile_function(node: Call) -> Test:
    name, first = node.function, node.operands[0]
    if name == "begins_with":
        return _compile_relation(first, node.operands[1], begins_with)
    if name == "contains":
        return _compile_relation(first, node.operands[1], contains)
    if name == "attribute_type":
        return _compile_relation(first, node.operands[1], _is_of_type)
    look = compile_operand(first)
    if name == "attribute_exists":
        return lambda item, values: look(item, values) is not None
    if name == "attribute_not_exists":
        return lambda item, values: look(item, values) is None
    msg = f"no condition: {node}"
    raise TypeError(msg)


def _is_of_type(value: WireValue, name: WireValue) -> bool:
    return kind_of(value) == str(name["S"])
