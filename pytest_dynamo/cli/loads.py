"""The load that designs are forecast under, from options as they were written."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import Design, LoadShape
from pytest_dynamo.design.written import multiple_of, named_values, seconds_of
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.forecasting import (
    forecast_prepared,
    prepare_under,
    require_seeds,
)
from pytest_dynamo.forecast.preparing import Prepared, Progress, midnight
from pytest_dynamo.forecast.prices import Prices, load_prices
from pytest_dynamo.forecast.shapes import require_duration, require_peak
from pytest_dynamo.forecast.values import Forecast
from pytest_dynamo.population.scale import scale_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options as they were written; None where they were not."""

    peak: str | None
    duration: str | None
    shape: LoadShape | None
    population: str
    model: tuple[str, ...]
    prices: Path | None
    seed: int
    seeds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How a design is forecast, as the options say it: each forecast of it, and of it changed, is alike."""

    now: datetime
    seed: int
    scale: float
    parameters: Parameters
    prices: Prices
    peak: float | None = None
    duration_seconds: float | None = None
    shape: LoadShape | None = None

    def prepare(self, design: Design, *, on_progress: Progress | None = None) -> Prepared:
        """What a design asks for halfway through this load, which takes most of the time of a forecast."""
        return prepare_under(
            design,
            now=self.now,
            seed=self.seed,
            peak=self.peak,
            duration_seconds=self.duration_seconds,
            shape=self.shape,
            parameters=self.parameters,
            scale=self.scale,
            on_progress=on_progress,
        )

    def forecast(
        self, prepared: Prepared, *, seeds: int = 1, on_progress: Progress | None = None
    ) -> Forecast:
        """The forecast of what was prepared, under this load."""
        return forecast_prepared(
            prepared,
            peak=self.peak,
            duration_seconds=self.duration_seconds,
            shape=self.shape,
            prices=self.prices,
            seeds=seeds,
            on_progress=on_progress,
        )

    def forecast_again(self, design: Design) -> Forecast:
        """The forecast of a design under this load."""
        return self.forecast(self.prepare(design))


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecasted:
    """A design, the load that it was forecast under, what it asks for then, and the forecast."""

    design: Design
    load: Load
    prepared: Prepared
    made: Forecast


def forecast_design(
    design: Design, load: Load, *, seeds: int = 1, on_progress: Progress | None = None
) -> Forecasted:
    """Forecast a design under a load; with several seeds the forecast has a band."""
    prepared = load.prepare(design, on_progress=on_progress)
    made = load.forecast(prepared, seeds=seeds, on_progress=on_progress)
    return Forecasted(design=design, load=load, prepared=prepared, made=made)


def load_of(design: Design, asked: Asked) -> Load:
    """The load of a design.

    Raises:
        DynamoError: An option cannot be read.
    """
    require_seeds(asked.seeds)  # before anything takes long
    now = midnight(datetime.now(UTC))
    return Load(
        now=now,
        seed=asked.seed,
        scale=_scale(asked.population, design, now),
        parameters=_parameters(asked),
        prices=load_prices(asked.prices) if asked.prices else Prices(),
        peak=_peak(asked.peak),
        duration_seconds=_duration(asked.duration),
        shape=asked.shape,
    )


def _parameters(asked: Asked) -> Parameters:
    given = named_values(asked.model)
    parameters = Parameters.overridden(given)
    return parameters if "seed" in given else replace(parameters, seed=asked.seed)


def _peak(text: str | None) -> float | None:
    if text is None:
        return None
    peak = multiple_of(text)
    if peak is None:
        message = f"--peak takes a multiple of the declared rates, such as 5x, and not '{text}'"
        raise DynamoError(message)
    require_peak(peak, text)
    return peak


def _duration(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        seconds = seconds_of(text)
    except ValueError as error:
        message = f"--duration: {error}"
        raise DynamoError(message) from None
    require_duration(seconds, text)
    return seconds


def _scale(text: str, design: Design, now: datetime) -> float:
    try:
        return scale_of(text, design, now)
    except ValueError as error:
        message = f"--population {error}"
        raise DynamoError(message) from None
