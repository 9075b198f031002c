"""Forecasts here look at few requests: what one gains over another is the same question, sooner answered."""

from collections.abc import Iterator

import pytest

from tests.unit.few_requests import few_requests


@pytest.fixture(scope="module", autouse=True)
def _few_requests() -> Iterator[None]:
    with few_requests():
        yield
