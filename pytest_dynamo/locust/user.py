"""The Locust user whose tasks are the access patterns of a design."""

from locust import User
from locust.env import Environment

import sys
import time
from pathlib import Path
from typing import Any, ClassVar, cast

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.load_test import load_test_of
from pytest_dynamo.locust.roles import (
    Role,
    Task,
    assign,
    task_list,
    tasks_by_hand,
    with_patterns,
)
from pytest_dynamo.locust.scenario import load_scenario
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
        self.tasks = [_wait_for_the_first_turn]

    def wait_time(self) -> float:
        """Seconds until this user's next turn."""
        wait, dropped = self._turns.take(time.perf_counter())
        for _ in range(dropped):
            task: Any = self._random.choice(self.tasks)
            self._test.recorder.drop(task.__name__, time.time())
        return wait

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


def _role(user_class: type[DynamoUser]) -> Role:
    by_hand = tasks_by_hand(user_class)
    if not user_class.design:
        return Role(by_hand=by_hand, rates=by_hand)
    locustfile = Path(getattr(sys.modules[user_class.__module__], "__file__", None) or ".")
    try:
        scenario = load_scenario(user_class.design, beside=locustfile)
    except DynamoError as mistake:
        return Role(by_hand=by_hand, rates=by_hand, mistake=mistake)
    rates = with_patterns(scenario, by_hand, _pattern_task)
    return Role(by_hand=by_hand, rates=rates, scenario=scenario)


def _pattern_task(pattern: str) -> Task:
    """A task, named after an access pattern, that performs it and looks at nothing it gives."""

    def perform(self: DynamoUser) -> None:
        self._test.performer.send(pattern, {}, self._random)

    perform.__name__ = perform.__qualname__ = pattern
    return perform


def _wait_for_the_first_turn(user: DynamoUser) -> None:
    """Hand over to the tasks of the class.

    Locust starts a user's first task at once; this one does nothing, so that users who are spawned
    together wait for their turns, too.
    """
    del user.tasks
