"""What a condition compares."""

from collections.abc import Iterator

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
)


def paths_of(condition: Condition | None) -> Iterator[Path]:
    """All document paths in a condition."""
    if condition is None:
        return
    if isinstance(condition, (And, Or)):
        for each in condition.conditions:
            yield from paths_of(each)
    elif isinstance(condition, Not):
        yield from paths_of(condition.condition)
    else:
        for operand in operands_of(condition):
            if isinstance(operand, Call):
                yield from paths_of(operand)
            elif isinstance(operand, Path):
                yield operand


def operands_of(condition: Condition) -> tuple[Operand, ...]:
    """The operands of a comparison or a function; none of what holds other conditions."""
    match condition:
        case Comparison(left=left, right=right):
            return left, right
        case Between(operand=operand, low=low, high=high):
            return operand, low, high
        case In(operand=operand, choices=choices):
            return operand, *choices
        case Call(operands=operands):
            return operands
    return ()
