"""A demand through the model of single requests, which come evenly and spread over keys evenly, too.

Chance is left out, so that few requests show whether the two models have the same rules.
"""

from dataclasses import dataclass

import numpy as np

from pytest_dynamo.capacity.throttling.admission import TableThroughput, Touch, admit

# Multiples of these, seen modulo 1, are as evenly spread as numbers can be, and independent.
_STRIDES = tuple(root % 1 for root in (2**0.5, 3**0.5, 5**0.5, 7**0.5, 11**0.5, 13**0.5))


@dataclass
class EventRun:
    """Requests served by second, the first refusal and when, splits of each table and index."""

    served: np.ndarray
    first_refusal: tuple | None
    splits: dict


def by_events(demand, multiples, parameters, *, full=False):
    """Send the requests of a demand with one stream of writes, one after the other."""
    (stream,) = demand.streams
    throughput = TableThroughput(demand.tables["t"], parameters, full=full)
    parts = [throughput.of[arm.resource[1]] for arm in stream.arms]
    seconds = _times(stream.requests_per_second * np.asarray(multiples))
    places = [_places(arm, 2 * n, len(seconds)) for n, arm in enumerate(stream.arms)]
    served = np.zeros(len(multiples))
    first_refusal = None
    for second, *where in zip(seconds.tolist(), *places, strict=True):
        touches = [
            Touch(part, *place, arm.units, arm.partition_units)
            for part, place, arm in zip(parts, where, stream.arms, strict=True)
        ]
        refusals = admit(touches, "write", second)
        if not refusals:
            served[int(second)] += 1
        elif first_refusal is None:
            first_refusal = second, refusals[0]
    for part in parts:
        part.advance(float(len(multiples)))
    return EventRun(
        served=served,
        first_refusal=first_refusal,
        splits={part.resource: part.splits for part in parts},
    )


def _times(rates):
    """When requests come of rates by second: as soon as another whole one is due."""
    total = np.append(0.0, np.cumsum(rates))
    return np.interp(np.arange(0.5, total[-1]), total, np.arange(len(total)))


def _places(arm, stride, requests):
    """The places and sort keys of requests, as often as the law says."""
    counts = np.arange(1, requests + 1)
    cumulative = np.cumsum(arm.law.shares)
    keys = np.searchsorted(cumulative, (counts * _STRIDES[stride]) % 1 * cumulative[-1])
    sort_keys = (counts * _STRIDES[stride + 1]) % 1 if arm.law.is_divisible else counts * 0.0
    return zip(arm.law.positions[keys].tolist(), sort_keys.tolist(), strict=True)
