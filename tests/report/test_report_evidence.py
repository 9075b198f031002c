"""The sections from the hottest keys to the design: what their headings find, and in which runs."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from pytest_dynamo.measure.run import Run, run_to_json
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.again import how_it_ran
from pytest_dynamo.report.sections.design import design
from pytest_dynamo.report.sections.generator import generator
from pytest_dynamo.report.sections.item_sizes import item_sizes
from pytest_dynamo.report.sections.keys import keys
from pytest_dynamo.report.sections.latency import latency
from pytest_dynamo.report.sections.limit_search import limit_search
from pytest_dynamo.report.sections.modelled import modelled
from pytest_dynamo.report.sections.parts import NARROW, WIDE, Panel, Section
from pytest_dynamo.report.sections.retries import retries
from pytest_dynamo.report.sections.skew import skew
from pytest_dynamo.report.words import plain

Runs = Callable[[str], Run]
Members = Callable[[str], dict[str, Any]]

SECTIONS = (
    limit_search,
    keys,
    skew,
    latency,
    retries,
    generator,
    item_sizes,
    modelled,
    design,
)


@pytest.fixture
def members(run_of_shape: Runs) -> Members:
    """The members of the run file of a shape, to change."""
    return lambda shape: json.loads(run_to_json(run_of_shape(shape)))


def heading(section: Section | None) -> str:
    assert section is not None
    return plain(section.heading).replace("\xa0", " ")


def lead(section: Section | None) -> str:
    assert section is not None
    return plain(section.lead).replace("\xa0", " ")


def words(panel: Panel) -> list[str]:
    return [(label.before + label.text).replace("\xa0", " ") for label in panel.drawing.labels]


def cells(section: Section | None, table: int) -> list[list[str]]:
    assert section is not None
    return [
        [plain(cell).replace("\xa0", " ") for cell in row] for row in section.tables[table].rows
    ]


def test_a_chart_as_wide_as_its_section_is_drawn_twice_and_says_what_it_shows(
    members: Members,
) -> None:
    run = Place(members("complete"))
    panels = [
        panel
        for made in (section(run) for section in SECTIONS)
        if made is not None
        for panel in made.panels
    ]

    assert len(panels) > 15
    for panel in panels:
        assert panel.caption, plain(panel.title)
        if panel.narrow is None:
            assert panel.drawing.width < WIDE
        else:
            assert (panel.drawing.width, panel.narrow.width) == (WIDE, NARROW)


# --- hottest keys ---


def hot(members: Members, units_per_second: float, shards: int) -> dict[str, Any]:
    """A run whose hottest key of all takes so many write units a second."""
    run = members("complete")
    for row in run["keys"]:
        row |= {"units_per_second": row["units"] / 1_000, "shards": 1}
    top = next(row for row in run["keys"] if row["direction"] == "write")
    top |= {"units": 1e6, "units_per_second": units_per_second, "shards": shards, "share": 0.31}
    return run


def test_a_key_that_is_too_hot_for_a_partition_is_named_first(members: Members) -> None:
    section = keys(Place(hot(members, 1_199.0, 2)))

    assert heading(section) == (
        "USER#42 takes 120 % of what one partition serves, and 31 % of the writes of shop-table"
    )
    assert "USER#42 needs to be spread over 2 keys" in lead(section)
    assert section.is_bad
    first = words(section.panels[0])
    assert "one partition serves 1,000" in first
    assert first[first.index("units a second") + 1] == "1,199"
    assert plain(section.panels[0].caption) == "The red part is more than one partition serves."


def test_a_run_without_a_hot_key_says_so(members: Members) -> None:
    section = keys(Place(hot(members, 300.0, 1)))

    assert heading(section) == (
        "No key is too hot for a partition: USER#42 takes 30 % of what one serves, and 31 % of the writes "
        "of shop-table"
    )
    assert not section.is_bad
    assert "one partition serves 1,000" in words(section.panels[0])


def test_a_limit_far_above_all_keys_is_left_out_of_the_chart_and_said(members: Members) -> None:
    section = keys(Place(hot(members, 19.0, 1)))

    assert "one partition serves 1,000" not in words(section.panels[0])
    assert plain(section.panels[0].caption) == (
        "The hottest keys; one partition serves 1,000, far outside of this scale."
    )


def test_a_limit_that_the_run_file_leaves_out_is_that_of_dynamodb(members: Members) -> None:
    run = hot(members, 19.0, 1)
    for table in run["tables"]:
        table["write"]["partition_limit_units_per_second"] = None
    near = hot(members, 900.0, 2)
    for table in near["tables"]:
        table["write"]["partition_limit_units_per_second"] = None

    assert "one partition serves 1,000" in plain(keys(Place(run)).panels[0].caption)
    assert "what one partition serves" in words(keys(Place(near)).panels[0])
    assert heading(keys(Place(near))) == "USER#42 takes 31 % of the writes of shop-table"


def test_the_shards_of_a_key_are_those_of_the_forecast_where_that_asks_for_more(
    members: Members,
) -> None:
    run = hot(members, 1_199.0, 2)
    run["forecast"]["sharding"] = {
        "table": "shop-table",
        "index": None,
        "direction": "write",
        "keys": [{"key": "USER#42", "shards": 4}],
    }
    section = keys(Place(run))
    shards = [row[7] for row in cells(section, 0) if row[:3] == ["USER#42", "shop-table", "writes"]]

    assert shards == ["4"]
    assert "spread over 4 keys" in lead(section)


def test_a_run_file_of_before_has_the_shares_of_its_keys(members: Members) -> None:
    run = hot(members, 1_199.0, 2)
    for row in run["keys"]:
        row |= {"units_per_second": 0.0, "shards": 0}
    section = keys(Place(run))

    assert heading(section) == "USER#42 takes 31 % of the writes of shop-table"
    assert section.panels[0].narrow is None
    assert "31 %" in words(section.panels[0])
    assert cells(section, 0)[0][5::2] == ["–", "–"]


def test_a_run_of_nothing_has_no_hottest_key(members: Members) -> None:
    assert heading(keys(Place(members("empty")))) == (
        "No partition key was seen to consume anything"
    )


# --- skew ---


def uneven(members: Members, shares: list[float], share_of_limit: float) -> Section | None:
    run = members("complete")
    row = next(row for row in run["skew"] if row["direction"] == "write")
    row |= {
        "partition_shares": shares,
        "max_over_mean": shares[0] * len(shares),
        "top_shares": [0.31, None, None],
    }
    run["tables"][0]["write"]["hottest_partition"]["share_of_limit"] = share_of_limit
    run["skew"] = [row]
    return skew(Place(run))


def test_skew_is_the_share_of_the_hottest_partition_and_how_many_times_the_mean(
    members: Members,
) -> None:
    section = uneven(members, [0.403, 0.2, 0.2, 0.197], 1.55)

    assert heading(section) == (
        "The hottest partition takes 40 % of the writes of shop-table, 1.61 × the mean"
    )
    assert section is not None
    assert section.is_bad
    assert {"40 %", "1.61 × the mean", "4 partitions, the hottest first"} <= set(
        words(section.panels[0])
    )
    assert "31 % are for its hottest key" in lead(section)
    assert cells(section, 0)[0][3:8] == ["40 %", "1.61 ×", "31 %", "–", "–"]


def test_an_even_load_is_said_to_be_even(members: Members) -> None:
    section = uneven(members, [0.26, 0.25, 0.25, 0.24], 1.55)

    assert heading(section) == (
        "The load is even: the hottest partition takes 1.04 × the mean of the writes of shop-table"
    )
    assert section is not None
    assert not section.is_bad


def test_the_share_of_the_hottest_key_is_left_out_where_it_is_not_known(members: Members) -> None:
    run = members("complete")
    for row in run["skew"]:
        row["top_shares"] = [None, None, None]

    assert lead(skew(Place(run))).endswith("is what can be used of it.")


def test_one_partition_has_no_skew(members: Members) -> None:
    assert heading(uneven(members, [1.0], 0.5)) == "The writes of shop-table lie on one partition"


def test_a_run_file_of_before_has_no_skew(members: Members) -> None:
    assert skew(Place(members("complete") | {"skew": []})) is None


# --- latency ---


def timed(members: Members, service: float, response: float | None) -> dict[str, Any]:
    run = members("complete")
    for row in run["latency"]:
        row["p99_ms"] = service if row["pattern"] == "get_user" else service / 2
    if response is None:
        run["response"] = []
    for row in run["response"]:
        row["p99_ms"] = response
    return run


@pytest.mark.parametrize(
    ("service", "response", "expected"),
    [
        (2.9, 3.5, "Latency is not the problem: p99 is at most 2.9 ms, that of get_user"),
        (2.9, None, "Latency is not the problem: p99 is at most 2.9 ms, that of get_user"),
        (250.0, 260.0, "p99 goes up to 250 ms, that of get_user"),
        (
            2.9,
            150.0,
            "Calls wait for longer than they take: p99 is at most 2.9 ms of service, and 150 ms of response",
        ),
    ],
)
def test_latency_is_said_to_be_the_problem_or_not(
    service: float, response: float | None, expected: str, members: Members
) -> None:
    assert heading(latency(Place(timed(members, service, response)))) == expected


def test_each_access_pattern_has_its_curves(members: Members) -> None:
    section = latency(Place(timed(members, 2.9, 3.5)))

    assert [plain(panel.title) for panel in section.panels[:2]] == ["All requests", "get_user"]
    assert {"p50", "p90", "p99", "2.9 ms"} <= set(words(section.panels[1]))
    assert not any(table.is_open for table in section.tables)


def test_too_few_calls_for_a_p99_are_said_to_be(members: Members) -> None:
    run = timed(members, 2.9, None)
    many = plain(latency(Place(run)).panels[0].caption)
    for row in run["latency"]:
        row["curve"] = row["curve"][:8]
    few = plain(latency(Place(run)).panels[0].caption)

    assert many == "Solid: service time, with a dot at p99."
    assert few == "Solid: service time, of too few calls for a p99."


def test_a_run_file_of_before_has_ranges_in_place_of_curves(members: Members) -> None:
    run = timed(members, 2.9, 3.5)
    for row in [*run["latency"], *run["response"]]:
        row["curve"] = []
    section = latency(Place(run))

    assert [plain(panel.title) for panel in section.panels] == ["From the median to the longest"]
    assert section.is_beside
    assert all(table.is_open for table in section.tables)


# --- retries ---


def test_retries_say_how_many_calls_failed_all_the_same(members: Members) -> None:
    run = members("complete")
    run["retries"] = [
        {
            "pattern": pattern,
            "calls": 1_000,
            "attempts": 1_600,
            "throttled_attempts": 600,
            "waited_seconds": 12.5,
            "by_attempts": [500, 100, 50],
            "failed": 350,
        }
        for pattern in (None, "get_user")
    ]
    section = retries(Place(run))

    assert heading(section) == "Each call took 1.6 attempts on average; 35 % failed all the same"
    assert section is not None
    assert words(section.panels[0]) == [
        *("failed", "35 %", "35 %", "at first", "50 %", "50 %"),
        *("on retry", "15 %", "15 %", "waited", "12.5 s", "12.5 s"),
        *("all requests", "get_user"),
    ]
    assert cells(section, 0)[0] == [
        *("all requests", "1,000", "1,600", "1.6", "600", "500", "150", "350", "12.5 s")
    ]

    run["retries"][0] |= {"attempts": 1_001}
    assert heading(retries(Place(run))) == "Of 1,000 calls, few were tried again"

    run["retries"][0] |= {"attempts": 1_600, "failed": 0}
    assert heading(retries(Place(run))) == (
        "Each call took 1.6 attempts on average, and none failed in the end"
    )


def test_a_run_file_of_before_has_its_retries_in_a_table(members: Members) -> None:
    run = members("complete")
    for row in run["retries"]:
        row |= {"by_attempts": [], "failed": 0}
    section = retries(Place(run))

    assert section is not None
    assert section.panels == ()
    assert section.tables[0].is_open
    assert heading(section).endswith(" attempts on average")
    assert cells(section, 0)[0][5:8] == ["–", "–", "–"]


# --- generator ---


def test_a_generator_that_kept_up_is_said_to(members: Members) -> None:
    run = members("complete")
    run["generator"] |= {"verdict": ""}
    run["totals"]["dropped"] = 0
    run["window"] |= {"done_per_second": 27.8, "offered_per_second": 27.9}
    section = generator(Place(run))

    assert heading(section) == (
        "The load generator kept up: 27.8 of 27.9 offered requests a second were sent"
    )
    assert section is not None
    assert not section.is_bad
    assert [plain(panel.title) for panel in section.panels] == [
        "Requests in each second",
        "CPU of the busiest process",
    ]
    assert "not trusted above 90 %" in words(section.panels[1])
    assert ["highest share of a core", "99 %"] in cells(section, 0)
    assert cells(section, 1)[0] == ["0:00", "151", "19", "97 %"]
    assert cells(section, 2)[1][3] == "was lost before the end"


@pytest.mark.parametrize(
    ("verdict", "dropped", "done", "expected"),
    [
        ("It was the bottleneck.", 12, 20, "The load generator could not keep up: 20 of 28"),
        ("", 12, 20, "20 of 28 offered requests a second were sent, and 12 could not be"),
        ("", 0, 20, "20 of 28 offered requests a second were sent"),
    ],
)
def test_a_generator_that_did_not_send_all_is_not_said_to_have_kept_up(
    verdict: str, dropped: int, done: float, expected: str, members: Members
) -> None:
    run = members("complete")
    run["generator"] |= {"verdict": verdict}
    run["totals"]["dropped"] = dropped
    run["window"] |= {"done_per_second": done, "offered_per_second": 28}

    assert heading(generator(Place(run))).startswith(expected)


def test_a_stretch_in_which_no_process_was_looked_at_has_no_share(members: Members) -> None:
    run = members("complete")
    run["generator"]["cpu_series"][:10] = [None] * 10
    shares = [row[3] for row in cells(generator(Place(run)), 1)]

    assert shares[0] == "–"
    assert shares[5].endswith("%")


def test_a_peak_that_was_not_measured_is_not_said(members: Members) -> None:
    run = members("complete")
    run["generator"]["peak_cpu_share"] = None
    section = generator(Place(run))

    assert section is not None
    assert section.panels[1].facts == ()
    assert cells(section, 1)[0][3] == "97 %"
    assert ["highest share of a core", "–"] in cells(section, 0)


def test_a_run_file_of_before_has_what_was_sent_and_no_cpu_over_time(members: Members) -> None:
    run = members("complete")
    run["series"]["dropped"] = []
    run["generator"] = None
    section = generator(Place(run))

    assert section is not None
    assert [plain(panel.title) for panel in section.panels] == ["Requests in each second"]
    assert words(section.panels[0])[3:5] == ["due", "sent: the same"]
    assert [plain(column.heading) for column in section.tables[1].columns] == ["from", "sent"]
    assert heading(generator(Place(members("empty")))) == "No request was made"


# --- item sizes ---


def sized(members: Members, **order: Any) -> Section | None:
    run = members("complete")
    run["assessment"]["item_sizes"][0] |= order
    return item_sizes(Place(run))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ({}, "No item is near the limit of 400 KB: the largest, of Order, has 9,412 bytes"),
        (
            {"largest": 300_000, "largest_possible": None},
            "Order is not far from the 400 KB of an item: the largest has 300,000 bytes",
        ),
        (
            {"largest_possible": 500_000},
            "Order can grow to 500,000 bytes, more than the 400 KB of an item",
        ),
        (
            {"largest": 410_000, "largest_possible": None},
            "Order can grow to 410,000 bytes, more than the 400 KB of an item",
        ),
    ],
)
def test_item_sizes_say_how_near_the_limit_is(
    order: dict[str, Any], expected: str, members: Members
) -> None:
    section = sized(members, **order)

    assert heading(section) == expected
    assert section is not None
    assert section.is_bad == ("more than" in expected)


def test_entities_whose_items_lie_about_a_write_unit_are_named(members: Members) -> None:
    assert lead(sized(members, p5=903.0, p95=2_040.0)).endswith("than others: Order.")
    assert "than others" not in lead(sized(members, p5=1_100.0, p95=2_040.0))


def test_the_sizes_of_items_stand_in_the_table(members: Members) -> None:
    assert cells(sized(members), 0) == [
        ["Order", "shop-table", "1,000", "812", "903", "1,312", "2,208", "9,412", "12,288"],
        ["User", "shop-table", "1,000", "130", "141", "180", "220", "241", "–"],
    ]


# --- model ---


def compared(members: Members, difference: float | None) -> dict[str, Any]:
    run = members("complete")
    run["comparison"]["units"] = run["comparison"]["units"][:1]
    run["comparison"]["units"][0] |= {
        "expected_units_per_second": 100.0,
        "measured_units_per_second": 100.0 * (1 + (difference or 0.0)),
        "difference_by_request": difference,
    }
    largest = None if difference is None else abs(difference)
    run["comparison"]["largest_difference_by_request"] = largest
    return run


@pytest.mark.parametrize(
    ("difference", "expected"),
    [
        (0.0, "The model was right: each request consumed what was forecast for it"),
        (
            -0.011,
            "The model was right: requests consumed within 1.1 % of what was forecast for them",
        ),
        (-0.2, "The model was off by up to 20 %: reads of shop-table"),
    ],
)
def test_the_model_was_right_or_off_by_so_much(
    difference: float, expected: str, members: Members
) -> None:
    assert heading(modelled(Place(compared(members, difference)))) == expected


def test_each_difference_stands_beside_what_was_modelled_and_observed(members: Members) -> None:
    (panel,) = modelled(Place(compared(members, -0.2))).panels

    assert words(panel)[:7] == [
        *("difference", "-20 %", "modelled", "100", "observed", "80", "reads of shop-table"),
    ]


def test_without_differences_there_is_what_was_forecast(members: Members) -> None:
    section = modelled(Place(compared(members, None)))

    assert heading(section).startswith("Modelled to hold until ")
    assert section.panels == ()


def test_what_was_written_by_hand_is_said_to_be_in_no_figure(members: Members) -> None:
    run = compared(members, -0.2)
    run["comparison"]["left_out"] = []
    without = plain(modelled(Place(run)).caption)
    run["comparison"]["left_out"] = ["import", "export"]

    assert "Written by hand" not in without
    assert "Written by hand, and in no figure here: import, export." in plain(
        modelled(Place(run)).caption
    )


def test_a_study_has_where_the_design_ends(members: Members) -> None:
    run = members("complete")
    study = {name: run[name] for name in ("design", "forecast", "assessment", "how")}
    section = modelled(Place(study))

    assert heading(section).startswith("Modelled to hold until ")
    assert [row[0] for row in cells(section, 0)] == [
        "holds until, requests a second",
        "ceiling, however many partitions",
    ]
    assert heading(item_sizes(Place(study))).startswith("No item is near the limit")
    assert heading(design(Place(study))).startswith("3 access patterns, 1 of them not served")


def test_what_aws_itself_tells_stands_beside_the_model(members: Members) -> None:
    section = modelled(Place(members("complete")))
    alone = modelled(Place(members("tried_again")))

    assert section.tables[2].summary == "What CloudWatch and the streams tell of the same run"
    assert heading(alone) == "No forecast was made of this run"
    assert [table.summary for table in alone.tables] == [section.tables[2].summary]
    assert plain(alone.caption).startswith("AWS's units and throttles are observed")


# --- design, how to run it again, the limit ---


def test_the_design_is_its_patterns_entities_tables_and_indexes(members: Members) -> None:
    section = design(Place(members("complete")))

    assert heading(section) == "3 access patterns, 1 of them not served; 1 table, 2 indexes"
    assert lead(section) == "designs/shop.yaml: A small shop: users and their orders."
    assert cells(section, 0)[2] == [
        *("find_by_email", "Query", "shop-table", "email = {email}", "0", "–", "–"),
        "no table or index has email as its partition key",
    ]
    assert cells(section, 1)[1] == [
        *("Order", "shop-table", "20,000"),
        "PK: USER#{user_id}, SK: ORDER#{order_id}, GSI1PK: STATUS#{status}",
        *("User", "status, placed_at, total"),
    ]
    assert cells(section, 2) == [
        ["shop-table", "PK", "SK", "on demand", "220,000", "412,300,000", "expires_at", "–"],
    ]
    assert cells(section, 3)[1] == [
        *("GSI2 of shop-table", "global", "GSI2PK", "–", "KEYS_ONLY", "–"),
    ]


def test_an_index_says_who_reads_it_and_a_read_that_it_is_consistent(members: Members) -> None:
    run = members("complete")
    shape = run["assessment"]["design"]
    shape["patterns"] = [shape["patterns"][0] | {"index": "GSI1", "is_consistent": True}]
    shape["description"] = ""
    section = design(Place(run))

    assert heading(section) == "1 access pattern, all served; 1 table, 2 indexes"
    assert lead(section) == "designs/shop.yaml."
    assert cells(section, 0)[0][7] == "strongly consistent; Get a user"
    assert cells(section, 3)[0][5] == "get_user"


def test_a_design_without_entities_has_no_chart(members: Members) -> None:
    run = members("complete")
    run["assessment"]["design"]["entities"] = []
    section = design(Place(run))

    assert section is not None
    assert section.panels == ()
    assert "Entities, and the keys of their items" not in [each.summary for each in section.tables]
    assert design(Place(run | {"assessment": None})) is None
    assert item_sizes(Place(run | {"assessment": None})) is None


@pytest.mark.parametrize(
    ("parents", "expected"),
    [
        ([], "No entity belongs to another one."),
        (["User"], "A line leads to what belongs to an entity."),
        (
            ["User", "Product"],
            (
                "A line leads to what belongs to an entity. What belongs to another one as well has a dashed "
                "line from that one, or says so."
            ),
        ),
    ],
)
def test_the_entity_chart_says_what_its_lines_are(
    parents: list[str], expected: str, members: Members
) -> None:
    run = members("complete")
    run["assessment"]["design"]["entities"][1]["parents"] = parents
    section = design(Place(run))

    assert section is not None
    assert plain(section.panels[0].caption) == expected


def facts(run: dict[str, Any]) -> dict[str, str]:
    return {fact.name: plain(fact.words) for fact in how_it_ran(Place(run)).facts}


def test_the_commit_says_whether_files_were_changed_since(members: Members) -> None:
    run = members("complete")
    run["how"] |= {"commit": "5e1f0c9a" * 5, "has_uncommitted_changes": False}
    changed = run | {"how": run["how"] | {"has_uncommitted_changes": True}}
    before = run | {"how": run["how"] | {"commit": "", "versions": {}}}

    assert facts(run)["Commit"] == "5e1f0c9a5e1f"
    assert facts(changed)["Commit"] == "5e1f0c9a5e1f; files were changed since"
    assert {"Commit", "Versions"} & set(facts(before)) == set()


def test_the_parameters_that_were_changed_are_said(members: Members) -> None:
    run = members("complete")
    run["forecast"]["parameters_changed"] = {"partition_write_units": "500"}
    run["assessment"]["parameters"] = {"region": "us-east-1"}
    neither = run | {"forecast": None, "assessment": None}

    assert facts(run)["Parameters of the model"] == "partition_write_units=500, region=us-east-1"
    assert "Parameters of the model" not in facts(neither)


def test_the_rates_of_a_search_say_which_of_them_hold(members: Members) -> None:
    section = limit_search(Place(members("complete")))

    assert heading(section) == "The highest rate that holds was found: 19.8 requests a second"
    assert section is not None
    assert words(section.panels[0])[-2:] == ["✓ 1 × the declared rates", "✗ 2 × the declared rates"]


def test_a_search_that_found_nothing_has_no_rate(members: Members) -> None:
    run = members("complete")
    run["limit_search"] |= {"steps": [], "holds_at_per_second": None, "limited_by": "not found"}
    section = limit_search(Place(run))

    assert heading(section) == "The run ended before the limit was found"
    assert section is not None
    assert (section.panels, section.tables) == ((), ())
