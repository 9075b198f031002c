"""What rules look at that need no forecast: a design, how its patterns are served, and its numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pytest_dynamo.checks.counts import Counts
from pytest_dynamo.checks.samples import Samples
from pytest_dynamo.checks.writes import Write
from pytest_dynamo.design.binding import entities_of
from pytest_dynamo.design.values import (
    AccessPattern,
    Action,
    Design,
    Entity,
    Index,
    KeySchema,
    Table,
)
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.planner.planning import plan_all
from pytest_dynamo.population.dependencies import is_sparse


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """An entity whose items are in a table, or all or some of them in one of its indexes."""

    table: Table
    index: Index | None
    entity: Entity

    @property
    def key(self) -> KeySchema:
        """The key of the table or index."""
        return (self.index or self.table).key


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A design with the plans of its access patterns, by their names, and the numbers of its items."""

    design: Design
    plans: Mapping[str, Plan | NotServed]
    counts: Counts
    samples: Samples

    @classmethod
    def of(cls, design: Design) -> "Facts":
        """The facts of a design."""
        return cls(
            design=design,
            plans=plan_all(design),
            counts=Counts(design=design),
            samples=Samples(design=design),
        )

    @property
    def served(self) -> tuple[Plan, ...]:
        """The plans of the access patterns that are served, in the order of the file."""
        return tuple(plan for plan in self.plans.values() if isinstance(plan, Plan))

    def entities_in(self, table: Table, index: Index | None = None) -> tuple[Entity, ...]:
        """The entities that have all key attributes of a table or an index."""
        wanted = set((index or table).key.attributes)
        return tuple(
            entity
            for entity in self.design.entities.values()
            if entity.table == table.name and wanted <= entity.attributes.keys()
        )

    def holdings(self) -> Iterator[Holding]:
        """Each table and index with each of the entities in it."""
        for table in self.design.tables.values():
            for index in (None, *table.indexes.values()):
                for entity in self.entities_in(table, index):
                    yield Holding(table=table, index=index, entity=entity)

    def readers(self, table: Table, index: Index | None) -> tuple[Plan, ...]:
        """The plans that are served by a Query or a Scan of a table or an index."""
        return tuple(
            plan
            for plan in self.served
            if plan.operation in ("Query", "Scan") and (plan.table, plan.index) == (table, index)
        )

    def returned(self, pattern: AccessPattern) -> tuple[str, ...]:
        """The entities a pattern is about: those it returns, or whose keys fit where it says none."""
        return pattern.returns or entities_of(self.design, pattern)

    def writes(self, entity: str) -> tuple[Write, ...]:
        """What the served patterns write of an entity, at the declared rates."""
        return tuple(
            Write(
                pattern=plan.pattern,
                action=action,
                items_per_second=plan.pattern.rate * plan.pattern.count,
            )
            for plan in self.served
            for action in plan.pattern.actions
            if action.kind in ("put", "update", "delete")
            and entity in self._entities(plan.pattern, action)
        )

    def lacking_keys(self) -> Iterator[tuple[Entity, str]]:
        """Entities of which some items are without a key attribute of their table, which they need."""
        for entity in self.design.entities.values():
            for name in self.design.tables[entity.table].key.attributes:
                if is_sparse(self.design, entity.name, name):
                    yield entity, name

    def _entities(self, pattern: AccessPattern, action: Action) -> tuple[str, ...]:
        """The entities whose items an action of a pattern is about."""
        if action.entity:
            return (action.entity,)
        if pattern.returns and len(pattern.actions) == 1:
            return pattern.returns
        return entities_of(self.design, replace(pattern, actions=(action,), returns=()))
