"""The figures of a run that are modelled: of the design itself, whatever was measured."""

from collections.abc import Iterator

from pytest_dynamo.forecast.prices import HOURS_A_MONTH
from pytest_dynamo.measure.differences.noise import Estimate, exact, within
from pytest_dynamo.measure.differences.rows import WHOLE, Row
from pytest_dynamo.measure.differences.values import Scope
from pytest_dynamo.measure.run_values import Run

_HOUR, _MILLION = 3_600, 1_000_000

_OF_A_SAMPLE = 0.05
"""By how much a modelled figure may change with the items that were sampled for it."""


def modelled(run: Run, *, has_other_keys: bool) -> Iterator[Row]:
    """What holds, what a million requests cost, and what a request of each access pattern takes."""
    yield from _forecast(run, has_other_keys=has_other_keys)
    for shape in run.assessment.design.patterns if run.assessment else ():
        units = {"read_units_modelled": shape.read_units, "write_units_modelled": shape.write_units}
        scope = Scope(pattern=shape.name)
        for name, value in units.items():
            if value:
                yield name, scope, "a request", _modelled(value, has_other_keys=has_other_keys)


def _forecast(run: Run, *, has_other_keys: bool) -> Iterator[Row]:
    """What is modelled of the design itself."""
    known = run.forecast.get("holds_until") if isinstance(run.forecast, dict) else None
    if isinstance(known, int | float):
        yield (
            "holds_until",
            WHOLE,
            "a second",
            _modelled(float(known), has_other_keys=has_other_keys),
        )
    dollars = _modelled_dollars_per_million(run)
    if dollars is not None:
        yield (
            "dollars_per_million_modelled",
            WHOLE,
            "USD",
            _modelled(dollars, has_other_keys=has_other_keys),
        )


def _modelled_dollars_per_million(run: Run) -> float | None:
    """What a million of the forecast's requests cost as the design is billed, storage included."""
    if not isinstance(run.forecast, dict):
        return None
    try:
        dollars = float(run.forecast["prices"]["as_designed_usd"])
        a_second = float(run.forecast["load"]["mean_requests_per_second"])
    except (KeyError, TypeError, ValueError):
        return None
    return dollars / (a_second * HOURS_A_MONTH * _HOUR) * _MILLION if a_second else None


def _modelled(value: float, *, has_other_keys: bool) -> Estimate:
    """A figure of the model: the same again for the same seed, else of another sample of items."""
    return within(value, _OF_A_SAMPLE * value, "sample") if has_other_keys else exact(value)
