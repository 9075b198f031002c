"""Filling an index of a table that is there, of which the number of items and their bytes are known."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_dynamo.capacity.units import size_write_units
from pytest_dynamo.forecast.prices import Prices
from pytest_dynamo.migration.copying.live import described_copying
from tests.unit.migration.tables import PROVISIONED, index, table, units

GSI1 = index("GSI1", "GSI1PK")


def filled(items, size_bytes, one=GSI1, **settings):
    wanted = table(one, **settings)
    description = {"ItemCount": items, "TableSizeBytes": size_bytes}
    return described_copying(wanted, one, description, Prices())


def test_a_mean_size_stands_for_the_most_that_items_of_it_can_take():
    # Of two items with 1,026 bytes one may have 1,025 of them: 2 + 1 units.
    assert filled(2, 1_026).write_units == 3
    # Two of one byte each take one unit each, however they are looked at.
    assert filled(2, 2).write_units == 2


def test_a_filling_has_time_and_price():
    # 10,000,000 × 1 KB, where rounding up adds 1,023 bytes to each item at most: 19,990,234 units.
    found = filled(10_000_000, 10_000_000 * 1_024)
    assert (found.items, found.entries, found.entry_bytes) == (10_000_000, 10_000_000, 1_024)
    assert found.write_units == pytest.approx(19_990_234)
    assert found.seconds == pytest.approx(19_990_234 / 4_000)
    assert found.price == pytest.approx(19_990_234 * 0.625e-6)
    assert found.read_units == 0


def test_provisioned_capacity_limits_the_filling():
    one = index("GSI1", "GSI1PK", provisioned=units(1, 7))
    found = filled(70, 70, one, **PROVISIONED)
    assert (found.seconds, found.limit) == (10, "its 7 provisioned write units")
    # Seven units for ten seconds.
    assert found.price == pytest.approx(7 * 10 / 3_600 * 0.000_65)


def test_a_table_without_items_fills_nothing():
    found = described_copying(table(GSI1), GSI1, {}, Prices())
    assert (found.items, found.write_units, found.seconds, found.price) == (0, 0, 0, 0)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=20))
def test_no_items_of_so_many_bytes_take_more(sizes):
    found = filled(len(sizes), sum(sizes))
    assert round(found.write_units, 6) >= sum(size_write_units(size) for size in sizes)
