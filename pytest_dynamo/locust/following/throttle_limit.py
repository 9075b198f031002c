"""The end of a run of which too much is throttled: `--dynamo-max-throttle-rate`."""

from collections import deque
from dataclasses import dataclass

from pytest_dynamo.locust.running.follower import Follower, Moment
from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.measure.tally import Tally

WINDOW_SECONDS = 10.0
_ALMOST_SECONDS = 0.5
"""By how much looks, a second apart, may miss the window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Attempts of some seconds, and how many of them were throttled."""

    seconds: float
    attempts: int
    throttled: int


def counted(since: Tally, seconds: float) -> Counted:
    """What a tally of so many seconds comes to; attempts that the client made again are among them."""
    return Counted(
        seconds=seconds,
        attempts=int(sum(since.requests.values())),
        throttled=int(sum(since.throttled.values())),
    )


class Window:
    """The attempts of the last ten seconds."""

    def __init__(self) -> None:
        self._counted: deque[Counted] = deque()
        self._seconds = 0.0

    def add(self, counted: Counted) -> None:
        """Take in what happened since the last time, and forget what is longer ago than the window."""
        self._counted.append(counted)
        self._seconds += counted.seconds
        while self._seconds - self._counted[0].seconds >= WINDOW_SECONDS - _ALMOST_SECONDS:
            self._seconds -= self._counted.popleft().seconds

    @property
    def throttled_share(self) -> float | None:
        """The share that was throttled; None of less than ten seconds, and of no attempt."""
        attempts = sum(one.attempts for one in self._counted)
        if self._seconds < WINDOW_SECONDS - _ALMOST_SECONDS or not attempts:
            return None
        return sum(one.throttled for one in self._counted) / attempts


class ThrottleLimit(Follower):
    """Ends the run when the share of ten seconds is above the limit."""

    def __init__(self) -> None:
        self._test: LoadTest | None = None
        self._window = Window()

    def begin(self, test: LoadTest) -> None:
        """Begin anew."""
        self._test, self._window = test, Window()

    def look(self, moment: Moment) -> None:
        """Count what was throttled, and end the run if that is too much."""
        test = self._test
        assert test is not None  # it has begun
        limit = test.settings.max_throttled_share
        if limit is None:
            return
        self._window.add(counted(moment.since, moment.seconds))
        share = self._window.throttled_share
        if share is not None and share > limit:
            test.end_early(
                f"{100 * share:.3g} % of the requests of the last {WINDOW_SECONDS:.0f} s were throttled, more "
                f"than --dynamo-max-throttle-rate {100 * limit:g}%",
                at_limit=True,
            )

    def left_out(self) -> None:
        """End a run with a limit that nobody watches."""
        if self._test is not None and self._test.settings.max_throttled_share is not None:
            self._test.end_early(
                "--dynamo-max-throttle-rate cannot be watched any more", at_limit=True
            )
