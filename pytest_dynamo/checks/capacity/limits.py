"""Rules about tables and indexes as a whole: their limits, their partitions, and each other's."""

from collections.abc import Iterator, Sequence
from math import ceil

from pytest_dynamo.capacity.throttling.limits import auto_scaling_of
from pytest_dynamo.checks.capacity.evidence import Evidence, Pressure
from pytest_dynamo.checks.capacity.key_sources import key_name
from pytest_dynamo.checks.capacity.wording import resource
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.forecast.figures import counted_text, duration_text, number_text, percent_text
from pytest_dynamo.forecast.values import ResourceForecast
from pytest_dynamo.forecast.wording import key_text

_GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"

FAR = 10.0
"""So many times the declared rates are no load to reckon with."""

_SERVED = 0.999
_FULL = 0.99
_MINUTE = 60

EXCEEDED = Rule(
    id="PD402",
    title="A table or an index is asked for more than its limit.",
    severity="error",
    why=(
        "Provisioned capacity, a maximum of on-demand throughput and the quota of an account limit a "
        "table or an index as a whole, however even its keys are. Provisioned capacity that was not "
        "used is saved up for five minutes; after that, what is above the limit is throttled."
    ),
    fix="Raise the capacity, the maximum or the quota, or ask for less.",
    link=f"{_GUIDE}/throttling-diagnosing.html",
)

NOT_YET = Rule(
    id="PD403",
    title="Requests are throttled until partitions have been split.",
    severity="warning",
    why=(
        "A new on-demand table serves 4,000 writes or 12,000 reads a second, spread over its "
        "partitions as its keys happen to fall. More partitions come with time: minutes after one has "
        "become hot, or half an hour after a new peak; auto scaling takes minutes as well. Until then "
        "requests are throttled."
    ),
    fix="Warm the table up before the load comes, or let the load rise slowly.",
    link=f"{_GUIDE}/warm-throughput.html",
)

LIMITING_INDEX = Rule(
    id="PD404",
    title="An index limits the writes of its table.",
    severity="warning",
    why=(
        "Each write of a table goes to its global indexes as well. One that cannot keep up throttles the "
        "writes of the table, however well the table's own keys are spread."
    ),
    fix="Shard the key of the index, or keep out of it what nobody looks up there.",
    link=f"{_GUIDE}/gsi-throttling.html",
)


def exceeded_limits(evidence: Evidence) -> Iterator[Finding]:
    """A finding for each table and index that is asked for more than it can have as a whole."""
    for pressure in evidence.pressures:
        bound = pressure.limit
        if evidence.is_exceeded(bound):
            where = resource(pressure.table, pressure.index)
            yield EXCEEDED.finding(
                place=(pressure.index or pressure.table).place,
                subject=where,
                found=(
                    f"{where} is asked for {number_text(pressure.units_per_second)} {pressure.direction} units a second at the "
                    f"declared rates, and has {number_text(bound.limit_units_per_second)}"
                ),
                means=(
                    f"above {number_text(bound.requests_per_second)} requests/s of the "
                    f"{number_text(evidence.declared)} declared, {bound.reason}"
                ),
                fix=_raise_limit(pressure, pressure.units_per_second),
            )


def slow_growth(evidence: Evidence) -> Iterator[Finding]:
    """A finding for each table and index that will hold the declared rates, and does not at first."""
    for pressure in evidence.pressures:
        if not evidence.is_exceeded(pressure.today) or evidence.is_exceeded(pressure.ceiling):
            continue
        forecast = evidence.resource(pressure)
        throttled = _throttled_minutes(pressure, forecast)
        if throttled:
            whole = evidence.forecast.load.duration_seconds
            where = resource(pressure.table, pressure.index)
            until = (
                "there is more capacity" if _is_scaled(pressure) else "partitions have been split"
            )
            yield NOT_YET.finding(
                place=(pressure.index or pressure.table).place,
                subject=where,
                found=(
                    f"{where} begins with {_first(pressure, forecast.partitions)}, which hold "
                    f"{number_text(pressure.today.requests_per_second)} of the {number_text(evidence.declared)} "
                    f"requests/s declared"
                ),
                means=(
                    f"until {until}, its {pressure.direction}s are throttled: "
                    f"{_span(throttled, whole)}"
                ),
                fix=_warm_up(pressure),
            )


