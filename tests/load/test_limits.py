"""The limits that end a run: what it costs, and how much of it is throttled."""

from locust.runners import MasterRunner

import logging
from types import SimpleNamespace

import pytest

from pytest_dynamo.design.values import Design
from pytest_dynamo.locust.conducting.followers import Followers
from pytest_dynamo.locust.following.spending import Spending
from pytest_dynamo.locust.following.throttle_limit import (
    Counted,
    ThrottleLimit,
    Window,
    counted,
)
from pytest_dynamo.locust.recording.concealing import Withholding, conceal_exceptions
from pytest_dynamo.locust.recording.raised import Raised
from pytest_dynamo.locust.running.follower import Follower, Moment
from pytest_dynamo.measure.call import Arm, Attempt, Call, Throttle
from pytest_dynamo.measure.tally import Tally

THROTTLES = (Throttle(reason="TableReadProvisionedThroughputExceeded"),)


class Master(MasterRunner):
    """One that was never started, and is not to be stopped."""

    def __del__(self):
        pass


class FakeTest:
    """As much of a load test as followers of limits look at."""

    def __init__(self, **settings):
        defaults = {"max_dollars": None, "max_throttled_share": None}
        self.settings = SimpleNamespace(**{**defaults, **settings})
        self.scenario = SimpleNamespace(design=Design(name="shop", tables={}))
        self.place = SimpleNamespace(seeding_units={(("orders", None), "write"): 1_000_000.0})
        self.environment = SimpleNamespace(runner=None)
        self.dollars = None
        self.ended = []

    def end_early(self, why, *, at_limit=False):
        self.ended.append((why, at_limit))


def call(**members):
    return Call(operation="GetItem", started=1_000.0, duration_seconds=0.1, **members)


def tally_of(*calls):
    tally = Tally()
    for each in calls:
        tally.add(each)
    return tally


def moment(at, tally):
    return Moment(at=at, elapsed_seconds=at, seconds=1.0, since=tally, total=tally)


def consumed(units):
    return tally_of(call(arms=(Arm(table="orders", write_units=units),)))


def test_a_run_ends_a_look_before_it_would_pass_what_it_may_cost():
    test, follower = FakeTest(max_dollars=1.0), Spending()
    follower.begin(test)

    follower.look(moment(1, consumed(100_000)))
    assert (round(test.dollars, 6), test.ended) == (0.6875, [])  # 0.625 of it for seeding
    follower.look(moment(2, consumed(300_000)))

    why = (
        "$0.812 is spent, and a few seconds more would pass --dynamo-max-cost 1 "
        "(us-east-1, prices of 2026-09-06)"
    )
    assert test.ended == [(why, True)]


def test_with_workers_it_ends_as_much_earlier_as_their_reports_are_late():
    test, follower = FakeTest(max_dollars=1.0), Spending()
    test.environment.runner = object.__new__(Master)
    follower.begin(test)

    follower.look(moment(1, consumed(150_000)))

    assert len(test.ended) == 1


def test_without_a_limit_it_is_only_priced():
    test, follower = FakeTest(), Spending()
    follower.begin(test)

    follower.look(moment(1, consumed(100_000_000)))

    assert (test.ended, test.dollars) == ([], pytest.approx(63.125))


@pytest.mark.parametrize(
    ("follower", "limit"),
    [
        (Spending(), {"max_dollars": 1.0}),
        (ThrottleLimit(), {"max_throttled_share": 0.1}),
    ],
)
def test_a_run_does_not_go_on_without_the_limit_that_it_was_given(follower, limit, capsys):
    test, free = FakeTest(**limit), FakeTest()
    for each in (test, free):
        watching = Followers([follower])
        watching.begin(each)
        watching.look(None)  # which is no moment, and fails

    ((why, at_limit),) = test.ended
    assert why.endswith(" cannot be watched any more")
    assert (at_limit, free.ended) == (True, [])
    assert "failed and is left out" in capsys.readouterr().err


def test_a_follower_that_fails_in_the_end_leaves_the_report_to_the_others(capsys):
    class Failing(Follower):
        def conclude(self, test, facts):
            key = "USER#1"
            raise KeyError(key)

    class Knowing(Follower):
        def conclude(self, test, facts):
            return f"{facts}, and more"

    watching = Followers([Failing(), Knowing()])

    assert watching.conclude(FakeTest(), "counts") == "counts, and more"
    told = capsys.readouterr().err
    assert told.startswith(
        "dynamo: Failing failed and is left out: KeyError (test_limits.py, line "
    )
    assert watching.conclude(FakeTest(), "counts") == "counts, and more"
    assert capsys.readouterr().err == ""  # it is said once


def test_what_seeding_has_cost_is_for_the_first_of_several_tests():
    follower, spent = Spending(), []
    for _ in range(2):
        test = FakeTest()
        follower.begin(test)
        follower.look(moment(1, consumed(0)))
        spent.append(test.dollars)

    assert spent == [0.625, 0.0]


