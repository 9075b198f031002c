"""The sections about capacity: heat, throttles, consumed, and where it goes."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.forecast.forecasting import forecast
from pytest_dynamo.forecast.values.json_form import forecast_to_json
from pytest_dynamo.measure.run import Run, run_to_json
from pytest_dynamo.report.charts.arm_bars import ArmBar, arm_bars
from pytest_dynamo.report.charts.drawing import Drawing
from pytest_dynamo.report.charts.placing import label_width
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.consumed import consumed
from pytest_dynamo.report.sections.costs import costs
from pytest_dynamo.report.sections.heat import heat
from pytest_dynamo.report.sections.parts import NARROW, WIDE, Section, Table
from pytest_dynamo.report.sections.throttles import throttles
from pytest_dynamo.report.words import Figure, plain

_SHOP = """
version: 1
name: shop
tables:
  shop-table: {partition_key: PK}
entities:
  User:
    population: 1000
    item: {PK: "USER#{user_id}", user_id: {sequence: {}}}
access_patterns:
  get_user:
    get: {PK: "USER#{user_id}"}
    returns: User
    rate: 40
"""

Runs = Callable[[str], Run]
Documents = Callable[[str], Any]


@pytest.fixture
def document(run_of_shape: Runs) -> Documents:
    """The document of a shape, a new one each time."""
    return lambda name: json.loads(run_to_json(run_of_shape(name)))


def titles(section: Section) -> list[str]:
    return [plain(panel.title) for panel in section.panels]


def said(sentence: Any) -> str:
    return plain(sentence).replace("\xa0", " ")


def table(section: Section, summary: str) -> Table:
    return next(each for each in section.tables if summary in each.summary)


def words_on(drawing: Drawing) -> list[str]:
    return [(label.before + label.text).replace("\xa0", " ") for label in drawing.labels]


def test_the_hottest_stream_leads_its_keys_follow_then_the_others(document: Documents) -> None:
    section = heat(Place(document("over_limit")))
    assert titles(section) == [
        "shop-table, writes by partition",
        "Its hottest partition keys",
        "GSI1 of shop-table, writes by partition",
        "GSI2 of shop-table, writes by partition",
        "GSI1 of shop-table, reads by partition",
        "shop-table, reads by partition",
    ]
    lead, *others = section.panels
    assert (lead.drawing.width, lead.narrow and lead.narrow.width) == (WIDE, NARROW)
    assert {panel.narrow for panel in others} == {None}
    assert all(panel.caption for panel in section.panels)
    assert section.is_bad


def test_the_keys_and_prefixes_of_the_first_map_stand_beside_it(document: Documents) -> None:
    run = document("over_limit")
    key = next(each for each in run["keys"] if each["direction"] == "write" and not each["index"])
    bins = len(run["series"]["requests"])
    run["keys"] = [key | {"key": "USER#42", "series": [900.0] * bins, "units_per_second": 900.0}]
    run["prefixes"] = [
        {"table": "shop-table", "index": None, "direction": "write"}
        | {"prefix": prefix, "units": 10.0, "share": share, "series": [3_000.0] * bins}
        for prefix, share in (("USER#", 0.9), ("", 0.1))
    ]
    section = heat(Place(run))
    keys, prefixes = section.panels[1:3]
    assert (plain(keys.title), plain(prefixes.title)) == (
        "Its hottest partition keys",
        "By what keys begin with",
    )
    assert words_on(keys.drawing)[:3] == ["peak", "USER#42", "90 %"]
    assert words_on(prefixes.drawing)[:5] == ["share", "USER#", "90 %", "other keys", "10 %"]
    rows = table(section, "hottest keys").rows
    assert [plain(row[0]) for row in rows] == ["USER#42", "all that begin with USER#", "other keys"]
    assert said(rows[0][1]) == "90 %"


def test_a_map_that_is_not_hot_says_so(document: Documents) -> None:
    section = heat(Place(document("healthy")))
    assert said(section.heading).startswith(
        "No partition is over its limit: the hottest partition is at 0."
    )
    assert not section.is_bad


def test_a_partition_over_its_limit_for_moments_only_is_told_from_one_that_stays(
    document: Documents,
) -> None:
    run = document("over_limit")
    write = run["tables"][0]["write"]
    write["hottest_partition"] |= {"share_of_limit": 0.9}
    for stream in (each[way] for each in run["tables"] for way in ("read", "write")):
        if stream is not write and stream["hottest_partition"]:
            stream["hottest_partition"] |= {"share_of_limit": 0.1}
    heading = said(heat(Place(run)).heading)
    assert heading.startswith("Over its limit for moments only, at most at ")
    assert ": the hottest partition is at 90 % of its write limit" in heading


def test_the_table_of_a_map_has_each_partition_by_time(document: Documents) -> None:
    rows = table(heat(Place(document("modelled"))), "The first map").rows
    assert [plain(row[0]) for row in rows] == ["1", "2", "3", "4"]
    path = rows[1][2][0].path  # type: ignore[union-attr]
    assert path.startswith("tables.0.write.heat.4:8.")
    assert path.endswith(" / tables.0.write.partition_limit_units_per_second")


def test_throttles_are_stacked_by_reason_and_named(document: Documents) -> None:
    run = document("modelled")
    section = throttles(Place(run))
    panel = section.panels[0]
    assert plain(panel.title) == "Throttled requests by reason and table or index"
    assert (panel.drawing.width, panel.narrow and panel.narrow.width) == (WIDE, NARROW)
    shown = " ".join(words_on(panel.drawing))
    for row in run["throttle_reasons"][:3]:
        assert row["reason"] in shown
    assert "first at 0:" in shown
    assert said(section.heading).startswith("From 0:")
    course = table(section, "sent and throttled")
    counted = [row[2][0].value for row in course.rows]  # type: ignore[union-attr]
    assert sum(counted) == run["totals"]["throttled"]
    assert len(course.columns) == 3 + len(run["throttle_reasons"])


def test_throttles_of_a_run_file_without_their_course_are_shown_as_a_whole(
    document: Documents,
) -> None:
    run = document("modelled")
    for row in run["throttle_reasons"]:
        row["series"] = []
    section = throttles(Place(run))
    assert titles(section)[0].startswith("Throttled requests in each")
    assert titles(section)[-1] == "By reason"
    assert len(table(section, "sent and throttled").columns) == 3


def test_consumed_says_how_near_the_limit_is(document: Documents) -> None:
    section = consumed(Place(document("provisioned")))
    assert said(section.heading).startswith("No declared limit was reached: at most ")
    drawn = words_on(section.panels[0].drawing)
    assert "limit 40" in drawn
    assert "one partition serves 1,000" in said(section.panels[0].facts)


def test_consumed_without_a_declared_limit_is_against_what_the_partitions_serve(
    document: Documents,
) -> None:
    section = consumed(Place(document("hot")))
    assert said(section.heading).endswith("of 4,000 that its partitions serve together")
    drawn = words_on(section.panels[0].drawing)
    assert "4 partitions × 1,000" in drawn
    assert [each for each in drawn if each.startswith("first throttle ")]
    course = table(section, "over time")
    assert [plain(row[1]) for row in course.rows] == [
        plain(panel.title).rpartition(", ")[2] for panel in section.panels
    ]


def test_where_it_goes_has_a_bar_for_each_pattern_and_arm(document: Documents) -> None:
    section = costs(Place(document("hot")))
    assert section is not None
    assert titles(section) == ["Write units", "Read units"]
    assert words_on(section.panels[0].drawing)[0] == "create_order"
    assert [each.partition(" · ")[0] for each in words_on(section.panels[0].drawing)[2::2]] == [
        *("shop-table", "GSI1", "GSI2"),
    ]
    lead = said(section.lead)
    assert (
        "With its indexes, create_order takes 2.5 write units for each that the table takes alone."
        in lead
    )
    assert "list_orders examines 1.2 items for each that it returns." in lead
    rows = table(section, "tables and indexes").rows
    assert [[plain(cell) for cell in row[:3]] for row in rows][:3] == [
        ["create_order", "shop-table", "writes"],
        ["create_order", "GSI1 of shop-table", "writes"],
        ["create_order", "GSI2 of shop-table", "writes"],
    ]


def priced(run: Any) -> Any:
    """A run whose units cost a dollar a month each, and its writes five."""
    total = 0.0
    for arm in (arm for pattern in run["patterns"] for arm in pattern["arms"]):
        arm |= {
            "read_dollars_per_month": arm["read_units"],
            "write_dollars_per_month": 5 * arm["write_units"],
        }
        total += arm["read_units"] + 5 * arm["write_units"]
    run["spending"] = {
        "dollars": 1.0,
        "limit_dollars": None,
        "region": "us-east-1",
        "prices_as_of": "2026-09-06",
        "dollars_per_month": total,
    }
    return run


def test_where_it_goes_is_in_dollars_where_prices_are_known(document: Documents) -> None:
    section = costs(Place(priced(document("hot"))))
    assert section is not None
    assert titles(section) == ["US dollars a month"]
    assert said(section.heading) == (
        "The writes of create_order are 91 % of the bill, 40 % of that for GSI1"
    )
    drawn = words_on(section.panels[0].drawing)
    assert drawn[0] == "create_order"
    assert [each[0] for each in drawn[1::2]][:3] == ["$", "$", "$"]
    assert plain(table(section, "tables and indexes").columns[-1].heading) == "US dollars a month"


def test_of_a_study_it_goes_where_the_forecast_says() -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    said_of = json.loads(forecast_to_json(forecast(parse_design(_SHOP, "shop.yaml"), now=now)))
    section = costs(Place({"kind": "study", "forecast": said_of}))
    assert section is not None
    assert said(section.heading).startswith("The design costs $")
    assert titles(section) == ["Read units a\u00a0second"]
    assert words_on(section.panels[0].drawing) == [
        *("get_user", "20", "shop-table · 0.5 read units a request"),
    ]
    assert costs(Place({"kind": "study", "forecast": None})) is None


def arm(pattern: str, resource: str, value: float, *, is_first: bool) -> ArmBar:
    return ArmBar(
        pattern=pattern,
        resource=resource,
        figure=Figure(text=f"${value:g}", value=value, path="x"),
        a_request=Figure(text="1.99", value=1.99, path="y"),
        unit="write units a request",
        role="write",
        is_outlined=not is_first,
        is_first=is_first,
    )


def test_an_arm_is_named_beside_its_bar_or_above_it() -> None:
    rows = [
        arm("create_order", "table", 393, is_first=True),
        arm("create_order", "GSI1", 393, is_first=False),
    ]
    assert words_on(arm_bars(rows, width=720)) == [
        *("create_order", "$393", "table · 1.99 write units a request"),
        *("$393", "GSI1 · 1.99 write units a request"),
    ]
    assert words_on(arm_bars(rows, width=350)) == [
        *("create_order, table", "1.99 a request", "$393"),
        *("create_order, GSI1", "1.99 a request", "$393"),
    ]


@pytest.mark.parametrize("width", [720, 350])
def test_long_names_leave_room_for_the_figures_of_a_bar(width: float) -> None:
    rows = [arm("a_pattern_of_a_very_long_name_" * 3, "index_" * 20, 12_345.0, is_first=True)]
    drawing = arm_bars(rows, width=width)
    for label in drawing.labels:
        left = label.x - (label_width(label) if label.anchor == "end" else 0)
        assert left >= 0
        assert left + label_width(label) <= width
