"""Another way of paying for a table, where it costs much less at the load that was forecast."""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from pytest_dynamo.assessment.fixes.capacity import scaling_text
from pytest_dynamo.assessment.fixes.resources import path_of
from pytest_dynamo.assessment.fixes.values import Change, Fix, Grounds
from pytest_dynamo.design.values import AutoScaling, Index, Provisioned, Table
from pytest_dynamo.design.writing.editing import Edit
from pytest_dynamo.forecast.costs import TARGET_UTILIZATION
from pytest_dynamo.forecast.figures import dollars_text, percent_text
from pytest_dynamo.forecast.values import DirectionForecast, PriceOption, TablePrices

WORTH_SHARE, WORTH_USD = 0.2, 10.0
"""To pay in another way is worth so large a part of the price, and so many dollars a month."""


def other_billing(grounds: Grounds) -> Iterator[tuple[Fix, ...]]:
    """For each table that costs much less on demand, or with auto scaling: the table billed so."""
    for prices in grounds.forecast.prices.tables:
        table, paid = grounds.design.tables[prices.table], prices.as_designed
        is_on_demand = table.billing_mode == "PAY_PER_REQUEST"
        option = _option(prices, is_on_demand=is_on_demand)
        saved = paid.total_usd - option.total_usd
        if saved < max(WORTH_USD, WORTH_SHARE * paid.total_usd):
            continue
        if is_on_demand and not _has_maximum(table):
            yield (_fix(grounds, table, paid, option, _scaled(grounds, table)),)
        elif not is_on_demand:
            yield (_fix(grounds, table, paid, option, _on_demand(grounds, table)),)


def _option(prices: TablePrices, *, is_on_demand: bool) -> PriceOption:
    wanted = "auto scaling" if is_on_demand else "on demand"
    return next(
        each
        for each in prices.options
        if (each.billing, each.table_class) == (wanted, prices.as_designed.table_class)
    )


def _has_maximum(table: Table) -> bool:
    """Whether a maximum is set, which provisioned capacity does not have and somebody wanted."""
    return bool(table.max_throughput) or any(one.max_throughput for one in table.global_indexes)


def _fix(
    grounds: Grounds, table: Table, paid: PriceOption, option: PriceOption, change: Change
) -> Fix:
    prices = grounds.forecast.prices
    way = "on demand" if option.billing == "on demand" else "provisioned, with auto scaling"
    costs = (
        f"`{table.name}` with its indexes costs {dollars_text(paid.total_usd)} a month {paid.billing}, and "
        f"{dollars_text(option.total_usd)} {option.billing}, if the load goes on as forecast all month"
    )
    used = (
        f"the mean of that load is {percent_text(prices.utilization)} of its peak; under "
        f"{percent_text(prices.break_even_utilization)} on demand is cheaper"
    )
    how = (
        "requests above what is provisioned are throttled until auto scaling follows, which takes minutes"
        if option.billing == "auto scaling"
        else "nothing is paid for that is not used"
    )
    return Fix(
        trouble="cost",
        severity="note",
        rule="",
        subject=table.name,
        metric="US dollars a month",
        title=f"Bill {table.name} {way}",
        evidence=grounds.sentence(costs, used),
        fix=grounds.sentence(how),
        change=change,
    )


def _on_demand(grounds: Grounds, table: Table) -> Change:
    indexes = {name: replace(one, provisioned=None) for name, one in table.indexes.items()}
    changed = replace(table, billing_mode="PAY_PER_REQUEST", provisioned=None, indexes=indexes)
    edits = [Edit(path=(*path_of(table, None), "billing_mode"), value="PAY_PER_REQUEST")]
    edits += [
        Edit(path=(*path_of(table, one), "billing_mode"), value=None)
        for one in table.global_indexes
        if one.provisioned
    ]
    return _change(grounds, changed, edits)


def _scaled(grounds: Grounds, table: Table) -> Change:
    provisioned = {one: _provisioned(grounds, table, one) for one in ("", *_global(table))}
    indexes = {
        name: replace(one, provisioned=provisioned.get(name)) for name, one in table.indexes.items()
    }
    changed = replace(
        table, billing_mode="PROVISIONED", provisioned=provisioned[""], indexes=indexes
    )
    edits = [
        Edit(path=(*path_of(table, one), "billing_mode"), value=_text(provisioned[name]))
        for name, one in (("", None), *_global(table).items())
    ]
    return _change(grounds, changed, edits)


def _global(table: Table) -> dict[str, Index]:
    return {one.name: one for one in table.global_indexes}


def _change(grounds: Grounds, table: Table, edits: list[Edit]) -> Change:
    tables = {**grounds.design.tables, table.name: table}
    return Change(design=replace(grounds.design, tables=tables), edits=tuple(edits))


def _provisioned(grounds: Grounds, table: Table, index: str) -> Provisioned:
    """What holds the peak at the usual share in use, and scales to twice that."""
    forecast = next(
        each
        for each in grounds.forecast.resources
        if (each.table, each.index or "") == (table.name, index)
    )
    reads, writes = _scaling(forecast.read), _scaling(forecast.write)
    return Provisioned(
        read_capacity_units=reads.maximum // 2,
        write_capacity_units=writes.maximum // 2,
        read_autoscaling=reads,
        write_autoscaling=writes,
    )


def _scaling(figures: DirectionForecast) -> AutoScaling:
    lowest = min(figures.offered_by_minute, default=0.0)
    peak = max(1, ceil(round(figures.peak_units_per_second / TARGET_UTILIZATION, 6)))
    return AutoScaling(
        minimum=max(1, ceil(round(lowest / TARGET_UTILIZATION, 6))),
        maximum=2 * peak,
        target_utilization=round(100 * TARGET_UTILIZATION),
    )


def _text(provisioned: Provisioned) -> str:
    assert provisioned.read_autoscaling
    assert provisioned.write_autoscaling
    return (
        f"{{read_capacity_units: {provisioned.read_capacity_units}, "
        f"write_capacity_units: {provisioned.write_capacity_units},\n"
        f"read_autoscaling: {scaling_text(provisioned.read_autoscaling)},\n"
        f"write_autoscaling: {scaling_text(provisioned.write_autoscaling)}}}"
    )
