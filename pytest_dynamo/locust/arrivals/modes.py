"""Whether tasks wait for one another, as a run and its user class have it."""

from locust import User

from collections.abc import Collection
from typing import Literal, TypeAlias

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.scenarios.roles import Task, role_of

Mode: TypeAlias = Literal["closed", "poisson", "constant"]


def mode_of(
    user_class: type[User], asked: Mode | None, *, has_rate: bool, tasks: Collection[Task]
) -> Mode:
    """The arrivals that were asked for, or else those that the user class has.

    `has_rate` is whether the run has a rate, and `tasks` are those that are to be done.

    Raises:
        DynamoError: The class cannot have them, or what it says of them makes no sense.
    """
    rate = arrival_rate_of(user_class)
    _check_room(user_class)
    mode: Mode = asked or ("closed" if rate is None else "poisson")
    if mode == "closed":
        return mode
    why = f"--dynamo-arrivals {mode}" if asked else f"the arrival_rate of {user_class.__name__}"
    if role_of(user_class).paces_itself:
        message = (
            f"{user_class.__name__} has a wait_time of its own and paces itself, which leaves no room for "
            f"{why}.\nTo fix this: leave out one of them"
        )
        raise DynamoError(message)
    if not has_rate:
        message = (
            f"{why}: arrivals come at a rate, and --dynamo-rate max has none.\nTo fix this: give a rate, "
            "such as --dynamo-rate 5x, or --dynamo-arrivals closed"
        )
        raise DynamoError(message)
    sets = [task.__name__ for task in tasks if isinstance(task, type)]
    if sets:
        message = (
            f"{why}: arrivals wait for nobody, and {' and '.join(sets)} of {user_class.__name__} is a TaskSet, "
            "whose tasks wait for one another.\nTo fix this: --dynamo-arrivals closed, or write its tasks "
            "into the user class"
        )
        raise DynamoError(message)
    return mode


def arrival_rate_of(user_class: type[User]) -> float | None:
    """The tasks a second at 1x that a user class asks for itself; None: those of the design.

    Raises:
        DynamoError: It is no rate.
    """
    rate: object = getattr(user_class, "arrival_rate", None)
    if rate is None:
        return None
    if isinstance(rate, int | float) and not isinstance(rate, bool) and 0 < rate < float("inf"):
        return float(rate)
    message = (
        f"the arrival_rate of {user_class.__name__} is {rate!r}; to fix this: write how many tasks a second "
        "arrive at 1x, more than 0, as arrival_rate = 100"
    )
    raise DynamoError(message)


def _check_room(user_class: type[User]) -> None:
    room: object = getattr(user_class, "max_in_flight", 1)
    if isinstance(room, int) and not isinstance(room, bool) and room >= 1:
        return
    message = (
        f"the max_in_flight of {user_class.__name__} is {room!r}; to fix this: write how many of a user's "
        "tasks may be under way at once, 1 or more"
    )
    raise DynamoError(message)
