"""PD303, PD304, PD305, PD306 and PD310: what served access patterns read, and leave undone."""

import pytest

from pytest_dynamo.checks.patterns.collections import Content, largest_content
from pytest_dynamo.checks.patterns.reading import MOST_ITEMS, reading_of
from pytest_dynamo.checks.patterns.scope import entities_read
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.planner.planning import plan
from pytest_dynamo.population.people import Population
from tests.unit.checks.pages import NOW

SHOP = """\
tables: {shop: {partition_key: PK, sort_key: SK}}
entities:
  User:
    population: 200
    item: {PK: "USER#{user_id}", SK: PROFILE, user_id: {faker: uuid4}}
  Order:
    belongs_to: {User: {mean: 10}}
    item:
      PK: "USER#{user_id}"
      SK: "ORDER#{order_id}"
      order_id: {sequence: {start: 1}}
      state: {choice: {open: 1, paid: 9}}
      size: {int: {min: 1, max: 4}}
      paid: {choice: {true: 1, false: 9}}
      note: {text_bytes: NOTE}
access_patterns:
"""
ORDERS = 'query: {PK: "USER#{user_id}", SK: {begins_with: "ORDER#"}}, returns: Order'


def shop(pattern, *, note="10", mean="10"):
    text = SHOP.replace("NOTE", note).replace("mean: 10", f"mean: {mean}")
    if int(mean) > 500:
        text = text.replace("population: 200", "population: 4")
    return f"{text}  asked: {{{pattern}}}\n"


def planned(text):
    design = parse_design(f"version: 1\n{text}")
    return plan(design, design.access_patterns["asked"]), Population(design, now=NOW)


# -------------------------------------------------------------------------------- filters


def test_a_filter_that_always_asks_the_same_is_applied_to_all_that_is_read():
    found = reading_of(*planned(shop(f"{ORDERS}, filter: {{state: open}}, max_waste: 20")))
    assert found is not None
    assert found.examined == 2_000
    assert found.waste == pytest.approx(10, rel=0.25)


def test_a_filter_with_a_parameter_is_asked_about_members_that_there_are():
    text = shop(f'{ORDERS}, filter: {{size: "{{size}}"}}, max_waste: 20')
    found = reading_of(*planned(text))
    assert found is not None
    assert found.examined == 48 * 10
    assert 2 < found.waste < 4  # of four sizes; each question has an answer, so fewer than four


def test_a_large_population_is_tried_on_a_small_one_with_families_as_large():
    text = shop(f'{ORDERS}, filter: {{size: "{{size}}"}}, max_waste: 20').replace("200", "100_000")
    plan, population = planned(text)
    assert population.count("Order") == 1_000_000
    found = reading_of(plan, population)
    assert found is not None
    assert found.examined == 48 * 10


def test_one_large_family_is_not_made_as_a_whole():
    text = shop(f"{ORDERS}, filter: {{state: open}}, max_waste: 20", mean="50_000")
    found = reading_of(*planned(text.replace("population: 4", "population: 1")))
    assert found is not None
    assert found.examined == MOST_ITEMS


@pytest.mark.parametrize(
    ("max_waste", "rules"), [("2", ["PD305"]), ("7", ["PD305"]), ("12", ["PD304"])]
)
def test_a_filter_is_judged_by_what_it_throws_away(ids, max_waste, rules):
    assert ids(shop(f"{ORDERS}, filter: {{state: open}}, max_waste: {max_waste}"), "PD3") == rules


def test_a_filter_that_leaves_most_is_no_finding(ids):
    assert ids(shop(f"{ORDERS}, filter: {{state: paid}}, max_waste: 1.5"), "PD3") == []


def test_what_cannot_be_a_key_is_no_filter_for_one(ids):
    text = shop(f"{ORDERS}, filter: {{paid: true}}, max_waste: 20")
    assert ids(text, "PD3") == []
    assert ids(text.replace("max_waste: 20", "max_waste: 2"), "PD3") == ["PD305"]


@pytest.mark.parametrize(
    ("filtered", "fix"),
    [
        ("state: open", "add an index {partition_key: [PK, state], sort_key: SK} and query that"),
        (
            "state: open, size: 1",
            "add an index {partition_key: [PK, state, size], sort_key: SK} and query that",
        ),
        (
            'size: {"<": 2}',
            "let the sort key of an index begin with the one of SK and size that leaves least",
        ),
    ],
)
def test_the_index_that_would_serve_is_said(examined, filtered, fix):
    text = shop(f"{ORDERS}, filter: {{{filtered}}}, max_waste: 1_000")
    (finding,) = examined(text, "PD304").findings
    assert finding.fix == fix


