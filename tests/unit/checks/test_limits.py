"""PD402, PD403 and PD404: tables and indexes as a whole."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pytest_dynamo.checks.capacity.gathering import gather
from pytest_dynamo.checks.capacity.limits import slow_growth
from pytest_dynamo.design.reader import parse_design

ORDERS = """\
tables:
  shop: {partition_key: id, SETTINGS}
entities:
  Order:
    population: 100
    item: {id: {faker: uuid4}, total: {int: {min: 1, max: 9}}}
access_patterns:
  place_order: {put: Order, rate: RATE}
"""


def orders(rate: int, settings: str = "billing_mode: PAY_PER_REQUEST") -> str:
    return ORDERS.replace("SETTINGS", settings).replace("RATE", str(rate))


PROVISIONED = "billing_mode: {read_capacity_units: 10, write_capacity_units: 100}"
SCALED = (
    "billing_mode: {read_capacity_units: 10, write_capacity_units: 100, "
    "write_autoscaling: {min: 50, max: 400}}"
)
CAPPED = "max_throughput: {write_units_per_second: 300}"


@pytest.mark.parametrize(
    ("settings", "rate", "found", "fix"),
    [
        (
            PROVISIONED,
            101,
            "table shop is asked for 101 write units a second at the declared rates, and has 100",
            "set write_capacity_units to 101 at least, or bill on demand",
        ),
        (
            SCALED,
            401,
            "table shop is asked for 401 write units a second at the declared rates, and has 400",
            "let write_autoscaling go to a max of 401 at least",
        ),
        (
            CAPPED,
            301,
            "table shop is asked for 301 write units a second at the declared rates, and has 300",
            "set max_throughput: {write_units_per_second: 301} at least, or leave it out",
        ),
        (
            "warm_throughput: {write_units_per_second: 60_000}",
            40_001,
            (
                "table shop is asked for 40,001 write units a second at the declared rates, "
                "and has 40,000"
            ),
            "have the account's quota for a table raised to 40,001 write units a second",
        ),
    ],
)
def test_a_table_that_is_asked_for_more_than_its_limit_is_an_error(
    examined, ids, settings, rate, found, fix
):
    assert "PD402" not in ids(orders(rate - 1, settings))
    (finding,) = [
        each for each in examined(orders(rate, settings)).findings if each.rule == "PD402"
    ]
    assert (finding.severity, finding.place.line) == ("error", 3)
    assert (finding.subject, finding.found, finding.fix) == ("table shop", found, fix)


def test_the_limit_that_is_met_is_named_as_dynamodb_does(examined):
    (finding,) = examined(orders(200, PROVISIONED)).findings
    assert finding.means == (
        "above 100 requests/s of the 200 declared, TableWriteProvisionedThroughputExceeded"
    )


def test_a_new_table_that_does_not_hold_the_rates_yet_is_a_warning(examined):
    (finding,) = examined(orders(6_000)).findings
    assert (finding.rule, finding.severity) == ("PD403", "warning")
    assert finding.found == (
        "table shop begins with 4 partitions, which hold 4,000 of the 6,000 requests/s declared"
    )
    assert re.fullmatch(
        r"until partitions have been split, its writes are throttled: for about \d+ min",
        finding.means,
    )
    assert finding.fix == (
        "warm it up, warm_throughput: {write_units_per_second: 6_000}, or let the load rise slowly"
    )


def test_the_warm_throughput_that_is_advised_is_enough(ids):
    assert ids(orders(6_000, "warm_throughput: {write_units_per_second: 6_000}")) == []


def test_a_new_table_serves_four_thousand_writes(ids):
    assert ids(orders(4_000)) == []
    assert ids(orders(4_001)) == []  # less than a thousandth is throttled
    assert ids(orders(4_050)) == ["PD403"]


def test_auto_scaling_that_comes_too_late_is_a_warning(examined):
    (finding,) = examined(orders(400, SCALED)).findings
    assert finding.rule == "PD403"
    assert finding.found == (
        "table shop begins with 100 provisioned write units a second, which hold 100 of the 400 "
        "requests/s declared"
    )
    assert finding.means.startswith("until there is more capacity, its writes are throttled: ")
    assert finding.fix == (
        "let write_autoscaling go no lower than a min of 400 while the load may come at once"
    )


@pytest.mark.parametrize(
    ("throttled", "span"),
    [
        (range(13), "for about 13 min"),
        (range(60), "for more than 1 h"),
        (range(5, 20), "from 5 min to about 20 min"),
        (range(50, 60), "from 50 min on, for more than 1 h"),
    ],
)
def test_the_time_of_throttling_is_that_of_the_forecast(throttled, span):
    design = parse_design(f"version: 1\n{orders(6_000)}")
    evidence = gather(design, now=datetime(2026, 11, 23, tzinfo=UTC))
    (table,) = evidence.forecast.resources
    served = [0.0 if minute in throttled else 6_000.0 for minute in range(60)]
    write = replace(table.write, consumed_by_minute=tuple(served))
    table = replace(table, write=write, hottest_by_minute=(1.0,) * 60)
    forecast = replace(evidence.forecast, resources=(table,))
    (finding,) = slow_growth(replace(evidence, forecast=forecast))
    assert finding.means.endswith(f"its writes are throttled: {span}")


def test_what_is_throttled_while_no_partition_is_full_is_not_for_its_partitions():
    design = parse_design(f"version: 1\n{orders(6_000)}")
    evidence = gather(design, now=datetime(2026, 11, 23, tzinfo=UTC))
    (table,) = evidence.forecast.resources
    forecast = replace(
        evidence.forecast, resources=(replace(table, hottest_by_minute=(0.9,) * 60),)
    )
    assert list(slow_growth(replace(evidence, forecast=forecast))) == []


def test_keys_that_no_warm_throughput_spreads_want_a_slow_rise(examined):
    keys = ", ".join(f"k{number}" for number in range(40))
    text = orders(36_000).replace("id: {faker: uuid4}", f"id: {{choice: [{keys}]}}")
    (finding,) = examined(text).findings
    assert finding.fix == (
        "let the load rise slowly: warm throughput within the quota of a table does not hold it"
    )


INDEXED = """\
tables:
  shop: {partition_key: id, indexes: {by_status: {partition_key: status, projection: KEYS_ONLY}}}
