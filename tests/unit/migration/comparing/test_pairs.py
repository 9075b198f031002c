"""Pairs of designs: of which kind each change is, and what is filled or copied; all worked out by hand."""

from dataclasses import replace

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.forecast.prices import Prices
from pytest_dynamo.migration.comparing.designs import design_changes
from pytest_dynamo.migration.comparing.text import lines_of, next_step, summary
from pytest_dynamo.migration.values import Copying

# A parcel has 1,593 bytes: PK 2 + 33, SK 2 + 7, parcel_id 9 + 26, body 4 + 1,500, depot 5 + 5; that is 2 write
# units. An event of a parcel has 141: PK 2 + 33, SK 2 + 32, at 2 + 26, what 4 + 40; that is 1 write unit.
# 10,000 parcels and 30,000 events have 15,930,000 + 4,230,000 = 20,160,000 bytes.
BASE = """\
version: 1
name: parcels
tables:
  parcels:
    partition_key: PK
    sort_key: SK
    indexes:
      by_time: {partition_key: what, sort_key: at, projection: KEYS_ONLY}
    billing_mode: PAY_PER_REQUEST
    warm_throughput: {write_units_per_second: 8_000}
entities:
  Parcel:
    population: 10_000
    item:
      PK: "PARCEL#{parcel_id}"
      SK: DETAILS
      parcel_id: {ulid: true}
      body: {text_bytes: {min: 1_500, max: 1_500}}
      depot: {choice: {north: 1, south: 1}}
  Event:
    belongs_to: {Parcel: {mean: 3, max: 3}}
    item:
      PK: "PARCEL#{parcel_id}"
      SK: "EVENT#{at}"
      at: {ulid: true}
      what: {text_bytes: {min: 40, max: 40}}
access_patterns:
  get_parcel: {get: {PK: "PARCEL#{parcel_id}", SK: DETAILS}, returns: Parcel}
  list_events: {query: {PK: "PARCEL#{parcel_id}", SK: {begins_with: "EVENT#"}}, returns: Event}
"""

TABLE_BYTES = 10_000 * 1_593 + 30_000 * 141
SCAN_UNITS = 2_461.0  # 20,160,000 / 4,096, rounded up, are 4,922 blocks at half a unit
GB = 1024**3
WRITE, READ, STORED = 0.625e-6, 0.125e-6, 0.25
EVENLY = "the 8 partitions that a new on-demand table has with its warm_throughput"
NEW_INDEX = "the 4 partitions that a new on-demand index has"


def copying(name, kind, **figures):
    """What is expected; nothing is stored in addition where items are but written anew."""
    plain = {"read_units": 0.0, "storage_price_a_month": 0.0}
    return Copying(name=name, kind=kind, **(plain | figures))


# All items, into the table and the index by_time: 10,000 × 2 + 30,000 × 1 write units in the table, and 30,000
# events at 1 unit in the index, whose entries are as large as the events: all of their attributes are keys.
WHOLE_TABLE = copying(
    "parcels",
    "table",
    items=40_000,
    entries=40_000,
    entry_bytes=TABLE_BYTES / 40_000,
    read_units=SCAN_UNITS,
    write_units=50_000 + 30_000,
    write_units_per_second=80_000 / 7.5,
    seconds=30_000 / 4_000,  # the index is the slower one: the table takes 50,000 / 8,000 = 6.25 s
    limit=f"index by_time: {NEW_INDEX}",
    price=SCAN_UNITS * READ + 80_000 * WRITE,
    # Each item and entry takes 100 bytes more in storage.
    storage_price_a_month=(TABLE_BYTES + 4_000_000 + 30_000 * 241) / GB * STORED,
)

BY_DEPOT = "      by_depot: {partition_key: depot, sort_key: PK, projection: %s}\n"
INDEXES = "    indexes:\n"


def with_index(line):
    return (INDEXES, INDEXES + line)


# Half of the parcels are in the north: 5,000 × 2 units on one key, that is 10 s at 1,000 a second, and not 5.
BY_DEPOT_FILLED = copying(
    "by_depot",
    "index",
    items=40_000,
    entries=10_000,
    entry_bytes=1_593,
    write_units=20_000,
    write_units_per_second=2_000,
    seconds=10,
    limit="its hottest partition key, 50% of it at 1,000 write units a second",
    price=20_000 * WRITE,
    storage_price_a_month=10_000 * 1_693 / GB * STORED,
)
# 2 + 33 of PK, 2 + 7 of SK, 5 + 5 of depot; one unit each.
BY_DEPOT_KEYS = replace(
    BY_DEPOT_FILLED,
    entry_bytes=54,
    write_units=10_000,
    seconds=5,
    price=10_000 * WRITE,
    storage_price_a_month=10_000 * 154 / GB * STORED,
)
PROVISIONED = (
    "billing_mode: PAY_PER_REQUEST",
    "billing_mode: {read_capacity_units: 10, write_capacity_units: 10}",
)
CAPACITY = "billing_mode: {read_capacity_units: 10, write_capacity_units: 100}"

