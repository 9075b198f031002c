"""The forecasts of a session, each made once, and the fixture's view of one."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

import pytest

from pytest_dynamo.design.values import DECLARED, Design, LoadShape, Workload
from pytest_dynamo.design.written import multiple_of, seconds_of
from pytest_dynamo.errors import DynamoError

if TYPE_CHECKING:
    from pytest_dynamo.forecast.preparing import Prepared
    from pytest_dynamo.forecast.values import Forecast


AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
"""The moment populations are forecast at: keys made of the time lie elsewhere at another, and an assertion
close to its margin would hold on one day and not on the next."""


class Forecasts:
    """Forecasts the designs of a session under any load; each of them once."""

    def __init__(self, *, seed: int) -> None:
        self._seed = seed
        self._now = AS_OF
        self._prepared: dict[str, Prepared] = {}
        self._made: dict[tuple[str, float, float, str], Forecast] = {}

    def under(self, design: Design, load: Workload) -> "Forecast":
        """The forecast of a design under a load.

        Raises:
            DynamoError: There is nothing to forecast, or the load makes no sense.
        """
        # numpy, and all that calculates with it, is imported by the first forecast.
        from pytest_dynamo.forecast.forecasting import forecast_prepared
        from pytest_dynamo.forecast.preparing import prepare

        key = design.path, load.peak, load.duration_seconds, load.shape
        if key not in self._made:
            if design.path not in self._prepared:
                self._prepared[design.path] = prepare(design, now=self._now, seed=self._seed)
            self._made[key] = forecast_prepared(
                self._prepared[design.path],
                peak=load.peak,
                duration_seconds=load.duration_seconds,
                shape=load.shape,
            )
        return self._made[key]

    def under_workload(self, design: Design) -> "Forecast":
        """The forecast of a design under its own workload, or else at its declared rates."""
        return self.under(design, design.workload or DECLARED)


FORECASTS = pytest.StashKey[Forecasts]()


class Figure(float):
    """A figure of a forecast: a number that knows where it comes from, for when an assertion fails."""

    def __new__(cls, value: float, *, name: str, forecast: "Forecast") -> Self:
        """A number with its name in the forecast."""
        figure = super().__new__(cls, value)
        figure.name = name
        figure.forecast = forecast
        return figure

    name: str
    forecast: "Forecast"


@dataclass(frozen=True, slots=True)
class DynamoForecast:
    """What is forecast of a design under a load; all members of the forecast are members of this.

    `holds_until` and `ceiling` are in requests a second, and `usable_capacity` and `throttled_share`
    shares of 1. `at` is the same under another load.
    """

    forecast: "Forecast"
    _design: Design = field(repr=False)
    _load: Workload = field(repr=False)
    _forecasts: Forecasts = field(repr=False)

    def at(
        self,
        *,
        peak: float | str | None = None,
        duration: float | str | None = None,
        shape: LoadShape | None = None,
    ) -> "DynamoForecast":
        """The forecast at a `peak` times the declared rates, for a duration, in a shape.

        `peak` is a number, or text such as `5x`; `duration` seconds, or text such as `30m`. What is left
        out stays as it is.

        Raises:
            DynamoError: One of them cannot be read, or is more than can be forecast.
        """
        __tracebackhide__ = True
        load = replace(
            self._load,
            peak=self._load.peak if peak is None else _multiple(peak),
            duration_seconds=(
                self._load.duration_seconds if duration is None else _seconds(duration)
            ),
            shape=shape or self._load.shape,
        )
        return forecast_under(self._forecasts, self._design, load)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a forecast has
        # Not self.forecast: while a copy is being made there is none, and it would be asked for here.
        forecast = object.__getattribute__(self, "forecast")
        value = getattr(forecast, name)
        is_figure = isinstance(value, float)
        return Figure(value, name=name, forecast=forecast) if is_figure else value

    def __repr__(self) -> str:
        load = self.forecast.load
        rate = load.peak_requests_per_second
        return f"<dynamo_forecast of {self.forecast.design} at {rate:,.10g} requests/s>"


def forecast_under(forecasts: Forecasts, design: Design, load: Workload) -> DynamoForecast:
    """The fixture's view of the forecast of a design under a load.

    Raises:
        DynamoError: There is nothing to forecast, or the load makes no sense.
    """
    __tracebackhide__ = True
    try:
        found = forecasts.under(design, load)
    except DynamoError as error:  # where it was found out is of no use to who wrote the test
        raise error.with_traceback(None) from None
    return DynamoForecast(found, design, load, forecasts)


def explained(operator: str, left: object, right: object) -> list[str] | None:
    """What to say where a comparison with a figure of a forecast does not hold; None for others."""
    figure = left if isinstance(left, Figure) else right
    if not isinstance(figure, Figure):
        return None
    from pytest_dynamo.forecast.figures import number_text

    sides = [
        f"{each.name} {number_text(each)}" if isinstance(each, Figure) else _shown(each)
        for each in (left, right)
    ]
    return [f"{sides[0]} {operator} {sides[1]}", *_limits(figure.forecast)]


def _limits(forecast: "Forecast") -> Iterator[str]:
    """What limits a design, in the few lines that pytest shows of an assertion."""
    from pytest_dynamo.forecast.figures import number_text
    from pytest_dynamo.forecast.text import forecast_lines
    from pytest_dynamo.forecast.wording import bound_text

    yield next(forecast_lines(forecast))
    for label, bound in (
        ("holds until", forecast.holds_until_bound),
        ("ceiling    ", forecast.ceiling_bound),
    ):
        rate = number_text(bound.requests_per_second)
        yield f"  {label}  {rate} requests/s: {bound_text(bound)}"
    if forecast.first_throttle:
        yield f"  throttled    {forecast.first_throttle.why}"


def _shown(value: object) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:,}" if is_number else repr(value)


def _multiple(peak: float | str) -> float:
    __tracebackhide__ = True
    found = multiple_of(peak) if isinstance(peak, str) else float(peak)
    if found is None:
        msg = f"peak={peak!r}: wanted a multiple of the declared rates, such as 5 or '5x'"
        raise DynamoError(msg)
    return found


def _seconds(duration: float | str) -> float:
    __tracebackhide__ = True
    try:
        seconds = seconds_of(duration) if isinstance(duration, str) else float(duration)
    except ValueError as error:
        msg = f"duration={duration!r}: {error}"
        raise DynamoError(msg) from None
    from pytest_dynamo.forecast.shapes import require_duration

    try:
        require_duration(seconds, duration if isinstance(duration, str) else "")
    except DynamoError as error:
        raise error.with_traceback(None) from None
    return seconds
