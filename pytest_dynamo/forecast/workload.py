"""Whether a design keeps what its workload asks of it."""

from collections.abc import Iterator
from math import ceil, inf

from pytest_dynamo.design.values import Workload
from pytest_dynamo.forecast.figures import dollars_text, number_text, percent_text
from pytest_dynamo.forecast.values import Bound, Forecast, Sharding, ShardingGain
from pytest_dynamo.forecast.wording import bound_text, resource_text


def workload_breaches(workload: Workload | None, forecast: Forecast) -> tuple[str, ...]:
    """A sentence for each limit of the workload that the forecast does not keep: wanted, found, remedy.

    What is throttled and what it costs is looked at only if the forecast is of the workload's load.
    """
    if workload is None:
        return ()
    found = [*_limits(workload, forecast)]
    load = forecast.load
    asked = workload.peak, workload.duration_seconds, workload.shape
    if (load.peak, load.duration_seconds, load.shape) == asked:
        found += _under_load(workload, forecast)
    return tuple(found)


def _limits(workload: Workload, forecast: Forecast) -> Iterator[str]:
    held, highest = forecast.holds_until, forecast.ceiling
    if workload.holds_until is not None and held < workload.holds_until:
        yield (
            f"holds_until is to be at least {number_text(workload.holds_until)} requests/s and is "
            f"{number_text(held)} ({_met(forecast.holds_until_bound)}); "
            f"{_remedy(forecast, workload.holds_until)}"
        )
    if workload.ceiling is not None and highest < workload.ceiling:
        yield (
            f"ceiling is to be at least {number_text(workload.ceiling)} requests/s and is "
            f"{number_text(highest)} ({_met(forecast.ceiling_bound)}); "
            f"{_remedy(forecast, workload.ceiling)}"
        )
    usable = forecast.usable_capacity
    if workload.usable_capacity is not None and usable < workload.usable_capacity:
        yield (
            f"usable_capacity is to be at least {percent_text(workload.usable_capacity)} and is "
            f"{percent_text(usable)}; spread the requests for the hottest key over more keys"
        )


def _under_load(workload: Workload, forecast: Forecast) -> Iterator[str]:
    if workload.throttled is not None and forecast.throttled_share > workload.throttled:
        first = forecast.first_throttle
        why = f" ({first.why})" if first else ""
        yield (
            f"throttled is to be at most {percent_text(workload.throttled)} of the requests and is "
            f"{percent_text(forecast.throttled_share)}{why}; "
            f"{_remedy(forecast, forecast.load.peak_requests_per_second)}"
        )
    price = forecast.prices.on_demand_usd
    if workload.monthly_price is not None and price > workload.monthly_price:
        yield (
            f"monthly_price is to be at most {dollars_text(workload.monthly_price)} on demand and is "
            f"{dollars_text(price)}; {_cheaper(forecast, workload.monthly_price)}"
        )


def _met(bound: Bound) -> str:
    return f"{bound.reason}, {bound_text(bound)}"


def _remedy(forecast: Forecast, wanted: float) -> str:
    """What lets so many requests a second pass: more partitions, if those help, or else other keys."""
    is_beyond = wanted > forecast.ceiling
    bound = forecast.ceiling_bound if is_beyond else forecast.holds_until_bound
    if bound.scope == "resource":
        return _raise_limit(bound)
    if is_beyond:
        return _spread(forecast, wanted)
    return "declare more warm_throughput, or spread the requests for the hottest key over more keys"


def _spread(forecast: Forecast, wanted: float) -> str:
    """With how many shards it is enough; where that is more than were looked at, how many the key takes."""
    sharding = forecast.sharding
    if sharding is None:
        return "spread the requests for the hottest key over more keys"
    remedy, last = sharding.remedy, sharding.gains[-1]
    for gain in sharding.gains:
        if gain.ceiling >= wanted:
            return _with_shards(gain, remedy)
    bound = last.bound
    is_of_key = bound.scope == "key" and (
        (bound.table, bound.index, bound.direction)
        == (sharding.table, sharding.index, sharding.direction)
    )
    if is_of_key:
        shards = ceil(round(last.shards * wanted / last.ceiling, 9))
        most = _most_with(shards, forecast, sharding)
        if most >= wanted:
            return f"it takes at least {shards:,} {remedy} of the key"
        whole = f"as a whole, its tables and indexes then hold {number_text(most)} requests/s"
        return f"no number of {remedy} of the key reaches that: {whole}"
    with_last = f"{_with_shards(last, remedy)} ({_met(bound)})"
    return f"no number of {remedy} of the key reaches that: {with_last}"


def _with_shards(gain: ShardingGain, remedy: str) -> str:
    rate = number_text(gain.ceiling)
    return f"with {gain.shards} {remedy} of the key the ceiling is {rate} requests/s"


def _most_with(shards: int, forecast: Forecast, sharding: Sharding) -> float:
    """What the limits of whole tables and indexes allow, as far as is known without the demand.

    What reads and writes of shards take more is told for a few of them, and grows with their number.
    """
    peak, last = forecast.load.peak_requests_per_second, sharding.gains[-1]
    most = inf
    for each in forecast.resources:
        is_sharded = (each.table, each.index) == (sharding.table, sharding.index)
        for one, sharded in (
            (each.read, last.read_units_per_second),
            (each.write, last.write_units_per_second),
        ):
            units = one.peak_units_per_second
            if is_sharded:
                units += (sharded - units) * shards / last.shards
            if units and one.largest_step_units_per_second is None:
                most = min(most, peak * one.limit_units_per_second / units)
    return most


def _raise_limit(bound: Bound) -> str:
    return (
        "raise the quota of the account"
        if "AccountLimit" in bound.reason
        else f"raise the {bound.direction} capacity of {resource_text(bound.table, bound.index)}"
    )


def _cheaper(forecast: Forecast, wanted_usd: float) -> str:
    """The cheapest way, if it is another one, and whether it is cheap enough."""
    prices = forecast.prices
    ways = {
        "provisioned for the peak": prices.provisioned_usd,
        "with auto scaling": prices.auto_scaling_usd,
    }
    way = min(ways, key=lambda each: ways[each])
    if ways[way] >= prices.on_demand_usd:
        return "fewer indexes, smaller projections or smaller items cost less"
    price = dollars_text(ways[way])
    if ways[way] > wanted_usd:
        return f"no way to pay for this load is as cheap: the cheapest, {way}, is {price}"
    return f"{way} it is {price}"
