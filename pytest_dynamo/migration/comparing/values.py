"""What differs between two designs, as values."""

from dataclasses import dataclass

from pytest_dynamo.migration.values import Change, TableChanges


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternChange:
    """An access pattern that is served otherwise, or that only one design has.

    `old` and `new` say how: `Query on GSI1`; both are `nothing` where a design does not have it.
    """

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignChanges:
    """All that differs between two designs; `order` is the work to be done, a sentence a step, where the order matters."""

    tables: tuple[TableChanges, ...]
    patterns: tuple[PatternChange, ...] = ()
    order: tuple[str, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes of all tables."""
        return tuple(change for table in self.tables for change in table.changes)
