"""From a demand and a simulated run of it to the forecast."""

from collections.abc import Collection, Mapping

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import Workload
from pytest_dynamo.forecast.costs import prices_of, storage_of
from pytest_dynamo.forecast.demand import Demand
from pytest_dynamo.forecast.explaining import first_throttle_of
from pytest_dynamo.forecast.fluid.values import FluidRun
from pytest_dynamo.forecast.limits import ceiling, holds_until, today_of, usable_capacity
from pytest_dynamo.forecast.loads import requests_per_second
from pytest_dynamo.forecast.outcome import ArmName, patterns_of, resources_of
from pytest_dynamo.forecast.placements import holds_until_span
from pytest_dynamo.forecast.prices import Prices
from pytest_dynamo.forecast.sharding import sharding_of
from pytest_dynamo.forecast.values import Band, Forecast, ForecastLoad


def forecast_of(
    demand: Demand,
    run: FluidRun,
    workload: Workload,
    *,
    parameters: Parameters,
    prices: Prices,
    queries: Mapping[str, bool] | None = None,
    estimated: Collection[ArmName] = (),
    relative_errors: Mapping[ArmName, float] | None = None,
    design: str = "",
    path: str = "",
    seed: int = 0,
    population: Mapping[str, int] | None = None,
    not_served: tuple[str, ...] = (),
    band: Band | None = None,
) -> Forecast:
    """The forecast of a demand that was run under a workload.

    `queries` names the patterns that are Queries, and whether they have a limit; `estimated` the arms whose keys are, and
    `relative_errors` how sure their units are. The arguments after these are taken over as they are.

    Raises:
        DynamoError: Nothing is asked for.
    """
    todays, total = today_of(demand, parameters), requests_per_second(demand)
    highest = ceiling(todays, total, parameters)
    held = holds_until(todays, total, parameters)
    span = holds_until_span(todays, held, total, parameters)
    return Forecast(
        design=design,
        path=path,
        load=_load(workload, run, total),
        seed=seed,
        population=dict(population or {}),
        parameters_changed={name: str(value) for name, value in parameters.changed().items()},
        not_served=not_served,
        holds_until=held.requests_per_second,
        holds_until_lowest=span.lowest,
        holds_until_highest=span.highest,
        holds_until_bound=held,
        ceiling=highest.requests_per_second,
        ceiling_bound=highest,
        usable_capacity=usable_capacity(todays, parameters),
        first_throttle=first_throttle_of(run, demand, parameters),
        throttled_share=max(0.0, run.refused_share),
        patterns=patterns_of(
            demand,
            run,
            peak=workload.peak,
            estimated=estimated,
            relative_errors=relative_errors or {},
        ),
        resources=resources_of(demand, todays, run, parameters, peak=workload.peak),
        sharding=sharding_of(
            demand, todays, highest, parameters, peak=workload.peak, queries=queries or {}
        ),
        storage=storage_of(demand, run.multiples, parameters),
        prices=prices_of(
            demand,
            [today.load for today in todays],
            run.multiples,
            peak=workload.peak,
            prices=prices,
        ),
        band=band,
    )


def _load(workload: Workload, run: FluidRun, total: float) -> ForecastLoad:
    return ForecastLoad(
        peak=float(workload.peak),
        shape=workload.shape,
        duration_seconds=float(workload.duration_seconds),
        declared_requests_per_second=total,
        peak_requests_per_second=total * workload.peak,
        mean_requests_per_second=total * float(run.multiples.mean()),
    )
