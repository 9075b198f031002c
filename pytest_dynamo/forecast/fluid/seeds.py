"""The same run with other seeds: how far it depends on what is drawn, the time that each split takes."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.forecast.demand import Demand
from pytest_dynamo.forecast.fluid.simulation import simulate
from pytest_dynamo.forecast.fluid.values import FluidRun


def seeded_runs(
    demand: Demand,
    multiples: NDArray[np.float64],
    parameters: Parameters,
    *,
    seeds: int,
    full: bool = False,
) -> Iterator[FluidRun]:
    """Run a demand with the seed of the parameters and those that follow it, each when asked for.

    Where no partition is ever hot enough to be split nothing is drawn: every run is the first.

    Raises:
        DynamoError: What makes no sense, as for `simulate`.
    """
    first = simulate(demand, multiples, parameters, full=full)
    yield first
    hottest = max((placed.hottest.max() for placed in first.placed.values()), default=0.0)
    for number in range(1, seeds):
        if hottest < parameters.heat_threshold:
            yield first
        else:
            seeded = replace(parameters, seed=parameters.seed + number)
            yield simulate(demand, multiples, seeded, full=full)
