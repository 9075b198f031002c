"""What one operation read and wrote, in moto's own items.

The tables write it while moto works; afterwards the meter counts capacity on it, and a failed
operation is undone by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_dynamo.embedded.moto_names import DynamoType, Item

if TYPE_CHECKING:
    from pytest_dynamo.embedded.tables import EmbeddedTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One item before and after; None is an absent item. A condition check has the item twice."""

    table: EmbeddedTable
    hash_key: DynamoType
    range_key: DynamoType | None
    old: Item | None
    new: Item | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One item read by its key; None if there is no such item.

    `statement` is the PartiQL statement that read it, if one did.
    """

    table: EmbeddedTable
    item: Item | None
    statement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The items a Query or Scan examined, before any filter; an index gives its projected entries."""

    table: EmbeddedTable
    index: str | None
    items: list[Item]
    statement: str | None = None


@dataclass(slots=True, kw_only=True)
class Journal:
    """What the operation at hand has done so far.

    `addressed` holds, by table name, how the request names the table: by name or by ARN.
    """

    writes: list[Write] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    addressed: dict[str, str] = field(default_factory=dict)
    stream_lengths: dict[str, int] = field(default_factory=dict)

    def undo(self) -> None:
        """Put every item back as it was before the operation, the latest write first."""
        for write in reversed(self.writes):
            write.table.restore(write)
        for table in {write.table.name: write.table for write in self.writes}.values():
            if table.stream_shard is not None:
                del table.stream_shard.items[self.stream_lengths[table.name] :]
