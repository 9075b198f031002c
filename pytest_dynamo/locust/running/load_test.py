"""One process's part in a load test: what its users share, from the first to the last of them."""

from locust.env import Environment
from locust.runners import LocalRunner

import gc
import math
import time
from collections.abc import Mapping
from contextlib import ExitStack
from random import Random
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import gevent

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.arrivals.turns import Schedule, Turns
from pytest_dynamo.locust.clients.making import make_client
from pytest_dynamo.locust.modelling.foresight import foresee
from pytest_dynamo.locust.performing.performer import Performer
from pytest_dynamo.locust.places.place import Place
from pytest_dynamo.locust.recording.raised import Raised
from pytest_dynamo.locust.recording.recorder import Recorder
from pytest_dynamo.locust.scenarios.scenario import Scenario
from pytest_dynamo.locust.settings.values import Settings
from pytest_dynamo.locust.terminal.console import tell
from pytest_dynamo.measure.call import Call
from pytest_dynamo.measure.observe import observing
from pytest_dynamo.measure.tally import Tally
from pytest_dynamo.measure.throttling_values import ThrottlingFigures
from pytest_dynamo.population.performance import Sampler

if TYPE_CHECKING:
    from pytest_dynamo.forecast.values import Forecast


class LoadTest:
    """What the users of a process share.

    `lane` is the number of this process among all that put new items, `lanes` how many there may be.
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
    ) -> None:
        self.environment = environment
        self.scenario = scenario
        self.settings = settings
        self.place = place
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
        self.schedule = Schedule(rate=math.inf, users=1)
        self.recorder = self._new_recorder(0.0)
        self.total = self.recorder.hand_over()
        self.ended_by = ""
        self.raised = Raised()
        self.throttling: ThrottlingFigures | None = None
        self.forecast: Forecast | None = None
        self.started = self.ended = self.reported = 0.0
        self.warm_up_seconds = 0.0
        self._lane = lane
        self._users_made = 0
        self._observing = ExitStack()

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

    def settle(self) -> None:
        """Keep the garbage collector from what has been made until now, until the test stops.

        It would go through the whole population again and again, for a tenth of a second each time,
        and that would be measured as the latency of some call.
        """
        gc.collect()
        gc.freeze()

    def foresee(self, rates: Mapping[str, float], peak: float) -> None:
        """Make the forecast, if one is wanted: of so many times the rates, by access pattern."""
        if self.settings.forecasts:
            self.forecast = foresee(
                self.scenario.design,
                rates,
                self.settings,
                peak=peak,
                scale=self.place.scale,
                now=self.place.now,
            )

    def start(self, *, rate: float, users: int, from_time: float) -> None:
        """Begin to count from nothing; so many users in all do `rate` tasks a second at 1x.

        The warm-up ends at `from_time`, in seconds since the epoch.
        """
        self.stop()
        self.schedule = Schedule(rate=rate * self.settings.rate, users=users)
        self.started = time.time()
        self.place.begin_to_throttle()
        self.recorder = self._new_recorder(from_time)
        self.total = self.recorder.hand_over()
        self.ended_by = ""
        self.raised = Raised()
        if math.isinf(self.settings.rate):
            self.forecast = None  # that of an earlier test was for the rate it came to
        self._observing.enter_context(
            observing(self.record, on_cut_off=self.cut_off, schemas=self.place.schemas.get)
        )

    def record(self, call: Call) -> None:
        """Count a call of a client, while the test runs."""
        if self.is_running:
            self.recorder.record(call)

    def cut_off(self, name: str, started: float) -> None:
        """Note a call that never ended, as its user was stopped."""
        self.recorder.cut_off(name, started)

    def add_up(self) -> Tally:
        """Add what was counted since the last time to the total; the answer is that alone."""
        since = self.recorder.hand_over()
        self.total.absorb(since)
        return since

    def end_early(self, why: str) -> None:
        """End the run before its time, well; the report says why."""
        runner = self.environment.runner
        if self.ended_by or runner is None:
            return
        self.ended_by = why
        tell(f"dynamo: the run is ended: {why}")
        # not from the greenlet of a user, who is stopped by it as well
        gevent.spawn(runner.stop if self.environment.web_ui else runner.quit)

    def stop(self) -> None:
        """Stop counting."""
        if self.is_running:
            self.ended = time.time()
            self.throttling = self.place.cease_to_throttle()
            gc.unfreeze()
        self._observing.close()

    def close(self) -> None:
        """Drop the tables that were created for this test, and leave the backend."""
        self.stop()
        self.place.close()

    def join(self) -> tuple[Turns, Random]:
        """The turns of one more user, and its generator of choices; no two users share a seed."""
        runner = self.environment.runner
        if isinstance(runner, LocalRunner):
            self.schedule.users = max(runner.target_user_count, 1)  # it may have changed meanwhile
        self._users_made += 1
        seed = f"{self.settings.rng_seed}/{self._lane}/{self._users_made}"
        return self.schedule.join(time.perf_counter()), Random(seed)

    def _new_recorder(self, from_time: float) -> Recorder:
        return Recorder(
            environment=self.environment,
            performer=self.performer,
            partitions=self.place.partitions,
            from_time=from_time,
        )


_load_tests: WeakKeyDictionary[Environment, LoadTest] = WeakKeyDictionary()


def remember(environment: Environment, test: LoadTest) -> None:
    """Make a load test that of an environment."""
    _load_tests[environment] = test


def load_test_of(environment: Environment) -> LoadTest:
    """The load test of an environment.

    Raises:
        DynamoError: None has begun: Locust was not started as usual.
    """
    try:
        return _load_tests[environment]
    except KeyError:
        message = (
            "a DynamoUser was made before the load test had begun.\n"
            "To fix this: run it with the command locust; or, as a library, make the environment with "
            "Environment(events=locust.events, parsed_options=…) and fire its event init"
        )
        raise DynamoError(message) from None
