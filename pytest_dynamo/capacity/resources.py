"""What has capacity of its own: a table, and each of its global indexes."""

from typing import Literal, TypeAlias

Direction: TypeAlias = Literal["read", "write"]

Resource: TypeAlias = tuple[str, str | None]
"""A table and one of its indexes, or None for the table itself. A local index is part of its table."""
