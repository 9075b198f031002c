"""Who follows a load test, in the order in which they look and conclude."""

from locust.env import Environment

import traceback
from collections.abc import Callable
from pathlib import Path

from pytest_dynamo.locust.conducting.pacing import takes_part
from pytest_dynamo.locust.following.aws_metrics import AwsMetrics
from pytest_dynamo.locust.following.checkpoints import Checkpoints
from pytest_dynamo.locust.following.generator import Generator
from pytest_dynamo.locust.following.limit_search import SearchForLimit
from pytest_dynamo.locust.following.spending import Spending
from pytest_dynamo.locust.following.status_line import StatusLine
from pytest_dynamo.locust.following.throttle_limit import ThrottleLimit
from pytest_dynamo.locust.following.web.routes import watch_on_the_page
from pytest_dynamo.locust.running.follower import Follower, Moment
from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.locust.terminal.console import tell
from pytest_dynamo.measure.run_figures import RunFacts


def followers(environment: Environment) -> "Followers":
    """All followers of a run; each decides by the settings of the test whether it has anything to do."""
    page = watch_on_the_page(environment) if takes_part(environment) else None
    generator, spending, search = Generator(), Spending(), SearchForLimit()
    return Followers(
        [
            *([page] if page else []),
            generator,
            AwsMetrics(),
            spending,
            ThrottleLimit(),
            StatusLine(),
            search,
            # AWS is asked only once
            Checkpoints(Followers([generator, spending, search]).conclude),
        ]
    )


class Followers:
    """Several followers as one; one that fails is left out from then on."""

    def __init__(self, each: list[Follower]) -> None:
        self._all = each
        self._failed: set[int] = set()

    def begin(self, test: LoadTest) -> None:
        """Tell all that a test begins."""
        self._failed.clear()
        self._each(lambda one: one.begin(test))

    def look(self, moment: Moment) -> None:
        """Have all look."""
        self._each(lambda one: one.look(moment))

    def end(self, test: LoadTest) -> None:
        """Tell all that the test was stopped."""
        self._each(lambda one: one.end(test))

    def conclude(self, test: LoadTest, facts: RunFacts) -> RunFacts:
        """The facts with what all know, but those that have failed, now or before."""
        for one in self._watching():
            try:
                facts = one.conclude(test, facts)
            except Exception as error:  # noqa: BLE001 - what was counted is to be reported
                self._leave_out(one, error)
        return facts

    def _each(self, act: Callable[[Follower], None]) -> None:
        for one in self._watching():
            try:
                act(one)
            except Exception as error:  # noqa: BLE001 - the load is what was asked for
                self._leave_out(one, error)
                one.left_out()

    def _watching(self) -> list[Follower]:
        return [one for one in self._all if id(one) not in self._failed]

    def _leave_out(self, one: Follower, error: Exception) -> None:
        """Have one look no more; of its error, which may hold a key, the kind and the place are told."""
        self._failed.add(id(one))
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(last.filename).name}, line {last.lineno}"
        tell(
            f"dynamo: {type(one).__name__} failed and is left out: {type(error).__name__} ({where})"
        )
