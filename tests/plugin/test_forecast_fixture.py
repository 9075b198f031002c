"""`dynamo_forecast`, and the test item of a workload."""

import pytest

COUNTER = """\
version: 1
name: counters
tables: {counters: {partition_key: name}}
entities: {Counter: {population: 1, item: {name: ALL, count: {int: {min: 1, max: 9}}}}}
access_patterns:
  count_up: {update: {key: {name: ALL}, add: {count: 1}}, returns: Counter, rate: 400}
"""


@pytest.fixture
def counters(project):
    """Write the design of counters, with more at its end."""

    def write(more: str = "") -> None:
        (project.path / "counters.yaml").write_text(COUNTER + more, encoding="utf-8")

    write()
    return write


def test_the_forecast_at_the_declared_rates_and_others(run, counters):
    result = run(
        design="counters.yaml",
        tests="""
        def test_it(dynamo_forecast):
            assert dynamo_forecast.holds_until >= 1_000
            assert dynamo_forecast.ceiling == 1_000
            assert dynamo_forecast.first_throttle is None
            assert dynamo_forecast.load.peak_requests_per_second == 400
            assert dynamo_forecast.at(peak=5).first_throttle.key == "ALL"
            assert dynamo_forecast.at(peak="5x").throttled_share > 0.4
            later = dynamo_forecast.at(peak=5, duration="30m", shape="ramp")
            assert later.first_throttle.at_seconds > 800
            assert later.at(duration=60).load.shape == "ramp"
            assert later.load.duration_seconds == 1_800
            assert repr(later) == "<dynamo_forecast of counters at 2,000 requests/s>"

        def test_again(dynamo_forecast):
            assert dynamo_forecast.forecast.design == "counters"
        """,
    )
    result.assert_outcomes(passed=2)


def test_each_load_is_forecast_once_in_a_session(run, counters):
    result = run(
        design="counters.yaml",
        tests="""
        import pytest

        seen = []

        @pytest.mark.parametrize("number", [1, 2])
        def test_it(number, dynamo_forecast):
            seen.append((dynamo_forecast.forecast, dynamo_forecast.at(peak=2).forecast))
            assert all(one is two for one, two in zip(seen[0], seen[-1]))
        """,
    )
    result.assert_outcomes(passed=2)


def test_the_forecast_is_of_the_design_that_the_marker_names(run, counters):
    result = run(
        "--dynamo-designs=counters.yaml",
        tests="""
        import pytest

        @pytest.mark.dynamo_design("counters")
        def test_the_one(dynamo_forecast):
            assert dynamo_forecast.load.declared_requests_per_second == 400

        @pytest.mark.dynamo_design("shop")
        def test_the_other(dynamo_forecast):
            assert dynamo_forecast.load.declared_requests_per_second == 4
        """,
    )
    result.assert_outcomes(passed=2)


def test_an_assertion_that_fails_says_what_limits_the_design(run, counters):
    result = run(
        design="counters.yaml",
        tests="""
        def test_holds(dynamo_forecast):
            assert dynamo_forecast.holds_until >= 2_000

        def test_swapped(dynamo_forecast):
            assert 0 == dynamo_forecast.at(peak=5).throttled_share

        def test_other_numbers_are_left_alone():
            assert 1.0 == 2.0
        """,
    )
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(
        [
            "E       assert holds_until 1,000 >= 2,000",
            "E         counters at 400 requests/s (1 × declared), 1 h, modelled",
            "E           holds until  1,000 requests/s: counters: partition *",
            (
                "E           ceiling      1,000 requests/s: counters: key ALL (100 % of the writes), "
                "which no split helps"
            ),
            "E       assert 0 == throttled_share 0.5",
            "E         counters at 2,000 requests/s (5 × declared), 1 h, modelled",
            "E           throttled    partition *key ALL*",
            "E       assert 1.0 == 2.0",
        ]
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("peak=0", "a peak of 0 times the declared rates cannot be forecast."),
        (
            "peak='fast'",
            "peak='fast': wanted a multiple of the declared rates, such as 5 or '5x'",
        ),
        (
            "duration='soon'",
            "duration='soon': wanted seconds, or a span of time such as 90s, 30m or 1h, found 'soon'",
        ),
        ("duration=0", "a duration of 0 s cannot be forecast."),
        ("duration='400d'", "a duration of 400d cannot be forecast."),
        ("shape='circle'", "'circle' is no shape of a load."),
    ],
)
def test_a_load_that_cannot_be_is_told(run, counters, call, message):
    result = run(
        design="counters.yaml",
        tests=f"def test_it(dynamo_forecast):\n    dynamo_forecast.at({call})",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f">*dynamo_forecast.at({call})", f"E  *DynamoError: {message}"])
    result.stdout.no_fnmatch_line("*forecasts.py:*")
    result.stdout.no_fnmatch_line("*shapes.py:*")


def test_a_member_that_no_forecast_has_is_an_attribute_error(run, counters):
    result = run(
        design="counters.yaml",
        tests="""
        import copy, pytest

        def test_it(dynamo_forecast):
            with pytest.raises(AttributeError, match="holds_untill"):
                dynamo_forecast.holds_untill
            assert copy.copy(dynamo_forecast).ceiling == 1_000
        """,
    )
    result.assert_outcomes(passed=1)


def test_a_design_without_access_patterns_has_no_forecast(run, project):
    (project.path / "table.yaml").write_text(
        "version: 1\ntables: {shop: {partition_key: id}}\n", encoding="utf-8"
    )
    result = run(design="table.yaml", tests="def test_it(dynamo_forecast): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["table.yaml has no access patterns, *", "To fix this: *"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_workload_that_is_borne_is_one_more_item_that_passes(run, counters):
    counters("workload: {peak: 2x, holds_until: 900, ceiling: 1_000, throttled: 0}\n")
    result = run("counters.yaml", "-v", design=None)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        ["counters.yaml::count_up PASSED *", "counters.yaml::workload PASSED *"], consecutive=True
    )


def test_a_workload_that_is_not_borne_fails_with_each_limit(run, counters):
    counters("workload: {peak: 5x, duration: 10m, holds_until: 2_000, throttled: 0.1%}\n")
    result = run("counters.yaml", design=None)
    result.assert_outcomes(passed=1, failed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            "*_ workload of counters _*",
            (
                "the design does not keep its workload: counters at 2,000 requests/s (5 × declared), "
                "10 min, modelled"
            ),
            "  holds_until is to be at least 2,000 requests/s and is 1,000 (*); with 2 shards *",
            "  throttled is to be at most 0.1 % of the requests and is 50 % *",
            "  at counters.yaml:7",
        ],
        consecutive=True,
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_the_workload_can_be_chosen_alone(run, counters):
    counters("workload: {holds_until: 900}\n")
    run("counters.yaml::workload", design=None).assert_outcomes(passed=1)


def test_a_design_without_a_workload_has_no_such_item(run, counters):
    run("counters.yaml", design=None).assert_outcomes(passed=1)
