"""From observed calls to Locust's request events and to the tally of the run."""

from locust.env import Environment

import time
from dataclasses import replace

from pytest_dynamo.locust.arrivals.lateness import take_lateness
from pytest_dynamo.locust.arrivals.turns import PATIENCE_SECONDS
from pytest_dynamo.locust.performing.performer import Performer
from pytest_dynamo.locust.recording.effort import Effort
from pytest_dynamo.measure.call import Attempt, Call
from pytest_dynamo.measure.flow import Partitions
from pytest_dynamo.measure.tally import Tally

MOST_FAILURES = 100
OTHER_FAILURES = "other errors"
"""What Locust is told once there are too many different ones."""


class FailedCall(Exception):  # noqa: N818 - Locust shows the name beside each failure
    """A call or an attempt that failed: the error code, and why it was throttled if it was."""

    def __init__(self, failed: Call | Attempt) -> None:
        reasons = ", ".join(dict.fromkeys(throttle.reason for throttle in failed.throttles))
        super().__init__(f"{failed.error}: {reasons}" if reasons else failed.error)


class Recorder:
    """Counts every attempt of a call twice in one go: for Locust, and in the tally.

    No other greenlet comes in between, so the two agree to the last call, however the run ends.
    `from_time` is when the warm-up ends, in seconds since the epoch.
    """

    def __init__(
        self,
        *,
        environment: Environment,
        performer: Performer,
        partitions: Partitions,
        from_time: float,
        effort: Effort | None = None,
    ) -> None:
        self._environment = environment
        self._performer = performer
        self._partitions = partitions
        self._from_time = from_time
        self._effort = effort or Effort()
        self._failures: set[str] = set()
        self.tally = self._new_tally()

    def record(self, call: Call) -> None:
        """Count a call; a declared condition that did not hold is no failure."""
        if call.error and self._is_allowed(call):
            call = replace(call, error=None)
        late_seconds = take_lateness()
        if late_seconds:
            self._effort.start_late(late_seconds)
        self.tally.add(call, late_seconds=late_seconds)
        started, seconds = call.started, call.duration_seconds
        if call.failed_attempts:
            started, seconds = self._tell_of_failed_attempts(call), call.service_seconds
        self._environment.events.request.fire(  # type: ignore[no-untyped-call]
            request_type=call.operation,
            name=call.pattern or call.operation,
            response_time=seconds * 1000,
            response_length=0,
            response=None,
            context={},
            exception=self._failed(call) if call.error else None,
            start_time=started,
            url=None,
        )

    def _tell_of_failed_attempts(self, call: Call) -> float:
        """Tell Locust of the attempts that were tried again, each a failed request.

        Gives when the last attempt began.
        """
        started = call.started
        for attempt in call.failed_attempts:
            self._environment.events.request.fire(  # type: ignore[no-untyped-call]
                request_type=call.operation,
                name=call.pattern or call.operation,
                response_time=attempt.duration_seconds * 1000,
                response_length=0,
                response=None,
                context={},
                exception=self._failed(attempt),
                start_time=started,
                url=None,
            )
            started += attempt.duration_seconds + attempt.waited_seconds
        return started

    def cut_off(self, name: str, started: float) -> None:
        """Count a call as dropped that was ended with its user, unless it had only just begun.

        It was due and nothing came of it. Of the calls under way when a run ends in good order none
        is as old as that.
        """
        if time.time() - started > PATIENCE_SECONDS:
            self.drop(name, started)

    def drop(self, task: str, at: float) -> None:
        """Count a task that was due `at` a time, in seconds since the epoch, and will not be done."""
        self.tally.drop(task, at)

    def hand_over(self) -> Tally:
        """What was counted since the last time; begins anew."""
        tally, self.tally = self.tally, self._new_tally()
        return tally

    def take_over(self, tally: Tally) -> None:
        """Add what a worker counted."""
        self.tally.absorb(tally)

    def _is_allowed(self, call: Call) -> bool:
        """Whether a declared condition did not hold, which is an answer and no failure."""
        pattern = call.pattern
        return pattern is not None and self._performer.allows(
            pattern, call.error, call.cancellations
        )

    def _failed(self, failed: Call | Attempt) -> FailedCall:
        """What Locust is told of a failure; it remembers each different one by itself, so there are few."""
        told = FailedCall(failed)
        text = str(told)
        if text not in self._failures:
            if len(self._failures) >= MOST_FAILURES:
                return FailedCall(replace(failed, error=OTHER_FAILURES, throttles=()))
            self._failures.add(text)
        return told

    def _new_tally(self) -> Tally:
        return Tally(from_time=self._from_time, partitions=self._partitions)
