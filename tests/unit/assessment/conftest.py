"""Forecasts here look at few requests: what one gains over another is the same question, sooner answered."""

from collections.abc import Iterator

import pytest

from pytest_dynamo.forecast.population_demand import demanding, sampling


@pytest.fixture(scope="module", autouse=True)
def few_requests() -> Iterator[None]:
    """As many as are drawn at once are enough, unless the units are known to a twentieth only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sampling, "LEAST_PERFORMANCES", 64)
        patch.setattr(sampling, "LEAST_QUERIES", 32)
        patch.setattr(sampling, "RELATIVE_ERROR", 0.05)
        patch.setattr(demanding, "_MOST_BEFORE", 128)
        yield
