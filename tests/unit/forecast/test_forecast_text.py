"""A forecast in a few lines."""

from dataclasses import replace

import pytest

from pytest_dynamo.design.values import AutoScaling, Provisioned
from pytest_dynamo.forecast.pattern_table import pattern_lines
from pytest_dynamo.forecast.text import forecast_lines
from pytest_dynamo.forecast.values import Band, Forecast
from tests.unit.forecast.demands import (
    arm_of,
    demand_of_streams,
    forecasted,
    index_of,
    law_of,
    stream_of,
    table_of,
    zipf_law,
)


@pytest.fixture(scope="module")
def days() -> Forecast:
    """A table of events by day: each of them is written into an index of one key as well."""
    day = law_of([0.9, 0.1])
    demand = demand_of_streams(
        stream_of(
            arm_of(zipf_law(1_000, 0.5, is_divisible=True)),
            arm_of(day, index="GSI1"),
            rate=160,
            pattern="put_event",
        ),
        stream_of(
            arm_of(day, "read", units=2.0, weight=2 / 3, index="GSI1"),
            rate=40,
            pattern="events_of_a_day",
        ),
        item_bytes={("t", None): 3 * 1024**3, ("t", "GSI1"): 1024**3},
        growth={("t", None): 50.0, ("t", "GSI1"): 25.0},
    )
    return forecasted(
        demand,
        peak=10,
        shape="ramp",
        duration_seconds=3_600,
        queries={"events_of_a_day": True},
        about={"design": "days", "not_served": ("find_event",)},
    )


THROTTLED = """\
days rising to 2,000 requests/s (10 × declared), 1 h, modelled
  throttled      6.7 % of the requests, the first after 42 min 19 s: IndexWriteKeyRangeThroughputExceeded
                 partition 1 of 4 of index GSI1 is full: key k0, 90 % of the writes, alone asks for more than the
                 1,000 write units a second that it serves
  holds until    1,389 requests/s: IndexWriteKeyRangeThroughputExceeded
                 index GSI1: partition 1 of 4, hottest key k0 (90 % of the writes)
                 1,250 to 1,389 requests/s, as its keys happen to lie
  ceiling        1,389 requests/s: IndexWriteKeyRangeThroughputExceeded
                 index GSI1: key k0 (90 % of the writes), which no split helps
  in shards      2: 2,778 · 4: 5,556 · 10: 10,000 requests/s, then
                 IndexReadAccountLimitExceeded, index GSI1 as a whole: 40,000 read units a second
                 at this peak 1 key needs shards: k0 2
                 4 shards lie on 2.7 of today's 4 partitions on average; index GSI1 then consumes 3,200 RCU, not 800
  usable         28 % of what the partitions of index GSI1 hold together
  consumes       at the peak t 0 RCU 1,600 WCU · GSI1 800 RCU 1,600 WCU
  partitions     t 4 · GSI1 4
  stores         t 3 GB + 627 MB a month · GSI1 1 GB + 313 MB a month
  price a month  $2,760 as declared: on demand, Standard   us-east-1, 2026-09-06
  Standard       on demand $2,760 · provisioned for the peak $1,595 · auto scaling (70 %) $1,140
  Standard-IA    on demand $3,443 · provisioned for the peak $1,986 · auto scaling (70 %) $1,419
  break-even     at 29 % of provisioned capacity in use; the mean of this load is 50 % of its peak, so provisioned costs less
"""

HELD = """\
even at 20 requests/s (1 × declared), 10 min, modelled
  throttled      nothing
  holds until    4,000 requests/s: TableWriteKeyRangeThroughputExceeded
                 t: partition 2 of 4, whose keys are even
  ceiling        40,000 requests/s: TableWriteAccountLimitExceeded
                 t as a whole: 40,000 write units a second
  usable         > 99 % of what the partitions of t hold together
  consumes       at the peak t 0 RCU 20 WCU · GSI1 0 RCU 0 WCU
  partitions     t 4 · GSI1 4
  stores         t 0 bytes · GSI1 0 bytes
  price a month  $32.85 as declared: on demand, Standard   us-east-1, 2026-09-06
  Standard       on demand $32.85 · provisioned for the peak $10.15 · auto scaling (70 %) $14.42
  Standard-IA    on demand $41.00 · provisioned for the peak $12.65 · auto scaling (70 %) $17.97
  break-even     at 29 % of provisioned capacity in use; the mean of this load is 100 % of its peak, so provisioned costs less
"""


def test_a_design_that_throttles(days: Forecast) -> None:
    assert list(forecast_lines(days)) == THROTTLED.splitlines()


def test_a_design_that_holds() -> None:
    demand = demand_of_streams(stream_of(arm_of(zipf_law(100_000, 0.0)), rate=20))

    assert list(forecast_lines(forecasted(demand, about={"design": "even"}))) == HELD.splitlines()


def test_what_shrinks_says_to_what_it_shrinks_in_a_month() -> None:
    demand = demand_of_streams(
        stream_of(arm_of(law_of([1.0])), arm_of(law_of([1.0]), index="GSI1"), rate=20),
        item_bytes={("t", None): 3 * 1024**3, ("t", "GSI1"): 1024**3},
        growth={("t", None): -(1024**3) / 2_628_000, ("t", "GSI1"): -(1024.0**2)},
    )

    lines = list(forecast_lines(forecasted(demand, about={"design": "d"})))

    # A month has 2,628,000 seconds.
    assert (
        "  stores         t 3 GB, shrinks to 2 GB within a month · GSI1 1 GB, shrinks to nothing within a month"
    ) in lines


