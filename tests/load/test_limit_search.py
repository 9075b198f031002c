"""The search for the highest rate that holds, with a table that holds a known one."""

from locust.runners import MasterRunner

import math
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.arrivals.limit import next_rate
from pytest_dynamo.locust.following.limit_search import RATE_MESSAGE, SearchForLimit, bounds_of
from pytest_dynamo.locust.running.follower import Moment
from pytest_dynamo.measure.call import Call, Throttle
from pytest_dynamo.measure.run_figures import RunFacts
from pytest_dynamo.measure.tally import Tally

NOON = 1_795_350_600.0
ARN = "arn:aws:dynamodb:ddblocal:000000000000:table/orders"
FULL = Throttle(
    reason="TableWriteKeyRangeThroughputExceeded", resource=ARN, partition_keys=("USER#1",)
)


def searched(limit, first=1.0):
    """All rates that are tried until a limit is found, and the bracket at the end."""
    held = broke = None
    tried = []
    while (rate := next_rate(first, held, broke)) is not None:
        tried.append(rate)
        held, broke = (rate, broke) if rate <= limit else (held, rate)
    return tried, held, broke


def test_rates_are_doubled_until_one_breaks_and_then_bisected():
    tried, held, broke = searched(11.0)

    assert tried == [1, 2, 4, 8, 16, 12, 10, 11, 11.5]
    assert (held, broke) == (11, 11.5)


@pytest.mark.parametrize("limit", [0.02, 0.3, 1.0, 7.3, 1234.5])
def test_what_is_found_holds_and_a_twentieth_more_does_not(limit):
    _, held, broke = searched(limit)

    assert held <= limit < broke
    assert broke - held <= 0.05 * held


def test_a_search_that_finds_nothing_that_holds_ends():
    tried, held, broke = searched(0.0)

    assert (held, broke) == (None, 1 / 64)
    assert len(tried) == 7


@dataclass
class Table:
    """Stands for a load test of a table: up to `limit` times the rates it throttles nothing.

    The load makes at most `most` requests a second of the 100 that are due at 1x, and the rest of them
    is dropped or, where it is not `dropping`, late.
    """

    limit: float = math.inf
    most: float = math.inf
    dropping: bool = True
    rate: float = 1.0
    run_time: float = math.inf
    find_limit: str = "throttles>0.1%"
    hashes_keys: bool = False
    runner: object = None
    ended_by: str = ""
    started: float = NOON
    warm_up_seconds: float = 2.0
    facts: RunFacts = None
    changes: list = field(default_factory=list)

    def __post_init__(self):
        self.settings = SimpleNamespace(
            find_limit=self.find_limit,
            rate=self.rate,
            shape=None,
            step_seconds=10.0 if self.runner else 5.0,
            hashes_keys=self.hashes_keys,
        )
        options = SimpleNamespace(dynamo_rate=None)
        self.environment = SimpleNamespace(runner=self.runner, parsed_options=options)
        self.now = NOON

    def change_rate(self, multiple, at):
        assert at > self.now
        self.changes.append((multiple, at))

    def end_early(self, why):
        self.ended_by = why

    def offered(self, second):
        """What was due in a second."""
        rates = [rate for rate, at in self.changes if at <= second]
        return round(100 * (rates[-1] if rates else self.rate))

    def second(self):
        """What is counted in the next second."""
        tally = Tally()
        due = self.offered(self.now)
        done = round(min(due, self.most))
        throttled = math.ceil(done * 0.05) if due > 100 * self.limit else 0
        late = 0.0 if self.dropping or done == due else 2.0
        for number in range(done):
            throttles = (FULL,) if number < throttled else ()
            call = Call(
                operation="PutItem",
                started=self.now + number / done,
                duration_seconds=0.002,
                error="ThrottlingException" if throttles else None,
                throttles=throttles,
            )
            tally.add(call, late_seconds=late)
        for _ in range(due - done if self.dropping else 0):
            tally.drop("create_order", self.now)
        self.now += 1
        return Moment(
            at=self.now,
            elapsed_seconds=self.now - NOON,
            seconds=1.0,
            since=tally,
            total=tally,
        )


@pytest.fixture
def search(monkeypatch):
    """Search the limit of a table; gives the figures and the follower."""

    def run(table):
        monkeypatch.setattr(
            "pytest_dynamo.locust.following.limit_search.time",
            SimpleNamespace(time=lambda: table.now),
        )
        follower = SearchForLimit()
        follower.begin(table)
        while not table.ended_by and table.now - NOON < table.run_time:
            follower.look(table.second())
        follower.end(table)
        return follower.conclude(table, facts()).limit_search

    return run


def facts():
    return RunFacts(
        design=None,
        design_sha256="",
        backend="embedded",
        started=NOON,
        duration_seconds=1.0,
        how=None,
    )


