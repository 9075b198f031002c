"""Values as the service writes them in messages: as Java's toString does."""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.embedded.validation.structure.shapes import ATTRIBUTE_VALUE, Shape


def java_text(value: Any, shape: Shape) -> str:
    """A value of a parameter: `[a, b]`, `{key=value}`, `KeySchemaElement(attributeName=pk, …)`."""
    if value is None:
        return "null"
    if shape.kind == "structure":
        members = shape.members or {}
        parts = [
            f"{lower_first(name)}={java_text(value[name], member)}"
            for name, member in members.items()
            if value.get(name) is not None
        ]
        return f"{shape.name}({', '.join(parts)})"
    if shape.kind == "list" and shape.element:
        return f"[{', '.join(java_text(each, shape.element) for each in value)}]"
    if shape.kind == "map" and shape.element:
        element = shape.element
        return (
            f"{{{', '.join(f'{key}={java_text(each, element)}' for key, each in value.items())}}}"
        )
    if shape.kind == ATTRIBUTE_VALUE:
        return _attribute_value(value)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _attribute_value(value: Mapping[str, Any]) -> str:
    return f"AttributeValue({', '.join(f'{lower_first(kind)}={each}' for kind, each in value.items())})"


def lower_first(name: str) -> str:
    """The name of a member in messages.

    >>> lower_first("TableName"), lower_first("SSESpecification")
    ('tableName', 'sSESpecification')
    """
    return name[:1].lower() + name[1:]
