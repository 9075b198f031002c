"""A forecast in a few lines, for terminals."""

from collections.abc import Iterator
from textwrap import wrap
from typing import get_args

from pytest_dynamo.forecast.figures import (
    bytes_text,
    dollars_text,
    duration_text,
    number_text,
    percent_text,
)
from pytest_dynamo.forecast.values import (
    Billing,
    Bound,
    Forecast,
    PriceForecast,
    ResourceForecast,
    Sharding,
    ShardingGain,
    StorageForecast,
    TableClass,
)
from pytest_dynamo.forecast.wording import bound_text, key_text, resource_text

_DAYS_A_MONTH = 365 / 12
_WIDTH = 100
_MOST_KEYS = 3
# By so much more it is worth a line.
_MORE = 1.01
_APART = 1.05
_BY_CHANCE = 1e-4
_CLASSES: dict[TableClass, str] = {
    "STANDARD": "Standard",
    "STANDARD_INFREQUENT_ACCESS": "Standard-IA",
}


def forecast_lines(forecast: Forecast) -> Iterator[str]:
    """What a forecast says: a heading, and its figures line by line."""
    yield _heading(forecast)
    rows = [*_throttling(forecast), *_limits(forecast), *_resources(forecast), *_money(forecast)]
    width = max(len(label) for label, _ in rows)
    for label, words in rows:
        yield f"  {label:<{width}}  {words}"


def _heading(forecast: Forecast) -> str:
    load = forecast.load
    rate = number_text(load.peak_requests_per_second)
    times = f"{number_text(load.peak)} × declared"
    how = {
        "step": f"at {rate} requests/s ({times})",
        "ramp": f"rising to {rate} requests/s ({times})",
        "diurnal": f"through a day with a peak of {rate} requests/s ({times})",
    }[load.shape]
    return f"{forecast.design} {how}, {duration_text(load.duration_seconds)}, {forecast.source}"


def _throttling(forecast: Forecast) -> Iterator[tuple[str, str]]:
    first = forecast.first_throttle
    if first is None:
        yield "throttled", "nothing"
        yield from _by_chance(forecast)
    else:
        after = f"the first after {duration_text(first.at_seconds)}"
        share = percent_text(forecast.throttled_share)
        yield "throttled", f"{share} of the requests, {after}: {first.reason}"
        for line in wrap(first.why, _WIDTH):
            yield "", line
    band = forecast.band
    if band:
        low, high = band.throttled_share_lowest, band.throttled_share_highest
        span = percent_text(low) if low == high else f"{percent_text(low)} to {percent_text(high)}"
        words = f"{span} throttled, over {band.seeds} seeds"
        yield "band", f"{words} of how long splits take"


def _by_chance(forecast: Forecast) -> Iterator[tuple[str, str]]:
    """What is throttled close below a limit, because requests do not come evenly."""
    directions = (
        each for resource in forecast.resources for each in (resource.read, resource.write)
    )
    found = (each.hottest_partition for each in directions)
    most = max((each.throttled_by_chance for each in found if each), default=0.0)
    if most >= _BY_CHANCE:
        yield (
            "",
            f"requests that do not come evenly: {percent_text(most)} of those to one partition",
        )


def _limits(forecast: Forecast) -> Iterator[tuple[str, str]]:
    yield from _bound("holds until", forecast.holds_until_bound)
    lowest, highest = forecast.holds_until_lowest, forecast.holds_until_highest
    if highest > lowest * _APART:
        span = f"{number_text(lowest)} to {number_text(highest)} requests/s"
        yield "", f"{span}, as its keys happen to lie"
    yield from _bound("ceiling", forecast.ceiling_bound)
    if forecast.sharding:
        yield from _sharding(forecast.sharding, forecast)
    usable = percent_text(forecast.usable_capacity)
    yield "usable", f"{usable} of what the partitions of {_fullest(forecast)} hold together"


def _bound(label: str, bound: Bound) -> Iterator[tuple[str, str]]:
    yield label, f"{number_text(bound.requests_per_second)} requests/s: {bound.reason}"
    yield "", bound_text(bound)


def _fullest(forecast: Forecast) -> str:
    """The table or index whose partitions are the first to be full."""
    fullest = max(
        (
            (direction.hottest_partition.share_of_limit, resource_text(each.table, each.index))
            for each in forecast.resources
            for direction in (each.read, each.write)
            if direction.hottest_partition
        ),
        default=(0.0, "the tables"),
    )
    return fullest[1]


def _sharding(sharding: Sharding, forecast: Forecast) -> Iterator[tuple[str, str]]:
    last = sharding.gains[-1].bound
    gains = " · ".join(f"{gain.shards}: {number_text(gain.ceiling)}" for gain in sharding.gains)
    is_same = last.scope == "key" and _is_of(sharding, last.table, last.index)
    yield f"in {sharding.remedy}", f"{gains} requests/s{'' if is_same else ', then'}"
    if not is_same:
        yield "", f"{last.reason}, {bound_text(last)}"
    if sharding.keys_in_need:
        yield "", f"at this peak {_in_need(sharding)}"
    yield "", _price_of_shards(sharding, sharding.gains[1], forecast)


