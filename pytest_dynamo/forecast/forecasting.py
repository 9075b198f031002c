"""The forecast of a design: everything that is known of it without sending a request."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from statistics import median

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import DECLARED, Design, LoadShape, Workload
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.assembling import forecast_of
from pytest_dynamo.forecast.fluid.seeds import seeded_runs
from pytest_dynamo.forecast.fluid.values import FluidRun
from pytest_dynamo.forecast.preparing import (
    Prepared,
    Progress,
    prepare,
    run_seconds_of,
    say_nothing,
)
from pytest_dynamo.forecast.prices import Prices
from pytest_dynamo.forecast.shapes import multiples_of
from pytest_dynamo.forecast.values import Band, Forecast

MOST_SEEDS = 1_000


def forecast(
    design: Design,
    *,
    now: datetime,
    seed: int = 0,
    peak: float | None = None,
    duration_seconds: float | None = None,
    shape: LoadShape | None = None,
    parameters: Parameters | None = None,
    scale: float = 1.0,
    sizes: Mapping[str, int] | None = None,
    prices: Prices | None = None,
    seeds: int = 1,
    full: bool = False,
    on_progress: Progress | None = None,
) -> Forecast:
    """Forecast a design under a load: `peak` times its declared rates, for a duration, in a shape.

    What is left out is as the design's `workload` says, or once, for an hour, from the first second
    on. `seed`, `scale` and `sizes` are those of the population, `now` the moment at which it is made.
    With several `seeds` the run is repeated with other delays of splits, and the forecast has a band.
    With `full` all buckets begin full, as those of tables that were idle for long; those of new ones do not.

    Raises:
        DynamoError: The design has nothing to forecast, or the load or the population makes no sense.
    """
    require_seeds(seeds)  # before anything that takes long
    prepared = prepare_under(
        design,
        now=now,
        seed=seed,
        peak=peak,
        duration_seconds=duration_seconds,
        shape=shape,
        parameters=parameters,
        scale=scale,
        sizes=sizes,
        on_progress=on_progress,
    )
    return forecast_prepared(
        prepared,
        peak=peak,
        duration_seconds=duration_seconds,
        shape=shape,
        prices=prices,
        seeds=seeds,
        full=full,
        on_progress=on_progress,
    )


def prepare_under(
    design: Design,
    *,
    now: datetime,
    seed: int = 0,
    peak: float | None = None,
    duration_seconds: float | None = None,
    shape: LoadShape | None = None,
    parameters: Parameters | None = None,
    scale: float = 1.0,
    sizes: Mapping[str, int] | None = None,
    on_progress: Progress | None = None,
) -> Prepared:
    """What a design asks of its tables halfway through a load; the arguments are those of `forecast`.

    Raises:
        DynamoError: The design has nothing to forecast, or the load or the population makes no sense.
    """
    _, multiples = _load(design, peak, duration_seconds, shape)
    return prepare(
        design,
        now=now,
        seed=seed,
        parameters=parameters,
        scale=scale,
        sizes=sizes,
        run_seconds=run_seconds_of(multiples),
        on_progress=on_progress,
    )


def forecast_prepared(
    prepared: Prepared,
    *,
    peak: float | None = None,
    duration_seconds: float | None = None,
    shape: LoadShape | None = None,
    prices: Prices | None = None,
    seeds: int = 1,
    full: bool = False,
    on_progress: Progress | None = None,
) -> Forecast:
    """Forecast a design under a load; the arguments are those of `forecast`.

    Raises:
        DynamoError: The load makes no sense.
    """
    tell, parameters = on_progress or say_nothing, prepared.parameters
    workload, multiples = _load(prepared.design, peak, duration_seconds, shape)
    require_seeds(seeds)
    runs = []
    tell(f"running {len(multiples):,} seconds", 0.0)
    for run in seeded_runs(prepared.demand, multiples, parameters, seeds=seeds, full=full):
        runs.append(run)
        tell(f"running {len(multiples):,} seconds", len(runs) / seeds)
    tell("adding up", 0.0)
    return forecast_of(
        prepared.demand,
        runs[0],
        workload,
        parameters=parameters,
        prices=prices or Prices(),
        queries=prepared.queries,
        estimated=prepared.demand.estimated,
        relative_errors=prepared.demand.relative_errors,
        design=prepared.design.name,
        path=prepared.design.path,
        seed=prepared.seed,
        population=prepared.population,
        not_served=prepared.not_served,
        band=_band(runs) if seeds > 1 else None,
    )


def _load(
    design: Design,
    peak: float | None,
    duration_seconds: float | None,
    shape: LoadShape | None,
) -> tuple[Workload, NDArray[np.float64]]:
    """The load, as it is said here or by the design, and its multiples second by second."""
    said = design.workload or DECLARED
    workload = replace(
        said,
        peak=said.peak if peak is None else peak,
        duration_seconds=said.duration_seconds if duration_seconds is None else duration_seconds,
        shape=shape or said.shape,
    )
    multiples = multiples_of(
        workload.shape, peak=workload.peak, duration_seconds=workload.duration_seconds
    )
    return workload, multiples


def require_seeds(seeds: int) -> None:
    """Refuse a number of seeds that makes no sense.

    Raises:
        DynamoError: It is below 1, or would take for ever.
    """
    if not 1 <= seeds <= MOST_SEEDS:
        message = f"{seeds} seeds were asked for.\nTo fix this: from 1 to {MOST_SEEDS:,}, such as 9"
        raise DynamoError(message)


def _band(runs: Sequence[FluidRun]) -> Band:
    shares = [max(0.0, run.refused_share) for run in runs]
    firsts = [run.first_refusal.second for run in runs if run.first_refusal]
    return Band(
        seeds=len(runs),
        throttled_share_lowest=min(shares),
        throttled_share_middle=median(shares),
        throttled_share_highest=max(shares),
        first_throttle_earliest_seconds=min(firsts, default=None),
        first_throttle_latest_seconds=max(firsts) if len(firsts) == len(runs) else None,
    )
