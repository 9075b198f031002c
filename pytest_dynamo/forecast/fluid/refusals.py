"""Which limit refuses first, when within a second, and the key that most of it is asked for."""

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.forecast.fluid.coupling import Limiter
from pytest_dynamo.forecast.fluid.values import FirstRefusal

# Less of a second's requests than that is what rounding adds up to.
_NOTHING = 1e-9

# Of each law so many keys are looked at: the hottest of all is among them, but for freaks.
_CANDIDATES = 64


def first_refusal(
    limiter: Limiter, second: int, multiple: float, accepted: NDArray[np.float64]
) -> FirstRefusal | None:
    """The first refusal of a flow in a second, or None. To be asked before the buckets are charged."""
    found = [_by_whole(limiter, second, multiple, accepted)]
    found.append(_by_partition(limiter, second, multiple, accepted))
    return min((each for each in found if each), key=lambda each: each.second, default=None)


def _by_whole(
    limiter: Limiter, second: int, multiple: float, accepted: NDArray[np.float64]
) -> FirstRefusal | None:
    if limiter.whole > 1 - _NOTHING:
        return None
    flow = limiter.flow
    asked = float((accepted[flow.streams] * multiple) @ flow.units) / limiter.whole
    after = flow.level / max(asked - flow.units_per_second, _NOTHING)
    key, share = hottest_key(limiter, None)
    return FirstRefusal(
        second=second + min(after, 1.0),
        resource=flow.resource,
        direction=flow.direction,
        kind=flow.limit.kind,
        first=0.0,
        last=1.0,
        hottest_key=key,
        hottest_share=share,
    )


def _by_partition(
    limiter: Limiter, second: int, multiple: float, accepted: NDArray[np.float64]
) -> FirstRefusal | None:
    passed = limiter.of_partitions
    if passed is None or passed.min() > 1 - _NOTHING:
        return None
    flow, state = limiter.flow, limiter.state
    asked = limiter.wanted(accepted[flow.streams] * multiple) @ state.shares
    beyond = asked - flow.partition_limit
    after = np.full(len(asked), np.inf)
    np.divide(flow.levels, beyond, out=after, where=passed < 1 - _NOTHING)
    number = int(after.argmin())
    key, share = hottest_key(limiter, number)
    return FirstRefusal(
        second=second + float(min(max(after[number], 0.0), 1.0)),
        resource=flow.resource,
        direction=flow.direction,
        kind="KeyRangeThroughputExceeded",
        first=float(state.bounds.positions[number]),
        last=float(state.ends.positions[number]),
        hottest_key=key,
        hottest_share=share,
    )


def hottest_key(limiter: Limiter, partition: int | None) -> tuple[str, float]:
    """The label of the key that a partition, or all of them, get most units for, and its share of all."""
    flow, state = limiter.flow, limiter.state
    of_laws = flow.by_law(flow.partition_units, len(state.axes))
    best, label = 0.0, ""
    for axis, asked in zip(state.axes, of_laws, strict=True):
        begin, end = _keys_of(limiter, axis_positions=axis.law.positions, partition=partition)
        if begin == end or not asked:
            continue
        numbers = begin + _largest(axis.law.shares[begin:end])
        # The same key may be in other laws, too.
        loads = np.zeros(len(numbers))
        for other, units in zip(state.axes, of_laws, strict=True):
            loads += units * other.at(axis.law.positions[numbers])
        hottest = int(loads.argmax())
        if loads[hottest] > best:
            best, label = float(loads[hottest]), axis.law.label(int(numbers[hottest]))
    total = float(of_laws.sum())
    return label, best / total if total else 0.0


def _largest(shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """The numbers of the largest of some shares."""
    if len(shares) <= _CANDIDATES:
        return np.arange(len(shares))
    return np.argpartition(shares, -_CANDIDATES)[-_CANDIDATES:]


def _keys_of(
    limiter: Limiter, *, axis_positions: NDArray[np.float64], partition: int | None
) -> tuple[int, int]:
    """The range of the known keys that a partition has, also those it has only a part of."""
    if partition is None:
        return 0, len(axis_positions)
    bounds, ends = limiter.state.bounds, limiter.state.ends
    is_cut = bool(ends.of_key[partition] > 0)
    begin = np.searchsorted(axis_positions, bounds.positions[partition], side="left")
    end = np.searchsorted(
        axis_positions, ends.positions[partition], side="right" if is_cut else "left"
    )
    return int(begin), int(end)
