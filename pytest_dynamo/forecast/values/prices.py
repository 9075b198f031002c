"""What a design costs a month, one way and another."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Billing: TypeAlias = Literal["on demand", "provisioned", "auto scaling"]
TableClass: TypeAlias = Literal["STANDARD", "STANDARD_INFREQUENT_ACCESS"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceOption:
    """What a table and its indexes cost a month one way; `total_usd` includes storage."""

    billing: Billing
    table_class: TableClass
    throughput_usd: float
    storage_usd: float
    total_usd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePrices:
    """What a table costs a month, at the load that was forecast going on for a month.

    `as_designed` is the way the design declares it, with the capacity that it declares.
    """

    table: str
    options: tuple[PriceOption, ...]
    as_designed: PriceOption


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceForecast:
    """What a design costs a month, and the prices that follow from.

    `on_demand_usd` and the two after it are totals of all tables in their own table class, storage
    included: provisioned for the peak, and auto scaling towards `target_utilization`. `utilization`
    is the mean of the load over its peak; under `break_even_utilization` on demand is cheaper than
    provisioned. `storage_growth_usd` is what storage costs more after a month,
    below 0 where it shrinks.
    """

    region: str
    as_of: str
    target_utilization: float
    on_demand_usd: float
    provisioned_usd: float
    auto_scaling_usd: float
    as_designed_usd: float
    storage_usd: float
    storage_growth_usd: float
    utilization: float
    break_even_utilization: float
    tables: tuple[TablePrices, ...]
