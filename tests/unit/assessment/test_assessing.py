"""An assessment as a whole: what it holds, what it is made from, and that it never fails."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pytest_dynamo.assessment import assessing
from pytest_dynamo.assessment.assessing import Basis, assess
from pytest_dynamo.assessment.values import TROUBLES, Assessment, DesignShape
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.forecasting import forecast, prepare_under
from pytest_dynamo.forecast.values import Forecast

NOW = datetime(2026, 11, 23, tzinfo=UTC)

DAYS = """
version: 1
name: days
tables: {days: {partition_key: PK, sort_key: SK}}
entities:
  Event:
    population: 100
    item: {PK: "DAY#{at:%Y-%m-%d}", SK: "{id}", id: {ulid: true}, at: {timestamp: {since: -2d}}}
access_patterns:
  put_event: {put: Event, rate: 2_000}
"""


@pytest.fixture(scope="module")
def design() -> Design:
    return parse_design(DAYS, "days.yaml")


def forecast_again(design: Design) -> Forecast:
    return forecast(design, now=NOW, duration_seconds=60, scale=0.5)


@pytest.fixture(scope="module")
def made(design: Design) -> Forecast:
    return forecast_again(design)


Assess = Callable[..., Assessment]


@pytest.fixture(scope="module")
def assessed(design: Design, made: Forecast) -> Assess:
    def run(**changes: object) -> Assessment:
        arguments = {"made": made, "forecast_again": forecast_again, "now": NOW, "scale": 0.5}
        basis = Basis(text=DAYS, **(arguments | changes))  # type: ignore[arg-type]
        return assess(design, basis, most=1)

    return run


@pytest.fixture(scope="module")
def found(assessed: Assess) -> Assessment:
    return assessed()


def test_it_has_all_that_can_be_said(found: Assessment) -> None:
    assert [each.name for each in found.design.patterns] == ["put_event"]
    assert [each.sampled for each in found.item_sizes] == [50]
    assert [row.trouble for row in found.checked] == list(TROUBLES)
    assert (found.parameters, found.source) == ({}, "modelled")
    first = found.advice[0]
    assert (first.rule, first.trouble) == ("PD401", "hot partition")
    assert first.gain
    assert first.gain.after > first.gain.before == pytest.approx(1_000)


def test_what_is_worked_out_already_is_not_worked_out_again(
    design: Design, found: Assessment, assessed: Assess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assessing, "gather", None)

    again = assessed(prepared=prepare_under(design, now=NOW, scale=0.5, duration_seconds=60))

    assert again == found


def test_changed_parameters_of_the_model_are_those_of_the_forecast(
    design: Design, assessed: Assess
) -> None:
    parameters = Parameters(partition_write_units=500)
    made = forecast(design, now=NOW, duration_seconds=60, parameters=parameters)

    found = assessed(made=made, parameters=parameters)

    assert found.parameters == {"partition_write_units": "500"}
    assert "a partition serves 500" in found.advice[0].evidence


def test_no_key_stands_in_any_text_where_others_are_shown(
    found: Assessment, assessed: Assess
) -> None:
    concealed = assessed(shown=lambda _: "#hash")

    assert "DAY#2026-11-23" in repr(found)
    assert "DAY#2026-11-23" not in repr(concealed)
    assert "#hash" in concealed.advice[0].evidence
    assert concealed.design == found.design


def test_a_fix_that_cannot_be_forecast_is_noted(assessed: Assess) -> None:
    def refuse(design: Design) -> Forecast:
        message = "there is no time"
        raise DynamoError(message)

    found = assessed(forecast_again=refuse)

    assert "1 fix is not weighed: there is no time" in found.notes
    assert (found.advice[0].gain, found.advice[0].not_weighed) == (None, "no forecast")


@pytest.mark.parametrize(
    ("part", "what", "is_left"),
    [
        ("design_shape", "the design", lambda found: found.design == DesignShape()),
        ("item_sizes", "item sizes", lambda found: found.item_sizes == ()),
        ("gather", "the rules on capacity", lambda found: found.item_sizes != ()),
        ("advice_of", "what fixes gain", lambda found: found.advice == ()),
        ("checked_of", "kinds of trouble", lambda found: found.checked == ()),
    ],
)
def test_a_part_that_fails_is_noted_without_what_the_error_says(
    part: str,
    what: str,
    is_left: Callable[[Assessment], bool],
    assessed: Assess,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object, **__: object) -> None:
        message = "USER#secret"
        raise KeyError(message)

    monkeypatch.setattr(assessing, part, fail)

    found = assessed()

    assert f"{what}: not assessed, for that failed: KeyError" in found.notes
    assert is_left(found)


def test_progress_is_told_and_an_interrupt_gets_through(design: Design, made: Forecast) -> None:
    told: list[str] = []

    def tell(what: str, _share: float) -> None:
        told.append(what)
        if what.startswith("weighing"):
            raise KeyboardInterrupt

    basis = Basis(made=made, forecast_again=forecast_again, now=NOW, scale=0.5)
    with pytest.raises(KeyboardInterrupt):
        assess(design, basis, on_progress=tell)

    assert told[:2] == ["measuring items", "applying the rules"]
    assert "asking for keys" in told
