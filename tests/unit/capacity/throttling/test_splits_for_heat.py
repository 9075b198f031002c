"""What is split for heat and what is not, by the structure of the keys that are hot.

2,500 units a second meet one partition. A split takes 60 seconds here, and is looked at again after
120, so that a quarter of an hour shows what takes 40 minutes by default; a request stands for 50 units.
"""

from random import Random

import pytest

from tests.unit.capacity.throttling.event_engine import (
    GOLDEN,
    Stream,
    drive,
    one_collection,
    one_item,
    one_log,
    place_of,
    table,
    throughput,
)

QUICK = {"split_least_seconds": 60, "split_most_seconds": 60, "refused_split_seconds": 120}


def after_a_while(choose, *, rate=2_500, **settings):
    """The units a second that are served in the end, and the splits."""
    world = throughput(table(**settings), **QUICK)
    stream = Stream(units_per_second=rate, units=50, arms={None: choose})
    served = drive(world, stream, seconds=900)
    return served.accepted_per_second(780), world.of[None].splits


@pytest.mark.parametrize(
    ("choose", "settings"),
    [(one_item, {}), (one_log, {}), (one_collection, {"local": True})],
    ids=["a single item", "a log", "a collection with a local index"],
)
def test_what_cannot_be_relieved_stays_at_the_limit_of_one_partition(choose, settings):
    served, splits = after_a_while(choose, **settings)

    assert served == pytest.approx(1_000, rel=0.01)
    assert splits == []


def test_a_collection_read_and_written_all_over_is_cut_until_it_is_served():
    served, splits = after_a_while(one_collection)

    assert served == pytest.approx(2_500, rel=0.01)
    assert [split.inside_collection for split in splits] == [True] * 3


def test_many_logs_are_told_apart():
    served, splits = after_a_while(
        lambda number: (0.3 + int(number * GOLDEN % 1 * 20) / 100, number)
    )

    assert served == pytest.approx(2_500, rel=0.01)
    assert {split.cause for split in splits} == {"heat"}


def test_collections_with_a_local_index_are_told_apart_and_not_cut():
    served, splits = after_a_while(
        lambda number: (0.3 + int(number * GOLDEN % 1 * 20) / 1_000, Random(number).random()),
        local=True,
    )

    assert served == pytest.approx(2_500, rel=0.01)
    assert not any(split.inside_collection for split in splits)


def test_a_hot_item_gets_a_partition_almost_for_itself():
    generator = Random(5)
    places = [place_of(f"item-{number}") for number in range(1_001)]

    def mostly_one(number):
        others = 1 + int(generator.random() * 1_000)
        return places[0 if number * GOLDEN % 1 < 0.6 else others], "a"

    served, splits = after_a_while(mostly_one, rate=1_500)

    assert served == pytest.approx(1_500, rel=0.01)
    assert splits
    assert not any(split.inside_collection for split in splits)


def test_an_index_is_split_as_a_table_is():
    world = throughput(table(indexes=["by_status"]), **QUICK)
    stream = Stream(
        units_per_second=2_500,
        units=50,
        arms={None: lambda number: (number * GOLDEN % 1, None), "by_status": one_collection},
    )

    served = drive(world, stream, seconds=900)

    assert served.accepted_per_second(780) == pytest.approx(2_500, rel=0.01)
    assert world.of[None].splits == []
    assert {split.resource for split in world.of["by_status"].splits} == {("orders", "by_status")}


def test_a_cold_partition_is_never_split():
    world = throughput(**QUICK)

    drive(world, Stream(units_per_second=790, units=10, arms={None: one_collection}), seconds=900)

    assert world.of[None].splits == []


def test_a_split_that_was_begun_is_done_though_the_load_has_gone():
    world = throughput(**QUICK)

    drive(world, Stream(units_per_second=900, units=10, arms={None: one_collection}), seconds=181)
    world.of[None].advance(600.0)

    assert [split.at_seconds for split in world.of[None].splits] == [240.0]


def test_two_minutes_of_heat_do_not_split():
    world = throughput(**QUICK)

    drive(world, Stream(units_per_second=900, units=10, arms={None: one_collection}), seconds=120)
    drive(
        world,
        Stream(units_per_second=100, units=10, arms={None: one_collection}),
        seconds=60,
        start=120,
    )
    drive(
        world,
        Stream(units_per_second=900, units=10, arms={None: one_collection}),
        seconds=120,
        start=180,
    )
    world.of[None].advance(3_600.0)

    assert world.of[None].splits == []


def test_the_seed_alone_decides_how_long_splits_take():
    def first_split(seed):
        world = throughput(seed=seed)
        stream = Stream(units_per_second=1_000, units=50, arms={None: one_collection})
        drive(world, stream, seconds=840)
        return world.of[None].splits[0].at_seconds

    times = [first_split(seed) for seed in (0, 0, 1)]

    assert times[0] == times[1] != times[2]
    assert all(180 + 240 <= each <= 180 + 600 for each in times)
