"""The Locust user whose tasks are the access patterns of a design."""

from locust import User, tag
from locust.env import Environment
from locust.user.task import LOCUST_STATE_WAITING

import sys
import time
from collections.abc import Iterable
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any, ClassVar, cast

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.running.load_test import load_test_of
from pytest_dynamo.locust.scenarios.roles import (
    Role,
    Task,
    assign,
    draw_rates,
    task_list,
    tasks_by_hand,
    with_patterns,
)
from pytest_dynamo.locust.scenarios.scenario import Scenario, load_scenario
from pytest_dynamo.locust.settings.values import options_of
from pytest_dynamo.measure.reading import READS
from pytest_dynamo.population.member import Member


class DynamoUser(User):
    """A user that performs the access patterns of a design, at the design's rates.

    A subclass with `design = "designs/orders.yaml"` is a complete scenario. Tasks written by hand
    stand beside those of the design: `@task(2)` is two a second at `--dynamo-rate 1x`, however many
    users there are; one that is named like an access pattern takes its place.

    It adds four names to Locust's `User`: `design`, `client`, `perform` and `pick`. Locust's own
    `wait_time` paces the users to the rates; a subclass that sets it paces itself.
    """

    abstract = True

    design: ClassVar[str] = ""
    """The design file, relative to the working directory or to a folder above the locustfile."""

    client: Any
    """The low-level boto3 client, shared by all users. It tries once, so that throttling is seen;
    every call takes `name=`, under which it is counted."""

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
        self.tasks = [DynamoUser._wait_for_the_first_turn]

    def wait_time(self) -> float:
        """Seconds until this user's next turn."""
        wait, dropped = self._turns.take(time.perf_counter())
        self._drop(dropped)
        return wait

    def stop(self, force: bool = False) -> bool:  # noqa: FBT001, FBT002 - Locust's signature
        """End this user, as Locust does, and drop the turns that it has not got to."""
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
        self.tasks = [DynamoUser._take_turn]

    def _take_turn(self) -> None:
        """Do a task, drawn by its rate: Locust would draw from a list, which no rate fits exactly."""
        task: Any = self._draw()
        if isinstance(task, type):
            task(self).run()
        else:
            task(self)

    def _draw(self) -> Task:
        (task,) = self._random.choices(self._drawn_from, cum_weights=self._cumulative_rates)
        return task

    def _drop(self, lateness: Iterable[float]) -> None:
        """Count turns as dropped, each at the time it was due, so many seconds ago."""
        now = time.time()
        for seconds in lateness:
            self._test.recorder.drop(self._draw().__name__, now - seconds)


def _role(user_class: type[DynamoUser]) -> Role:
    by_hand = tasks_by_hand(user_class)
    if not user_class.design:
        return Role(by_hand=by_hand, rates=by_hand)
    locustfile = Path(getattr(sys.modules[user_class.__module__], "__file__", None) or ".")
    try:
        scenario = load_scenario(_design_path(user_class), beside=locustfile)
    except DynamoError as mistake:
        return Role(by_hand=by_hand, rates=by_hand, mistake=mistake)
    rates = with_patterns(scenario, by_hand, partial(_pattern_task, scenario))
    return Role(by_hand=by_hand, rates=rates, scenario=scenario)


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
