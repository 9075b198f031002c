"""The one limit that a table or an index has as a whole, beside those of its partitions.

Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/provisioned-capacity-mode.html,
.../on-demand-capacity-mode-max-throughput.html and .../ServiceQuotas.html ("The default per-table
account limits automatically apply when tables do not have custom maximum throughput settings").
"""

from dataclasses import dataclass

from pytest_dynamo.capacity.resources import Direction
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.capacity.throttling.reasons import LimitKind
from pytest_dynamo.design.values import AutoScaling, Index, Provisioned, Table, UnitsPerSecond

_LEAST = Provisioned(read_capacity_units=1, write_capacity_units=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many units a second, of which `burst_seconds` worth can be saved up.

    `initial_seconds` is how much of that a new table begins with.
    """

    kind: LimitKind
    units_per_second: float
    burst_seconds: float
    initial_seconds: float


def limit_of(
    table: Table, index: Index | None, direction: Direction, parameters: Parameters
) -> Limit:
    """The limit of a table, or of one of its global indexes, in one direction."""
    if table.billing_mode == "PROVISIONED":
        return Limit(
            kind="ProvisionedThroughputExceeded",
            units_per_second=float(provisioned_units(table, index, direction)),
            burst_seconds=parameters.provisioned_burst_seconds,
            initial_seconds=parameters.provisioned_initial_seconds,
        )
    maximum = units_of((index or table).max_throughput, direction)
    return Limit(
        kind="AccountLimitExceeded" if maximum is None else "MaxOnDemandThroughputExceeded",
        units_per_second=(
            table_quota(direction, parameters) if maximum is None else float(maximum)
        ),
        burst_seconds=parameters.on_demand_burst_seconds,
        initial_seconds=parameters.on_demand_burst_seconds,
    )


def provisioned_units(table: Table, index: Index | None, direction: Direction) -> int:
    """The provisioned capacity units a second of a table or a global index."""
    provisioned = provisioned_of(table, index)
    reads = direction == "read"
    return provisioned.read_capacity_units if reads else provisioned.write_capacity_units


def auto_scaling_of(table: Table, index: Index | None, direction: Direction) -> AutoScaling | None:
    """How the provisioned capacity of a table or a global index scales, if it does."""
    if table.billing_mode != "PROVISIONED":
        return None
    provisioned = provisioned_of(table, index)
    return provisioned.read_autoscaling if direction == "read" else provisioned.write_autoscaling


def provisioned_of(table: Table, index: Index | None) -> Provisioned:
    """What is provisioned for a table or a global index; one that says nothing has its table's."""
    return (index.provisioned if index else None) or table.provisioned or _LEAST


def units_of(throughput: UnitsPerSecond | None, direction: Direction) -> int | None:
    """The units a second that are declared for one direction."""
    if throughput is None:
        return None
    reads, writes = throughput.read_units_per_second, throughput.write_units_per_second
    return reads if direction == "read" else writes


def partition_units(direction: Direction, parameters: Parameters) -> float:
    """What one partition serves a second in one direction."""
    if direction == "read":
        return parameters.partition_read_units
    return parameters.partition_write_units


def table_quota(direction: Direction, parameters: Parameters) -> float:
    """What an account's quota lets any on-demand table or index serve a second in one direction."""
    return parameters.table_read_quota if direction == "read" else parameters.table_write_quota
