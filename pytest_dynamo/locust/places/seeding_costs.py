"""What seeding consumes where that is paid for, and its end before it costs too much."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.design.values import Table
from pytest_dynamo.errors import BackendError
from pytest_dynamo.forecast.prices import Prices
from pytest_dynamo.measure.call import Call
from pytest_dynamo.measure.observe import observing
from pytest_dynamo.measure.spending import added, dollars_of, small_dollars
from pytest_dynamo.measure.touched_keys import Schemas


class SeedingCosts:
    """Adds up the units of calls, and stops before `limit_dollars` are spent.

    `tables` are those of the design, by name.
    """

    def __init__(self, tables: Mapping[str, Table], limit_dollars: float | None) -> None:
        self.units: dict[tuple[Resource, Direction], float] = {}
        self._tables = tables
        self._limit = limit_dollars
        self._prices = Prices()
        self._dearest = 0.0

    def record(self, call: Call) -> None:
        """Count a call that has ended.

        Raises:
            BackendError: One more like the dearest of them would pass the limit.
        """
        before = dollars_of(self.units, self._tables, self._prices)
        self.units = added(self.units, call.units)
        dollars = dollars_of(self.units, self._tables, self._prices)
        self._dearest = max(self._dearest, dollars - before)
        if self._limit is not None and dollars + self._dearest > self._limit:
            message = (
                f"seeding has cost {small_dollars(dollars)}, and goes on beyond --dynamo-max-cost "
                f"{self._limit:g} ({self._prices.region}, prices of {self._prices.as_of}). No more was "
                "written.\nTo fix this: a smaller --dynamo-population, or a higher --dynamo-max-cost"
            )
            raise BackendError(message)

    @contextmanager
    def counted(self, schemas: Schemas) -> Iterator[None]:
        """Count what boto3's clients do meanwhile."""
        with observing(self.record, schemas=schemas):
            yield
