"""The noise of percentiles, by order statistics.

How many of n calls take longer than the percentile of an endless run is binomial; the interval lies
between the latencies that so few and so many calls exceeded (David and Nagaraja, Order Statistics, 2003,
7.1). Bounds of the count are those of its square root, whose variance hardly depends on it (Anscombe,
Biometrika 35, 1948). Calls are taken to be independent: times in which all are slow make more noise.

Two runs at two times are never equally fast, as a machine does other things, too. Of that no run knows; a
tenth, between both, is allowed for it.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from math import exp, inf, log, log10, sqrt

from pytest_dynamo.measure.differences.noise import NORMAL, Estimate
from pytest_dynamo.measure.histogram import RATIO
from pytest_dynamo.measure.latency_values import CURVE_STEP, LatencyFigures

PERCENTILES = {"p50": 0.5, "p90": 0.1, "p95": 0.05, "p99": 0.01, "p999": 0.001}
"""The percentiles there are, by the share of calls that take longer."""

_SHORTEST_MS = 1e-4

_WIDER = sqrt(RATIO) * 1.07
"""For the steps of a histogram, and for the machine: two times 7 % are 10 % when they are independent."""


def of_percentile(row: LatencyFigures, name: str) -> Estimate:
    """A percentile of a row, in milliseconds; without an upper end where too few calls were slower."""
    value, slower = float(getattr(row, f"{name}_ms")), PERCENTILES[name]
    root, spread = sqrt(row.count * slower), NORMAL / 2 * sqrt(1 - slower)
    fewest, most = max(0.0, root - spread) ** 2, (root + spread) ** 2
    points = _points(row)
    high = _at(points, fewest / row.count) if fewest >= 1 else inf
    low = _at(points, most / row.count)
    return Estimate(
        value=value,
        low=min(value, low) / _WIDER,
        high=max(value, high) * _WIDER,
        method="order statistics",
    )


def _points(row: LatencyFigures) -> list[tuple[float, float]]:
    """The latency that a share of calls exceeded, as far as it is known: the share's -log10, and log."""
    known = {-log10(slower): getattr(row, f"{name}_ms") for name, slower in PERCENTILES.items()}
    known |= {number * CURVE_STEP: ms for number, ms in enumerate(row.curve)}
    known = {at: ms for at, ms in known.items() if at < log10(row.count)}
    known[log10(row.count)] = row.max_ms
    return [(at, log(max(_SHORTEST_MS, ms))) for at, ms in sorted(known.items())]


def _at(points: Sequence[tuple[float, float]], slower: float) -> float:
    """The latency that a share of calls exceeded, in milliseconds, between the known ones."""
    if slower >= 1:
        return exp(points[0][1]) if points[0][0] == 0 else 0.0
    at = -log10(slower)
    if at <= points[0][0]:
        return _beyond(points, at)
    number = bisect_left(points, (at,))
    if number == len(points):
        return exp(points[-1][1])
    (left, first), (right, last) = points[number - 1], points[number]
    return exp(first + (last - first) * (at - left) / (right - left))


def _beyond(points: Sequence[tuple[float, float]], at: float) -> float:
    """Below the first that is known (the median, of runs without a curve): as steep as after it."""
    slopes = [
        (last - first) / (right - left) for (left, first), (right, last) in pairwise(points[:2])
    ]
    return exp(points[0][1] - (points[0][0] - at) * (slopes[0] if slopes else 0.0))
