"""Whether the generator kept up: what its processes measure, and the verdict."""

from locust.env import Environment

import logging
from types import SimpleNamespace

import pytest

from pytest_dynamo.locust.following.generator import Generator, Making, making_of, verdict
from pytest_dynamo.locust.recording import effort
from pytest_dynamo.locust.recording.effort import Effort, Efforts
from pytest_dynamo.measure.load_values import GeneratorFigures
from pytest_dynamo.measure.run_values import How
from pytest_dynamo.measure.tally import Tally
from tests.load.invented import STARTED, call

BUSY = GeneratorFigures(cpu_share=0.97)
IDLE = GeneratorFigures(cpu_share=0.2)


def spent(seconds, cpu_seconds, discarded=0, late=()):
    made = Effort()
    for each in late:
        made.start_late(each)
    given = made.hand_over()
    return {**given, "seconds": seconds, "cpu_seconds": cpu_seconds, "discarded": discarded}


@pytest.mark.parametrize(
    ("figures", "making", "said"),
    [
        (IDLE, Making(is_open=True), ""),
        (GeneratorFigures(), Making(), ""),
        (GeneratorFigures(cpu_share=0.9, dropped=10), Making(), ""),
        (
            BUSY,
            Making(),
            (
                "The load generator was the bottleneck: a process that makes it was busy for 97 % of the "
                "time."
            ),
        ),
        (
            GeneratorFigures(cpu_share=1.02, dropped=20),
            Making(shares_core=True),
            (
                "The load generator and the embedded DynamoDB, which share a core, were the bottleneck: a "
                "process that makes it was busy for 100 % of the time, and 2 % of the requests that were "
                "due were dropped."
            ),
        ),
        (
            GeneratorFigures(cpu_share=0.2, dropped=11),
            Making(),
            (
                "The load was not made as it was asked for: 1.1 % of the requests that were due were "
                "dropped. The busiest process that makes it was busy for 20 % of the time only: there are "
                "too few users, or what answers them is too slow."
            ),
        ),
        (
            GeneratorFigures(late_seconds_p99=0.25),
            Making(is_open=True),
            (
                "The load was not made as it was asked for: one in a hundred was started more than 0.25 s "
                "late."
            ),
        ),
        (GeneratorFigures(late_seconds_p99=0.25), Making(), ""),
    ],
)
def test_the_verdict_is_one_plain_statement(figures, making, said):
    assert verdict(figures, 1_000, making) == said


def test_nothing_offered_is_no_reason_to_complain():
    assert verdict(GeneratorFigures(dropped=1), 0, Making()) == ""


def test_a_process_hands_over_what_it_has_spent_since_the_last_time(monkeypatch):
    times = iter([10.0, 13.0, 14.0])
    cpu = iter([1.0, 2.5, 2.6])
    monkeypatch.setattr(effort.time, "monotonic", lambda: next(times))
    monkeypatch.setattr(effort.time, "process_time", lambda: next(cpu))
    made = Effort()
    made.start_late(0.0005)
    made.start_late(0.2)

    first = made.hand_over()

    assert (first["seconds"], first["cpu_seconds"], first["discarded"]) == (3.0, 1.5, 0)
    assert sum(count for _, count in first["late"]["counts"]) == 1


def test_what_a_process_does_after_the_test_is_not_for_the_test():
    made = Effort()
    made.begin()
    made.end()
    made.hand_over()

    assert (made.hand_over()["seconds"], made.hand_over()["cpu_seconds"]) == (0.0, 0.0)
    made.begin()
    assert made.hand_over()["seconds"] > 0
    made.end()


def test_connections_thrown_away_are_counted_and_told_of_once(caplog):
    logger = logging.getLogger("urllib3.connectionpool")
    made = Effort()
    made.begin()
    for _ in range(3):
        logger.warning("Connection pool is full, discarding connection: %s. Pool size: %s", "h", 1)
    logger.warning("something else")
    handed = made.hand_over()
    made.end()
    logger.warning("Connection pool is full, discarding connection: %s. Pool size: %s", "h", 1)

    assert handed["discarded"] == 3
    assert [record.message for record in caplog.records] == [
        "Connection pool is full, discarding connection: h. Pool size: 1",
        "something else",
        "Connection pool is full, discarding connection: h. Pool size: 1",
    ]
    assert made.hand_over()["discarded"] == 0


