"""The follower behind the page: keeps what the tally does not, and puts the figures together."""

from locust.runners import WORKER_REPORT_INTERVAL, LocalRunner

from collections.abc import Callable
from pathlib import Path

from pytest_dynamo.locust.following.generator import generator_figures
from pytest_dynamo.locust.following.recent import Recent, RecentFigures, recent_of, span_of
from pytest_dynamo.locust.following.web.counted import (
    Scope,
    cut_of,
    give_way_between,
    live_keys,
    live_streams,
    live_throttles,
    nothing,
)
from pytest_dynamo.locust.following.web.course import Course
from pytest_dynamo.locust.following.web.figures import (
    LiveFigures,
    LiveReport,
    State,
)
from pytest_dynamo.locust.running.follower import Follower, Moment
from pytest_dynamo.locust.running.load_test import LoadTest

_PLACES = {"embedded": "the embedded backend", "endpoint": "an endpoint", "aws": "AWS"}
_COURSE_SECONDS = {True: 1.0, False: 4.0}
"""How wide points of the course are at first: with workers, wider than the time between their reports."""


class Watching(Follower):
    """What the page knows of the tests of a session: the one that runs, and the reports of all."""

    def __init__(self) -> None:
        self._test: LoadTest | None = None
        self._number = 0
        self._looked_at = 0.0
        self._recent = Recent({})
        self._course = Course()
        self._pages: dict[int, tuple[LiveReport, Path]] = {}

    def begin(self, test: LoadTest) -> None:
        """Begin anew; what was written of earlier tests can still be opened."""
        self._note_report()
        self._test = test
        self._number += 1
        self._looked_at = test.started
        self._recent = recent_of(test)
        self._course = Course(_COURSE_SECONDS[_is_alone(test)])

    def look(self, moment: Moment) -> None:
        """Take in the last second."""
        self._looked_at = moment.at
        span = span_of(moment.since, moment.seconds)
        self._recent.add(span)
        self._course.add(moment.elapsed_seconds, span.service, span.response)

    def report_page(self, number: int) -> Path | None:
        """Where the report of a test of this session is."""
        self._note_report()
        return self._pages[number][1] if number in self._pages else None

    def figures(self, give_way: Callable[[], None] = nothing) -> LiveFigures:
        """What there is to show now; others get a turn now and then while it is put together."""
        test = self._test
        if test is None:
            return LiveFigures()
        self._note_report()
        state = _state(test)
        now = self._looked_at if state == "running" else test.started + test.elapsed_seconds
        lag = 0.0 if _is_alone(test) or state != "running" else WORKER_REPORT_INTERVAL + 1
        total, limits, design = test.total, test.partition_limits, test.scenario.design
        cut = cut_of(total, Scope(started=test.started, settled=now - lag))
        streams = give_way_between(live_streams(total, design, cut, limits), give_way)
        hides_keys = test.settings.hashes_keys
        window_seconds = now - test.started - test.warm_up_seconds
        return LiveFigures(
            state=state,
            number=self._number,
            design=design.name,
            place=_PLACES[test.place.backend.kind],
            capacity="modelled" if test.place.backend.kind == "embedded" else "observed",
            throttling=test.place.throttling,
            elapsed_seconds=test.elapsed_seconds,
            run_time_seconds=test.settings.run_time_seconds,
            warm_up_seconds=test.warm_up_seconds,
            requests=int(sum(total.requests.values())),
            failures=int(sum(total.failures.values())),
            throttled=int(sum(total.throttled.values())),
            recent=self._recent.figures() if state == "running" else _overall(test),
            bins=cut.bins,
            done_series=cut.rates(total.requests),
            throttled_series=cut.rates(total.throttled),
            streams=streams,
            streams_left_out=len(total.flows) - len(streams),
            throttles=live_throttles(total, test.started),
            keys=() if hides_keys else live_keys(total, window_seconds, limits),
            has_hidden_keys=hides_keys,
            course=tuple(self._course.points()),
            generator=generator_figures(test, total),
            dollars=test.dollars if test.place.backend.kind == "aws" else None,
            most_dollars=test.settings.max_dollars,
            reports=tuple(report for report, _ in reversed(self._pages.values())),
        )

    def _note_report(self) -> None:
        """Remember the report of the test, once it is written."""
        test = self._test
        if test is None or test.report_page is None or self._number in self._pages:
            return
        report = LiveReport(
            number=self._number,
            design=test.scenario.design.name,
            started=test.started,
            duration_seconds=test.elapsed_seconds,
            requests=int(sum(test.total.requests.values())),
        )
        self._pages[self._number] = report, test.report_page


def _state(test: LoadTest) -> State:
    if test.is_running:
        return "running"
    return "stopped" if test.is_unreported else "reported"


def _is_alone(test: LoadTest) -> bool:
    return isinstance(test.environment.runner, LocalRunner)


def _overall(test: LoadTest) -> RecentFigures:
    """The figures of a whole test."""
    recent = Recent(test.partition_limits)
    recent.add(span_of(test.total, max(test.elapsed_seconds, 1e-9)))
    return recent.figures()
