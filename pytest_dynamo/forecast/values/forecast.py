"""A whole forecast."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pytest_dynamo.forecast.values.bounds import Bound, FirstThrottle, Sharding
from pytest_dynamo.forecast.values.load import (
    ForecastLoad,
    PatternForecast,
    ResourceForecast,
    StorageForecast,
)
from pytest_dynamo.forecast.values.prices import PriceForecast


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """How far a forecast depends on the one thing that is drawn: how long a split takes.

    Lowest, middle and highest of so many seeds. A first throttling that some seeds do not have is
    None for the latest.
    """

    seeds: int
    throttled_share_lowest: float
    throttled_share_middle: float
    throttled_share_highest: float
    first_throttle_earliest_seconds: float | None
    first_throttle_latest_seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """At what load a design breaks, and why.

    `holds_until` is how many requests a second, in the mix of the declared rates, today's partitions
    and limits serve, and `holds_until_lowest` to `holds_until_highest` what the partitions that are
    full first would serve if their keys lay elsewhere; `ceiling` how many it can ever serve, however many partitions there are.
    `usable_capacity` is the share of what the partitions hold together that can be used when the
    first of them is full. What was thrown at the design and what became of it are in `load`,
    `patterns`, `resources`, `first_throttle` and `throttled_share`.
    """

    design: str
    path: str
    load: ForecastLoad
    seed: int
    population: Mapping[str, int]
    parameters_changed: Mapping[str, str]
    not_served: tuple[str, ...]
    holds_until: float
    holds_until_lowest: float
    holds_until_highest: float
    holds_until_bound: Bound
    ceiling: float
    ceiling_bound: Bound
    usable_capacity: float
    first_throttle: FirstThrottle | None
    throttled_share: float
    patterns: tuple[PatternForecast, ...]
    resources: tuple[ResourceForecast, ...]
    sharding: Sharding | None
    storage: tuple[StorageForecast, ...]
    prices: PriceForecast
    band: Band | None = None
    source: Literal["modelled"] = "modelled"
    version: Literal[1] = 1