def test_a_range_is_the_sort_key_where_there_is_no_other(examined):
    query = 'query: {PK: "USER#{user_id}"}, returns: Order'
    text = shop(f'{query}, filter: {{size: {{">": 3}}}}, max_waste: 1_000')
    (finding,) = examined(text, "PD304").findings
    assert finding.fix == "add an index {partition_key: PK, sort_key: size} and query that"


def test_a_filter_that_nothing_passes_is_said(examined):
    text = shop(f"{ORDERS}, filter: {{state: gone}}, max_waste: 5")
    (finding,) = examined(text, "PD305").findings
    assert finding.found == (
        "asked returns none of 2,000 items it reads of table shop, modelled: it filters by "
        "state = 'gone'"
    )
    assert finding.means == "its max_waste allows for 5"
    assert finding.fix == "add an index {partition_key: [PK, state], sort_key: SK} and query that"


# ------------------------------------------------------------------------- large collections


def test_whose_items_a_query_reads_goes_by_the_text_of_keys():
    def read(query):
        plan, population = planned(shop(f"query: {{{query}}}, returns: Order"))
        return [entity.name for entity in entities_read(population.design, plan)]

    assert read('PK: "USER#{user_id}"') == ["User", "Order"]
    assert read('PK: "USER#{user_id}", SK: {begins_with: "ORDER#"}') == ["Order"]
    assert read('PK: "USER#{user_id}", SK: PROFILE') == ["User"]
    assert read('PK: "USER#{user_id}", SK: {">": "A"}') == ["User", "Order"]


def test_numbers_may_meet_any_condition_on_numbers():
    plan, population = planned("""\
tables: {log: {partition_key: {name: day, type: N}, sort_key: {name: at, type: N}}}
entities:
  Line: {population: 9, item: {day: {int: {min: 1, max: 3}}, at: {sequence: {start: 1}}}}
  Head: {population: 1, item: {day: 1, at: 0}}
access_patterns:
  asked: {query: {day: 1, at: {between: [0, 9]}}, returns: Line}
""")
    read = entities_read(population.design, plan)
    assert [entity.name for entity in read] == ["Line", "Head"]


def test_a_query_without_a_limit_of_several_pages_is_said_with_pages_and_units(examined):
    text = shop(ORDERS, note="1_000", mean="3_000")
    (finding,) = examined(text, "PD306").findings
    assert (finding.rule, finding.severity, finding.subject) == ("PD306", "warning", "asked")
    assert finding.found.startswith(
        "asked reads whole item collections of table shop; the largest has 3,000 items of Order, 3."
    )
    assert finding.means.startswith("4 pages of 1 MB, each a call, and 4")


@pytest.mark.parametrize(
    ("pattern", "note", "mean"),
    [
        (ORDERS, "1_000", "900"),
        (f"{ORDERS}, limit: 25", "1_000", "3_000"),
        (f"{ORDERS}, budget: {{pages: 4}}", "1_000", "3_000"),
        ('query: {PK: "USER#{user_id}", SK: "ORDER#{order_id}"}, returns: Order', "1_000", "3_000"),
        ('query: {PK: "USER#{user_id}", SK: PROFILE}, returns: User', "1_000", "3_000"),
    ],
)
def test_small_bounded_or_meant_queries_are_no_finding(ids, pattern, note, mean):
    assert ids(shop(pattern, note=note, mean=mean), "PD306") == []


def test_a_budget_of_fewer_pages_does_not_say_that_it_is_meant(ids):
    text = shop(f"{ORDERS}, budget: {{pages: 2}}", note="1_000", mean="3_000")
    assert ids(text, "PD306") == ["PD306"]


def test_the_largest_collection_follows_skew_maximum_and_what_an_index_holds():
    design = parse_design("""\
version: 1
tables:
  shop:
    partition_key: PK
    sort_key: SK
    indexes: {open: {partition_key: kind, sort_key: open_since, projection: KEYS_ONLY}}
entities:
  User: {population: 100, item: {PK: "{user_id}", SK: A, user_id: {ulid: true}}}
  Order:
    belongs_to: {User: {mean: 10, max: 40, distribution: {zipf: 1.2}}}
    item:
      PK: "{user_id}"
      SK: "{order_id}"
      order_id: {ulid: true}
      kind: ORDER
      open_since: {value: "2026-11-23", present: 0.5}
      text: {text_bytes: 100}
""")
    table, order = design.tables["shop"], design.entities["Order"]
    population = Population(design, now=NOW)
    # PK, SK and order_id are ULIDs of 26 bytes, with their names 28, 28 and 34; 9, 104 and 20 more.
    own = largest_content(population, table, None, order)
    assert own.items == 40
    assert 40 * 203 <= own.size_bytes <= 40 * 223
    indexed = largest_content(population, table, table.indexes["open"], order)
    assert indexed == Content(items=500, size_bytes=500 * (28 + 28 + 9 + 20))


