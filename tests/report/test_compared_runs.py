"""What is found between runs: by chance nothing, and what has changed."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from pytest_dynamo.assessment.values import Assessment, DesignShape, PatternShape
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.measure.differences.comparable import conclusion_of, conditions_of
from pytest_dynamo.measure.differences.comparing import NamedRun, compared, differences
from pytest_dynamo.measure.differences.gates import judged_differences, read_difference_gates
from pytest_dynamo.measure.differences.rows import WHOLE
from pytest_dynamo.measure.differences.values import Difference, Scope
from pytest_dynamo.measure.gates import Gate
from pytest_dynamo.measure.load_values import GeneratorFigures
from pytest_dynamo.measure.run import Run
from tests.report.conftest import Shape, invented_run

EVEN = Shape(seconds=40, calls_a_second=40)
THROTTLED = replace(EVEN, hot_share=0.3, throttled_share=0.05, failed_share=0.02)
NAMES = ("a", "b")


@pytest.fixture(scope="session")
def even() -> Run:
    return invented_run(EVEN)


@pytest.fixture(scope="session")
def dearer() -> Run:
    return invented_run(replace(EVEN, units=2.0, seed=8))


def by_metric(found: tuple[Difference, ...], scope: Scope = WHOLE) -> dict[str, Difference]:
    return {each.metric: each for each in found if each.scope == scope}


@pytest.mark.parametrize("shape", [EVEN, THROTTLED], ids=["even", "throttled"])
def test_of_a_thousand_figures_that_did_not_change_hardly_one_is_taken_for_changed(
    shape: Shape,
) -> None:
    pairs = [
        [invented_run(replace(shape, seed=number)) for number in (2 * pair, 2 * pair + 1)]
        for pair in range(12)
    ]
    found = [each for before, after in pairs for each in differences(before, after)]

    alarms = [(each.metric, each.scope, each.verdict) for each in found if each.is_real]

    assert len(found) > 450
    # One in a thousand is promised: of so many more than 4 come in one of 5,000 such tests.
    assert len(alarms) <= 4, alarms


def test_a_run_beside_itself_differs_in_nothing(even: Run) -> None:
    assert {each.verdict for each in differences(even, even)} == {"same"}


def test_what_costs_twice_as_much_is_found_and_is_worse(even: Run, dearer: Run) -> None:
    found = differences(even, dearer)
    pattern = by_metric(found, Scope(pattern="create_order"))["write_units_a_request"]

    assert pattern == Difference(
        metric="write_units_a_request",
        unit="a request",
        scope=Scope(pattern="create_order"),
        before=5.0,
        after=10.0,
        change=1.0,
        noise=0.0,
        method="exact",
        verdict="worse",
    )
    whole = by_metric(found)
    assert whole["write_units"].verdict == "worse"
    assert whole["usable_capacity"].verdict in ("same", "within noise")
    assert whole["requests"].verdict == "within noise"


def test_the_other_way_round_it_is_better(even: Run, dearer: Run) -> None:
    assert by_metric(differences(dearer, even))["write_units"].verdict == "better"


def test_units_say_nothing_of_a_design_where_more_requests_got_through(even: Run) -> None:
    throttled = invented_run(replace(EVEN, throttled_share=0.4))
    whole = by_metric(differences(throttled, even))

    assert whole["throttles"].verdict == "better"
    assert whole["throttles"].change == -1.0
    assert whole["read_units"].verdict == "differs"
    patterns = by_metric(differences(throttled, even), Scope(pattern="get_user"))
    assert patterns["read_units_a_request"].verdict == "same"


def test_where_a_comparison_is_broken_only_the_design_is_better_or_worse(
    even: Run, dearer: Run
) -> None:
    found = differences(even, dearer, is_broken=True)

    assert by_metric(found)["write_units"].verdict == "differs"
    pattern = by_metric(found, Scope(pattern="create_order"))
    assert pattern["write_units_a_request"].verdict == "worse"


def test_units_a_request_say_nothing_where_a_performance_takes_more_requests(
    even: Run, dearer: Run
) -> None:
    fanned_out = replace(
        dearer,
        patterns=tuple(
            replace(row, offered_per_second=8 * row.offered_per_second) for row in dearer.patterns
        ),
    )
    found = by_metric(differences(even, fanned_out), Scope(pattern="create_order"))

    assert found["write_units_a_request"].verdict == "differs"


def test_modelled_units_of_a_performance_are_exact_for_the_same_seed(even: Run) -> None:
    def with_units(units: float, seed: int) -> Run:
        shape = PatternShape(
            name="get_user",
            description="",
            operation="GetItem",
            table="shop-table",
            index=None,
            condition="",
            requests_per_second=1.0,
            read_units=units,
        )
        run = replace(even, how=replace(even.how, seed=seed))
        return replace(run, assessment=Assessment(design=DesignShape(patterns=(shape,))))

    def verdict(before: Run, after: Run) -> str:
        scope = Scope(pattern="get_user")
        return by_metric(differences(before, after), scope)["read_units_modelled"].verdict

    assert verdict(with_units(3, 0), with_units(3.1, 0)) == "worse"
    assert verdict(with_units(3, 0), with_units(3.1, 1)) == "within noise"
    assert verdict(with_units(3, 0), with_units(16, 1)) == "worse"


def test_what_only_one_run_knows_is_no_verdict(even: Run) -> None:
    forecast = replace(even, forecast={"holds_until": 100.0})
    found = by_metric(differences(even, forecast))["holds_until"]

    assert (found.before, found.after, found.change, found.noise) == (None, 100.0, None, None)
    assert found.verdict == "differs"


def test_runs_without_a_request_have_nothing_to_compare(even: Run) -> None:
    empty = invented_run(Shape(calls_a_second=0))

    with pytest.raises(DynamoError, match=r"b/run\.json has no request in its measured time"):
        compared(
            [
                NamedRun(name="a", path="a/run.json", run=even),
                NamedRun(name="b", path="b/run.json", run=empty),
            ]
        )


def test_of_different_designs_what_has_the_same_name_is_compared(even: Run) -> None:
    other = replace(
        even,
        design=replace(even.design, name="kiosk", sha256="0"),
        patterns=tuple(replace(row, name=f"{row.name}_2") for row in even.patterns[1:])
        + even.patterns[:1],
    )
    found = compared(
        [
            NamedRun(name=name, path=name, run=run)
            for name, run in zip(NAMES, (even, other), strict=True)
        ]
    )
    (against,) = found.others
    patterns = {each.scope.pattern for each in against.differences if each.scope.pattern}

    assert even.patterns[0].name in patterns
    assert f"{even.patterns[1].name}_2" not in patterns
    assert f"{even.patterns[1].name} (only in a)" in against.left_out
    assert against.conditions[0].text == (
        "Two designs, shop and kiosk: compared are the totals, and the tables, indexes and access patterns "
        "that have the same names in both."
    )


@pytest.mark.parametrize(
    ("changed", "name", "agreement"),
    [
        (lambda run: run, "", ""),
        (lambda run: replace(run, design=replace(run.design, sha256="0")), "the design", "differs"),
        (
            lambda run: replace(run, window=replace(run.window, offered_per_second=99.0)),
            "the offered load",
            "breaks",
        ),
        (
            lambda run: replace(run, window=replace(run.window, to_seconds=5.0)),
            "the measured time",
            "differs",
        ),
        (lambda run: replace(run, how=replace(run.how, seed=5)), "the seed", "differs"),
        (
            lambda run: replace(run, backend=replace(run.backend, kind="aws")),
            "the backend",
            "breaks",
        ),
        (
            lambda run: replace(run, how=replace(run.how, throttling="modelled")),
            "throttling",
            "breaks",
        ),
        (
            lambda run: replace(
                run, how=replace(run.how, population=replace(run.how.population, items=9))
            ),
            "the population",
            "differs",
        ),
        (
            lambda run: replace(run, how=replace(run.how, keys={"User": "uniform"})),
            "the choice of keys",
            "differs",
        ),
        (lambda run: replace(run, how=replace(run.how, client="fast")), "the client", "differs"),
        (
            lambda run: replace(run, how=replace(run.how, shape="ramp:1m")),
            "the shape of the load",
            "differs",
        ),
        (
            lambda run: replace(run, generator=GeneratorFigures(verdict="Too slow.")),
            "the load generator",
            "breaks",
        ),
        (lambda run: replace(run, how=replace(run.how, interrupted=True)), "the end", "differs"),
        (
            lambda run: replace(run, how=replace(run.how, versions={"pytest-dynamo": "9"})),
            "the version",
            "differs",
        ),
    ],
)  # fmt: skip
def test_what_is_not_the_same_is_said(
    even: Run, changed: Callable[[Run], Run], name: str, agreement: str
) -> None:
    found = list(conditions_of(even, changed(even), NAMES))
    other = [each for each in found if each.agreement != "same"]

    assert [(each.name, each.agreement) for each in other] == ([(name, agreement)] if name else [])
    expected = {
        "": "The runs are comparable: the same design under the same load, made in the same way.",
        "differs": f"The runs are comparable; {name} is not the same.",
        "breaks": f"The runs are comparable only in part, because of {name}.",
    }
    assert conclusion_of(found) == expected[agreement]


def gate_notes(text: str, before: Run, after: Run) -> list[tuple[bool, str]]:
    found = compared(
        [
            NamedRun(name=name, path=name, run=run)
            for name, run in zip(NAMES, (before, after), strict=True)
        ]
    )
    gates = read_difference_gates(text)
    return [
        (gate.is_passed, gate.note) for gate in judged_differences(gates, found.others[0], after)
    ]


def test_a_gate_fails_only_where_the_difference_is_more_than_noise(even: Run, dearer: Run) -> None:
    other = invented_run(replace(EVEN, seed=9))

    ((passed, note),) = gate_notes("read_units>+10%", even, dearer)
    assert not passed
    assert note.startswith("read_units>+10%: ")
    assert re.search(r" a second to .* a second, \+[\d.]+ %$", note)
    ((passed, note),) = gate_notes("write_units>+0.001%", *_ordered(even, other))
    assert passed
    assert note.endswith(", which is within noise")


def _ordered(one: Run, other: Run) -> tuple[Run, Run]:
    runs = sorted((one, other), key=lambda run: run.window.write_units)
    return runs[0], runs[1]


def test_a_gate_without_a_sign_is_about_the_later_run(even: Run, dearer: Run) -> None:
    assert gate_notes("requests<1, throttles>+0.5pp", even, dearer) == [
        (True, f"requests {_rate(dearer)} a second not < 1 a second"),
        (True, "throttles>+0.5pp: 0 % to 0 %"),
    ]


def _rate(run: Run) -> str:
    return f"{run.window.done_per_second:.1f}".removesuffix(".0")


def test_any_rise_from_nothing_is_over_a_relative_bound(even: Run) -> None:
    throttled = invented_run(replace(EVEN, throttled_share=0.1))

    ((passed, note),) = gate_notes("throttles>+1000%", even, throttled)
    assert not passed
    assert note.startswith("throttles>+1000%: 0 % to ")
    assert gate_notes("throttles>+1000%", even, even) == [(True, "throttles>+1000%: 0 % to 0 %")]


def test_a_gate_about_what_is_not_known_of_both_fails(even: Run) -> None:
    assert gate_notes("cost>+10%", even, even) == [(False, "cost>+10%: not known of both runs")]


def test_gates_are_read_with_their_signs() -> None:
    signed, lower, points, plain = read_difference_gates(
        "read_units>+10%, usable_capacity < -0.05, throttles>=+0.5pp, p99>20ms"
    )

    assert (signed.bound, getattr(signed, "is_relative", None)) == (0.1, True)
    assert (lower.bound, getattr(lower, "is_relative", None)) == (-0.05, False)
    assert (points.bound, getattr(points, "is_relative", None)) == (0.005, False)
    assert isinstance(plain, Gate)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no gate in ''"),
        ("reed_units>+10%", "no metric 'reed_units'; did you mean 'read_units'?"),
        ("p99>+10", "p99 is measured in ms"),
        ("p99>+x", "'p99>x' is not a gate"),
        ("read_units+10%", "'read_units+10%' is not a gate"),
        ("p99>20", "p99 is measured in ms"),
    ],
)
def test_what_is_no_gate_is_refused(text: str, message: str) -> None:
    with pytest.raises(DynamoError) as refused:
        read_difference_gates(text)

    assert message in str(refused.value)
