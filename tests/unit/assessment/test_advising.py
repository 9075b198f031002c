"""The order of advice, and what is advised about the designs that come with the project."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pytest_dynamo.assessment.advising import advice_of
from pytest_dynamo.assessment.troubleshooting import checked_of
from pytest_dynamo.assessment.values import TROUBLES, Gain, Weighed
from pytest_dynamo.assessment.weighing import gain_of, is_worse
from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.design.values.placeless import without_places
from pytest_dynamo.forecast.forecasting import forecast
from tests.unit.assessment import cases
from tests.unit.assessment.cases import case, forecast_and_examined, patched

DESIGNS = Path(__file__).parents[3] / "designs"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
SCALES = {"orders": 0.005, "sessions": 0.2, "chat": 0.1, "leaderboard": 0.3}
FIRST = {
    "chat": "Bill joined-messages provisioned",
    "events": "Spread `DAY#2026-11-23` and keys like it over 8 shards in table event-log",
    "leaderboard": "Spread `SEASON#2026` and keys like it over",
    "orders": "Bill my-service-table provisioned",
    "saas": "Spread `TENANT#1000` and keys like it over 4 shards in table documents",
    "sessions": "Spread `SESSION` and keys like it over",
    "telemetry": "Spread `DAY#2026-11-23` and keys like it over 2 shards in table readings-by-day",
}


def figures(**others):
    given = {
        "holds_until": 100.0,
        "ceiling": 100.0,
        "throttled_share": 0.0,
        "usd_per_month": 50.0,
        "read_units_per_second": 5.0,
        "write_units_per_second": 5.0,
    }
    return Weighed(**(given | others))


@pytest.mark.parametrize("name", FIRST)
def test_the_advice_for_each_design_of_the_project(name):
    path = DESIGNS / f"{name}.yaml"
    design, text = load_design(path), path.read_text()
    scale, changed = SCALES.get(name, 1.0), []

    def again(other):
        changed.append(without_places(other))
        return forecast(other, now=NOW, duration_seconds=60, scale=scale)

    made, examination = forecast_and_examined(design, seconds=60, scale=scale)
    advice, _ = advice_of(design, made, again, examination, text=text, most=2)
    assert advice[0].title.startswith(FIRST[name])
    weighed = [each for each in advice if each.after]
    assert list(advice[: len(weighed)]) == weighed
    for each in weighed:
        assert without_places(parse_design(patched(text, each.change), str(path))) in changed
    rows = checked_of(design, made, examination, (), advice)
    assert [row.trouble for row in rows] == list(TROUBLES)
    assert sorted(at for row in rows for at in row.advice) == list(range(len(advice)))


def test_a_date_as_a_key_holds_as_much_more_as_the_forecast_of_the_changed_file_says():
    path = DESIGNS / "telemetry.yaml"
    design, text = load_design(path), path.read_text()

    def again(other):
        return forecast(other, now=NOW, duration_seconds=3_600)

    made, examination = forecast_and_examined(design, seconds=3_600)
    advice, _ = advice_of(design, made, again, examination, text=text, most=1)
    after = again(parse_design(patched(text, advice[0].change), str(path)))
    assert advice[0].gain == Gain(
        metric="requests a second", before=made.holds_until, after=after.holds_until
    )
    assert after.holds_until == pytest.approx(2 * made.holds_until)
    assert made.holds_until < made.load.peak_requests_per_second < after.holds_until
    assert advice[0].rule == "PD401"  # which the design ignores, and is true all the same


def test_what_makes_the_load_hold_comes_before_what_saves_dollars_and_that_before_the_rest():
    found = case(cases.READ_HOT)
    metrics = [each.gain and each.gain.metric for each in found.advice]
    assert metrics == ["requests a second", "US dollars a month", None]


def test_of_two_the_one_that_saves_more_comes_first():
    saved = [each.gain.difference for each in case(cases.DEAR).advice if each.gain]
    assert len(saved) == 3
    assert saved == sorted(saved)


def test_the_same_design_gives_the_same_advice():
    found = case(cases.FILTER)
    again = case.__wrapped__(cases.FILTER)
    assert (again.advice, again.notes) == (found.advice, found.notes)


def test_what_would_throttle_more_is_not_advised_and_noted():
    found = case(cases.FILTER)

    def fail(_):
        return replace(found.made, throttled_share=1.0)

    advice, notes = advice_of(found.design, found.made, fail, found.examination)
    assert advice == ()
    assert notes == (
        "not advised, as more requests would be throttled: Add an index for placed, and query that",
        "not advised, as more requests would be throttled: Bill shop provisioned, with auto scaling",
    )


def test_a_load_that_holds_need_not_hold_more():
    before, after = figures(), figures(holds_until=200.0, usd_per_month=40.0)
    assert gain_of(before, after, 90.0) == Gain(
        metric="US dollars a month", before=50.0, after=40.0
    )
    assert gain_of(before, after, 110.0) == Gain(
        metric="requests a second", before=100.0, after=200.0
    )
    assert gain_of(before, after, 90.0, "requests a second") == gain_of(before, after, 110.0)


def test_units_are_a_gain_where_dollars_are_not_and_nothing_is_none():
    fewer = figures(write_units_per_second=4.0)
    assert gain_of(figures(), fewer, 90.0) == Gain(
        metric="write units a second", before=5.0, after=4.0
    )
    assert gain_of(figures(), figures(), 110.0) is None
    assert gain_of(figures(), fewer, 90.0, "US dollars a month") is None


def test_a_change_is_worse_if_a_thousandth_more_of_all_requests_is_throttled():
    assert not is_worse(figures(), figures(throttled_share=0.001))
    assert is_worse(figures(), figures(throttled_share=0.0011))
