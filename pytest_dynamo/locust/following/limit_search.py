"""Searches the highest rate that holds: tries one after the other while the test runs, and ends it."""

from locust.runners import WORKER_REPORT_INTERVAL, MasterRunner

import math
import time
from dataclasses import replace
from typing import Literal

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.arrivals.limit import next_rate
from pytest_dynamo.locust.following.limit_steps import Counting, Verdict
from pytest_dynamo.locust.running.follower import Follower, Moment
from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.locust.settings.values import Settings, options_of
from pytest_dynamo.locust.terminal.console import tell
from pytest_dynamo.measure.gates import Gate, read_gates
from pytest_dynamo.measure.load_values import LimitSearch, LimitStep
from pytest_dynamo.measure.run_figures import RunFacts

RATE_MESSAGE = "dynamo_rate"
"""What the master sends its workers: a `multiple` of the rates, and `at` what time it takes effect."""

NOTICE_SECONDS = 1.0
"""How long before it changes all processes know of a rate; longer than anybody sleeps meanwhile."""
SETTLING_SHARE = 0.2
LEAST_STEP_SECONDS = 2.5
LAG_SECONDS = WORKER_REPORT_INTERVAL + 0.5
"""How much later than it happened a worker's report may come."""
LEAST_STEP_OF_WORKERS_SECONDS = 10.0


def bounds_of(settings: Settings, *, has_workers: bool) -> tuple[Gate, ...]:
    """What ends the search that was asked for; none where no search was.

    `has_workers` is whether other processes make the load.

    Raises:
        DynamoError: A bound is none, or there is nothing that could be searched.
    """
    if settings.find_limit is None:
        return ()
    try:
        bounds = read_gates(settings.find_limit)
    except DynamoError as mistake:
        message = f"--dynamo-find-limit: {mistake}"
        raise DynamoError(message) from None
    if any(gate.metric == "cost" for gate in bounds):
        message = "--dynamo-find-limit: a cost is of the whole run and bounds no rate; see --dynamo-max-cost"
        raise DynamoError(message)
    if math.isinf(settings.rate) or settings.shape:
        there = f"--dynamo-shape {settings.shape}" if settings.shape else "--dynamo-rate max"
        message = (
            f"--dynamo-find-limit tries one rate after the other, and {there} is not one.\nTo fix this: "
            "leave it out; the search begins with --dynamo-rate, 1x without it"
        )
        raise DynamoError(message)
    least = LEAST_STEP_OF_WORKERS_SECONDS if has_workers else LEAST_STEP_SECONDS
    if settings.step_seconds < least:
        message = (
            f"--dynamo-step {settings.step_seconds:g} is too short to judge a rate by; to fix this: "
            f"{least:g} or more" + (", as workers report every 3 s" if has_workers else "")
        )
        raise DynamoError(message)
    return bounds


class SearchForLimit(Follower):
    """Doubles the rate until it breaks, and bisects from there; without --dynamo-find-limit it rests."""

    def __init__(self) -> None:
        self._search: _Search | None = None

    def begin(self, test: LoadTest) -> None:
        """Begin a search, if one was asked for."""
        bounds = bounds_of(test.settings, has_workers=_has_workers(test))
        self._search = _Search(test, bounds) if bounds else None

    def look(self, moment: Moment) -> None:
        """Count, and at the end of a step go on to the next one."""
        if self._search:
            self._search.look(moment)

    def end(self, test: LoadTest) -> None:
        """Say how far the search has got, if the run ends before it."""
        if self._search and not test.ended_by:
            self._search.tell_what_is_known()

    def conclude(self, test: LoadTest, facts: RunFacts) -> RunFacts:  # noqa: ARG002 - a follower's
        """The search as far as it got."""
        return replace(facts, limit_search=self._search.figures()) if self._search else facts


