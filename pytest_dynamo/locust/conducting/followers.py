"""Who follows a load test, in the order in which they look and conclude."""

from collections.abc import Callable, Iterator

from pytest_dynamo.locust.following.status_line import StatusLine
from pytest_dynamo.locust.running.follower import Follower, Moment
from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.locust.terminal.console import tell


def followers() -> "Followers":
    """All followers of a run; each decides by the settings of the test whether it has anything to do."""
    return Followers([StatusLine()])


class Followers:
    """Several followers as one; one that fails is left out from then on."""

    def __init__(self, each: list[Follower]) -> None:
        self._all = each
        self._failed: set[int] = set()

    def __iter__(self) -> Iterator[Follower]:
        """Those that have not failed, to conclude."""
        return (one for one in self._all if id(one) not in self._failed)

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

    def _each(self, act: Callable[[Follower], None]) -> None:
        for one in self:
            try:
                act(one)
            except Exception as error:  # noqa: BLE001 - the load is what was asked for
                self._failed.add(id(one))
                tell(f"dynamo: {type(one).__name__} failed and is left out: {error!r}")