def test_of_several_processes_the_busiest_counts():
    efforts = Efforts()
    assert (efforts.cpu_share, efforts.peak_cpu_share) == (None, None)
    for _ in range(2):
        efforts.take_over("a", spent(3.0, 1.5))
    efforts.take_over("b", spent(3.0, 2.7, discarded=2))
    efforts.take_over("b", spent(3.0, 0.3, discarded=1))

    assert efforts.cpu_share == 0.5
    assert efforts.peak_cpu_share == pytest.approx(0.9)
    assert efforts.cpu_share_of("b") == pytest.approx(0.9)
    assert efforts.cpu_share_of("c") is None
    assert efforts.discarded_connections == 3


def test_each_process_says_when_it_was_how_busy():
    efforts = Efforts()
    for process, until, cpu_seconds in (
        ("a", 1_003.0, 0.6),
        ("b", 1_003.0, 2.7),
        ("a", 1_006.0, 1.5),
    ):
        efforts.take_over(process, {**spent(3.0, cpu_seconds), "until": until})

    shares = [efforts.processor.share_at(number, number + 1) for number in (999, 1_001, 1_005)]
    assert shares == [None, pytest.approx(0.9), pytest.approx(0.5)]


def test_a_process_that_has_spent_no_time_was_not_busy():
    efforts = Efforts()
    efforts.take_over("a", spent(0.0, 0.0))

    assert efforts.cpu_share == 0.0


@pytest.mark.parametrize(("calls", "expected"), [(1_000, 0.0), (100, 0.2), (10, 0.3)])
def test_how_late_99_of_100_calls_were_is_of_all_of_them(calls, expected):
    efforts = Efforts()
    efforts.take_over("a", spent(1.0, 0.1, late=[0.2, 0.3]))

    assert efforts.late_seconds_p99(calls) == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize(
    ("arrivals", "kind", "expected"),
    [
        ("closed", "embedded", Making(shares_core=True)),
        ("poisson", "endpoint", Making(is_open=True)),
        ("closed", "aws", Making()),
    ],
)
def test_how_the_load_is_made(arrivals, kind, expected):
    test = SimpleNamespace(
        environment=SimpleNamespace(runner=Environment().create_local_runner()),
        arrivals=arrivals,
        place=SimpleNamespace(backend=SimpleNamespace(kind=kind)),
    )

    assert making_of(test) == expected


@pytest.mark.parametrize("is_alone", [True, False])
def test_the_process_that_directs_is_measured_where_it_makes_the_load(is_alone):
    runner = Environment().create_local_runner() if is_alone else object()
    total = Tally()
    total.add(call(0, "a"))
    for _ in range(9):
        total.drop("put", STARTED)
    test = SimpleNamespace(
        environment=SimpleNamespace(runner=runner),
        arrivals="closed",
        place=SimpleNamespace(backend=SimpleNamespace(kind="embedded")),
        effort=Effort(),
        efforts=Efforts(),
        total=total,
    )
    follower = Generator()
    follower.look(None)
    follower.begin(test)
    follower.look(None)
    follower.end(test)
    facts = follower.conclude(test, facts_like())

    assert (facts.generator.cpu_share is not None) == is_alone
    assert (facts.processor.timeline.first is not None) == is_alone
    assert facts.generator.dropped == 9
    assert "90 % of the requests that were due were dropped" in facts.generator.verdict


def facts_like():
    from pytest_dynamo.measure.run_figures import RunFacts

    how = How(
        command="", rate="1x", users=1, spawn_rate=1, seed=0, warm_up_seconds=0,
        population=None, throttling="",
    )  # fmt: skip
    return RunFacts(
        design=None, design_sha256="", backend="embedded", started=0, duration_seconds=1, how=how
    )
