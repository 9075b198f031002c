"""One process's part in a load test: what its users share, from the first to the last of them."""

from locust.env import Environment

import gc
import math
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from random import Random
from secrets import token_bytes
from typing import TYPE_CHECKING, Any

import gevent

from pytest_dynamo.capacity.resources import Direction
from pytest_dynamo.errors import BackendError
from pytest_dynamo.locust.arrivals.modes import Mode
from pytest_dynamo.locust.arrivals.shapes import pace_of
from pytest_dynamo.locust.arrivals.turns import PATIENCE_SECONDS, Schedule, Turns
from pytest_dynamo.locust.clients.making import make_client
from pytest_dynamo.locust.modelling.foresight import foresee
from pytest_dynamo.locust.performing.performer import Performer
from pytest_dynamo.locust.places.place import Place
from pytest_dynamo.locust.recording.concealing import conceal_exceptions
from pytest_dynamo.locust.recording.effort import Effort, Efforts
from pytest_dynamo.locust.recording.failures import Failures
from pytest_dynamo.locust.recording.raised import Raised
from pytest_dynamo.locust.recording.recorder import Recorder
from pytest_dynamo.locust.scenarios.scenario import Scenario
from pytest_dynamo.locust.settings.values import Settings
from pytest_dynamo.locust.terminal.console import tell
from pytest_dynamo.measure.call import Call
from pytest_dynamo.measure.commit import Commit
from pytest_dynamo.measure.hashed_keys import hashed_by
from pytest_dynamo.measure.load_values import GateFigures, WorkerFigures
from pytest_dynamo.measure.observe import observing
from pytest_dynamo.measure.tally import Tally
from pytest_dynamo.measure.throttling_values import ThrottlingFigures
from pytest_dynamo.population.performance import Sampler

if TYPE_CHECKING:
    from pytest_dynamo.forecast.values import Forecast

_LOOK_SECONDS = 0.001


