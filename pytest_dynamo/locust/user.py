"""The Locust user whose tasks are the access patterns of a design."""

from locust import User, tag
from locust.env import Environment
from locust.user.task import LOCUST_STATE_STOPPING, LOCUST_STATE_WAITING

import sys
import time
from bisect import bisect
from collections.abc import Iterable
from functools import partial
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, ClassVar, cast

import gevent

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.arrivals.doing import do
from pytest_dynamo.locust.arrivals.ending import await_the_end
from pytest_dynamo.locust.arrivals.lateness import begin_late
from pytest_dynamo.locust.arrivals.open_loop import EARLY_SECONDS, LOOK_AGAIN_SECONDS, OpenLoop
from pytest_dynamo.locust.arrivals.stream import Stream
from pytest_dynamo.locust.running.current import load_test_of
from pytest_dynamo.locust.scenarios.roles import (
    Role,
    Task,
    assign,
    draw_rates,
    role_of,
    task_list,
    tasks_by_hand,
    with_patterns,
)
from pytest_dynamo.locust.scenarios.scenario import Scenario, load_scenario
from pytest_dynamo.locust.settings.values import options_of
from pytest_dynamo.measure.reading import READS
from pytest_dynamo.population.member import Member

TASKS_IN_ONE_GO = 20
"""How many tasks a user who is not paced does before it lets the others go on."""


class DynamoUser(User):
    """A user that performs the access patterns of a design, at the design's rates.

    A subclass with `design = "designs/orders.yaml"` is a complete scenario. Tasks written by hand
    stand beside those of the design: `@task(2)` is two a second at `--dynamo-rate 1x`, however many
    users there are; one that is named like an access pattern takes its place.

    It adds six names to Locust's `User`: `design`, `client`, `perform`, `pick`, `arrival_rate` and
    `max_in_flight`. Locust's own `wait_time` paces the users to the rates; a subclass that sets it paces
    itself.
    """

    abstract = True

    design: ClassVar[str] = ""
    """The design file, relative to the working directory or to a folder above the locustfile."""

    arrival_rate: ClassVar[float | None] = None
    """Tasks that arrive each second at `--dynamo-rate 1x`, over all users and processes, whether or not
    those before them have ended; their shares stay those of the rates. None: users wait for their
    tasks, and offer the design's rates."""

    max_in_flight: ClassVar[int] = 100
    """How many tasks of a user may be under way at once where tasks arrive; the others are dropped."""

    client: Any
    """The client of all users: boto3's low-level methods and their answers, whoever sends the requests.
    It tries once, so that throttling is seen; every call takes `name=`, under which it is counted."""

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        role = _role(cls)
        assign(cls, role)
        cls.tasks = cast("list[Any]", task_list(role.rates))

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._test = load_test_of(environment)
        self.client = self._test.client
        self._turns, self._random = self._test.join()
        rates = draw_rates(type(self), equally=options_of(environment).equal_weights)
        self._drawn_from = list(rates)
        self._cumulative_rates = list(accumulate(rates.values()))
        self._looks_again = self._test.settings.find_limit is not None
        is_paced = self._turns.schedule.pace or role_of(type(self)).paces_itself
        self._in_one_go = 1 if is_paced else TASKS_IN_ONE_GO
        self._open_loop = None if self._test.arrivals == "closed" else self._new_open_loop()
        self.tasks = [DynamoUser._wait_for_the_first_turn]

    def wait_time(self) -> float:
        """Seconds until this user's next turn; none where its tasks arrive."""
        if self._open_loop:
            return 0.0
        wait, dropped = self._turns.take(time.perf_counter())
        if dropped:
            self._drop(dropped)
        while self._looks_again and wait > LOOK_AGAIN_SECONDS:
            gevent.sleep(LOOK_AGAIN_SECONDS)
            wait = self._turns.rest(time.perf_counter())
        self._begin_late()  # the task may be one of a TaskSet, which does not take turns itself
        return max(0.0, wait - EARLY_SECONDS)

    def stop(self, force: bool = False) -> bool:  # noqa: FBT001, FBT002 - Locust's signature
        """End this user, as Locust does, and drop the turns that it has not got to."""
        if self._open_loop:
            is_over = bool(super().stop(force))
            if not is_over:
                self._open_loop.end_well()
            return is_over
        is_waiting = self._state == LOCUST_STATE_WAITING
        self._drop(self._turns.leave(time.perf_counter(), is_waiting=is_waiting))
        return bool(super().stop(force))

    def perform(self, pattern: str, **bound: Member) -> Any:  # noqa: ANN401 - see the docs
        """Perform a declared access pattern, with keys chosen as the design says.

        Members that are given stand for those that would be chosen:
        `self.perform("create_order", user=user)`. Gives the item for a `get`, the written item for
        a `put`, lists of them for the other kinds, all as plain mappings; None where there is
        nothing to give: no such item, or a condition that failed.

        Raises:
            botocore.exceptions.ClientError: The call failed, throttling included. It is a failed
                request already; a task that lets it pass ends there, and the user goes on.
        """
        return self._test.performer.perform(pattern, bound, self._random)

    def pick(self, entity: str, *, like: str | None = None) -> Member:
        """Choose a member of an entity's population.

        Uniformly, or as the access pattern `like` chooses: `self.pick("User", like="get_user")`.
        """
        return self._test.performer.pick(entity, like, self._random)

    def _wait_for_the_first_turn(self) -> None:
        """Hand over to the tasks of the class.

        Locust starts a user's first task at once; this one does nothing, so that users who are
        spawned together wait for their turns, too.
        """
        self.tasks = [DynamoUser._let_arrive if self._open_loop else DynamoUser._take_turn]

    def _take_turn(self) -> None:
        """Do a task, drawn by its rate: Locust would draw from a list, which no rate fits exactly.

        Where nothing is paced, do some: to change over to another user takes as long as a GetItem.
        """
        for _ in range(self._in_one_go):
            if self._turns.schedule.is_over:
                self._state = LOCUST_STATE_WAITING  # for the turn that it took last
                await_the_end()
            task: Any = self._draw()
            self._begin_late()
            if isinstance(task, type):
                task(self).run()
            else:
                task(self)
            if self._state == LOCUST_STATE_STOPPING:
                break

    def _begin_late(self) -> None:
        due = self._turns.due
        if due is not None:
            begin_late(time.perf_counter() - due)

    def _new_open_loop(self) -> OpenLoop:
        is_poisson = self._test.arrivals == "poisson"
        return OpenLoop(
            Stream(self._turns, Random(self._random.random()) if is_poisson else None),
            most=self.max_in_flight,
            draw=self._draw,
            do=partial(do, self),
            drop=self._drop_task,
        )

    def _let_arrive(self) -> None:
        """Do tasks as they arrive, until this user ends."""
        if self._open_loop:
            self._open_loop.run()

    def _draw(self) -> Task:
        # what random.choices does, in a fifth of its time
        rates = self._cumulative_rates
        drawn = self._random.random() * rates[-1]
        return self._drawn_from[bisect(rates, drawn, 0, len(rates) - 1)]

    def _drop(self, lateness: Iterable[float]) -> None:
        """Count turns as dropped, each at the time it was due, so many seconds ago."""
        for seconds in lateness:
            self._drop_task(self._draw(), seconds)

    def _drop_task(self, task: Task, seconds: float) -> None:
        self._test.recorder.drop(task.__name__, time.time() - seconds)


