"""How latencies went over a whole test, in points that grow wider as it grows longer."""

from collections.abc import Sequence
from dataclasses import dataclass

from pytest_dynamo.locust.following.recent import quantile_ms
from pytest_dynamo.measure.histogram import Histogram

MOST_POINTS = 150
"""So many fit side by side on a chart, and their histograms into two or three megabytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePoint:
    """The latencies of some seconds, whose middle was so long after the start of the test."""

    at_seconds: float
    p50_ms: float
    p99_ms: float
    response_p99_ms: float | None = None


class Course:
    """The latencies of a test from its start.

    Quantiles cannot be added up, so the points keep what they are quantiles of: when there are too many,
    two become one, and its quantiles are exact again.
    """

    def __init__(self, width_seconds: float = 1.0) -> None:
        self._width_seconds = width_seconds
        self._pairs: dict[int, tuple[Histogram, Histogram]] = {}
        self._points: dict[int, CoursePoint] = {}

    def add(self, elapsed_seconds: float, service: Histogram, response: Histogram) -> None:
        """Take in what ended up to a moment."""
        if not service.counts:
            return
        self._absorb(max(0, int(elapsed_seconds / self._width_seconds)), service, response)
        while len(self._pairs) > MOST_POINTS:
            self._widen()

    def points(self) -> Sequence[CoursePoint]:
        """The points, in the order of time."""
        for number, (service, response) in self._pairs.items():
            if number not in self._points:
                self._points[number] = CoursePoint(
                    at_seconds=(number + 0.5) * self._width_seconds,
                    p50_ms=quantile_ms(service, 0.5) or 0.0,
                    p99_ms=quantile_ms(service, 0.99) or 0.0,
                    response_p99_ms=quantile_ms(response, 0.99),
                )
        return tuple(self._points[number] for number in sorted(self._points))

    def _absorb(self, number: int, service: Histogram, response: Histogram) -> None:
        ours = self._pairs.setdefault(number, (Histogram(), Histogram()))
        ours[0].absorb(service)
        ours[1].absorb(response)
        self._points.pop(number, None)

    def _widen(self) -> None:
        self._width_seconds *= 2
        narrow, self._pairs = self._pairs, {}
        self._points.clear()
        for number, (service, response) in narrow.items():
            self._absorb(number // 2, service, response)
