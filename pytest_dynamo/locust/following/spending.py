"""What a run costs while it runs, and its end before that is too much: `--dynamo-max-cost`."""

from locust.runners import WORKER_REPORT_INTERVAL, MasterRunner

from collections import deque
from dataclasses import replace

from pytest_dynamo.forecast.prices import Prices
from pytest_dynamo.locust.running.follower import LOOK_SECONDS, Follower, Moment
from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.measure.load_values import SpendingFigures
from pytest_dynamo.measure.run_figures import RunFacts
from pytest_dynamo.measure.spending import (
    Consumed,
    Spent,
    consumed_by,
    month_of_units,
    small_dollars,
    spending_of,
    will_pass,
    with_rates,
)
from pytest_dynamo.measure.tally import Tally

STOPPING_SECONDS = 0.5
"""How long it may take until all users are stopped."""
_LOOKS_KEPT = 15


class Spending(Follower):
    """Prices what was consumed; ends the run one look, and one report of the workers, before the limit."""

    def __init__(self) -> None:
        self._test: LoadTest | None = None
        self._prices = Prices()
        self._seeding: Consumed = {}
        self._spent: deque[Spent] = deque(maxlen=_LOOKS_KEPT)

    def begin(self, test: LoadTest) -> None:
        """Begin with what seeding has cost; of several tests on the web page that is for the first."""
        self._seeding = test.place.seeding_units if self._test is None else {}
        self._test = test
        self._spent.clear()
        self._spent.append(Spent(elapsed_seconds=0.0, dollars=self._figures(test).dollars))

    def look(self, moment: Moment) -> None:
        """Price what was consumed, and end the run if it is time to."""
        test = self._test
        assert test is not None  # it has begun
        figures = self._figures(test, moment.total)
        test.dollars, limit = figures.dollars, test.settings.max_dollars
        self._spent.append(Spent(elapsed_seconds=moment.elapsed_seconds, dollars=figures.dollars))
        if limit is None:
            return
        burst = _burst_seconds(test)
        ahead = max(LOOK_SECONDS, moment.seconds) + burst + STOPPING_SECONDS
        if will_pass(limit, self._spent, ahead_seconds=ahead, burst_seconds=burst):
            test.end_early(
                f"{small_dollars(figures.dollars)} is spent, and a few seconds more would pass "
                f"--dynamo-max-cost {limit:g} ({figures.region}, prices of {figures.prices_as_of})",
                at_limit=True,
            )

    def left_out(self) -> None:
        """End a run with a limit that nobody watches."""
        if self._test is not None and self._test.settings.max_dollars is not None:
            self._test.end_early("--dynamo-max-cost cannot be watched any more", at_limit=True)

    def conclude(self, test: LoadTest, facts: RunFacts) -> RunFacts:
        """Add what all of the run has cost."""
        total, ended = test.total, facts.started + facts.duration_seconds
        seconds = ended - min(max(total.from_time, facts.started), ended)
        tables = test.scenario.design.tables
        spending = with_rates(
            self._figures(test, total),
            total,
            tables,
            self._prices,
            seconds=seconds,
        )
        month = month_of_units(tables, self._prices, seconds=seconds)
        return replace(facts, spending=spending, month_of_units=month)

    def _figures(self, test: LoadTest, total: Tally | None = None) -> SpendingFigures:
        run = consumed_by(total) if total else {}
        tables = test.scenario.design.tables
        return spending_of([self._seeding, run], tables, self._prices, test.settings.max_dollars)


def _burst_seconds(test: LoadTest) -> float:
    """How far apart, at most, the reports come from which it is known what was consumed."""
    is_master = isinstance(test.environment.runner, MasterRunner)
    return WORKER_REPORT_INTERVAL + LOOK_SECONDS if is_master else 0.0