PAIRS = {
    "the partition key is called otherwise": (
        [("partition_key: PK", "partition_key: ID"), ("PK:", "ID:")],
        [("key", "new table")],
        [WHOLE_TABLE],
    ),
    "an index is added": (
        [with_index(BY_DEPOT % "ALL")],
        [("indexes.by_depot", "new index")],
        [BY_DEPOT_FILLED],
    ),
    "an index of keys is added": (
        [with_index(BY_DEPOT % "KEYS_ONLY")],
        [("indexes.by_depot", "new index")],
        [BY_DEPOT_KEYS],
    ),
    "an index is removed": (
        [
            (
                "      by_time: {partition_key: what, sort_key: at, projection: KEYS_ONLY}\n",
                "      {}\n",
            )
        ],
        [("indexes.by_time", "in place")],
        [],
    ),
    "a projection is changed": (
        [("sort_key: at, projection: KEYS_ONLY", "sort_key: at, projection: ALL")],
        [("indexes.by_time.projection", "new index")],
        [
            copying(
                "by_time",
                "index",
                items=40_000,
                entries=30_000,
                entry_bytes=141,
                write_units=30_000,
                write_units_per_second=4_000,
                seconds=7.5,
                limit=NEW_INDEX,
                price=30_000 * WRITE,
                storage_price_a_month=30_000 * 241 / GB * STORED,
            )
        ],
    ),
    "billing is changed": (
        [
            PROVISIONED,
            (
                "projection: KEYS_ONLY}",
                "projection: KEYS_ONLY, billing_mode: {read_capacity_units: 1, write_capacity_units: 1}}",
            ),
        ],
        [
            ("indexes.by_time.provisioned", "in place"),
            ("billing_mode", "in place"),
            ("provisioned", "in place"),
        ],
        [],
    ),
    "settings are changed": (
        [
            (
                "    billing_mode",
                (
                    "    stream: KEYS_ONLY\n    time_to_live: ends\n    point_in_time_recovery: true\n"
                    "    deletion_protection: true\n    tags: {team: logistics}\n    billing_mode"
                ),
            )
        ],
        [
            ("stream", "in place"),
            ("time_to_live", "in place"),
            ("point_in_time_recovery", "in place"),
            ("deletion_protection", "in place"),
            ("tags.team", "in place"),
        ],
        [],
    ),
    "warm throughput is lowered": (
        [("write_units_per_second: 8_000", "write_units_per_second: 6_000")],
        [("warm_throughput", "refused")],
        [],
    ),
    "a local index is added": (
        [with_index("      by_depot: {type: local, sort_key: depot, projection: KEYS_ONLY}\n")],
        [("indexes.by_depot", "new table")],
        [
            replace(
                WHOLE_TABLE,
                # The local index takes a unit of its table for each parcel: 60,000 at 8,000 a second, 7.5 s as well.
                write_units=90_000,
                write_units_per_second=90_000 / 7.5,
                limit=EVENLY,
                price=SCAN_UNITS * READ + 90_000 * WRITE,
                storage_price_a_month=(TABLE_BYTES + 4_000_000 + 30_000 * 241 + 10_000 * 154)
                / GB
                * STORED,
            )
        ],
    ),
    "an entity has other keys": (
        [('SK: "EVENT#{at}"', 'SK: "AT#{at}"'), ('"EVENT#"', '"AT#"')],
        [("entities.Event.item.SK", "new items")],
        [
            copying(
                "Event",
                "items",
                items=40_000,
                entries=30_000,
                entry_bytes=138,
                read_units=SCAN_UNITS,
                # Each event is put and deleted, in the table (60,000 / 8,000 = 7.5 s) and in by_time.
                write_units=120_000,
                write_units_per_second=8_000,
                seconds=60_000 / 4_000,
                limit="index by_time: the 4 partitions that an on-demand index has at least",
                price=SCAN_UNITS * READ + 120_000 * WRITE,
            )
        ],
    ),
    "an entity comes into an index": (
        [
            (
                "      depot: {choice",
                '      what: "DEPOT#{depot}"\n      at: "{parcel_id}"\n      depot: {choice',
            )
        ],
        [("entities.Parcel.item.what", "new items"), ("entities.Parcel.item.at", "new items")],
        [
            copying(
                "Parcel",
                "items",
                items=40_000,
                entries=10_000,
                entry_bytes=1_593 + 4 + 11 + 2 + 26,
                read_units=SCAN_UNITS,
                # An update of 2 units each, and 1 for an entry; half of the entries have one key, DEPOT#north.
                write_units=30_000,
                write_units_per_second=6_000,
                seconds=5,
                limit="index by_time: its hottest partition key, 50% of it at 1,000 write units a second",
                price=SCAN_UNITS * READ + 30_000 * WRITE,
            )
        ],
    ),
    "a table is added": (
        [
            ("entities:", "  carriers: {partition_key: PK}\nentities:"),
            ("  Parcel:\n", "  Parcel:\n    table: parcels\n"),
            ("  Event:\n", "  Event:\n    table: parcels\n"),
            ("returns: Parcel}", "returns: Parcel, table: parcels}"),
            ("returns: Event}", "returns: Event, table: parcels}"),
        ],
        [("tables", "in place")],
        [],
    ),
    "the table is renamed": (
        [("  parcels:\n", "  shipments:\n")],
        [("name", "new table")],
        [replace(WHOLE_TABLE, name="shipments")],
    ),
    "nothing": ([], [], []),
}


