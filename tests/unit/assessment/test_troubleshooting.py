"""Each kind of trouble is looked for, and said to have been, where there is none as well."""

from dataclasses import replace

import pytest

from pytest_dynamo.assessment.troubleshooting import TITLES, checked_of
from pytest_dynamo.assessment.values import TROUBLES, ItemSizes
from tests.unit.assessment import cases
from tests.unit.assessment.cases import case

SIZES = (
    ItemSizes(
        entity="User", table="shop", sampled=90, smallest=50, p5=60, median=80, p95=190, largest=240
    ),
    ItemSizes(
        entity="Order",
        table="shop",
        sampled=300,
        smallest=100,
        p5=120,
        median=400,
        p95=1_800,
        largest=2_503,
        largest_possible=4_096,
    ),
)


def rows(text, sizes=()):
    found = case(text)
    checked = checked_of(found.design, found.made, found.examination, sizes, found.advice)
    return {row.trouble: row for row in checked}


def test_every_row_is_there_in_order():
    assert tuple(rows(cases.LOW_MAXIMUM)) == TROUBLES == tuple(TITLES)


@pytest.mark.parametrize(
    ("text", "trouble", "title"),
    [
        (cases.DATE_AS_KEY, "hot partition", "Spread"),
        (cases.UNBOUNDED, "too many items", "Give lines a limit"),
        (cases.LAGGING_INDEX, "index lag", "Raise the write capacity of index by_owner"),
        (cases.LARGE_ITEM, "item size", "Keep picture"),
        (cases.SCAN, "scans", "Add an index for of_city"),
        (cases.DEAR, "cost", "Bill idle on demand"),
    ],
)
def test_a_row_points_at_the_advice_that_is_about_it(text, trouble, title):
    advice = [case(text).advice[at] for at in rows(text)[trouble].advice]
    assert advice[0].title.startswith(title)
    assert all(each.trouble == trouble for each in advice)


def test_the_hottest_partition():
    row = rows(cases.DATE_AS_KEY)["hot partition"]
    assert row.seen.startswith("The hottest partition, ")
    assert row.seen.endswith(
        " of 4 of table readings, is at 130 % of its write limit at the peak, by 1,300 write units a "
        "second in all; `DAY#2026-11-23` has 100 % of those. 25 % of what the partitions hold can be used."
    )


def test_a_partition_that_is_not_hot_is_named_all_the_same():
    row = rows(cases.UNBOUNDED)["hot partition"]
    assert "is at 4.9 % of its read limit at the peak" in row.seen
    assert row.advice == ()


def test_queries_and_what_they_read():
    assert rows(cases.UNBOUNDED)["too many items"].seen == (
        "Of 1 Query `lines` reads most, 445 read units a request. Without a limit: `lines`; none throws "
        "read items away by a filter."
    )
    assert rows(cases.DATE_AS_KEY)["too many items"].seen == (
        "Of 1 Query `newest_readings` reads most, 0.5 read units a request. All have a limit; none throws "
        "read items away by a filter."
    )
    assert "1 throws read items away by a filter." in rows(cases.FILTER)["too many items"].seen
    assert rows(cases.LOW_MAXIMUM)["too many items"].seen == "No access pattern is a Query."


def test_an_index_and_its_table():
    assert rows(cases.LAGGING_INDEX)["index lag"].seen == (
        "The only global index, `by_owner` of counters, is at 500 % of what it can be written, its table "
        "at 33 %. What an index cannot take is throttled in its table."
    )
    assert rows(cases.LOW_MAXIMUM)["index lag"].seen == (
        "There is no global index that could fall behind its table."
    )


def test_the_largest_item():
    assert rows(cases.LOW_MAXIMUM, SIZES)["item size"].seen == (
        "The largest of 390 sampled items has 2,503 bytes, of `Order`: 0.61 % of the 400 KB that an item "
        "may have. The design allows for 4 KB, of `Order`."
    )
    larger_than_bounded = (replace(SIZES[0], largest=9_000), SIZES[1])
    assert "allows" not in rows(cases.LOW_MAXIMUM, larger_than_bounded)["item size"].seen
    assert rows(cases.LOW_MAXIMUM)["item size"].seen == "No item was looked at."


def test_scans():
    seen = rows(cases.SCAN)["scans"].seen
    assert seen.startswith("`of_city` scans, 142 read units a request and 71 a second.")
    assert seen.endswith("`unsaid` scans without saying why, and is not forecast.")
    assert rows(cases.LOW_MAXIMUM)["scans"].seen == "None of 1 access pattern scans."


def test_cost():
    assert rows(cases.DEAR)["cost"].seen.startswith(
        "$684 a month as designed, if the load goes on as forecast; all on demand $395, provisioned for "
        "the peak $"
    )