# ------------------------------------------------------------------------------------ scans


def test_an_allowed_scan_is_a_note_with_what_it_takes_and_why(examined):
    text = shop('scan: true, allow_scan: "the export", rate: 0.0001', note="1_000", mean="5")
    (finding,) = examined(text, "PD3").findings
    assert (finding.rule, finding.severity) == ("PD303", "note")
    assert finding.found.startswith("asked scans table shop, which takes 13")
    assert finding.found.endswith(" read units in 2 pages, modelled; allowed: the export")
    assert finding.fix == (
        "leave it as it is if that is meant; an export to S3 takes no read units, "
        "with point-in-time recovery"
    )


def test_a_scan_with_a_limit_is_one_page(examined):
    text = shop("scan: true, limit: 8, allow_scan: a sample, rate: 1")
    (finding,) = examined(text, "PD3").findings
    assert finding.found == (
        "asked scans table shop, which takes 0.5 read units in 1 page, modelled; allowed: a sample"
    )
    assert finding.means == ("at its rate that is 43,200 read units a day, and more with each item")
    assert finding.fix == "query by a key, if it is asked for often"


# ---------------------------------------------------------------------------------- batches

FILES = """\
tables: {files: {partition_key: file_id, BILLING}}
entities:
  File:
    population: 50
    item: {file_id: {faker: uuid4}, body: {text_bytes: 1_500}, more: {text_bytes: MORE, present: 0.00001}}
access_patterns: {asked: {PATTERN}}
"""


def files(pattern, *, more="10", billing="billing_mode: PAY_PER_REQUEST"):
    """The largest files are rare, so that none of them is made for the test."""
    return FILES.replace("PATTERN", pattern).replace("MORE", more).replace("BILLING", billing)


def test_an_answer_that_can_pass_16_mb_is_said(examined):
    text = files("batch_get: {of: File, count: 42}", more="404_000")
    (finding,) = examined(text, "PD310").findings
    assert (finding.subject, finding.severity) == ("asked", "warning")
    assert finding.found == "the 42 items of asked can have 16.2 MB, modelled"
    assert finding.fix == "ask for 41 at once, and again for what is in UnprocessedKeys"


STORE = "batch_write: {put: File, count: 10}, rate: 0.01"


def test_a_call_that_takes_more_than_a_second_provides_is_said(examined):
    billing = "billing_mode: {read_capacity_units: 1, write_capacity_units: 15}"
    (finding,) = examined(files(STORE, billing=billing), "PD310").findings
    assert finding.found == (
        "one call of asked takes 20 write units of table files, modelled, which has 15 a second"
    )
    assert finding.means == (
        "once what was saved up is gone, a part of each call comes back in UnprocessedItems"
    )
    assert finding.fix == "send UnprocessedItems again after a pause that grows, or batches of 7"


def test_batches_within_both_limits_are_no_finding(ids):
    billing = "billing_mode: {read_capacity_units: 1, write_capacity_units: 20}"
    assert ids(files(STORE, more="404_000"), "PD310") == []
    assert ids(files(STORE, billing=billing), "PD310") == []
    assert ids(files("batch_get: {of: File, count: 10}", more="404_000"), "PD310") == []


# ------------------------------------------------------------------------ filters once more


def test_a_declared_parameter_and_a_fan_out_are_read_as_they_are_performed():
    text = """\
tables: {log: {partition_key: PK, sort_key: SK}}
entities:
  Line:
    population: 400
    item:
      PK: "LOG#{shard}"
      SK: "{line_id}"
      line_id: {ulid: true}
      shard: {random_shard: 4}
      size: {int: {min: 1, max: 4}}
access_patterns:
  asked:
    query: {PK: "LOG#{shard}"}
    fan_out: shard
    filter: {size: {"<": "{most}"}}
    parameters: {most: {int: {min: 3, max: 3}}}
    max_waste: 3
    returns: Line
"""
    found = reading_of(*planned(text))
    assert found is not None
    assert found.examined == 48 * 400
    assert found.waste == pytest.approx(2, rel=0.2)


def test_where_no_item_is_read_nothing_can_be_said():
    text = shop('query: {PK: "NOBODY#{x}"}, filter: {state: open}, parameters: {x: {ulid: true}}')
    assert reading_of(*planned(f"{text[:-2]}, max_waste: 5}}\n")) is None
