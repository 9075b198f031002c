"""What each user class does: its tasks, by hand and from the design, with their rates a second."""

from locust import TaskSet, User
from locust.exception import RescheduleTask

import functools
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from botocore.exceptions import ChecksumError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as FailedConnection

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.scenarios.scenario import Scenario

Task: TypeAlias = Callable[[Any], None] | type[TaskSet]
TellOf: TypeAlias = Callable[[Any, str, Exception], None]

FAILED_CALLS = (ClientError, FailedConnection, HTTPClientError, ChecksumError)
"""What boto3 raises when a call was sent and did not succeed."""
LISTED_TASKS = 1_000
"""How long Locust's list of tasks becomes, about: it shows shares to a tenth of a per cent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """The part a user class plays: its tasks with their rates, and the design behind them.

    `by_hand` are the tasks that were written by hand, in the class or in those it inherits from.
    `mistake` is why there is no scenario; it is told when Locust starts, without a traceback.
    `paces_itself` is whether the class has a `wait_time` of its own.
    """

    by_hand: Mapping[Task, float]
    rates: Mapping[Task, float]
    scenario: Scenario | None = None
    mistake: DynamoError | None = None
    paces_itself: bool = False

    def require_scenario(self) -> Scenario:
        """The scenario, or the mistake that prevents one."""
        if self.scenario:
            return self.scenario
        message = 'a DynamoUser needs a design; to fix this: design = "designs/….yaml" in the class'
        raise self.mistake or DynamoError(message)


_roles: dict[type, Role] = {}


def assign(user_class: type, role: Role) -> None:
    """Make a role that of a user class."""
    _roles[user_class] = role


def role_of(user_class: type) -> Role:
    """The role of a user class."""
    return _roles[user_class]


def roles() -> Mapping[type, Role]:
    """The roles of all user classes there are."""
    return _roles


def tasks_by_hand(user_class: type[User], tell_of: TellOf) -> dict[Task, float]:
    """The tasks written by hand in a class and in its bases; a weight is a rate a second."""
    bases = [_roles[base] for base in user_class.__bases__ if base in _roles]
    inherited = [task for base in user_class.__bases__ for task in getattr(base, "tasks", ())]
    added: Counter[Any] = Counter(user_class.tasks) - Counter(inherited)
    return {
        **{task: rate for base in bases for task, rate in base.by_hand.items()},
        **{ended_by_a_failed_call(task, tell_of): float(weight) for task, weight in added.items()},
    }


def with_patterns(
    scenario: Scenario,
    by_hand: Mapping[Task, float],
    make_task: Callable[[str], Task],
    tell_of: TellOf,
) -> dict[Task, float]:
    """The tasks by hand and one for each access pattern that none of them is named like."""
    taken = {task.__name__ for task in by_hand}
    patterns = {
        ended_by_a_failed_call(make_task(pattern.name), tell_of): pattern.rate
        for pattern in scenario.design.access_patterns.values()
        if pattern.rate > 0 and pattern.name not in taken
    }
    return {**patterns, **by_hand}


def ended_by_a_failed_call(task: Task, tell_of: TellOf) -> Task:
    """A task that a failed call ends without further ado, as it is a failed request already.

    Locust would log a traceback for each, and a load test that is throttled has thousands. `tell_of` is called
    with the user, the name of the task and the error.
    """
    if isinstance(task, type):
        return task

    @functools.wraps(task)
    def perform(user: Any) -> None:  # noqa: ANN401 - a user of any kind
        try:
            task(user)
        except FAILED_CALLS as error:
            tell_of(user, task.__name__, error)
            raise RescheduleTask from error

    return perform


def task_list(rates: Mapping[Task, float]) -> list[Task]:
    """Each task about as often as its rate asks for, and at least once.

    Locust takes the shares it shows from this list; `draw_rates` are what users draw by.
    """
    total = sum(rates.values())
    return [
        task
        for task, rate in rates.items()
        for _ in range(max(1, round(LISTED_TASKS * rate / total)))
    ]


def draw_rates(user_class: type[User], *, equally: bool = False) -> dict[Task, float]:
    """The tasks that users of a class draw from, each as often as its rate says.

    They are those that --tags and the web page have left to the class; `equally` is Locust's
    --equal-weights, which puts the tasks of a TaskSet in its place.
    """
    left: dict[Any, float] = dict.fromkeys(user_class.tasks, 1.0)
    if equally:
        return left
    return {task: rate for task, rate in _roles[user_class].rates.items() if task in left}
