"""Gates: read, judged over a run or a tally, and told."""

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.measure.call import Arm, Attempt, Call, Throttle
from pytest_dynamo.measure.gates import (
    METRICS,
    Gate,
    figures_of_run,
    figures_of_tally,
    gate_line,
    judged,
    quantity_text,
    read_gates,
)
from pytest_dynamo.measure.load_values import GateFigures, SpendingFigures
from pytest_dynamo.measure.run import RunFacts, run_of
from pytest_dynamo.measure.run_values import How, RunPopulation
from pytest_dynamo.measure.tally import Tally

THROTTLE = Throttle(reason="TableReadKeyRangeThroughputExceeded")


def call(*, key="a", error=None, throttles=(), seconds=0.01, failed_attempts=()):
    arms = () if error else (Arm(table="things", read_units=2.0, partition_keys=(key,)),)
    return Call(
        operation="GetItem",
        started=100.0,
        duration_seconds=seconds,
        arms=arms,
        error=error,
        throttles=throttles,
        attempts=1 + len(failed_attempts),
        failed_attempts=failed_attempts,
    )


def test_a_list_of_gates_is_read_with_each_bound_in_the_unit_of_its_metric():
    text = (
        "throttles>0.1%,p99 >= 0.02s, response_p95>20ms , cost>$1.5, requests<1_000/s, failures>.5"
    )

    assert [(gate.metric, gate.sign, gate.bound) for gate in read_gates(text)] == [
        ("throttles", ">", pytest.approx(0.001)),
        ("p99", ">=", 20),
        ("response_p95", ">", 20),
        ("cost", ">", 1.5),
        ("requests", "<", 1_000),
        ("failures", ">", 0.5),
    ]
    assert read_gates(text)[1] == Gate(metric="p99", sign=">=", bound=20, text="p99 >= 0.02s")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no gate in ''"),
        (" , ", "no gate in"),
        ("p99", "'p99' is not a gate"),
        ("p99=20ms", "'p99=20ms' is not a gate"),
        ("throttle>1%", "no metric 'throttle'; did you mean 'throttles'?"),
        ("xyz>1", "there is no metric 'xyz'\n"),
        ("p99>20", "p99 is measured in ms; write p99>20ms or 0.02s"),
        ("p99>$20ms", "p99 is measured in ms"),
        ("throttles>10", "throttles is a share of 1; write throttles>0.1%"),
        ("requests<5ms", "requests is measured by the second; write requests<500 or 500/s"),
        ("cost>5%", "cost is measured in USD; write cost>1.50USD"),
    ],
)
def test_what_is_no_gate_is_refused_with_what_is_near(text, message):
    with pytest.raises(DynamoError) as refused:
        read_gates(text)

    assert message in str(refused.value)


def test_a_message_about_an_unknown_metric_names_all_there_are():
    with pytest.raises(DynamoError) as refused:
        read_gates("latency>1ms")

    missing = [name for name in METRICS if not name.startswith("response_")]
    assert [name for name in missing if name not in str(refused.value)] == []


@pytest.mark.parametrize(
    ("gate", "value", "is_passed"),
    [
        ("p99>20ms", 20.0, True),
        ("p99>20ms", 20.1, False),
        ("p99>=20ms", 20.0, False),
        ("usable_capacity<50%", 0.5, True),
        ("usable_capacity<=50%", 0.5, False),
        ("requests<10", 9.9, False),
        ("cost>1", None, False),
    ],
)
def test_a_gate_fails_where_it_holds_true_or_there_is_no_figure(gate, value, is_passed):
    (read,) = read_gates(gate)

    assert judged([read], {read.metric: value}) == (
        GateFigures(gate=gate, value=value, is_passed=is_passed),
    )


