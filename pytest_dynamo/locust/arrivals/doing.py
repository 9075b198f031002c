"""Does a task that has arrived, outside of Locust's own loop over tasks."""

from locust import User
from locust.exception import (
    InterruptTaskSet,
    RescheduleTask,
    RescheduleTaskImmediately,
    StopTest,
    StopUser,
)

import logging
import traceback
from typing import Any, cast

from pytest_dynamo.locust.scenarios.roles import Task

_LOCUSTS_LOG = logging.getLogger("locust.user.task")


def do(user: User, task: Task) -> None:
    """Do a task, and treat what it raises as Locust does in `TaskSet.run`; raises what ends the user."""
    try:
        cast("Any", task)(user)
    except (RescheduleTask, RescheduleTaskImmediately):
        pass
    except (InterruptTaskSet, StopTest, StopUser):
        raise
    except Exception as error:
        if not user.environment.catch_exceptions:
            raise  # Locust tells of it where it ends the user
        user.environment.events.user_error.fire(
            user_instance=user, exception=error, tb=error.__traceback__
        )
        _LOCUSTS_LOG.error("%s\n%s", error, traceback.format_exc())
