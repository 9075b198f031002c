"""Items that a run adds to item collections, beside those of the population."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pytest_dynamo.capacity.partitions import hash_position
from pytest_dynamo.capacity.resources import Resource
from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.forecast.population_demand.chances import TooInvolvedError
from pytest_dynamo.forecast.population_demand.deriving import Derivation
from pytest_dynamo.forecast.population_demand.laws import Shares
from pytest_dynamo.forecast.population_demand.touches import Origin
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.population.survey import Survey

RUN_SECONDS = 15.0
"""Items and collections are as they are after so many seconds at the declared rates, which is halfway
through a short load test.

A query up to a limit soon reads nothing but new items, and an update of a hot key soon finds what the
one before has left. What a query without a limit reads of a collection that grows, grows for as long
as the run lasts; it is here what it is after so many seconds.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """New items of an entity in a collection; `sort` is the sort key of one of them.

    `is_last` says that they sort after those that were there before.
    """

    entity: str
    count: float
    sort: tuple[Any, ...]
    is_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inflow:
    """New items of an entity, and on which keys of a table or index they fall."""

    entity: str
    count: float
    shares: Shares
    sort: tuple[Any, ...]
    is_last: bool


class Arrivals:
    """What the puts of all access patterns add."""

    def __init__(self, survey: Survey, puts: Sequence[tuple[Plan, Derivation]]) -> None:
        self._survey = survey
        self._puts = puts
        self._inflows: dict[Resource, list[_Inflow]] = {}

    def at(self, table: Table, index: Index | None, key: str) -> tuple[Arrival, ...]:
        """What arrives in the collection of a key."""
        resource = (table.name, index.name if index else None)
        if resource not in self._inflows:
            self._inflows[resource] = self._into(table, index)
        position = hash_position(key) if self._inflows[resource] else 0.0
        found = []
        for inflow in self._inflows[resource]:
            positions = inflow.shares.positions
            place = int(np.searchsorted(positions, position))
            if place < len(positions) and positions[place] == position:
                count = inflow.count * float(inflow.shares.shares[place])
                found.append(
                    Arrival(
                        entity=inflow.entity,
                        count=count,
                        sort=inflow.sort,
                        is_last=inflow.is_last,
                    )
                )
        return tuple(found)

    def _into(self, table: Table, index: Index | None) -> list[_Inflow]:
        """What arrives in a table or index."""
        found = []
        for plan, derivation in self._puts:
            pattern = plan.pattern
            for position, action in enumerate(pattern.actions):
                entity = action.entity or ""
                if action.kind != "put" or action.table != table.name or entity in pattern.keys:
                    continue
                origin = Origin(position=position, means="born", entity=entity)
                each = pattern.count if pattern.kind == "batch_write" else 1
                count = pattern.rate * RUN_SECONDS * each
                try:
                    found.append(self._inflow(table, index, derivation, origin, count))
                except TooInvolvedError:
                    continue
        return found

    def _inflow(
        self,
        table: Table,
        index: Index | None,
        derivation: Derivation,
        origin: Origin,
        count: float,
    ) -> _Inflow:
        """What one put adds.

        Raises:
            TooInvolvedError: Its keys cannot be worked out, or there may be none.
        """
        resource = (table.name, index.name if index else None)
        names = table.key_of(resource[1]).sort_key
        if not set(names) <= self._survey.design.entities[origin.entity].attributes.keys():
            raise TooInvolvedError
        born = self._survey.new(
            origin.entity, self._survey.first_new(origin.entity), now=self._survey.now
        )
        values = [born.made(name) for name in names]
        present = tuple(made[1] for made in values if made is not None)
        if len(present) < len(values):
            raise TooInvolvedError
        return _Inflow(
            entity=origin.entity,
            count=count,
            shares=derivation.shares(resource, origin),
            sort=tuple(one.encode() if isinstance(one, str) else one for one in present),
            is_last=derivation.is_rising(resource, origin),
        )
