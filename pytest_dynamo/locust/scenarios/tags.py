"""Which tasks `--tags` and `--exclude-tags` leave, before Locust has got to taking the others away."""

from collections.abc import Collection
from typing import Any

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.scenarios.roles import Task


def is_left(task: Task, options: Any) -> bool:  # noqa: ANN401 - a namespace of all options
    """Whether the tags leave a task; a TaskSet stays where one of its own tasks does."""
    inner = getattr(task, "tasks", None)
    if inner is not None:
        return any(is_left(each, options) for each in inner)
    own, wanted = _tags(task), set(options.tags or ())
    return (not wanted or bool(own & wanted)) and not own & set(options.exclude_tags or ())


def require_tasks(
    user_class: str,
    tasks: Collection[Task],
    options: Any,  # noqa: ANN401 - a namespace of all options
) -> None:
    """Refuse tags that leave a user class nothing to do.

    Raises:
        DynamoError: They leave no task; it names the tags that there are.
    """
    if not (options.tags or options.exclude_tags) or any(is_left(task, options) for task in tasks):
        return
    given = [
        f"{option} {' '.join(sorted(tags))}"
        for option, tags in (("--tags", options.tags), ("--exclude-tags", options.exclude_tags))
        if tags
    ]
    verb = "leave" if len(given) > 1 else "leaves"
    there = ", ".join(sorted({tag for task in tasks for tag in _tags(task)})) or "none"
    message = f"{' and '.join(given)} {verb} no task of {user_class}; there: {there}"
    raise DynamoError(message)


def _tags(task: Task) -> set[str]:
    """The tags of a task, or of all tasks of a TaskSet."""
    inner = getattr(task, "tasks", None)
    if inner is not None:
        return {tag for each in inner for tag in _tags(each)}
    return set(getattr(task, "locust_tag_set", ()))