def test_a_day_says_its_peak() -> None:
    demand = demand_of_streams(stream_of(arm_of(zipf_law(100, 0.0)), rate=20))

    first = next(forecast_lines(forecasted(demand, shape="diurnal", about={"design": "d"})))

    assert first == (
        "d through a day with a peak of 20 requests/s (1 × declared), 10 min, modelled"
    )


@pytest.mark.parametrize(
    ("highest", "expected"), [(0.1, "10 % throttled"), (0.25, "10 % to 25 % throttled")]
)
def test_a_band_says_how_far_seeds_differ(highest: float, expected: str, days: Forecast) -> None:
    band = Band(
        seeds=9,
        throttled_share_lowest=0.1,
        throttled_share_middle=0.1,
        throttled_share_highest=highest,
        first_throttle_earliest_seconds=None,
        first_throttle_latest_seconds=None,
    )

    lines = list(forecast_lines(replace(days, band=band)))

    assert f"  band           {expected}, over 9 seeds of how long splits take" in lines


def test_copies_are_told_of_with_what_their_writes_consume() -> None:
    law = law_of([1.0])
    demand = demand_of_streams(
        stream_of(arm_of(law, "read"), rate=3_000, pattern="get"),
        stream_of(arm_of(law), rate=100, pattern="put"),
    )

    lines = list(forecast_lines(forecasted(demand)))

    assert "  in copies      2: 6,200 · 4: 12,400 · 10: 31,000 requests/s" in lines
    assert (
        "                 4 copies lie on 2.7 of today's 4 partitions on average; t then consumes "
        "400 WCU, not 100"
    ) in lines


def test_many_keys_in_need_are_counted_and_three_are_named() -> None:
    demand = demand_of_streams(stream_of(arm_of(zipf_law(8, 0.0)), rate=8_000))

    lines = list(forecast_lines(forecasted(demand)))

    assert "                 at this peak 8 keys need shards: k0 2, k1 2, k2 2, …" in lines


def test_saved_up_capacity_and_auto_scaling_are_told_of_a_provisioned_table() -> None:
    provisioned = Provisioned(
        read_capacity_units=5,
        write_capacity_units=100,
        write_autoscaling=AutoScaling(minimum=100, maximum=1_000),
    )
    table = table_of(billing_mode="PROVISIONED", provisioned=provisioned)
    demand = demand_of_streams(
        stream_of(arm_of(zipf_law(1_000, 0.0)), rate=900),
        stream_of(arm_of(zipf_law(1_000, 0.0), "read"), rate=4, pattern="get"),
        tables=[table],
    )

    lines = list(forecast_lines(forecasted(demand)))

    assert "  saved up       at most, above t 100 WCU for 37.5 s" in lines
    assert "  auto scaling   follows a step from idle: t 100 WCU to 225" in lines


def test_the_price_says_how_the_tables_are_declared() -> None:
    table = table_of(table_class="STANDARD_INFREQUENT_ACCESS")
    demand = demand_of_streams(stream_of(arm_of(zipf_law(1_000, 0.0)), rate=20), tables=[table])

    lines = list(forecast_lines(forecasted(demand)))

    assert lines[-4].startswith("  price a month  $41.00 as declared: on demand, Standard-IA   us-")
    assert lines[-3].startswith("  Standard       on demand $32.85 · ")
    assert lines[-2].startswith("  Standard-IA    on demand $41.00 · ")


def test_what_upsets_a_terminal_is_not_printed() -> None:
    law = law_of([1.0])
    demand = demand_of_streams(stream_of(arm_of(replace(law, label=lambda _: "a\x1b[31m"))))

    assert not any("\x1b" in line for line in forecast_lines(forecasted(demand)))


def test_what_each_pattern_consumes(days: Forecast) -> None:
    assert (
        list(pattern_lines(days))
        == """\
  access pattern   requests/s  t          GSI1
  put_event        1,600       1,600 WCU  1,600 WCU
  events_of_a_day  400         –          800 RCU
  find_event  not served, and so left out
""".splitlines()
    )


def test_arms_whose_keys_are_estimated_are_marked() -> None:
    demand = demand_of_streams(stream_of(arm_of(zipf_law(100, 0.0)), rate=20))
    estimated = {("asked", ("t", None), "write")}

    lines = list(pattern_lines(forecasted(demand, about={"estimated": estimated})))

    assert lines[1:] == [
        "  asked           20          ~20 WCU  –",
        "  ~ which keys are asked for is estimated from requests that were drawn",
    ]


def test_indexes_of_several_tables_are_named_with_theirs() -> None:
    tables = [table_of("t", indexes={"GSI1": index_of()}), table_of("u")]
    demand = demand_of_streams(stream_of(arm_of(zipf_law(100, 0.0)), rate=20), tables=tables)

    assert (
        next(pattern_lines(forecasted(demand))) == "  access pattern  requests/s  t       t.GSI1  u"
    )