def changed(edits):
    text = BASE
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return text


def about(found):
    """A copying with its figures rounded, so that sums in another order are the same."""
    return replace(
        found,
        **{
            name: round(value, 9)
            for name in Copying.__dataclass_fields__
            if isinstance(value := getattr(found, name), float | int)
        },
    )


@pytest.mark.parametrize("name", PAIRS)
def test_each_change_is_of_its_kind_with_what_it_takes_to_copy(name):
    edits, kinds, copyings = PAIRS[name]
    found = design_changes(
        parse_design(BASE, "old.yaml"), parse_design(changed(edits), "new.yaml"), Prices()
    )
    assert [(one.name, one.kind) for one in found.changes] == kinds
    assert [about(one) for table in found.tables for one in table.copyings] == [
        about(one) for one in copyings
    ]


def changes_of(*edits):
    return design_changes(
        parse_design(BASE, "old.yaml"), parse_design(changed(edits), "new.yaml"), Prices()
    )


LATEST = '  latest: {query: {what: "{what}"}, index: by_time, returns: Event}\n'
FILL_FIRST = (
    "create index by_depot and wait until it is filled, then deploy the code of parcels_of_depot"
)


def test_an_index_comes_before_the_code_that_queries_it():
    query = '  parcels_of_depot: {query: {depot: "{depot}"}, returns: Parcel}\n'
    found = changes_of(
        with_index(BY_DEPOT % "ALL"), ("access_patterns:\n", f"access_patterns:\n{query}")
    )
    assert found.order == (FILL_FIRST,)
    assert [(one.name, one.old, one.new) for one in found.patterns] == [
        ("parcels_of_depot", "nothing", "Query on by_depot")
    ]


def test_an_index_goes_after_the_code_that_queries_it():
    asked = BASE.replace("access_patterns:\n", f"access_patterns:\n{LATEST}")
    edits, _, _ = PAIRS["an index is removed"]
    found = design_changes(
        parse_design(asked, "old.yaml"), parse_design(changed(edits), "new.yaml"), Prices()
    )
    assert found.order == ("deploy the code that reads by_time no more (latest), then remove it",)
    assert [(one.name, one.old, one.new) for one in found.patterns] == [
        ("latest", "Query on by_time", "nothing")
    ]


def test_a_new_table_is_written_to_before_it_is_read():
    edits, _, _ = PAIRS["the partition key is called otherwise"]
    assert changes_of(*edits).order == (
        "create the new table of parcels, write to both, copy what is there, move the readers, then the writers",
    )


def test_a_table_that_is_gone_loses_its_items():
    two = changed(PAIRS["a table is added"][0])
    found = design_changes(parse_design(two, "old.yaml"), parse_design(BASE, "new.yaml"), Prices())
    (change,) = found.changes
    assert (change.table, change.name, change.kind, change.loses) == (
        "carriers",
        "tables",
        "in place",
        "the table and all of its items",
    )


TEXT = f"""
parcels
  new index
    indexes.by_depot  nothing → the global index (depot, PK)
      the index is created, and filled from the table
    by_depot: filling it, modelled: 10,000 of 40,000 items, 1.56 KB each in the mean
      20,000 write units, up to 2,000 a second
      takes 10 s at least: its hottest partition key, 50% of it at 1,000 write units a second
      costs at most $0.01 once, and < $0.01 a month for storage

access patterns
  parcels_of_depot  nothing → Query on by_depot

in this order
  - {FILL_FIRST}"""


def test_all_of_it_is_told_in_a_few_lines():
    query = '  parcels_of_depot: {query: {depot: "{depot}"}, returns: Parcel}\n'
    found = changes_of(
        with_index(BY_DEPOT % "ALL"), ("access_patterns:\n", f"access_patterns:\n{query}")
    )
    assert "\n".join(lines_of(found)) == TEXT
    assert summary(found.changes) == "1 new index"


