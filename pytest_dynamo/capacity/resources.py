"""What has capacity of its own: a table, and each of its global indexes."""

from typing import Literal, TypeAlias

from pytest_dynamo.design.values import Index, Table

Direction: TypeAlias = Literal["read", "write"]

Resource: TypeAlias = tuple[str, str | None]
"""A table and one of its indexes, or None for the table itself. A local index is part of its table."""


def to_resource(table: Table, index: Index | None) -> Resource:
    """A table, or one of its indexes, by name."""
    return table.name, index.name if index else None


def resource_text(resource: Resource) -> str:
    """A table or an index as messages name it: `table orders`, `index GSI1 of table orders`."""
    table, index = resource
    return f"index {index} of table {table}" if index else f"table {table}"
