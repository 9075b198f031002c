"""Item collections, as far as they have to be known to read from them."""

from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from pytest_dynamo.forecast.population_demand.arrivals import Arrival


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item in a collection, by its member; `weight` is how many items it stands for.

    `sort` are the values of the sort key, `place` those of the table's key.
    """

    entity: str
    number: int
    weight: float
    sort: tuple[Any, ...]
    place: tuple[Any, ...]


class Collection:
    """The entries of an item collection, in the order of their sort keys, and what has come since."""

    __slots__ = ("_running", "arrivals", "entries", "is_unique")

    def __init__(self, entries: list[Entry], arrivals: tuple[Arrival, ...] = ()) -> None:
        self.entries = entries
        self.arrivals = arrivals
        self.is_unique = len({entry.sort for entry in entries}) == len(entries) and any(
            entry.weight > 1 for entry in entries
        )
        self._running: dict[str, list[float]] = {
            entity: list(
                accumulate((e.weight * (e.entity == entity) for e in entries), initial=0.0)
            )
            for entity in {entry.entity for entry in entries}
        }

    def counts(self, low: int, high: int) -> dict[str, float]:
        """How many items of each entity the entries from one up to another stand for."""
        return {entity: sums[high] - sums[low] for entity, sums in self._running.items()}
