"""What a run is asked to offer: at what rate, by which arrivals, and whether that can be."""

from locust import User
from locust.env import Environment
from locust.runners import MasterRunner, WorkerRunner

import math
from collections.abc import Iterable
from typing import Any

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.arrivals.modes import Mode, arrival_rate_of, mode_of
from pytest_dynamo.locust.arrivals.shapes import pace_of
from pytest_dynamo.locust.following.limit_search import RATE_MESSAGE, bounds_of
from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.locust.scenarios.roles import draw_rates, role_of, roles
from pytest_dynamo.locust.scenarios.tags import is_left
from pytest_dynamo.locust.settings.values import Settings, options_of


def arrivals_of(environment: Environment, user_class: type[User], settings: Settings) -> Mode:
    """The arrivals of a run.

    Raises:
        DynamoError: The user class cannot have them, or its rate cannot change as it is asked to.
    """
    mode = mode_of(
        user_class,
        settings.arrivals,
        has_rate=not math.isinf(settings.rate),
        tasks=[task for task in draw_rates(user_class) if is_left(task, options_of(environment))],
    )
    pace_of(settings.shape, settings.rate)
    bounds_of(settings, has_workers=isinstance(environment.runner, MasterRunner))
    changes = "--dynamo-find-limit" if settings.find_limit else settings.shape and "--dynamo-shape"
    if changes and role_of(user_class).paces_itself:
        message = (
            f"{changes} changes the rate, and {user_class.__name__} has a wait_time of its own and paces "
            "itself.\nTo fix this: leave out one of them"
        )
        raise DynamoError(message)
    return mode


def rate_factor(user_class: type[User]) -> float:
    """By how much the rates of a class are multiplied at 1x, so that they come to its `arrival_rate`.

    Tasks that --tags take away take their share of it with them.
    """
    rate = arrival_rate_of(user_class)
    return 1.0 if rate is None else rate / sum(role_of(user_class).rates.values())


def heed_changes_of_rate(test: LoadTest) -> None:
    """Go by what the process that directs a run says of its rate, in a worker."""
    runner = test.environment.runner
    if not isinstance(runner, WorkerRunner):
        return

    def heed(msg: Any, **_: object) -> None:  # noqa: ANN401 - a message of Locust
        test.change_rate(msg.data["multiple"], msg.data["at"])

    runner.register_message(RATE_MESSAGE, heed)


def users_to_be(environment: Environment) -> int:
    """How many users there are to be in all processes; 1 where a shape begins with none."""
    return max(1, environment.runner.target_user_count) if environment.runner else 1


def ramp_up_seconds(environment: Environment, users: int) -> float:
    """How long it takes at most until so many users are there; 0 where a shape goes on changing that."""
    if environment.shape_class:
        return 0.0
    return users / (options_of(environment).spawn_rate or 1)


def tasks_per_second(environment: Environment, users: int) -> float:
    """The tasks a second at 1x that so many users would do if all of them were DynamoUsers.

    Tasks that --tags and --exclude-tags have taken away are left out. Users of other kinds, who do
    not take part in the schedule, leave more for each of those who do.
    """
    user_class = user_class_of(environment)
    rate = sum(draw_rates(user_class).values()) * rate_factor(user_class)
    return rate * users / _expected_users(user_class, environment.user_classes, users)


def pattern_rates(environment: Environment) -> dict[str, float]:
    """The rates at 1x of the access patterns that are performed as the design has them, by name.

    Those that --tags and --exclude-tags take away are left out, whether or not Locust has got to that.
    --equal-weights leaves the rest what all of them come to, and gives each the same of it.
    """
    user_class, options = user_class_of(environment), options_of(environment)
    role, factor = role_of(user_class), rate_factor(user_class)
    drawn = draw_rates(user_class, equally=bool(options.equal_weights))
    left = {task: rate for task, rate in drawn.items() if is_left(task, options)}
    if options.equal_weights and left:
        factor *= sum(rate for task, rate in role.rates.items() if is_left(task, options)) / len(
            left
        )
    return {task.__name__: rate * factor for task, rate in left.items() if task not in role.by_hand}


def takes_part(environment: Environment) -> bool:
    """Whether any DynamoUser is among the user classes of an environment."""
    return any(each in roles() for each in environment.user_classes)


def user_class_of(environment: Environment) -> type[User]:
    """The only DynamoUser that takes part.

    Raises:
        DynamoError: There are several.
    """
    playing = [each for each in environment.user_classes if each in roles()]
    if len(playing) == 1:
        return playing[0]
    names = ", ".join(sorted(each.__name__ for each in playing))
    message = (
        f"a run measures one DynamoUser, and here are {len(playing)}: {names}.\n"
        f"To fix this: name one on the command line, locust … {playing[0].__name__}"
    )
    raise DynamoError(message)


def _expected_users(
    user_class: type[User], user_classes: Iterable[type[User]], users: int
) -> float:
    """How many of all users Locust makes of one class: first the fixed ones, the rest by weight."""
    if user_class.fixed_count:
        return min(user_class.fixed_count, users)
    rest = users - sum(each.fixed_count for each in user_classes)
    weights = sum(each.weight for each in user_classes if not each.fixed_count)
    return max(1.0, rest * user_class.weight / weights)
