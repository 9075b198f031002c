"""`pytest-dynamo forecast`: from what was asked for on the command line to lines or JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path

import typer

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.cli.progress import progress
from pytest_dynamo.design.reader import load_design
from pytest_dynamo.design.values import Design, LoadShape
from pytest_dynamo.design.written import multiple_of, named_values, seconds_of
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.forecasting import forecast
from pytest_dynamo.forecast.pattern_table import pattern_lines
from pytest_dynamo.forecast.preparing import midnight
from pytest_dynamo.forecast.prices import Prices, load_prices
from pytest_dynamo.forecast.shapes import require_duration, require_peak
from pytest_dynamo.forecast.text import forecast_lines
from pytest_dynamo.forecast.values import Forecast, forecast_to_json
from pytest_dynamo.forecast.workload import workload_breaches
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


def run(paths: Sequence[Path], asked: Asked, *, shows_patterns: bool, as_json: bool) -> None:
    """Forecast designs and print what comes out.

    Raises:
        DynamoError: An option cannot be read, a design does not load, or there is none.
    """
    if not paths:
        message = (
            "no design was named.\nTo fix this: pytest-dynamo forecast designs/orders.yaml, or "
            "--parameters for the parameters of the model"
        )
        raise DynamoError(message)
    designs = [load_design(path) for path in paths]
    forecasts = [_forecast(design, asked) for design in designs]
    if as_json:
        texts = [forecast_to_json(each) for each in forecasts]
        typer.echo(texts[0] if len(texts) == 1 else f"[{','.join(texts)}]")
        return
    for number, (design, each) in enumerate(zip(designs, forecasts, strict=True)):
        if number:
            typer.echo("")
        for line in _lines(design, each, shows_patterns=shows_patterns):
            typer.echo(line)


def parameter_lines() -> Iterator[str]:
    """Every parameter of the model: name and default, then what it means and how it is known."""
    for each in fields(Parameters):
        known = each.metadata
        yield (
            f"{each.name} = {each.default:.12g}"
            if isinstance(each.default, float)
            else (f"{each.name} = {each.default}")
        )
        yield f"    {known['meaning']}"
        plausible = f"; plausible: {known['plausible']}" if known["plausible"] else ""
        source = f"; {known['source']}" if known["source"] else ""
        yield f"    {known['evidence']}{plausible}{source}"


def _forecast(design: Design, asked: Asked) -> Forecast:
    now = midnight(datetime.now(UTC))
    parameters = _parameters(asked)
    with progress() as tell:
        return forecast(
            design,
            now=now,
            seed=asked.seed,
            peak=_peak(asked.peak),
            duration_seconds=_duration(asked.duration),
            shape=asked.shape,
            parameters=parameters,
            scale=_scale(asked.population, design, now),
            prices=load_prices(asked.prices) if asked.prices else Prices(),
            seeds=asked.seeds,
            on_progress=tell,
        )


def _lines(design: Design, found: Forecast, *, shows_patterns: bool) -> Iterator[str]:
    yield from forecast_lines(found)
    if shows_patterns:
        yield from pattern_lines(found)
    for breach in workload_breaches(design.workload, found):
        yield f"  workload: {breach}"
    yield f"next: {_next(design, found)}"


def _next(design: Design, found: Forecast) -> str:
    """The load test of the design, if it has one, at the same rate; else the checks."""
    load_test = Path("loadtests") / f"{Path(design.path).stem}.py"
    if load_test.is_file():
        rate = f"{found.load.peak:g}x"
        return f"locust -f {load_test} --headless -t 2m --dynamo-rate {rate}"
    return f"pytest-dynamo check {design.path}"


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