class LoadTest:
    """What the users of a process share.

    `lane` is the number of this process among all that put new items, `lanes` how many there may be.
    `arrivals` is whether tasks wait for one another.
    """

    def __init__(
        self,
        *,
        environment: Environment,
        scenario: Scenario,
        settings: Settings,
        place: Place,
        lane: int = 0,
        lanes: int = 1,
        arrivals: Mode = "closed",
    ) -> None:
        self.environment = environment
        self.scenario = scenario
        self.settings = settings
        self.place = place
        self.arrivals: Mode = arrivals
        self.client = make_client(place, settings, self)
        self.performer = Performer(
            scenario=scenario,
            population=place.population,
            sampler=Sampler(
                scenario.design,
                place.population,
                scenario.plans,
                settings.rng_seed,
                lane=lane,
                lanes=lanes,
            ),
            client=self.client,
            seed=settings.rng_seed,
            keys=settings.keys,
        )
        self.schedule, self._rate_at_1x = Schedule(pace=None, users=1), math.inf
        self.effort = Effort()
        self.forecast: Forecast | None = None
        self.commit = Commit()
        self.started = self.ended = self.reported = 0.0
        self.warm_up_seconds = 0.0
        self._lane, self._users_made, self._processes = lane, 0, 1
        self._throttles = False
        self._under_way, self._wound_down = 0, 0.0
        self._observing = ExitStack()
        self._count_anew(0.0)
        if settings.hashes_keys:
            conceal_exceptions(environment.runner)

    def _count_anew(self, from_time: float) -> None:
        """Forget what an earlier test has come to."""
        self.efforts = Efforts()
        self.raised = Raised(with_texts=not self.settings.hashes_keys)
        self.failures = Failures(with_texts=not self.settings.hashes_keys)
        self.shown = hashed_by(token_bytes(16)) if self.settings.hashes_keys else None
        self.ended_by, self.is_at_limit = "", False
        self.gates: tuple[GateFigures, ...] = ()
        self.dollars: float | None = None
        self.folder: Path | None = None
        self.report_page: Path | None = None
        self.workers: tuple[WorkerFigures, ...] = ()
        self.throttling: ThrottlingFigures | None = None
        self.recorder = Recorder(
            environment=self.environment,
            performer=self.performer,
            partitions=self.place.partitions,
            from_time=from_time,
            effort=self.effort,
        )
        self.total = self.recorder.hand_over()

    @property
    def is_running(self) -> bool:
        """Whether the test has started and not stopped."""
        return self.ended < self.started

    @property
    def is_unreported(self) -> bool:
        """Whether there has been a test that is not reported yet."""
        return self.started > self.reported

    @property
    def elapsed_seconds(self) -> float:
        """How long the test has been running, or ran."""
        return (time.time() if self.is_running else self.ended) - self.started

    @property
    def partition_limits(self) -> Mapping[Direction, float]:
        """What one partition serves, in units a second."""
        parameters = self.settings.parameters
        return {"read": parameters.partition_read_units, "write": parameters.partition_write_units}

    def settle(self) -> None:
        """Keep the garbage collector from what has been made until now, until the test stops.

        It would go through the whole population again and again, for a tenth of a second each time,
        and that would be measured as the latency of some call.
        """
        gc.collect()
        gc.freeze()

    def foresee(self, rates: Mapping[str, float], peak: float) -> None:
        """Make the forecast, if one is wanted: of so many times the rates, by access pattern.

        A forecast is of one rate, and there is none of a run that changes it.
        """
        if not self.changes_rate:
            self.forecast = self.foreseen(rates, peak)

    @property
    def changes_rate(self) -> bool:
        """Whether the rate changes while the test runs."""
        return bool(self.settings.shape or self.settings.find_limit)

    def foreseen(self, rates: Mapping[str, float], peak: float) -> "Forecast | None":
        """A forecast of so many times the rates, if forecasts are wanted.

        It goes by the design's population, and there is none of a replay of keys that were found in tables.
        """
        if not self.settings.forecasts:
            return None
        if self.place.found and any(how.kind == "replay" for how in self.settings.keys.values()):
            tell("dynamo: no forecast: it goes by the design's population, which is not replayed")
            return None
        return foresee(
            self.scenario.design,
            rates,
            self.settings,
            peak=peak,
            scale=self.place.scale,
            now=self.place.now,
        )

    def start(self, *, rate: float, users: int, from_time: float, processes: int = 1) -> None:
        """Begin to count from nothing; so many users in all do `rate` tasks a second at 1x.

        They are spread evenly over `processes`. The warm-up ends at `from_time`, in seconds since the epoch.
        """
        self.stop()
        pace = pace_of(self.settings.shape, rate * self.settings.rate)
        self.schedule = Schedule(pace=pace, users=users, began=time.perf_counter())
        self._rate_at_1x, self._processes = rate, processes
        self.started, self._wound_down = time.time(), 0.0
        self.place.begin_to_throttle()
        self.effort.begin()
        self._count_anew(from_time)
        if math.isinf(self.settings.rate):
            self.forecast = None  # that of an earlier test was for the rate it came to
        self._observing.enter_context(
            observing(
                self.record,
                before=self._before,
                on_cut_off=self.cut_off,
                schemas=self.place.schemas.get,
            )
        )

    def change_rate(self, multiple: float, at: float) -> None:
        """Go on at another multiple of the rates, from a time on, in seconds since the epoch."""
        from_now = at - time.time()
        self.schedule.change(multiple * self._rate_at_1x, time.perf_counter() + from_now)

    def begin(self) -> None:
        """Note a call that is made."""
        self._under_way += 1

    def record(self, call: Call) -> None:
        """Count a call of a client, while the test runs."""
        self._under_way -= 1
        if self.ended < self.started:  # is_running, which takes three times as long
            self.recorder.record(call)

    def cut_off(self, name: str, started: float) -> None:
        """Note a call that never ended, as its user was stopped."""
        self._under_way -= 1
        self.recorder.cut_off(name, started)

    def add_up(self) -> Tally:
        """Add what was counted since the last time to the total; the answer is that alone."""
        since = self.recorder.hand_over()
        self.total.absorb(since)
        return since

    def end_early(self, why: str, *, at_limit: bool = False) -> None:
        """End the run before its time, well; the report says why.

        A run that has come to a limit which it was given ends with an exit code of its own.
        """
        runner = self.environment.runner
        if self.ended_by or runner is None:
            return
        self.ended_by, self.is_at_limit = why, at_limit
        tell(f"dynamo: the run is ended: {why}")
        # not from the greenlet of a user, who is stopped by it as well
        gevent.spawn(runner.stop if self.environment.web_ui else runner.quit)

    def wind_down(self) -> None:
        """Begin no more tasks, and wait for the calls under way, that all that was sent is counted.

        Locust kills its users, and what is sent in that moment would never be: by it nobody would know what
        has been throttled. It looks for its caller first, which takes long enough for tasks to come due.
        A call that has no answer by then is dropped. Where Locust itself waits for tasks, it is left to.
        """
        if not self.is_running or self.environment.stop_timeout:
            return
        self._wound_down = time.time()
        over = time.perf_counter()
        self.schedule.end(over)
        gevent.sleep(_LOOK_SECONDS)  # arrivals that are no greenlets yet become some
        while self._under_way and time.perf_counter() - over <= PATIENCE_SECONDS:
            gevent.sleep(_LOOK_SECONDS)

    def stop(self, *, load_goes_on: bool = False) -> None:
        """Stop counting, and throttling, unless workers go on for a moment; `cease` is to follow then."""
        if self.is_running:
            self.ended = self._wound_down or time.time()
            self._throttles = True
            if not load_goes_on:
                self.cease()
            gc.unfreeze()
            self.effort.end()
        self._observing.close()

    def cease(self) -> None:
        """Throttle no more, once the load is over."""
        if self._throttles:
            self._throttles = False
            try:
                self.throttling = self.place.cease_to_throttle()
            except BackendError as error:  # what was counted is there all the same
                tell(f"dynamo: {error}; what its model did is not known")

    def _before(self, operation: str, arguments: dict[str, Any], line: str | None) -> None:
        """Note a call of boto3's, an application's own clients included, unless it may not be made."""
        if self.place.guard:
            self.place.guard.before(operation, arguments, line)
        self.begin()

    def close(self) -> None:
        """Drop the tables that were created for this test, and leave the backend."""
        self.stop()
        self.place.close()

    def join(self) -> tuple[Turns, Random]:
        """The turns of one more user, and its generator of choices; no two users share a seed."""
        runner = self.environment.runner
        others = runner.user_count * self._processes if runner else 0
        self._users_made += 1
        seed = f"{self.settings.rng_seed}/{self._lane}/{self._users_made}"
        return self.schedule.join(time.perf_counter(), others=others), Random(seed)