def _role(user_class: type[DynamoUser]) -> Role:
    by_hand = tasks_by_hand(user_class, _tell_of_failure)
    paces_itself = user_class.wait_time is not DynamoUser.wait_time
    if not user_class.design:
        return Role(by_hand=by_hand, rates=by_hand, paces_itself=paces_itself)
    locustfile = Path(getattr(sys.modules[user_class.__module__], "__file__", None) or ".")
    try:
        scenario = load_scenario(_design_path(user_class), beside=locustfile)
    except DynamoError as mistake:
        return Role(by_hand=by_hand, rates=by_hand, mistake=mistake, paces_itself=paces_itself)
    rates = with_patterns(scenario, by_hand, partial(_pattern_task, scenario), _tell_of_failure)
    return Role(by_hand=by_hand, rates=rates, scenario=scenario, paces_itself=paces_itself)


def _tell_of_failure(self: DynamoUser, task: str, error: Exception) -> None:
    self._test.failures.add(task, error)


def _design_path(user_class: type[DynamoUser]) -> str:
    design: object = user_class.design
    if isinstance(design, str | Path):
        return str(design)
    message = (
        f"a DynamoUser needs a design, the path of its file, and {user_class.__name__} has {design!r}; "
        'to fix this: design = "designs/….yaml" in the class'
    )
    raise DynamoError(message)


def _pattern_task(scenario: Scenario, pattern: str) -> Task:
    """A task, named after an access pattern, that performs it and looks at nothing it gives.

    Its tags are the name and `read` or `write`.
    """

    @tag(pattern, "read" if scenario.plans[pattern].operation in READS else "write")
    def perform(self: DynamoUser) -> None:
        self._test.performer.send(pattern, {}, self._random)

    perform.__name__ = perform.__qualname__ = pattern
    return perform
