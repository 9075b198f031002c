"""What rules look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pytest_dynamo.capacity.resources import Direction
from pytest_dynamo.design.values import Design, Index, Table
from pytest_dynamo.forecast.values import Bound, Forecast, ResourceForecast
from pytest_dynamo.population.people import Population


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressure:
    """What the declared rates ask of a table or global index in one direction, and what limits it.

    `limit` is that of the table or index as a whole, with auto scaling at its maximum; `hot_key` that
    of the key most is asked of, among those whose items no split tells apart; `today` is what is met
    first with the partitions and capacity it begins with. `hot_key_units` says what each pattern asks
    of the hot key, in units a second, and `hot_key_shards` over how many keys that is to be spread.
    `warm_units_per_second` is the least warm throughput whose partitions hold the declared rates from
    the start; None where none within the quota does.
    """

    table: Table
    index: Index | None
    direction: Direction
    units_per_second: float
    limit: Bound
    today: Bound
    hot_key: Bound | None = None
    hot_key_units: Mapping[str, float] = field(default_factory=dict)
    hot_key_shards: int = 1
    warm_units_per_second: float | None = None

    @property
    def ceiling(self) -> Bound:
        """What is met first, however many partitions there are."""
        bounds = (self.limit, self.hot_key) if self.hot_key else (self.limit,)
        return min(bounds, key=lambda bound: bound.requests_per_second)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A design and what is forecast of it.

    `forecast` is that of the declared rates, and `under_workload` that of the load of the workload
    block, if the design has one. `population` is the one they were forecast with.
    """

    design: Design
    population: Population
    forecast: Forecast
    pressures: tuple[Pressure, ...]
    under_workload: Forecast | None = None

    @property
    def declared(self) -> float:
        """The requests a second of all patterns, at their declared rates."""
        return self.forecast.load.declared_requests_per_second

    def needed(self, bound: Bound) -> float:
        """The units a second that the declared rates need of a limit."""
        return bound.limit_units_per_second * self.declared / bound.requests_per_second

    def is_exceeded(self, bound: Bound) -> bool:
        """Whether the declared rates are above a limit; a rounding error above it is at it."""
        return self.declared > bound.requests_per_second * (1 + 1e-9)

    def resource(self, pressure: Pressure) -> ResourceForecast:
        """What is forecast of the table or index that is pressed."""
        name = pressure.index.name if pressure.index else None
        return next(
            each
            for each in self.forecast.resources
            if (each.table, each.index) == (pressure.table.name, name)
        )