def limiting_indexes(evidence: Evidence) -> Iterator[Finding]:
    """A finding for each index that is the first to limit what is written to its table."""
    writes = [pressure for pressure in evidence.pressures if pressure.direction == "write"]
    own = {each.table.name: each for each in writes if each.index is None}
    for pressure in writes:
        table, bound = own.get(pressure.table.name), pressure.ceiling
        if pressure.index is None or table is None or evidence.is_exceeded(bound):
            continue
        most = table.ceiling.requests_per_second
        if bound.requests_per_second < min(most, FAR * evidence.declared):
            yield LIMITING_INDEX.finding(
                place=pressure.index.place,
                subject=resource(pressure.table, pressure.index),
                found=(
                    f"{resource(pressure.table, pressure.index)} holds "
                    f"{number_text(bound.requests_per_second)} requests/s, its table {number_text(most)}"
                ),
                means=f"above that the table's writes are throttled: {bound.reason}{_which(pressure)}",
                fix=(
                    f"shard {key_name(pressure.table, pressure.index)}, or leave it out of items that "
                    f"nobody looks up by {pressure.index.name}"
                    if bound.scope == "key"
                    else _keep_up(pressure, pressure.units_per_second * most / evidence.declared)
                ),
            )


def _which(pressure: Pressure) -> str:
    bound = pressure.ceiling
    if bound.scope != "key" or not bound.key:
        return ""
    return f", as {percent_text(bound.key_share)} of them go to the key {key_text(bound.key)}"


def _keep_up(pressure: Pressure, units_per_second: float) -> str:
    """What makes an index take as many units a second as its table lets pass."""
    table, direction = pressure.table, pressure.direction
    is_provisioned = pressure.limit.reason.endswith("ProvisionedThroughputExceeded")
    if (
        is_provisioned
        and auto_scaling_of(table, None, direction)
        and not auto_scaling_of(table, pressure.index, direction)
    ):
        needed = ceil(round(units_per_second, 6))
        return f"give it {direction}_autoscaling to a max of {needed:_}, as its table has it"
    return _raise_limit(pressure, units_per_second)


def _raise_limit(pressure: Pressure, units_per_second: float) -> str:
    needed, bound = ceil(round(units_per_second, 6)), pressure.limit
    setting = f"{pressure.direction}_units_per_second: {needed:_}"
    if bound.reason.endswith("ProvisionedThroughputExceeded"):
        if auto_scaling_of(pressure.table, pressure.index, pressure.direction):
            return f"let {pressure.direction}_autoscaling go to a max of {needed:_} at least"
        return f"set {pressure.direction}_capacity_units to {needed:_} at least, or bill on demand"
    if bound.reason.endswith("MaxOnDemandThroughputExceeded"):
        return f"set max_throughput: {{{setting}}} at least, or leave it out"
    return f"have the account's quota for a table raised to {needed:,} {pressure.direction} units a second"


def _is_scaled(pressure: Pressure) -> bool:
    return pressure.today.scope == "resource"


def _first(pressure: Pressure, partitions: int) -> str:
    if _is_scaled(pressure):
        return (
            f"{number_text(pressure.today.limit_units_per_second)} provisioned {pressure.direction} units "
            f"a second"
        )
    return counted_text(partitions, "partition")


def _throttled_minutes(pressure: Pressure, forecast: ResourceForecast) -> Sequence[int]:
    """The minutes, from 0, in which not all was served.

    Where it is for its partitions, one of them has to be full: what a transaction or an index elsewhere
    throttles is no matter of this table.
    """
    direction = forecast.read if pressure.direction == "read" else forecast.write
    pairs = zip(direction.offered_by_minute, direction.consumed_by_minute, strict=True)
    return [
        minute
        for minute, (offered, consumed) in enumerate(pairs)
        if consumed < _SERVED * offered
        and (_is_scaled(pressure) or forecast.hottest_by_minute[minute] > _FULL)
    ]


def _span(throttled: Sequence[int], whole_seconds: float) -> str:
    """When requests are throttled: those minutes, of so long a time."""
    begin, end = throttled[0] * _MINUTE, (throttled[-1] + 1) * _MINUTE
    if end >= whole_seconds:
        longer = f"for more than {duration_text(whole_seconds)}"
        return f"from {duration_text(begin)} on, {longer}" if begin else longer
    if begin:
        return f"from {duration_text(begin)} to about {duration_text(end)}"
    return f"for about {duration_text(end)}"


def _warm_up(pressure: Pressure) -> str:
    """What makes a table or index hold the declared rates from the start."""
    if _is_scaled(pressure):
        needed = ceil(round(pressure.units_per_second, 6))
        return (
            f"let {pressure.direction}_autoscaling go no lower than a min of {needed:_} while the load "
            f"may come at once"
        )
    if pressure.warm_units_per_second is None:
        return (
            "let the load rise slowly: warm throughput within the quota of a table does not hold it"
        )
    setting = f"{pressure.direction}_units_per_second: {pressure.warm_units_per_second:_.0f}"
    return f"warm it up, warm_throughput: {{{setting}}}, or let the load rise slowly"
