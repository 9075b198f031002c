"""What access patterns write."""

from dataclasses import dataclass

from pytest_dynamo.design.values import AccessPattern, Action, Index, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """What a pattern writes of one entity: an action, and how many items of it a second."""

    pattern: AccessPattern
    action: Action
    items_per_second: float

    @property
    def changed(self) -> frozenset[str]:
        """The attributes that an update changes; of other actions none, as they are about whole items."""
        action = self.action
        return frozenset((*action.assign, *action.add, *action.remove, *action.delete))

    def reaches(self, table: Table, index: Index | None) -> bool:
        """Whether it writes to a table or an index: an update does to those that store what it changes."""
        if index is None or self.action.kind != "update" or index.projection.kind == "ALL":
            return True
        kept = (*table.key.attributes, *index.key.attributes, *index.projection.attributes)
        return not self.changed.isdisjoint(kept)
