"""The forecast of a load test, of the access patterns that it performs and at its rates."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.settings.values import Settings
from pytest_dynamo.locust.terminal.console import tell
from pytest_dynamo.locust.terminal.interrupt import Interrupts

if TYPE_CHECKING:
    from pytest_dynamo.forecast.preparing import Progress
    from pytest_dynamo.forecast.values import Forecast

SECONDS_WITHOUT_RUN_TIME = 600.0
MOST_SECONDS = 6 * 3_600.0
"""More of the model's time is not forecast, lest the users wait."""


def foresee(
    design: Design,
    rates: Mapping[str, float],
    settings: Settings,
    *,
    peak: float,
    scale: float,
    now: datetime,
) -> "Forecast | None":
    """The forecast for a population of a scale, made at a moment; None where there can be none.

    `rates` are those of the patterns that are performed, in requests a second at 1x; `peak` is the
    multiple of them that is offered.
    """
    if not any(name in design.access_patterns for name in rates):
        return None
    tell("dynamo: forecasting the run")
    interrupts = Interrupts()
    try:
        with interrupts.heeded():
            made = forecast_run(
                design,
                rates,
                settings,
                peak=peak,
                scale=scale,
                now=now,
                on_progress=lambda *_: interrupts.check(),
            )
    except DynamoError as error:
        tell(f"dynamo: no forecast: {error}")
        return None
    except Exception as error:  # noqa: BLE001 - the load is what was asked for, and would not be sent
        tell(f"dynamo: no forecast, for it failed: {type(error).__name__}: {error}")
        return None
    tell(_line(made))
    return made


def forecast_run(
    design: Design,
    rates: Mapping[str, float],
    settings: Settings,
    *,
    peak: float,
    scale: float,
    now: datetime,
    on_progress: "Progress | None" = None,
) -> "Forecast":
    """The forecast of a run of a design, or of that design changed; the arguments are those of `foresee`.

    Raises:
        DynamoError: There is nothing to forecast.
    """
    from pytest_dynamo.forecast.forecasting import forecast

    patterns = {
        name: replace(design.access_patterns[name], rate=rate)
        for name, rate in rates.items()
        if name in design.access_patterns
    }
    return forecast(
        replace(design, access_patterns=patterns, workload=None),
        now=now,
        seed=settings.rng_seed,
        peak=peak,
        duration_seconds=_seconds(settings),
        parameters=settings.parameters.standing_for(settings.clock),
        scale=scale,
        full=True,  # as seeding leaves the buckets
        on_progress=on_progress,
    )


def _seconds(settings: Settings) -> float:
    """How much of the model's time is forecast."""
    seconds = (settings.run_time_seconds or SECONDS_WITHOUT_RUN_TIME) * settings.clock
    return min(max(seconds, 1.0), MOST_SECONDS)


def _line(made: "Forecast") -> str:
    """At what rate the forecast ends, and what ends it."""
    bound = made.holds_until_bound
    where = f"{bound.index} of {bound.table}" if bound.index else bound.table
    return (
        f"dynamo: forecast to hold until {made.holds_until:,.0f} requests a second, then {bound.reason} "
        f"by {where}"
    )
