"""From observed calls to Locust's request events and to the tally of the run."""

from locust.env import Environment

import time
from dataclasses import replace

from pytest_dynamo.locust.arrivals.lateness import take_lateness
from pytest_dynamo.locust.arrivals.turns import PATIENCE_SECONDS
from pytest_dynamo.locust.performing.performer import Performer
from pytest_dynamo.measure.call import Call
from pytest_dynamo.measure.flow import Partitions
from pytest_dynamo.measure.tally import Tally


class FailedCall(Exception):  # noqa: N818 - Locust shows the name beside each failure
    """A call that failed: the error code, and why it was throttled if it was."""

    def __init__(self, call: Call) -> None:
        reasons = ", ".join(dict.fromkeys(throttle.reason for throttle in call.throttles))
        super().__init__(f"{call.error}: {reasons}" if reasons else call.error)


class Recorder:
    """Counts every call twice in one go: for Locust, and in the tally.

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
    ) -> None:
        self._environment = environment
        self._performer = performer
        self._partitions = partitions
        self._from_time = from_time
        self.tally = self._new_tally()

    def record(self, call: Call) -> None:
        """Count a call; a declared condition that did not hold is no failure."""
        if call.pattern and self._performer.allows(call.pattern, call.error, call.cancellations):
            call = replace(call, error=None)
        self.tally.add(call, late_seconds=take_lateness())
        self._environment.events.request.fire(  # type: ignore[no-untyped-call]
            request_type=call.operation,
            name=call.pattern or call.operation,
            response_time=call.duration_seconds * 1000,
            response_length=0,
            response=None,
            context={},
            exception=FailedCall(call) if call.error else None,
            start_time=call.started,
            url=None,
        )

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

    def _new_tally(self) -> Tally:
        return Tally(from_time=self._from_time, partitions=self._partitions)
