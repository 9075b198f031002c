"""How fast new tables and indexes are written, and old ones read."""

import pytest

from pytest_dynamo.design.values import UnitsPerSecond
from pytest_dynamo.migration.copying.rates import (
    Pace,
    Rate,
    pace_of,
    rate_of,
    read_pace_of,
    read_rate_of,
)
from tests.unit.migration.tables import PROVISIONED, index, table, units


def a_second(read=None, write=None):
    return UnitsPerSecond(read_units_per_second=read, write_units_per_second=write)


@pytest.mark.parametrize(
    ("settings", "rate", "limit"),
    [
        ({}, 4_000, "the 4 partitions that a new on-demand index has"),
        (
            {"warm_throughput": a_second(write=20_000)},
            20_000,
            "the 20 partitions that a new on-demand index has with its warm_throughput",
        ),
        (
            {"max_throughput": a_second(write=1)},
            1,
            "its max_throughput of 1 write units",
        ),
        (
            {"max_throughput": a_second(write=5_000)},
            4_000,
            "the 4 partitions that a new on-demand index has",
        ),
    ],
)
def test_an_on_demand_index_is_written_by_its_partitions_and_its_maximum(settings, rate, limit):
    one = index("GSI1", "GSI1PK", **settings)
    assert rate_of(table(one), one) == Rate(units_per_second=rate, limit=limit)


def test_a_provisioned_index_is_written_by_its_own_capacity():
    one = index("GSI1", "GSI1PK", provisioned=units(1, 30))
    wanted = table(one, **PROVISIONED)
    assert rate_of(wanted, one).units_per_second == 30
    assert rate_of(wanted).units_per_second == 5


@pytest.mark.parametrize(
    ("settings", "rate", "limit"),
    [
        ({}, 12_000, "the 4 partitions that an on-demand table has at least"),
        ({"max_throughput": a_second(read=50)}, 50, "its max_throughput of 50 read units"),
        (PROVISIONED, 5, "its 5 provisioned read units"),
    ],
)
def test_a_table_is_scanned_by_its_partitions_or_its_capacity(settings, rate, limit):
    assert read_rate_of(table(**settings)) == Rate(units_per_second=rate, limit=limit)


def test_a_scan_says_which_table_is_read():
    assert read_pace_of(20, table(**PROVISIONED)) == Pace(
        seconds=4, units_per_second=5, limit="reading orders: its 5 provisioned read units"
    )


def test_a_partition_key_is_written_at_1000_units_a_second():
    rate = Rate(units_per_second=4_000, limit="four partitions")
    # A quarter of the units at 1,000 a second take as long as all of them at 4,000.
    assert pace_of(8_000, 2_000, rate) == Pace(
        seconds=2, units_per_second=4_000, limit="four partitions"
    )
    assert pace_of(8_000, 4_000, rate) == Pace(
        seconds=4,
        units_per_second=2_000,
        limit="its hottest partition key, 50% of it at 1,000 write units a second",
    )