entities:
  Order:
    population: 100
    item: {id: {faker: uuid4}, status: {choice: {open: 4, closed: 1}}}
access_patterns:
  place_order: {put: Order, rate: RATE}
"""


def test_an_index_that_limits_its_table_is_a_warning(examined):
    (finding,) = [
        each for each in examined(INDEXED.replace("RATE", "300")).findings if each.rule == "PD404"
    ]
    assert (finding.severity, finding.place.line) == ("warning", 3)
    assert finding.subject == "index by_status of shop"
    assert finding.found == "index by_status of shop holds 1,250 requests/s, its table 40,000"
    assert finding.means == (
        "above that the table's writes are throttled: IndexWriteKeyRangeThroughputExceeded, as 80 % "
        "of them go to the key open"
    )
    assert finding.fix == (
        "shard status, or leave it out of items that nobody looks up by by_status"
    )


def test_a_limit_that_is_far_away_is_not_told(ids):
    assert ids(INDEXED.replace("RATE", "126")) == ["PD404"]
    assert ids(INDEXED.replace("RATE", "124")) == []


def test_an_index_that_is_over_its_limit_is_the_error_and_not_the_warning(ids):
    assert ids(INDEXED.replace("RATE", "1_260")) == ["PD401"]


def test_an_index_with_less_capacity_than_its_table_is_told(examined):
    text = INDEXED.replace("projection: KEYS_ONLY", "projection: KEYS_ONLY, BILLING").replace(
        "shop: {", "shop: {billing_mode: {read_capacity_units: 10, write_capacity_units: 100}, "
    )
    text = text.replace(
        "BILLING", "billing_mode: {read_capacity_units: 10, write_capacity_units: 50}"
    )
    (finding,) = examined(text.replace("RATE", "40")).findings
    assert finding.rule == "PD404"
    assert finding.found == "index by_status of shop holds 50 requests/s, its table 100"
    assert finding.fix == "set write_capacity_units to 100 at least, or bill on demand"


BY_DOCTOR = """\
tables:
  clinic:
    partition_key: id
    billing_mode: {read_capacity_units: 10, write_capacity_units: 100TABLE}
    indexes:
      by_doctor:
        partition_key: doctor
        billing_mode: {write_capacity_units: 60, read_capacity_units: 10INDEX}
entities:
  Visit:
    population: 100
    item: {id: {faker: uuid4}, doctor: {faker: uuid4}}
access_patterns:
  note_visit: {put: Visit, rate: 40}
"""


@pytest.mark.parametrize(
    ("table", "index", "holds", "fix"),
    [
        (
            ", write_autoscaling: {min: 50, max: 1_000}",
            "",
            "60 requests/s, its table 1,000",
            "give it write_autoscaling to a max of 1_000, as its table has it",
        ),
        (
            ", write_autoscaling: {min: 50, max: 1_000}",
            ", write_autoscaling: {min: 50, max: 70}",
            "70 requests/s, its table 1,000",
            "let write_autoscaling go to a max of 1_000 at least",
        ),
        (
            "",
            "",
            "60 requests/s, its table 100",
            "set write_capacity_units to 100 at least, or bill on demand",
        ),
    ],
)
def test_an_index_that_holds_the_declared_rates_is_told_what_its_table_can_take(
    examined, table, index, holds, fix
):
    text = BY_DOCTOR.replace("TABLE", table).replace("INDEX", index)
    (finding,) = [each for each in examined(text).findings if each.rule == "PD404"]
    assert (finding.found, finding.fix) == (f"index by_doctor of clinic holds {holds}", fix)
