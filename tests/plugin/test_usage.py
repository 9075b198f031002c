"""Calls added up by design and access pattern."""

from collections import Counter

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.measure.call import Arm, Call, Throttle
from pytest_dynamo.planner.planning import plan_all
from pytest_dynamo.plugin.coverage.usage import PatternUsage, Stray, Usage, usage_of
from pytest_dynamo.plugin.matching.matcher import Matcher


def matcher(name: str) -> Matcher:
    text = f"version: 1\nname: {name}\ntables: {{{name}: {{partition_key: id}}}}\n"
    design = parse_design(text, path=f"{name}.yaml")
    return Matcher(design, plan_all(design))


SHOP, DEPOT = matcher("shop"), matcher("depot")


def call(table: str | None, *arms: Arm, **others: object) -> Call:
    plain = {"operation": "Query", "started": 0.0, "duration_seconds": 0.0, "source": "modelled"}
    return Call(**plain | {"table": table, "arms": arms} | others)


def most(**given: float) -> dict[str, float]:
    """What a performance took at most: one call that is a page, where nothing else is given."""
    return {
        "read_units": 0.0,
        "write_units": 0.0,
        "items_examined": 0,
        "pages": 1,
        "calls": 1,
        **given,
    }


def test_each_call_counts_for_the_design_that_declares_its_table():
    calls = [
        call("shop", Arm(table="shop", read_units=0.5), pattern="a"),
        call("depot", Arm(table="depot", read_units=1.0), pattern="a"),
        call(None, Arm(table="depot", write_units=2.0), pattern="b"),
        call("elsewhere", Arm(table="elsewhere", read_units=9.0)),
        call(None),
    ]
    assert usage_of(calls, (SHOP, DEPOT)) == {
        "shop.yaml": Usage(
            patterns={
                "a": PatternUsage(
                    performances=1, calls=1, read_units=0.5, most=most(read_units=0.5)
                )
            },
            sources={"modelled"},
        ),
        "depot.yaml": Usage(
            patterns={
                "a": PatternUsage(
                    performances=1, calls=1, read_units=1.0, most=most(read_units=1.0)
                ),
                "b": PatternUsage(
                    performances=1,
                    calls=1,
                    write_units=2.0,
                    arms={"table": 2.0},
                    most=most(write_units=2.0),
                ),
            },
            sources={"modelled"},
        ),
    }


@pytest.mark.parametrize("table", ["shop", "pytest-1-shop"])
def test_names_have_a_prefix_on_an_endpoint(table):
    found = usage_of([call(table, location="a.py:1")], (SHOP,), prefix="pytest-1-")
    assert found["shop.yaml"].strays == Counter({Stray("a.py:1", "Query", "shop"): 1})


def test_what_goes_on_where_a_call_left_off_is_the_same_performance():
    calls = [call("shop", pattern="a"), call("shop", pattern="a", continues=True)]
    assert usage_of(calls, (SHOP,))["shop.yaml"].patterns == {
        "a": PatternUsage(performances=1, calls=2, most=most(pages=2, calls=2))
    }


def test_the_dearest_performance_is_kept_and_pages_add_up_in_it():
    page = Arm(table="shop", read_units=4.0)
    last = Arm(table="shop", read_units=0.5)
    calls = [
        call("shop", page, pattern="a", items_examined=50),
        call("shop", last, pattern="a", items_examined=2, continues=True),
        call("shop", page, pattern="a", items_examined=51),
    ]

    found = usage_of(calls, (SHOP,))["shop.yaml"].patterns["a"]

    assert (found.performances, found.read_units) == (2, 8.5)
    assert found.most == most(read_units=4.5, items_examined=52, pages=2, calls=2)


def test_the_dearest_of_several_usages_is_kept_and_survives_a_journey():
    cheap, dear = Usage(), Usage()
    cheap.add(call("shop", Arm(table="shop", read_units=0.5), pattern="a"))
    dear.add(call("shop", Arm(table="shop", read_units=3.0), pattern="a"))
    cheap.merge(Usage.from_plain(dear.to_plain()))

    assert cheap.patterns["a"].most == most(read_units=3.0)


def test_units_of_several_tables_and_indexes_add_up():
    arms = (
        Arm(table="shop", write_units=1.0),
        Arm(table="shop", index="by_name", write_units=2.0),
        Arm(table="depot", write_units=4.0),
    )
    usage = PatternUsage()
    usage.add(call(None, *arms))
    assert usage == PatternUsage(
        performances=1,
        calls=1,
        write_units=7.0,
        arms={"table": 5.0, "by_name": 2.0},
        most=most(write_units=7.0),
    )


def test_usages_add_up_in_any_order():
    throttle = Throttle(
        reason="TableReadKeyRangeThroughputExceeded",
        resource="arn:aws:dynamodb:eu-west-1:1:table/shop/index/by_name",
    )
    calls = [
        call("shop", Arm(table="shop", read_units=0.5), pattern="a", items_examined=3),
        call("shop", Arm(table="shop", write_units=1.0), pattern="a", items_returned=1),
        call("shop", throttles=(throttle,), source="observed"),
    ]
    whole = usage_of(calls, (SHOP,))["shop.yaml"]
    parts = [usage_of([one], (SHOP,))["shop.yaml"] for one in calls]
    forwards, backwards = Usage(), Usage()
    for part in parts:
        forwards.merge(part)
    for part in reversed(parts):
        backwards.merge(part)
    assert whole == forwards == backwards
    assert whole.to_plain() == backwards.to_plain()
    assert whole.throttles == Counter(
        {"TableReadKeyRangeThroughputExceeded by index by_name of shop": 1}
    )
    assert whole.sources == {"modelled", "observed"}
