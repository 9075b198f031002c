"""Conditions, keys and settings in words: what messages are made of."""

from collections.abc import Iterable, Mapping, Sequence

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import (
    AttributeType,
    Condition,
    Constant,
    Generated,
    Index,
    KeySchema,
    Table,
    Value,
)


def condition_text(condition: Condition, types: Mapping[str, AttributeType] | None = None) -> str:
    """One condition as a person writes it; `types` are those of attributes, as far as declared.

    >>> condition_text(Condition(attribute="SK", operator="=", operands=(Constant(value="PROFILE"),)))
    "SK = 'PROFILE'"
    """
    kind = (types or {}).get(condition.attribute)
    operands = [operand_text(operand, kind) for operand in condition.operands]
    match condition.operator:
        case "begins_with":
            return f"begins_with({condition.attribute}, {operands[0]})"
        case "between":
            return f"{condition.attribute} between {operands[0]} and {operands[1]}"
    return f"{condition.attribute} {condition.operator} {operands[0]}"


def conditions_text(
    conditions: Iterable[Condition], types: Mapping[str, AttributeType] | None = None
) -> str:
    """Several conditions, joined by `and`."""
    return " and ".join(condition_text(condition, types) for condition in conditions)


def operand_text(operand: Template | Constant, kind: AttributeType | None = None) -> str:
    """A value as it stands in a condition on an attribute: text in quotes, numbers as they are."""
    if isinstance(operand, Template):
        return str(operand) if kind == "N" else f"'{operand}'"
    return f"'{operand.value}'" if isinstance(operand.value, str) else str(operand.value)


def setting_text(attribute: str, value: Value) -> str:
    """A line of a design file that sets `attribute`, with quotes where YAML needs them."""
    if isinstance(value, Generated):
        return f'{attribute}: "{{{attribute}}}"'
    if isinstance(value, Constant):
        return f"{attribute}: {value.value!s}"
    return f"{attribute}: {value}" if value.is_constant else f'{attribute}: "{value}"'


def key_text(key: KeySchema) -> str:
    """A key in parentheses, several attributes of one part joined by `+`."""
    return f"({', '.join(' + '.join(part) for part in (key.partition_key, key.sort_key) if part)})"


def resource_text(table: Table, index: Index | None) -> str:
    """`table orders` or `index GSI1`."""
    return f"index {index.name}" if index else f"table {table.name}"


def names_text(names: Sequence[str], last: str = "and") -> str:
    """Names in quotes: `'a'`, `'a' and 'b'`, `'a', 'b' and 'c'`."""
    quoted = [f"'{name}'" for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"