@pytest.mark.parametrize(
    ("gate", "value", "line"),
    [
        ("p99>20ms", 23.14, "p99 23.1 ms > 20 ms"),
        ("throttles>0.1%", 0.0123, "throttles 1.2 % > 0.1 %"),
        ("requests<500", 20.0, "requests 20 a second < 500 a second"),
        ("p99>20ms", None, "p99 > 20 ms: no request was timed"),
        (
            "usable_capacity<50%",
            None,
            "usable_capacity < 50 %: nothing was consumed in the measured time",
        ),
        ("cost>$2", None, "cost > 2 USD: nothing was priced"),
        ("cost<$.01", 0.00002, "cost 0.00002 USD < 0.01 USD"),
    ],
)
def test_a_failed_gate_is_a_line(gate, value, line):
    assert gate_line(GateFigures(gate=gate, value=value, is_passed=False)) == line


def test_a_passed_gate_is_a_line_too():
    passed = GateFigures(gate="p99>20ms", value=3.0, is_passed=True)

    assert gate_line(passed) == "p99 3 ms not > 20 ms"
    assert quantity_text(0.5, "share", "_") == "50_%"


def test_the_figures_of_a_tally_count_each_attempt_as_a_request():
    tally = Tally(partitions={("things", None): 2})
    first = Attempt(error="Slow", duration_seconds=0.01, waited_seconds=0.04, throttles=(THROTTLE,))
    tally.add(call())
    tally.add(call(seconds=0.06, failed_attempts=(first,)), late_seconds=0.1)
    tally.add(call(error="InternalServerError"))
    tally.drop("GetItem", 100.0)

    figures = figures_of_tally(tally, 2.0)

    assert set(figures) == set(METRICS)
    assert (figures["throttles"], figures["failures"], figures["errors"]) == (1 / 4, 2 / 4, 1 / 4)
    assert figures["dropped"] == 1 / 5
    assert (figures["requests"], figures["read_units"], figures["write_units"]) == (2, 2, 0)
    assert figures["p999"] == pytest.approx(10, rel=0.01)
    assert figures["response_p999"] == pytest.approx(160, rel=0.01)
    assert figures["usable_capacity"] == 0.5
    assert figures["cost"] is None


def run_after(tally, seconds, *, spending=None):
    """The run of a tally that began at 100 s and was so long."""
    return run_of(
        tally,
        RunFacts(
            design=parse_design("version: 1\ntables: {things: {partition_key: PK}}\n"),
            design_sha256="0",
            backend="embedded",
            started=100.0,
            duration_seconds=seconds,
            spending=spending,
            how=How(
                command="locust",
                rate="1x",
                users=1,
                spawn_rate=1,
                seed=0,
                warm_up_seconds=0,
                population=RunPopulation(scale=1, items=1),
                throttling="modelled",
            ),
        ),
    )


def test_the_figures_of_a_run_are_those_of_its_tally_and_what_it_cost():
    tally = Tally(partitions={("things", None): 2})
    first = Attempt(error="Slow", duration_seconds=0.01, waited_seconds=0.04, throttles=(THROTTLE,))
    for key in "aabcd":
        tally.add(call(key=key))
    tally.add(call(seconds=0.06, failed_attempts=(first,)), late_seconds=0.1)
    tally.add(call(error="ThrottlingException", throttles=(THROTTLE,)))
    for _ in range(3):
        tally.drop("GetItem", 100.0)
    spending = SpendingFigures(
        dollars=0.5, read_units=1, write_units=0, region="eu-west-1", prices_as_of="2026-09-01"
    )

    figures = figures_of_run(run_after(tally, 4.0, spending=spending))

    assert figures == pytest.approx({**figures_of_tally(tally, 4.0), "cost": 0.5})


def test_of_a_run_without_a_request_there_are_no_figures_but_rates():
    figures = figures_of_run(run_after(Tally(), 4.0))

    known = {name: figure for name, figure in figures.items() if figure is not None}
    assert known == {"requests": 0, "read_units": 0, "write_units": 0}


def test_of_nothing_there_are_no_figures():
    assert set(figures_of_tally(Tally(), 0.0).values()) == {None}
