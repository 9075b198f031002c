"""Forecasts that look at few requests: what tells one from another is the same question, sooner answered."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pytest_dynamo.forecast.population_demand import demanding, sampling


@contextmanager
def few_requests() -> Iterator[None]:
    """As many as are drawn at once are enough, unless the units are known to a twentieth only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sampling, "LEAST_PERFORMANCES", 64)
        patch.setattr(sampling, "LEAST_QUERIES", 32)
        patch.setattr(sampling, "RELATIVE_ERROR", 0.05)
        patch.setattr(demanding, "_MOST_BEFORE", 128)
        yield
