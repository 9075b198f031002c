"""How fast tables and indexes are read and written: what their partitions, their capacity and their hottest key take."""

from dataclasses import dataclass

from pytest_dynamo.capacity.partitions import PARTITION_READ_UNITS, PARTITION_WRITE_UNITS
from pytest_dynamo.capacity.throttling.growth import first_partitions
from pytest_dynamo.design.values import Index, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Units a second at most, and what they are due to."""

    units_per_second: float
    limit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The least time that reading or writing takes, the rate of it, and what limits it."""

    seconds: float
    units_per_second: float
    limit: str


def rate_of(table: Table, index: Index | None = None, *, is_new: bool = True) -> Rate:
    """The write units a second of a table, or of a global index, whose keys are evenly spread.

    One that has been on demand for a while has as many partitions as a new one at least.

    >>> from pytest_dynamo.design.values import KeySchema
    >>> rate_of(Table(name="a", key=KeySchema(partition_key=("id",)), attribute_types={"id": "S"}))
    Rate(units_per_second=4000, limit='the 4 partitions that a new on-demand table has')
    """
    owner, thing = (index, "index") if index else (table, "table")
    if table.billing_mode == "PROVISIONED" and owner.provisioned:
        units = owner.provisioned.write_capacity_units
        return Rate(units_per_second=units, limit=_provisioned(units, "write"))
    partitions = first_partitions(table, index)
    rate = Rate(
        units_per_second=partitions * PARTITION_WRITE_UNITS,
        limit=_new_partitions(partitions, owner, thing)
        if is_new
        else f"the {partitions:,} partitions that an on-demand {thing} has at least",
    )
    most = owner.max_throughput.write_units_per_second if owner.max_throughput else None
    return _capped(rate, most, "write")


def read_rate_of(table: Table) -> Rate:
    """The read units a second of a table that is scanned in parallel.

    An on-demand table that is there has as many partitions as a new one at least.
    """
    if table.billing_mode == "PROVISIONED" and table.provisioned:
        units = table.provisioned.read_capacity_units
        return Rate(units_per_second=units, limit=_provisioned(units, "read"))
    partitions = first_partitions(table)
    rate = Rate(
        units_per_second=partitions * PARTITION_READ_UNITS,
        limit=f"the {partitions:,} partitions that an on-demand table has at least",
    )
    most = table.max_throughput.read_units_per_second if table.max_throughput else None
    return _capped(rate, most, "read")


def read_pace_of(read_units: float, table: Table) -> Pace:
    """How long a parallel Scan of so many read units takes."""
    rate = read_rate_of(table)
    return Pace(
        seconds=read_units / rate.units_per_second,
        units_per_second=rate.units_per_second,
        limit=f"reading {table.name}: {rate.limit}",
    )


def pace_of(write_units: float, hottest_units: float, rate: Rate) -> Pace:
    """How long so many write units take, of which `hottest_units` have one partition key.

    One key is in one partition, however many there are.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
    """
    seconds = write_units / rate.units_per_second
    of_key = hottest_units / PARTITION_WRITE_UNITS
    if of_key > seconds:
        return Pace(
            seconds=of_key,
            units_per_second=write_units / of_key,
            limit=f"its hottest partition key, {hottest_units / write_units:.0%} of it at "
            f"{PARTITION_WRITE_UNITS:,} write units a second",
        )
    return Pace(seconds=seconds, units_per_second=rate.units_per_second, limit=rate.limit)


def _new_partitions(partitions: int, owner: Table | Index, thing: str) -> str:
    limit = f"the {partitions:,} partitions that a new on-demand {thing} has"
    is_warm = owner.warm_throughput and owner.warm_throughput.write_units_per_second
    return f"{limit} with its warm_throughput" if is_warm else limit


def _provisioned(units: int, direction: str) -> str:
    return f"its {units:,} provisioned {direction} unit{'s' * (units != 1)}"


def _capped(rate: Rate, most: int | None, direction: str) -> Rate:
    if most is None or most >= rate.units_per_second:
        return rate
    return Rate(units_per_second=most, limit=f"its max_throughput of {most:,} {direction} units")