def test_the_limit_of_a_table_is_found_and_who_sets_it(search, capsys):
    table = Table(limit=5.2)

    found = search(table)

    assert (found.holds_at, found.breaks_at, found.limited_by) == (5.0, 5.25, "design")
    assert found.holds_at_per_second == 500
    assert [step.rate for step in found.steps] == [1, 2, 4, 8, 6, 5, 5.5, 5.25]
    assert [step.holds for step in found.steps] == [True] * 3 + [False, False, True, False, False]
    assert found.steps[3].throttled_share == pytest.approx(0.05)
    assert found.steps[0].from_seconds == 2.0  # the end of the warm-up
    assert found.bounds == ("throttles>0.1%",)
    assert table.ended_by == (
        "the limit is found: 5x holds (500 requests a second); 5.25x does not: throttles 5.1 % > 0.1 % "
        "(TableWriteKeyRangeThroughputExceeded by orders, most often for USER#1)"
    )
    assert "dynamo: 1x holds (100 requests a second); next 2x\n" in capsys.readouterr().err


def test_no_key_is_said_where_keys_are_to_be_hashed(search):
    table = Table(limit=0, hashes_keys=True)

    found = search(table)

    assert (found.holds_at, found.breaks_at, found.limited_by) == (None, 1 / 64, "design")
    assert "no rate was found that holds; 0.015625x does not: throttles" in table.ended_by
    assert "USER#1" not in table.ended_by


@pytest.mark.parametrize(
    ("dropping", "why"),
    [(True, "40 % of what was due was dropped"), (False, "240 a second were done of the 400")],
)
def test_a_rate_that_cannot_be_offered_ends_the_search_and_is_no_limit_of_the_table(
    search, dropping, why
):
    table = Table(most=240, dropping=dropping)

    found = search(table)

    assert found.limited_by == "generator"
    assert (found.holds_at, found.breaks_at) == (2.0, None)
    assert found.steps[-1].why.startswith(why)
    assert found.steps[-1].why in table.ended_by
    assert "the limit of whoever makes the load" in table.ended_by
    assert found.steps[-1].rate == 4.0


def test_a_first_rate_whose_tasks_begin_ever_later_is_not_taken_for_one_that_holds(search):
    table = Table(most=80, dropping=False)

    found = search(table)

    assert (found.limited_by, found.steps[-1].why) == ("generator", "tasks began 2.0 s late")


def test_a_load_of_which_nothing_is_done_is_no_limit_of_the_table(search):
    table = Table(most=0, dropping=False)

    assert search(table).steps[-1].why == "nothing was done"


def test_a_run_that_ends_before_its_search_says_what_is_known(search, capsys):
    found = search(Table(limit=1, run_time=20))

    assert (found.limited_by, found.holds_at, found.breaks_at) == ("not found", 1.0, 1.5)
    said = capsys.readouterr().err
    assert "the limit is not found yet: 1x holds (100 requests a second); 1.5x does not" in said


def test_a_run_that_ends_before_its_first_step_says_so(search, capsys):
    found = search(Table(run_time=4))

    assert found.steps == ()
    assert "no rate was held for long enough" in capsys.readouterr().err


def test_the_bounds_may_be_of_latency(search):
    found = search(Table(find_limit="p99>1ms"))

    assert found.holds_at is None
    assert found.steps[0].why == "p99 2 ms > 1 ms"


def test_without_a_search_nothing_is_said_or_kept(search, capsys):
    assert search(Table(find_limit=None, run_time=3)) is None
    assert capsys.readouterr().err == ""


class Master(MasterRunner):
    """A master without workers or a port; keeps what it would send."""

    def __init__(self):
        self.sent = []

    def __del__(self):
        pass

    def send_message(self, msg_type, data=None, client_id=None):
        self.sent.append((msg_type, data))


def test_workers_are_told_of_each_rate_and_their_late_reports_waited_for(search):
    runner = Master()
    table = Table(limit=1.2, runner=runner, run_time=30)

    found = search(table)

    assert [kind for kind, _ in runner.sent] == [RATE_MESSAGE] * 2
    assert [(data["multiple"], data["at"]) for _, data in runner.sent] == table.changes
    assert table.environment.parsed_options.dynamo_rate == table.changes[-1][0]
    assert found.steps[1].throttled_share == pytest.approx(0.05)


def asked(**others):
    given = {"find_limit": "p99>20ms", "rate": 1.0, "shape": None, "step_seconds": 10.0, **others}
    return SimpleNamespace(**given)


@pytest.mark.parametrize(
    ("settings", "has_workers", "said"),
    [
        (asked(find_limit="p98>1ms"), False, "--dynamo-find-limit: 'p98>1ms'"),
        (asked(find_limit="cost>1USD"), False, "see --dynamo-max-cost"),
        (asked(rate=math.inf), False, "--dynamo-rate max is not one"),
        (asked(shape="ramp:60s"), False, "--dynamo-shape ramp:60s is not one"),
        (asked(step_seconds=2), False, "--dynamo-step 2 is too short"),
        (asked(step_seconds=9.5), True, "10 or more, as workers report every 3 s"),
    ],
)
def test_a_search_that_cannot_be_is_refused(settings, has_workers, said):
    with pytest.raises(DynamoError) as refused:
        bounds_of(settings, has_workers=has_workers)

    assert said in str(refused.value)
