"""The model of one database: its settings, its time, and whether requests go past it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from pytest_dynamo.capacity.throttling.limits import provisioned_of
from pytest_dynamo.design.values import Index, Provisioned, Table, UnitsPerSecond
from pytest_dynamo.embedded.throttling.settings import Throttling
from pytest_dynamo.embedded.throttling.steady_time import SteadyTime

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
NEW_TABLE = UnitsPerSecond(read_units_per_second=12_000, write_units_per_second=4_000)
"""The warm throughput of an on-demand table, or index, that is new."""


class ThroughputModel:
    """What the admissions of all tables have in common. It begins when it is made.

    While it `is_bypassed` every request is admitted, and charged to nobody.
    """

    def __init__(self, settings: Throttling, clock: Callable[[], float]) -> None:
        self.settings = settings
        self.parameters = settings.parameters.standing_for(settings.speed)
        self.time = SteadyTime(clock, settings.speed)
        self.is_bypassed = False

    @contextmanager
    def bypassed(self) -> Iterator[None]:
        """Admit everything for a while."""
        before, self.is_bypassed = self.is_bypassed, True
        try:
            yield
        finally:
            self.is_bypassed = before

    def modelled(self, table: Table) -> Table:
        """A table as the model takes it: with the auto scaling that the settings have for it.

        The warm throughput that every new table is described with is left out, as it follows from the
        parameters.
        """
        policy = self.settings.policies.get(table.name)
        indexes = {
            name: replace(
                index,
                provisioned=_scaling(index.provisioned, policy, name),
                warm_throughput=_declared(index.warm_throughput),
            )
            for name, index in table.indexes.items()
        }
        return replace(
            table,
            provisioned=_scaling(table.provisioned, policy, None),
            warm_throughput=_declared(table.warm_throughput),
            indexes=indexes,
        )


def _declared(warm: UnitsPerSecond | None) -> UnitsPerSecond | None:
    return None if warm == NEW_TABLE else warm


def _scaling(
    units: Provisioned | None, policy: Table | None, name: str | None
) -> Provisioned | None:
    """Provisioned units that scale as those of a table of a design, or of its index, do."""
    if units is None or policy is None or policy.billing_mode != "PROVISIONED":
        return units
    index: Index | None = policy.indexes.get(name) if name else None
    if name and index is None:
        return units
    scaled = provisioned_of(policy, index)
    return replace(
        units, read_autoscaling=scaled.read_autoscaling, write_autoscaling=scaled.write_autoscaling
    )