def test_where_looks_are_further_apart_a_run_ends_the_earlier():
    ended = []
    for seconds in (1.0, 4.0):
        test, follower = FakeTest(max_dollars=1.0), Spending()
        follower.begin(test)
        tally = consumed(150_000)
        follower.look(Moment(at=1, elapsed_seconds=1.0, seconds=seconds, since=tally, total=tally))
        ended.append(len(test.ended))

    assert ended == [0, 1]


def test_the_share_is_that_of_the_last_ten_seconds():
    window, shares = Window(), []
    for number in range(14):
        window.add(Counted(seconds=1.0, attempts=10, throttled=10 if number < 3 else 0))
        shares.append(window.throttled_share)

    assert shares == [None] * 9 + [0.3, 0.2, 0.1, 0.0, 0.0]


def test_no_attempts_have_no_share():
    window = Window()
    for _ in range(11):
        window.add(Counted(seconds=1.0, attempts=0, throttled=0))

    assert window.throttled_share is None


def test_attempts_that_the_client_made_again_count():
    again = Attempt(error="ThrottlingException", duration_seconds=0.01, throttles=THROTTLES)
    tally = tally_of(
        call(),
        call(error="ThrottlingException", throttles=THROTTLES),
        call(attempts=3, failed_attempts=(again, again)),
    )

    assert counted(tally, 2.0) == Counted(seconds=2.0, attempts=5, throttled=3)


@pytest.mark.parametrize(("limit", "ends"), [(None, False), (0.6, False), (0.4, True)])
def test_a_run_of_which_too_much_is_throttled_ends(limit, ends):
    test, follower = FakeTest(max_throttled_share=limit), ThrottleLimit()
    follower.begin(test)
    half = tally_of(call(), call(error="ThrottlingException", throttles=THROTTLES))

    for second in range(12):
        follower.look(moment(second, half))

    assert bool(test.ended) is ends
    if ends:
        why = (
            "50 % of the requests of the last 10 s were throttled, more than "
            "--dynamo-max-throttle-rate 40%"
        )
        assert test.ended[0] == (why, True)


def test_what_exceptions_say_can_be_withheld(caplog):
    runner = SimpleNamespace(log_exception=lambda *row: rows.append(row))
    rows, logger = [], logging.getLogger("locust.user.task")
    secret = "USER#" + str(1)  # so that it is in no line of code
    raised = Raised(with_texts=False)
    conceal_exceptions(runner)
    conceal_exceptions(None)  # of a second test in the same process
    try:
        try:
            raise KeyError(secret)
        except KeyError as error:
            raised.add(error)
            logger.error("%s\n%s", error, secret)
            logger.info("fine")
        logger.error(KeyError(secret))
        logger.error("no exception")
        runner.log_exception("local", secret, "frames")
    finally:
        for name in (None, "locust.user.task", "locust.user.users", "locust.runners"):
            found = logging.getLogger(name).filters
            assert sum(isinstance(each, Withholding) for each in found) == 1
            found[:] = [each for each in found if not isinstance(each, Withholding)]

    assert secret not in caplog.text
    assert "KeyError: what it says is withheld, as --dynamo-hash-keys asks" in caplog.text
    assert "no exception" in caplog.text
    assert [each.text for each in raised.counts()] == ["KeyError"]
    assert rows == [("local", "what it says is withheld, as --dynamo-hash-keys asks", "frames")]


def test_a_run_at_its_limit_ends_with_3_and_hashed_keys_are_nowhere(locust, tiny):
    body = """
    @task(5)
    def wrong(self):
        raise KeyError(f"THING{'#'}secret")
"""
    ended = locust.run(
        *("-f", tiny(body), "-u", "2", "-r", "2", "-t", "30s", "--dynamo-rate", "20x"),
        *("--dynamo-warm-up", "0", "--dynamo-max-cost", "0.0001", "--dynamo-hash-keys"),
        *("--csv", str(locust.reports / "locust"), "--html", str(locust.reports / "locust.html")),
    )

    assert ended.code == 3, ended.err
    assert "dynamo: the run is ended: $" in ended.message
    run, files = ended.run, [path for path in ended.reports.rglob("*") if path.is_file()]
    spending = run["spending"]
    dollars = (0.125 * spending["read_units"] + 0.625 * spending["write_units"]) / 1_000_000
    assert 0.00002 < dollars <= 0.0001
    assert run["how"]["ended_by"].startswith("$")
    assert {row["key"][0] for row in run["keys"]} == {"#"}
    assert {path.suffix for path in files} >= {".json", ".html", ".csv"}
    for path in files:
        assert "THING#" not in path.read_text(), path
    assert "THING#" not in ended.out + ended.err
