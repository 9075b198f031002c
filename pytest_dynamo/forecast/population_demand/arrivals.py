"""Items that a run adds to item collections, beside those of the population."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeAlias

from pytest_dynamo.capacity.partitions import hash_position, key_text
from pytest_dynamo.capacity.resources import Resource, to_resource
from pytest_dynamo.design.attribute_value import WireItem
from pytest_dynamo.design.values import Action, Index, Table
from pytest_dynamo.forecast.demand import number_at
from pytest_dynamo.forecast.population_demand.chances import TooInvolvedError
from pytest_dynamo.forecast.population_demand.deriving import Derivation
from pytest_dynamo.forecast.population_demand.laws import Shares
from pytest_dynamo.forecast.population_demand.literals import sortable
from pytest_dynamo.forecast.population_demand.touches import Origin
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.population.draws import salt_of
from pytest_dynamo.population.performance import Sampler
from pytest_dynamo.population.survey import Survey

RUN_SECONDS = 15.0
"""Items and collections are as they are after so many seconds at the declared rates, unless others are
asked for; that is halfway through a short load test.

A query up to a limit soon reads nothing but new items, and an update of a hot key soon finds what the
one before has left. What a query without a limit reads of a collection that grows, grows for as long
as the run lasts; it is here what it is after so many seconds.
"""


_FEW, _MANY = 64, 4_096
"""So many performances of a put show its sort keys, and its partition keys where these cannot be worked out."""

Put: TypeAlias = tuple[Plan, Derivation | None]
"""An access pattern that puts, and what is worked out of it; None where its chances cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """New items of an entity in a collection; `sorts` are the sort keys of some of them.

    `is_last` says that they sort after those that were there before.
    """

    entity: str
    count: float
    sorts: Sequence[tuple[Any, ...]]
    is_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inflow:
    """New items of an entity, and on which keys of a table or index they fall.

    Where the shares of the keys are not known, `drawn` has the sort keys of `draws` items by partition key.
    """

    entity: str
    count: float
    shares: Shares | None
    sorts: Sequence[tuple[Any, ...]]
    is_last: bool
    drawn: dict[str, list[tuple[Any, ...]]]
    draws: int

    def at(self, key: str, last: tuple[Any, ...] | None) -> Arrival | None:
        """What of it falls on a key, where `last` is the last sort key that is there; None for nothing."""
        if self.shares is None:
            sorts = self.drawn.get(key, [])
            if not sorts:
                return None
            count = self.count * len(sorts) / self.draws
            is_last = last is None or min(sorts) > last
            return Arrival(entity=self.entity, count=count, sorts=sorts, is_last=is_last)
        place = number_at(self.shares.positions, hash_position(key))
        if place is None or not self.sorts:
            return None
        count = self.count * float(self.shares.shares[place])
        return Arrival(entity=self.entity, count=count, sorts=self.sorts, is_last=self.is_last)


class Arrivals:
    """What the puts of all access patterns add in so many seconds at their declared rates."""

    def __init__(
        self, survey: Survey, puts: Sequence[Put], *, run_seconds: float = RUN_SECONDS
    ) -> None:
        self._survey = survey
        self._puts = puts
        self._run_seconds = run_seconds
        self._inflows: dict[Resource, list[_Inflow]] = {}
        self._items: dict[tuple[str, int], list[WireItem]] = {}

    def at(
        self, table: Table, index: Index | None, key: str, last: tuple[Any, ...] | None
    ) -> tuple[Arrival, ...]:
        """What arrives in the collection of a key, whose last sort key so far is `last`."""
        resource = to_resource(table, index)
        if resource not in self._inflows:
            self._inflows[resource] = self._into(table, index)
        found = (inflow.at(key, last) for inflow in self._inflows[resource])
        return tuple(arrival for arrival in found if arrival is not None)

    def _into(self, table: Table, index: Index | None) -> list[_Inflow]:
        """What arrives in a table or index."""
        found = []
        for plan, derivation in self._puts:
            for position, action in enumerate(plan.pattern.actions):
                entity = action.entity or ""
                is_new = action.kind == "put" and entity not in plan.pattern.keys
                if not is_new or action.table != table.name:
                    continue
                origin = Origin(position=position, means="born", entity=entity)
                if derivation is None or not derivation.puts_one_item(table, origin):
                    found.append(self._inflow(table, index, plan, derivation, origin))
        return found

    def _inflow(
        self,
        table: Table,
        index: Index | None,
        plan: Plan,
        derivation: Derivation | None,
        origin: Origin,
    ) -> _Inflow:
        """What one put adds."""
        shares, is_last = None, False
        if derivation is not None:
            try:
                shares = derivation.shares(to_resource(table, index), origin)
                is_last = derivation.is_rising(to_resource(table, index), origin)
            except TooInvolvedError:
                shares = None
        items = self._drawn(plan, origin, _MANY if shares is None else _FEW)
        key = index.key if index else table.key
        drawn: dict[str, list[tuple[Any, ...]]] = {}
        for item in items:
            if all(name in item for name in key.attributes):
                partition = key_text([item[name] for name in key.partition_key])
                sort = tuple(sortable(item[name]) for name in key.sort_key)
                drawn.setdefault(partition, []).append(sort)
        sorts = [sort for each in drawn.values() for sort in each]
        each = plan.pattern.count if plan.pattern.kind == "batch_write" else 1
        count = plan.pattern.rate * self._run_seconds * each
        return _Inflow(
            entity=origin.entity,
            count=count if shares is None else count * len(sorts) / len(items),
            shares=shares,
            sorts=sorts,
            is_last=is_last,
            drawn=drawn if shares is None else {},
            draws=len(items),
        )

    def _drawn(self, plan: Plan, origin: Origin, performances: int) -> list[WireItem]:
        """The items that one put makes in so many performances."""
        design, pattern = self._survey.design, plan.pattern
        asked = (pattern.name, performances)
        puts = [n for n, action in enumerate(pattern.actions) if _is_put(action)]
        if asked not in self._items:
            sampler = Sampler(design, self._survey, {pattern.name: plan}, seed=self._survey.seed)
            rng = Random(salt_of(self._survey.seed, pattern.name, "arrivals"))
            self._items[asked] = [
                item
                for _ in range(performances)
                for _, item in sampler.arguments(plan, rng=rng, now=self._survey.now).items
            ]
        each = len(self._items[asked]) // performances // len(puts)
        first = puts.index(origin.position) * each
        return [
            item
            for number, item in enumerate(self._items[asked])
            if first <= number % (each * len(puts)) < first + each
        ]


def _is_put(action: Action) -> bool:
    return action.kind == "put"
