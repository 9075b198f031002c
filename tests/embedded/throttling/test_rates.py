"""Loads over time, through the direct client, on a clock that is moved: who is throttled, and when."""

from itertools import count

import pytest
from botocore.exceptions import ClientError

from pytest_dynamo.embedded import Throttling

ORDERS = {"TableName": "orders"}
# Four partitions of ten units each, in place of 1,000.
SMALL = {"partition_write_units": 10.0, "first_peak_write_units": 20.0}


@pytest.fixture
def load(clock):
    """Sends calls one after the other, so many a second for so many seconds; the times of those admitted."""

    def send(calls, per_second, seconds):
        start, times = clock.now, []
        for number in range(round(per_second * seconds)):
            clock.now = start + number / per_second
            try:
                next(calls)()
                times.append(number / per_second)
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] != 400:
                    raise
        clock.now = start + seconds
        return times

    return send


def puts(client, items):
    """Calls that put these items in turn, for ever, and each time another version of them."""
    for version in count():
        for item in items:
            item = {**item, "version": {"N": f"{version}"}}
            yield lambda item=item: client.put_item(**ORDERS, Item=item)


def test_unused_capacity_of_300_seconds_is_used_up_after_37_and_a_half(
    throttled, create, order, clock, load
):
    client = throttled().direct_client()
    create(client, units=(1, 100))
    clock.now += 300
    # 900 units a second, ten a request; 100 come back in the meantime.
    times = load(puts(client, [order(size_bytes=10_000)]), per_second=90, seconds=60)
    refused = next(n for n, time in enumerate(times) if n != round(time * 90)) / 90
    assert refused == pytest.approx(37.5, abs=0.05)


def test_a_new_provisioned_table_begins_with_a_second_of_its_capacity(
    throttled, create, order, admitted
):
    client = throttled().direct_client()
    create(client, units=(1, 16))
    assert admitted(puts(client, [order()])) == 16


def test_partitions_borrow_from_each_other_at_once(throttled, create, order, apart, load):
    client = throttled().direct_client()
    warm = {"WarmThroughput": {"ReadUnitsPerSecond": 12_000, "WriteUnitsPerSecond": 4_000}}
    create(client, units=(1, 400), **warm)
    first, second, third, fourth = (order(pk, size_bytes=10_000) for pk in apart(4))
    # 50, 50, 50 and 150 units a second on four partitions of 400 units.
    calls = puts(client, [first, fourth, second, fourth, third, fourth])
    assert len(load(calls, per_second=30, seconds=300)) == 9_000


def test_an_index_that_is_full_holds_up_its_table(throttled, create, order, apart, load):
    embedded = throttled(**SMALL)
    client = embedded.direct_client()
    create(client)
    items = [order(pk, state="open") for pk in apart(4)]
    times = load(puts(client, items), per_second=30, seconds=60)
    assert len(times) == pytest.approx((60 + 0.3) * 10, abs=1)
    ((_, limit),) = embedded.throttling_history().throttled.items()
    assert limit.first.reason == "IndexWriteKeyRangeThroughputExceeded"


def test_an_index_may_be_let_lag_before_it_holds_up_its_table(
    throttled, create, order, apart, load
):
    client = throttled(**SMALL, index_queue_seconds=30.0).direct_client()
    create(client)
    items = [order(pk, state="open") for pk in apart(4)]
    times = load(puts(client, items), per_second=30, seconds=60)
    assert len(times) == pytest.approx((60 + 0.3 + 30) * 10, abs=1)


def test_one_key_of_a_new_on_demand_table_gets_1000_units_a_second(throttled, create, order, load):
    client = throttled().direct_client()
    create(client)
    times = load(puts(client, [order(size_bytes=10_000)]), per_second=150, seconds=20)
    assert len(times) * 10 == pytest.approx(20 * 1_000 + 300, abs=10)


def test_and_never_more_however_long_it_lasts(throttled, create, order, load):
    embedded = throttled(**SMALL)
    client = embedded.direct_client()
    create(client)
    times = load(puts(client, [order()]), per_second=15, seconds=900)
    minutes = [sum(60 * n <= time < 60 * (n + 1) for time in times) for n in range(15)]
    assert all(count == pytest.approx(600, abs=4) for count in minutes)
    assert embedded.throttling_history().splits == ()


def test_uniform_keys_are_not_throttled_where_one_key_is(throttled, create, order, apart, load):
    client = throttled(**SMALL).direct_client()
    create(client)
    items = [order(pk) for pk in apart(16, partitions=16)]
    assert len(load(puts(client, items), per_second=32, seconds=60)) == 32 * 60


def test_half_an_hour_of_growth_fits_in_half_a_minute(throttled, create, order, apart, load):
    embedded = throttled(speed=60.0, heat_threshold=1.0, **SMALL)
    client = embedded.direct_client()
    create(client)
    keys = apart(16, partitions=16)
    # Each request stands for 60, so they are spread: none comes to a partition soon after another.
    items = [order(keys[n]) for n in sorted(range(16), key=lambda n: f"{n:04b}"[::-1])]
    # For 36 minutes of the model 36 units a second on four partitions of ten; then twice as many.
    assert len(load(puts(client, items), per_second=36, seconds=36)) == 36 * 36
    history = embedded.throttling_history()
    assert history.elapsed_seconds == pytest.approx(36 * 60)
    assert len(history.partitions["orders", None]) == 8
    assert {split.cause for split in history.splits} == {"growth"}
    assert len(load(puts(client, items), per_second=72, seconds=36)) == 72 * 36


def test_a_clock_that_goes_back_neither_fills_nor_drains_anything(
    throttled, create, order, clock, admitted
):
    client = throttled().direct_client()
    create(client, units=(1, 4))
    calls = puts(client, [order()])
    assert admitted(calls) == 4
    clock.now -= 86_400
    assert admitted(calls) == 0
    clock.now += 3
    assert admitted(calls) == 12


def test_throttling_is_measured_from_when_it_is_switched_on(embedded, create, order, admitted):
    client = embedded.direct_client()
    create(client, units=(1, 1))
    embedded.throttle(Throttling())
    # As after a long time without requests.
    assert admitted(puts(client, [order()])) in (300, 301)  # a second may go by
    embedded.throttle(None)
    for call, _ in zip(puts(client, [order()]), range(5), strict=False):
        call()
