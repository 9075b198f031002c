"""The first throttling of a run in a sentence: what met which limit, and for whose sake."""

from pytest_dynamo.capacity.throttling.limits import partition_units
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.capacity.throttling.reasons import LimitKind
from pytest_dynamo.forecast.demand import Demand
from pytest_dynamo.forecast.figures import number_text, percent_text
from pytest_dynamo.forecast.fluid.values import FirstRefusal, Flow, FluidRun
from pytest_dynamo.forecast.limits import owner_of, partitions_today
from pytest_dynamo.forecast.values import FirstThrottle, PartitionRange
from pytest_dynamo.forecast.wording import key_text, resource_text

# From half of a partition's units on it is the one key that fills it.
_MOSTLY = 0.5

_LIMITS: dict[LimitKind, str] = {
    "ProvisionedThroughputExceeded": "that are provisioned",
    "MaxOnDemandThroughputExceeded": "of its maximum on-demand throughput",
    "AccountLimitExceeded": "of the account's quota for a table or index",
}


def first_throttle_of(
    run: FluidRun, demand: Demand, parameters: Parameters
) -> FirstThrottle | None:
    """The first throttling of a run, if there is any."""
    refusal = run.first_refusal
    if refusal is None:
        return None
    flow = run.flows[refusal.resource, refusal.direction]
    is_partition = refusal.kind == "KeyRangeThroughputExceeded"
    partitions = partitions_today(demand, *owner_of(demand, refusal.resource), parameters)
    partition = _range(run, refusal, partitions) if is_partition else None
    return FirstThrottle(
        at_seconds=refusal.second,
        reason=refusal.reason,
        table=refusal.resource[0],
        index=refusal.resource[1],
        direction=refusal.direction,
        partition=partition,
        key=refusal.hottest_key,
        key_share=refusal.hottest_share,
        why=_why_partition(flow, refusal, partition, parameters)
        if partition
        else _why_whole(flow, refusal),
    )


def _range(run: FluidRun, refusal: FirstRefusal, partitions: int) -> PartitionRange:
    """Which partition it is, counted in the order of the hash space as it was cut at that time."""
    cuts = [
        split.place
        for split in run.splits
        if split.resource == refusal.resource and split.at_seconds <= refusal.second
    ]
    before = sum(number / partitions <= refusal.first for number in range(partitions))
    return PartitionRange(
        number=max(1, before + sum(cut <= refusal.first for cut in cuts)),
        of=partitions + len(cuts),
        first=refusal.first,
        last=refusal.last,
    )


def _why_partition(
    flow: Flow, refusal: FirstRefusal, partition: PartitionRange, parameters: Parameters
) -> str:
    limit = partition_units(refusal.direction, parameters)
    where = resource_text(*refusal.resource)
    full = f"partition {partition.number:,} of {partition.of:,} of {where} is full"
    serves = f"the {number_text(limit)} {refusal.direction} units a second that it serves"
    if not refusal.hottest_key:
        return f"{full}: its keys ask for more than {serves}"
    key, share = key_text(refusal.hottest_key), percent_text(refusal.hottest_share)
    asked = _asked(flow, refusal) * refusal.hottest_share
    words = f"key {key}, {share} of the {refusal.direction}s,"
    if asked >= limit:
        return f"{full}: {words} alone asks for more than {serves}"
    if asked >= _MOSTLY * limit:
        return f"{full}: {words} takes most of {serves}"
    return f"{full}: its keys together ask for more than {serves}; {words} is the hottest"


def _why_whole(flow: Flow, refusal: FirstRefusal) -> str:
    limit = float(flow.limit[_second(flow, refusal)])
    return (
        f"{resource_text(*refusal.resource)} is asked for {number_text(_asked(flow, refusal))} "
        f"{refusal.direction} units a second, more than the {number_text(limit)} "
        f"{_LIMITS[refusal.kind]}, and nothing saved up is left"
    )


def _asked(flow: Flow, refusal: FirstRefusal) -> float:
    return float(flow.offered[_second(flow, refusal)])


def _second(flow: Flow, refusal: FirstRefusal) -> int:
    return min(int(refusal.second), len(flow.offered) - 1)
