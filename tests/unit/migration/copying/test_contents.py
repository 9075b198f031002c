"""What the items of a design put into tables and indexes, held against writes of every single item."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pytest_dynamo.capacity.index_writes import IndexArm
from pytest_dynamo.capacity.units import write_units
from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.forecast.prices import Prices
from pytest_dynamo.migration.comparing.designs import design_changes
from pytest_dynamo.migration.copying.contents import Contents
from pytest_dynamo.migration.copying.copies import index_copying, table_copying
from pytest_dynamo.migration.copying.costs import Scan
from pytest_dynamo.population.people import Population

PAIRS = Path(__file__).parent.parent / "pairs"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ORDERS = load_design(Path("designs/orders.yaml"))
(TABLE,) = ORDERS.tables.values()


def items_of(design, entity=None, scale=1.0):
    population = Population(design, now=NOW, scale=scale)
    for name in [entity] if entity else design.entities:
        for at in range(population.count(name)):
            yield population.member(name, at).item


@pytest.fixture(scope="module")
def contents():
    return Contents(ORDERS)


@pytest.mark.parametrize("name", TABLE.indexes)
def test_a_filling_is_about_the_puts_of_all_entries(contents, name):
    index = TABLE.indexes[name]
    arm = IndexArm(TABLE, index)
    items = list(items_of(ORDERS, scale=0.02))
    share = contents.items(TABLE) / len(items)
    units = sum(arm.units(None, item) or 0 for item in items) * share
    found = index_copying(contents, TABLE, index, Prices())
    assert found.write_units == pytest.approx(units, rel=0.05)


def test_a_copied_table_is_about_the_puts_of_all_items(contents):
    arms = [IndexArm(TABLE, index) for index in TABLE.indexes.values()]
    items = list(items_of(ORDERS, scale=0.02))
    share = contents.items(TABLE) / len(items)
    units = sum(
        write_units(None, item) + sum(arm.units(None, item) or 0 for arm in arms) for item in items
    )
    scan = Scan(contents=contents, table=TABLE)
    found = table_copying(scan, contents, TABLE, Prices())
    assert found.write_units == pytest.approx(units * share, rel=0.05)


@pytest.mark.parametrize(
    ("pair", "entity"),
    [("key_template_changed", "Ticket"), ("attribute_of_a_key_template_changed", "Ticket")],
)
def test_items_put_under_another_key_are_the_puts_and_deletes_of_each(pair, entity):
    old, new = (load_design(PAIRS / pair / f"{side}.yaml") for side in ("old", "new"))
    ((copying,),) = (table.copyings for table in design_changes(old, new, Prices()).tables)
    deletes = sum(write_units(item, None) for item in items_of(old, entity))
    assert copying.write_units == deletes + sum(
        write_units(None, item) for item in items_of(new, entity)
    )


def test_items_updated_are_the_updates_of_each_that_has_what_is_new():
    pair = PAIRS / "time_to_live_of_old_items"
    old, new = (load_design(pair / f"{side}.yaml") for side in ("old", "new"))
    ((copying,),) = (table.copyings for table in design_changes(old, new, Prices()).tables)
    pairs = zip(items_of(old, "Message"), items_of(new, "Message"), strict=True)
    assert copying.write_units == sum(write_units(was, now) for was, now in pairs)


RARE = """\
version: 1
tables:
  jobs: {partition_key: id, indexes: {failed: {partition_key: error, projection: KEYS_ONLY}}}
entities:
  Job:
    population: 100_000
    item:
      id: {ulid: true}
      error: {value: "E{number}", present: %s}
      number: {ulid: true}
      log: {text_bytes: 3_000}
"""


def held_of(share):
    design = parse_design(RARE % share, "jobs.yaml")
    table = design.tables["jobs"]
    (held,) = Contents(design).in_index(table, table.indexes["failed"])
    return held


def test_entries_of_an_index_of_few_items_are_found():
    # One item in 200 is none of the first 40, but some of 2,000. An entry has id 2 + 26, error 5 + 27.
    held = held_of("0.005")
    assert (held.entries, held.entry_bytes, held.write_units) == (500, 60, 1)


def test_entries_that_no_sample_shows_are_taken_to_be_whole_items():
    # One item in a million. An item has id 2 + 26, number 6 + 26, log 3 + 3,000: 3,063 bytes.
    held = held_of("0.000001")
    assert round(held.entries, 9) == 0.1
    assert (held.entry_bytes, held.write_units) == (3_063, 3)