def _in_need(sharding: Sharding) -> str:
    count, shown = sharding.keys_in_need, sharding.keys[:_MOST_KEYS]
    keys = "1 key needs" if count == 1 else f"{count:,} keys need"
    named = ", ".join(f"{key_text(each.key)} {each.shards}" for each in shown)
    return f"{keys} {sharding.remedy}: {named}{', …' if count > len(shown) else ''}"


def _price_of_shards(sharding: Sharding, gain: ShardingGain, forecast: Forecast) -> str:
    """Where the shards come to lie, and what is consumed more."""
    own = next(each for each in forecast.resources if _is_of(sharding, each.table, each.index))
    lie = (
        f"{gain.shards} {sharding.remedy} lie on {number_text(gain.partitions_reached, digits=2)} of "
        f"today's {own.partitions:,} partitions on average"
    )
    where = resource_text(own.table, own.index)
    more = [
        f"{number_text(then)} {unit}, not {number_text(now)}"
        for now, then, unit in (
            (own.read.peak_units_per_second, gain.read_units_per_second, "RCU"),
            (own.write.peak_units_per_second, gain.write_units_per_second, "WCU"),
        )
        if then > now * _MORE
    ]
    return f"{lie}; {where} then consumes {' and '.join(more)}" if more else lie


def _is_of(sharding: Sharding, table: str, index: str | None) -> bool:
    return (sharding.table, sharding.index) == (table, index)


def _resources(forecast: Forecast) -> Iterator[tuple[str, str]]:
    yield "consumes", "at the peak " + " · ".join(map(_consumption, forecast.resources))
    yield from _provisioned(forecast)
    yield "partitions", " · ".join(map(_partitions, forecast.resources))
    yield "stores", " · ".join(map(_stored, forecast.storage))


def _provisioned(forecast: Forecast) -> Iterator[tuple[str, str]]:
    """What capacity that was saved up, and auto scaling, do for a load that is above what is provisioned."""
    saved, steps = [], []
    for each in forecast.resources:
        for letters, one in (("RCU", each.read), ("WCU", each.write)):
            where = (
                f"{each.index or each.table} {number_text(one.limit_units_per_second)} {letters}"
            )
            if one.saved_up_seconds is not None and "Provisioned" in one.limit_reason:
                saved.append(f"{where} for {duration_text(one.saved_up_seconds)}")
            if one.largest_step_units_per_second is not None:
                steps.append(f"{where} to {number_text(one.largest_step_units_per_second)}")
    if saved:
        yield "saved up", f"at most, above {' · '.join(saved)}"
    if steps:
        yield "auto scaling", f"follows a step from idle: {' · '.join(steps)}"


def _consumption(resource: ResourceForecast) -> str:
    reads = number_text(resource.read.peak_units_per_second)
    writes = number_text(resource.write.peak_units_per_second)
    return f"{resource.index or resource.table} {reads} RCU {writes} WCU"


def _partitions(resource: ResourceForecast) -> str:
    grown = resource.partitions_at_end
    arrow = f" → {grown:,}" if grown != resource.partitions else ""
    return f"{resource.index or resource.table} {resource.partitions:,}{arrow}"


def _stored(storage: StorageForecast) -> str:
    held, growth = storage.bytes_at_start, storage.growth_bytes_per_day * _DAYS_A_MONTH
    more = f" + {bytes_text(growth)} a month" if growth > 0 else ""
    if growth < 0 and held:
        rest = max(0.0, held + growth)
        more = f", shrinks to {bytes_text(rest) if rest else 'nothing'} within a month"
    return f"{storage.index or storage.table} {bytes_text(held)}{more}"


def _money(forecast: Forecast) -> Iterator[tuple[str, str]]:
    prices = forecast.prices
    yield "price a month", f"{_as_declared(prices)}   {prices.region}, {prices.as_of}"
    for table_class, name in _CLASSES.items():
        yield name, _ways(prices, table_class)
    even, used = prices.break_even_utilization, prices.utilization
    cheaper = "on demand" if used < even else "provisioned"
    words = f"the mean of this load is {percent_text(used)} of its peak, so {cheaper} costs less"
    yield "break-even", f"at {percent_text(even)} of provisioned capacity in use; {words}"


def _as_declared(prices: PriceForecast) -> str:
    """What the tables cost the way the design declares them."""
    declared = [table.as_designed for table in prices.tables]
    billings = " and ".join(dict.fromkeys(each.billing for each in declared))
    classes = " and ".join(dict.fromkeys(_CLASSES[each.table_class] for each in declared))
    return f"{dollars_text(prices.as_designed_usd)} as declared: {billings}, {classes}"


def _ways(prices: PriceForecast, table_class: TableClass) -> str:
    """What all tables cost in one class, one way and another."""
    target = percent_text(prices.target_utilization)
    names = ("on demand", "provisioned for the peak", f"auto scaling ({target})")
    return " · ".join(
        f"{name} {dollars_text(_price(prices, billing, table_class))}"
        for name, billing in zip(names, get_args(Billing), strict=True)
    )


def _price(prices: PriceForecast, billing: Billing, table_class: TableClass) -> float:
    return sum(
        option.total_usd
        for table in prices.tables
        for option in table.options
        if (option.billing, option.table_class) == (billing, table_class)
    )