def test_a_design_without_items_has_nothing_to_fill():
    old = "version: 1\nname: bare\ntables: {things: {partition_key: id}}\n"
    new = old.replace("id}", "id, indexes: {by_a: {partition_key: a}}}")
    found = design_changes(parse_design(old, "old.yaml"), parse_design(new, "new.yaml"), Prices())
    assert "    by_a: nothing to be read: the design declares no items" in lines_of(found)


def test_a_table_that_is_left_needs_no_permission_to_lose():
    found = design_changes(
        parse_design(changed(PAIRS["a table is added"][0]), "old.yaml"),
        parse_design(BASE, "new.yaml"),
        Prices(),
    )
    assert next_step(found, "new.yaml") == (
        "next: pytest-dynamo deploy new.yaml --plan --endpoint URL"
    )


def test_two_tables_that_are_renamed_are_known_by_their_entities():
    two = changed(PAIRS["a table is added"][0])
    two = two.replace(
        "carriers: {partition_key: PK}", "carriers: {partition_key: PK, sort_key: SK}"
    )
    two = two.replace("access_patterns:\n", CARRIER + "access_patterns:\n")
    old = new = two
    for name in ("parcels", "carriers"):
        new = new.replace(f"  {name}:", f"  new-{name}:").replace(
            f"table: {name}", f"table: new-{name}"
        )
    found = design_changes(parse_design(old, "old.yaml"), parse_design(new, "new.yaml"), Prices())
    assert [(one.name, one.old, one.new) for one in found.changes] == [
        ("name", "parcels", "new-parcels"),
        ("name", "carriers", "new-carriers"),
    ]
    assert [table.copyings[0].items for table in found.tables] == [40_000, 7]


CARRIER = """\
  Carrier:
    table: carriers
    population: 7
    item: {PK: "CARRIER#{carrier_id}", SK: DETAILS, carrier_id: {ulid: true}}
"""


def test_what_is_said_of_several_changes_is_said_once_and_copies_have_an_alternative():
    edits, _, _ = PAIRS["an entity comes into an index"]
    lines = [line.strip() for line in lines_of(changes_of(*edits))]
    at = lines.index("entities.Parcel.item.what  nothing → DEPOT#{depot}")
    assert lines[at + 1] == "entities.Parcel.item.at    nothing → {parcel_id}"
    remedy = "so      update the items in the table, a page of a Scan at a time"
    assert lines.count(remedy) == 1
    edits, _, _ = PAIRS["the table is renamed"]
    assert (
        "      or an export to S3 and an import: no units, but a price by the GB, which is not modelled"
        in lines_of(changes_of(*edits))
    )


def test_items_are_updated_before_the_code_that_finds_them_in_an_index():
    asked = BASE.replace("access_patterns:\n", f"access_patterns:\n{LATEST}")
    edits, _, _ = PAIRS["an entity comes into an index"]
    found = design_changes(
        parse_design(asked, "old.yaml"),
        parse_design(
            changed(edits).replace("access_patterns:\n", f"access_patterns:\n{LATEST}"), "new.yaml"
        ),
        Prices(),
    )
    assert found.order == (
        "update the items of Parcel, then deploy the code that finds them in by_time (latest)",
    )


def test_entities_that_come_and_go_leave_nothing_to_deploy():
    found = changes_of(
        ("  Event:", "  Incident:"), ("returns: Event", "returns: Incident"), ("EVENT#", "INC#")
    )
    assert [(one.name, one.kind) for one in found.changes] == [
        ("entities.Incident", "in place"),
        ("entities.Event", "in place"),
    ]
    assert next_step(found, "new.yaml") == (
        "next: pytest-dynamo check new.yaml      nothing has to be deployed"
    )


def test_a_pattern_that_nothing_serves_any_more_is_told():
    asked = BASE.replace("access_patterns:\n", f"access_patterns:\n{LATEST}")
    edits, _, _ = PAIRS["an index is removed"]
    still = changed(edits).replace(
        "access_patterns:\n", "access_patterns:\n" + LATEST.replace(" index: by_time,", "")
    )
    found = design_changes(
        parse_design(asked, "old.yaml"), parse_design(still, "new.yaml"), Prices()
    )
    assert [(one.name, one.old, one.new) for one in found.patterns] == [
        ("latest", "Query on by_time", "served by nothing")
    ]


def test_an_index_that_holds_none_of_the_items_takes_nothing():
    found = changes_of(with_index("      by_owner: {partition_key: owner}\n"))
    assert "      nothing to write" in lines_of(found)
