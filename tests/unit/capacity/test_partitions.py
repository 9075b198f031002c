"""Partitions: how many a new table has, where a key lies, and what skew leaves usable."""

import base64
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.capacity.partitions import (
    PARTITION_READ_UNITS,
    hash_position,
    key_text,
    usable_share,
)
from pytest_dynamo.capacity.throttling.growth import first_partitions
from pytest_dynamo.capacity.units import read_units
from pytest_dynamo.design.attribute_value import to_wire
from pytest_dynamo.design.values import (
    Index,
    KeySchema,
    Provisioned,
    Table,
    UnitsPerSecond,
)

KEY = KeySchema(partition_key=("pk",))


def provisioned(reads, writes):
    return Provisioned(read_capacity_units=reads, write_capacity_units=writes)


def table(**properties):
    return Table(name="t", key=KEY, attribute_types={"pk": "S"}, **properties)


def provisioned_table(reads, writes, **properties):
    return table(billing_mode="PROVISIONED", provisioned=provisioned(reads, writes), **properties)


@pytest.mark.parametrize(
    ("reads", "writes", "partitions"),
    [
        (1_000, 500, 1),
        (1_000, 1_000, 2),
        (5_000, 2_000, 4),
        (1, 1, 1),
        (1, 10_000, 11),
        (3_000, 3_200, 5),
    ],
)
def test_a_provisioned_table_has_the_partitions_of_the_guide(reads, writes, partitions):
    assert first_partitions(provisioned_table(reads, writes)) == partitions


@pytest.mark.parametrize(
    ("warm", "partitions"),
    [
        (None, 4),
        (UnitsPerSecond(read_units_per_second=12_000, write_units_per_second=4_000), 4),
        (UnitsPerSecond(write_units_per_second=50_000), 50),
        (UnitsPerSecond(read_units_per_second=50_000), 17),
        (UnitsPerSecond(read_units_per_second=10, write_units_per_second=10), 4),
    ],
)
def test_an_on_demand_table_has_the_partitions_of_its_warm_throughput(warm, partitions):
    assert first_partitions(table(warm_throughput=warm)) == partitions


def test_a_pre_warmed_provisioned_table_has_more_partitions():
    warm = UnitsPerSecond(read_units_per_second=15_000)

    assert first_partitions(provisioned_table(100, 100, warm_throughput=warm)) == 5


def test_a_global_index_has_partitions_of_its_own():
    by_date = Index(
        name="by_date",
        kind="global",
        key=KEY,
        warm_throughput=UnitsPerSecond(write_units_per_second=9_000),
        provisioned=provisioned(3_000, 2_000),
    )

    assert first_partitions(table(), by_date) == 9
    assert first_partitions(provisioned_table(10, 10), by_date) == 9
    plain = Index(name="plain", kind="global", key=KEY, provisioned=provisioned(3_000, 2_000))
    assert first_partitions(provisioned_table(10, 10), plain) == 3


def test_a_local_index_lives_in_the_partitions_of_its_table():
    local = Index(name="local", kind="local", key=KEY)

    assert first_partitions(provisioned_table(5_000, 2_000), local) == 4


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([{"S": "USER#1"}], "USER#1"),
        ([{"N": "100"}], "100"),
        ([{"N": "1E2"}], "100"),
        ([{"N": "1.50"}], "1.5"),
        ([{"N": "-0.0"}], "0"),
        (
            [{"N": "12345678901234567890123456789012345678"}],
            "12345678901234567890123456789012345678",
        ),
        ([{"B": b"ab"}], "YWI="),
        ([{"B": "YWI="}], "YWI="),
        ([{"S": "tenant"}, {"N": "7"}], "tenant|7"),
    ],
)
def test_a_partition_key_has_one_text_however_it_is_written(values, text):
    assert key_text(values) == text


@given(st.text(min_size=1))
def test_a_text_key_is_its_own_text(text):
    assert key_text([to_wire(text)]) == text


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=5, min_value=-(10**9), max_value=10**9
    )
)
def test_a_number_key_comes_back_from_its_text(number):
    assert Decimal(key_text([to_wire(number)])) == number
    assert key_text([to_wire(number)]) == key_text([{"N": f"{number}000E0"}])


@given(st.binary(min_size=1))
def test_a_binary_key_comes_back_from_its_text(content):
    assert base64.b64decode(key_text([to_wire(content)])) == content


def test_the_hash_position_of_a_key_never_changes():
    # `printf 'OutliersUSER#1' | md5sum` begins with these 16 digits.
    assert hash_position("USER#1") == pytest.approx(0xE1F1E9193AD9E5D5 / 2**64, abs=1e-15)


@given(st.text())
def test_a_hash_position_lies_in_the_hash_space(key):
    assert 0.0 <= hash_position(key) < 1.0


def test_hash_positions_are_spread_evenly():
    quarters = [0] * 4
    for number in range(4_000):
        quarters[int(hash_position(f"USER#{number}") * 4)] += 1

    assert all(900 < count < 1_100 for count in quarters)


def test_a_hot_item_of_20_kb_is_read_600_times_a_second_at_most():
    """bp-partition-key-design.html: 5 units a strongly consistent read, 3,000 a partition."""
    assert PARTITION_READ_UNITS / read_units(20 * 1_024, "strong") == 600


@pytest.mark.parametrize(
    ("loads", "share"),
    [
        ([], 1.0),
        ([0, 0], 1.0),
        ([10, 10, 10, 10], 1.0),
        ([40, 0, 0, 0], 0.25),
        ([50, 50, 50, 150], 0.5),
    ],
)
def test_the_usable_share_is_the_mean_over_the_hottest(loads, share):
    assert usable_share(loads) == share


@given(st.lists(st.integers(0, 10**6).map(lambda n: n / 8), min_size=1, max_size=30))
def test_the_usable_share_lies_between_one_partition_and_all(loads):
    assert 1 / len(loads) - 1e-9 <= usable_share(loads) <= 1.0