class _Search:
    """The search of one test, from the end of its warm-up on and from the rate that it begins with."""

    def __init__(self, test: LoadTest, bounds: tuple[Gate, ...]) -> None:
        self._test = test
        self._bounds = bounds
        self._steps: list[LimitStep] = []
        self._held: LimitStep | None = None
        self._broke: LimitStep | None = None
        self._limited_by: Literal["design", "generator", "not found"] = "not found"
        self._at_1x: float | None = None
        if _has_workers(test):  # that of an earlier search may be there
            options_of(test.environment).dynamo_rate = test.settings.rate
        self._counting = self._count(test.settings.rate, test.started + test.warm_up_seconds)

    def look(self, moment: Moment) -> None:
        """Count, and judge when a step is over."""
        if self._limited_by != "not found":
            return
        self._counting.add(moment)
        if moment.at >= self._counting.at + self._test.settings.step_seconds:
            self._judge(moment.at)

    def tell_what_is_known(self) -> None:
        """Say that the limit is not found, and between what it must be."""
        known = "; ".join(_line(one) for one in (self._held, self._broke) if one)
        tell(
            f"dynamo: the limit is not found yet: {known or 'no rate was held for long enough'}.\n"
            "To find it: a longer --run-time, or none"
        )

    def figures(self) -> LimitSearch:
        """What was tried and found."""
        return LimitSearch(
            bounds=tuple(gate.text for gate in self._bounds),
            steps=tuple(self._steps),
            holds_at=self._held.rate if self._held else None,
            holds_at_per_second=self._held.done_per_second if self._held else None,
            breaks_at=self._broke.rate if self._broke else None,
            limited_by=self._limited_by,
        )

    def _judge(self, now: float) -> None:
        test = self._test
        verdict = self._counting.verdict(
            self._bounds, now=now, started=test.started, per_second_at_1x=self._at_1x
        )
        self._note(verdict)
        held, broke = (one.rate if one else None for one in (self._held, self._broke))
        following = next_rate(test.settings.rate, held, broke) if verdict.is_made else None
        if following is None:
            self._limited_by = "design" if verdict.is_made else "generator"
            test.end_early(self._result())
        else:
            tell(f"dynamo: {_line(self._steps[-1])}; next {following:g}x")
            self._go_on(following)

    def _note(self, verdict: Verdict) -> None:
        """Keep what a step has shown."""
        step = verdict.step
        if step.holds:
            self._held, self._at_1x = step, verdict.per_second_at_1x
        elif verdict.is_made:
            blamed = self._counting.blamed(names_keys=not self._test.settings.hashes_keys)
            step = self._broke = replace(step, why=step.why + (f" ({blamed})" if blamed else ""))
        self._steps.append(step)

    def _go_on(self, multiple: float) -> None:
        """Have all processes change to another multiple of the rates, at one time."""
        at = time.time() + NOTICE_SECONDS
        self._test.change_rate(multiple, at)
        runner = self._test.environment.runner
        if isinstance(runner, MasterRunner):
            runner.send_message(RATE_MESSAGE, {"multiple": multiple, "at": at})
            # for workers that come later, who are sent the options
            options_of(self._test.environment).dynamo_rate = multiple
        self._counting = self._count(multiple, at)

    def _count(self, multiple: float, at: float) -> Counting:
        return Counting(
            multiple,
            at=at,
            settling_seconds=SETTLING_SHARE * self._test.settings.step_seconds,
            lag_seconds=LAG_SECONDS if _has_workers(self._test) else 0.0,
        )

    def _result(self) -> str:
        """What was found, in a sentence."""
        last = self._steps[-1]
        highest = _line(self._held) if self._held else "no rate was found that holds"
        if self._limited_by == "generator":
            return (
                f"{last.rate:g}x could not be offered: {last.why}; {highest}. That is the limit of whoever "
                "makes the load, not of the design; to go further: more users or processes, or another machine"
            )
        return f"the limit is found: {highest}; {_line(self._broke or last)}"


def _has_workers(test: LoadTest) -> bool:
    return isinstance(test.environment.runner, MasterRunner)


def _line(step: LimitStep) -> str:
    """A step in words."""
    if step.holds:
        return f"{step.rate:g}x holds ({step.done_per_second:,.0f} requests a second)"
    return f"{step.rate:g}x does not: {step.why}"
