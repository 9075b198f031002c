"""Capacity units: the worked examples of the developer guide, and what holds for every size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.capacity.units import (
    fetch_read_units,
    page_read_units,
    read_units,
    replay_read_units,
    size_write_units,
    write_units,
)

SIZES = st.integers(0, 409_600)


def item_of(size_bytes):
    """An item of exactly so many bytes: one attribute with a name of one byte."""
    return {"a": {"S": "x" * (size_bytes - 1)}}


@pytest.mark.parametrize(
    ("size_bytes", "consistency", "units"),
    [
        (3_584, "strong", 1.0),  # 3.5 KB is rounded up to 4 KB
        (10_240, "strong", 3.0),  # 10 KB to 12 KB
        (8_192, "strong", 2.0),
        (8_192, "eventual", 1.0),
        (8_192, "transactional", 4.0),
        (4_096, "eventual", 0.5),
        (4_097, "eventual", 1.0),
        (0, "eventual", 0.5),
        (0, "strong", 1.0),
        (0, "transactional", 2.0),
    ],
)
def test_a_read_is_counted_in_blocks_of_4_kb(size_bytes, consistency, units):
    assert read_units(size_bytes, consistency) == units


def test_a_batch_rounds_each_item_up_on_its_own():
    sizes = (1_536, 6_656)

    assert sum(read_units(size, "strong") for size in sizes) == 3.0
    assert sum(read_units(size, "eventual") for size in sizes) == 1.5


@pytest.mark.parametrize(
    ("sizes", "strong_units"),
    [
        ([41_779], 11.0),  # ten items of 40.8 KB together: 44 KB
        ([64] * 1_500, 24.0),  # 96 KB
        ([2_000] * 8, 4.0),  # eight index entries of 2 000 bytes: 2 RCU, eventually consistent
        ([], 1.0),
    ],
)
def test_a_page_of_a_query_is_rounded_up_once(sizes, strong_units):
    assert page_read_units(sizes, "strong") == strong_units
    assert page_read_units(sizes, "eventual") == strong_units / 2


@pytest.mark.parametrize(
    ("sizes", "strong_units"),
    [
        ([300] * 4, 4.0),
        ([9_000] * 3, 9.0),  # measured: 9 strongly consistent, 4.5 without
        ([], 0.0),
    ],
)
def test_items_fetched_for_a_local_index_are_rounded_up_one_by_one(sizes, strong_units):
    assert fetch_read_units(sizes, "strong") == strong_units
    assert fetch_read_units(sizes, "eventual") == strong_units / 2


@pytest.mark.parametrize(
    ("old_bytes", "new_bytes", "first_units", "replay_units"),
    [
        (9_000, 0, 18.0, 6.0),  # a delete
        (9_000, 100, 18.0, 6.0),  # a put that shrinks the item
        (100, 9_000, 18.0, 6.0),  # and one that grows it
        (9_000, 9_000, 18.0, 6.0),  # a condition check
        (0, 1_500, 4.0, 2.0),
        (0, 100, 2.0, 2.0),
    ],
)
def test_a_transaction_sent_again_is_charged_as_reads(
    old_bytes, new_bytes, first_units, replay_units
):
    larger = max(old_bytes, new_bytes)

    assert size_write_units(larger, transactional=True) == first_units
    assert replay_read_units(old_bytes, new_bytes) == replay_units


@pytest.mark.parametrize(
    ("old_bytes", "new_bytes", "units"),
    [
        (None, 1_638, 2.0),  # 1.6 KB
        (None, 500, 1.0),
        (None, 3_584, 4.0),
        (307_200, 317_440, 310.0),  # a condition failed between 300 KB stored and 310 KB attempted
        (1_025, 11, 2.0),  # a put over a larger item
        (11, 11, 1.0),
        (1_024, 1_025, 2.0),
        (1_023, 1_024, 1.0),
        (None, None, 1.0),  # a delete of nothing
        (3_023, None, 3.0),
    ],
)
def test_a_write_is_counted_on_the_larger_item(old_bytes, new_bytes, units):
    old, new = (item_of(size) if size else None for size in (old_bytes, new_bytes))

    assert write_units(old, new) == units
    assert write_units(old, new, transactional=True) == 2 * units


def test_three_items_of_500_bytes_take_six_units_in_a_transaction():
    assert 3 * size_write_units(500, transactional=True) == 6.0
    assert 3 * read_units(500, "transactional") == 6.0


def test_a_condition_check_is_counted_on_the_item_it_checks():
    checked = item_of(3_023)

    assert write_units(checked, checked, transactional=True) == 6.0


@given(SIZES, SIZES)
def test_a_larger_item_never_takes_less(one, other):
    smaller, larger = sorted((one, other))

    assert read_units(smaller, "strong") <= read_units(larger, "strong")
    assert size_write_units(smaller) <= size_write_units(larger)


@given(SIZES)
def test_an_eventually_consistent_read_takes_half_and_a_transactional_one_twice(size_bytes):
    strong = read_units(size_bytes, "strong")

    assert read_units(size_bytes, "eventual") == strong / 2
    assert read_units(size_bytes, "transactional") == strong * 2


@given(st.lists(SIZES, min_size=1, max_size=20))
def test_a_page_never_takes_more_than_its_items_one_by_one(sizes):
    assert page_read_units(sizes, "strong") <= sum(read_units(size, "strong") for size in sizes)


@given(st.lists(SIZES, max_size=20), st.lists(SIZES, max_size=20))
def test_two_pages_never_take_less_than_one_of_the_same_items(one, other):
    together = page_read_units(one + other, "strong")

    assert page_read_units(one, "strong") + page_read_units(other, "strong") >= together
    assert page_read_units(one[::-1], "strong") == page_read_units(one, "strong")


@given(st.lists(SIZES, min_size=1, max_size=20))
def test_items_fetched_take_what_items_read_one_by_one_take(sizes):
    assert fetch_read_units(sizes, "strong") == sum(read_units(size, "strong") for size in sizes)


@given(SIZES, SIZES)
def test_a_failed_write_takes_what_the_write_would_have_taken(stored, attempted):
    units = write_units(item_of(stored or 2), item_of(attempted or 2))

    assert units == max(size_write_units(stored), size_write_units(attempted))
