"""What the tables of a design cost a month, one way and another, if the load goes on as forecast.

On demand every unit is paid for, provisioned every unit that could be used, whole ones and at least
one. Nothing is subtracted for requests that would be throttled.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, inf
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.capacity.resources import Direction, Resource, to_resource
from pytest_dynamo.capacity.throttling.limits import auto_scaling_of, provisioned_units
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import AutoScaling, Index, Table
from pytest_dynamo.forecast.demand import Demand
from pytest_dynamo.forecast.limits import partitions_today
from pytest_dynamo.forecast.loads import Load
from pytest_dynamo.forecast.prices import GIGABYTE, HOURS_A_MONTH, SECONDS_A_MONTH, Prices
from pytest_dynamo.forecast.values import (
    Billing,
    PriceForecast,
    PriceOption,
    StorageForecast,
    TableClass,
    TablePrices,
)

TARGET_UTILIZATION = 0.7
"""What auto scaling is reckoned with; the console's default. A design's own is used for the design."""

_DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Used:
    """The units a second of one table or index in one direction: in the mean, at the peak, over time."""

    table: Table
    index: Index | None
    direction: Direction
    mean: float
    peak: float
    over_time: NDArray[np.float64]

    def scaled(self, target: float, least: float = 1.0, most: float = inf) -> float:
        """The capacity units that auto scaling has provisioned, in the mean."""
        return float(np.clip(np.ceil(np.round(self.over_time / target, 9)), least, most).mean())


def prices_of(
    demand: Demand,
    loads: Sequence[Load],
    multiples: NDArray[np.float64],
    *,
    peak: float,
    prices: Prices,
) -> PriceForecast:
    """What the tables of a demand cost a month under a load that goes on as forecast."""
    used = [
        each
        for table in demand.tables.values()
        for each in _all_used(table, loads, multiples, peak=peak)
    ]
    tables = tuple(
        _table_prices(table, [each for each in used if each.table is table], demand, prices)
        for table in demand.tables.values()
    )
    mean = float(multiples.mean())
    growth = sum(
        _month_bytes(demand, each, mean) * prices.storage(each.table_class)
        for each in demand.tables.values()
    )
    return PriceForecast(
        region=prices.region,
        as_of=prices.as_of,
        target_utilization=TARGET_UTILIZATION,
        on_demand_usd=_total(tables, "on demand"),
        provisioned_usd=_total(tables, "provisioned"),
        auto_scaling_usd=_total(tables, "auto scaling"),
        as_designed_usd=sum(table.as_designed.total_usd for table in tables),
        storage_usd=sum(table.as_designed.storage_usd for table in tables),
        storage_growth_usd=growth / GIGABYTE,
        utilization=mean / peak,
        break_even_utilization=_break_even(used, prices),
        tables=tables,
    )


def storage_of(
    demand: Demand, multiples: NDArray[np.float64], parameters: Parameters
) -> tuple[StorageForecast, ...]:
    """The bytes that the tables and indexes of a demand hold, and how they grow at the mean load."""
    mean = float(multiples.mean())
    return tuple(
        _storage_forecast(demand, table, index, mean, parameters)
        for table in demand.tables.values()
        for index in (None, *table.global_indexes)
    )


def _storage_forecast(
    demand: Demand, table: Table, index: Index | None, mean: float, parameters: Parameters
) -> StorageForecast:
    resource = to_resource(table, index)
    held = demand.item_bytes.get(resource, 0.0)
    growth = demand.growth_bytes_per_second.get(resource, 0.0) * mean * _DAY
    partitions = partitions_today(demand, table, index, parameters)
    room = partitions * parameters.partition_bytes - held
    return StorageForecast(
        table=table.name,
        index=resource[1],
        bytes_at_start=held,
        growth_bytes_per_day=growth,
        splits_for_size_after_days=max(0.0, room) / growth if growth > 0 else None,
    )


def _all_used(
    table: Table, loads: Iterable[Load], multiples: NDArray[np.float64], *, peak: float
) -> list[_Used]:
    units = {(load.resource, load.direction): load.units_per_second for load in loads}
    found = []
    for index in (None, *table.global_indexes):
        for direction in get_args(Direction):
            declared = units.get((to_resource(table, index), direction), 0.0)
            found.append(
                _Used(
                    table=table,
                    index=index,
                    direction=direction,
                    mean=declared * float(multiples.mean()),
                    peak=declared * peak,
                    over_time=declared * multiples,
                )
            )
    return found


def _table_prices(
    table: Table, used: Sequence[_Used], demand: Demand, prices: Prices
) -> TablePrices:
    def option(billing: Billing, table_class: TableClass) -> PriceOption:
        throughput = sum(_throughput(each, billing, table_class, prices) for each in used)
        return _option(
            billing, table_class, throughput, _storage(demand, table, prices, table_class)
        )

    if table.billing_mode == "PAY_PER_REQUEST":
        as_designed = option("on demand", table.table_class)
    else:
        hours = sum(
            _declared(each) * prices.hour(each.direction, table.table_class) for each in used
        )
        as_designed = _option(
            "auto scaling" if any(_scaling(each) for each in used) else "provisioned",
            table.table_class,
            hours * HOURS_A_MONTH,
            _storage(demand, table, prices, table.table_class),
        )
    options = tuple(
        option(billing, table_class)
        for table_class in get_args(TableClass)
        for billing in get_args(Billing)
    )
    return TablePrices(table=table.name, options=options, as_designed=as_designed)


def _option(
    billing: Billing, table_class: TableClass, throughput: float, storage: float
) -> PriceOption:
    return PriceOption(
        billing=billing,
        table_class=table_class,
        throughput_usd=throughput,
        storage_usd=storage,
        total_usd=throughput + storage,
    )


def _throughput(used: _Used, billing: Billing, table_class: TableClass, prices: Prices) -> float:
    """What capacity costs a month."""
    if billing == "on demand":
        return used.mean * SECONDS_A_MONTH * prices.on_demand(used.direction, table_class)
    is_fixed = billing == "provisioned"
    units = max(1, ceil(round(used.peak, 9))) if is_fixed else used.scaled(TARGET_UTILIZATION)
    return units * HOURS_A_MONTH * prices.hour(used.direction, table_class)


def _declared(used: _Used) -> float:
    """The capacity units that the design provisions, in the mean."""
    scaling = _scaling(used)
    if scaling is None:
        return provisioned_units(used.table, used.index, used.direction)
    return used.scaled(scaling.target_utilization / 100, scaling.minimum, scaling.maximum)


def _scaling(used: _Used) -> AutoScaling | None:
    return auto_scaling_of(used.table, used.index, used.direction)


def _storage(demand: Demand, table: Table, prices: Prices, table_class: TableClass) -> float:
    """What the items of a table and the entries of its indexes cost a month."""
    return _bytes(demand.item_bytes, table) / GIGABYTE * prices.storage(table_class)


def _month_bytes(demand: Demand, table: Table, mean: float) -> float:
    """What a month adds to a table and its indexes; it takes away no more than there is."""
    growth = _bytes(demand.growth_bytes_per_second, table) * mean * SECONDS_A_MONTH
    return max(growth, -_bytes(demand.item_bytes, table))


def _bytes(by_resource: Mapping[Resource, float], table: Table) -> float:
    return sum(count for (name, _), count in by_resource.items() if name == table.name)


def _total(tables: Iterable[TablePrices], billing: Billing) -> float:
    return sum(
        option.total_usd
        for table in tables
        for option in table.options
        if (option.billing, option.table_class) == (billing, table.as_designed.table_class)
    )


def _break_even(used: Iterable[_Used], prices: Prices) -> float:
    """The share of provisioned capacity in use at which both ways cost the same, for the mix there is."""
    hours = requests = 0.0
    for each in used:
        hours += each.peak * prices.hour(each.direction, each.table.table_class)
        requests += each.peak * 3_600 * prices.on_demand(each.direction, each.table.table_class)
    return hours / requests if requests else 1.0
