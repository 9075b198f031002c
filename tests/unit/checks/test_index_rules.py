"""PD2xx: what indexes are found for, and what is left in peace."""

import pytest

SHOP = """\
tables:
  shop:
    partition_key: PK
    sort_key: SK
    indexes: {by_date: {INDEX}}
entities:
  User:
    population: 1_000
    item: {PK: "USER#{user_id}", SK: PROFILE, user_id: {faker: uuid4}}
  Order:
    belongs_to: {User: {mean: 5}}
    item:
      PK: "USER#{user_id}"
      SK: "ORDER#{order_id}"
      owner: "USER#{user_id}"
      order_id: {ulid: true}
      placed_at: {timestamp: {since: -90d}}
      shipped_at: {timestamp: {since: -90d}, present: 0.6}
      state: {choice: {open: 1, closed: 3}}
      open_in: {value: "{owner}", when: {state: open}}
      chance_in: {value: "{owner}", present: 0.2}
      label: {text_bytes: 300}
access_patterns:
  place_order: {put: Order, rate: 10}
  close_order: {update: {key: {PK: "USER#{user_id}", SK: "ORDER#{order_id}"}, set: {state: closed}}, returns: Order, rate: 4}
PATTERNS"""
GLOBAL = "partition_key: owner, sort_key: placed_at"
READ = '  read: {index: by_date, query: {owner: "USER#{user_id}"}, returns: Order, limit: 25MORE}\n'
OWN = '  own: {query: {PK: "USER#{user_id}"}, returns: [User, Order], limit: 25}\n'


def shop(index=GLOBAL, patterns=READ, more=""):
    text = SHOP.replace("INDEX", index).replace("PATTERNS", patterns)
    return text.replace("MORE", more)


def test_an_index_that_is_read_as_it_is_made_is_no_finding(ids):
    assert ids(shop(), "PD2") == []


def test_an_index_that_holds_nothing(examined):
    text = shop("partition_key: owner, sort_key: closed_at", OWN)
    (finding,) = examined(text, "PD2").findings
    assert (finding.rule, finding.severity, finding.place.line) == ("PD201", "warning", 6)
    assert finding.found == (
        "no entity has all key attributes of index by_date of shop; Order is without closed_at"
    )
    assert finding.means == "it stays empty"


def test_a_table_without_entities_is_no_empty_index(ids):
    text = "tables: {shop: {partition_key: id, indexes: {by_a: {partition_key: a}}}}"
    assert ids(text, "PD2") == []


def test_an_index_that_nobody_reads_tells_its_writes(examined):
    (finding,) = examined(shop(patterns=OWN), "PD2").findings
    assert (finding.rule, finding.subject) == ("PD202", "index by_date of shop")
    assert finding.found == "no access pattern reads index by_date of shop"
    assert finding.means.startswith(
        "its writes take 14 of the 28 write units a second that the declared rates take of table shop "
        "and its indexes, 50 %, and its entries "
    )


def test_an_update_writes_to_an_index_that_stores_what_it_changes(examined):
    (finding,) = examined(shop(f"{GLOBAL}, projection: KEYS_ONLY", OWN), "PD2").findings
    assert finding.means.startswith("its writes take 10 of the 24 write units a second ")
    (finding,) = examined(shop("partition_key: owner, sort_key: state", OWN), "PD2").findings
    assert finding.means.startswith("its writes take 18 of the 32 write units a second ")


def test_a_design_without_patterns_reads_nothing_and_that_is_no_finding(ids):
    text = shop(patterns="")
    assert ids(text[: text.index("access_patterns")], "PD2") == []


def test_an_index_that_a_pattern_names_is_read_though_it_does_not_serve(ids):
    text = shop(patterns='  q: {index: by_date, query: {label: "{label}"}, returns: Order}\n')
    assert ids(text, "PD202") == []


@pytest.mark.parametrize(
    ("projection", "attributes", "expected"),
    [
        ("ALL", ", attributes: [order_id]", ["PD203"]),
        ("ALL", ", attributes: [label]", ["PD203"]),
        ("ALL", "", []),
        ("[label, order_id]", ", attributes: [order_id]", ["PD203"]),
        ("[state, order_id]", ", attributes: [order_id]", ["PD203"]),
        ("[shipped_at, order_id]", ", attributes: [order_id]", []),
        ("KEYS_ONLY", ", attributes: [placed_at]", []),
    ],
)
def test_projections_that_are_wider_than_needed(ids, projection, attributes, expected):
    assert ids(shop(f"{GLOBAL}, projection: {projection}", more=attributes), "PD2") == expected


def test_a_wide_projection_tells_what_would_be_saved(examined):
    text = shop(f"{GLOBAL}, projection: [label, order_id]", more=", attributes: [order_id]")
    (finding,) = examined(text, "PD203").findings
    assert finding.found == ("index by_date of shop projects label, and read needs none of it")
    assert finding.means == (
        "without, an entry would take 190 bytes instead of 495 bytes in the mean, modelled"
    )
    assert finding.fix == "projection: [order_id], in a new index that takes the place of this one"


def test_whole_items_from_an_index_that_has_only_some_of_them(examined):
    (finding,) = examined(shop(f"{GLOBAL}, projection: [state]"), "PD2").findings
    assert (finding.rule, finding.subject) == ("PD204", "read")
    assert finding.found == (
        "read returns Order from index by_date of shop, which does not project order_id, shipped_at, "
        "open_in and 2 more"
    )


def test_a_local_index_fetches_what_it_does_not_project(examined):
    local = "type: local, sort_key: placed_at, projection: KEYS_ONLY"
    read = '  read: {index: by_date, query: {PK: "USER#{user_id}"}, returns: Order, attributes: [label]}\n'
    (finding,) = examined(shop(local, read), "PD2").findings
    assert finding.rule == "PD204"
    assert finding.found == "read needs label, which index by_date of shop does not project"
    assert finding.means == (
        "each item is fetched from the table as well: about 5 items a Query, 2.5 read units more, modelled"
    )
    consistent = read.replace("label]", "label], consistent_read: true, limit: 2")
    (finding,) = examined(shop(local, consistent), "PD2").findings
    assert finding.means.endswith("about 2 items a Query, 2 read units more, modelled")


def test_what_a_pattern_returns_may_be_left_to_its_keys(ids):
    """The entities are then those whose keys fit."""
    unsaid = READ.replace("returns: Order, ", "")
    assert ids(shop(f"{GLOBAL}, projection: [state]", unsaid), "PD2") == ["PD204"]
    late = shop("partition_key: owner, sort_key: shipped_at", unsaid)
    assert ids(late, "PD2") == ["PD205"]


def sparse(name, sort_key, more=""):
    read = READ.replace("{owner:", f"{{{name}:")
    return shop(f"partition_key: {name}, sort_key: {sort_key}", read, more)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (sparse("owner", "placed_at"), []),
        (sparse("owner", "shipped_at"), ["PD205"]),
        (sparse("open_in", "placed_at"), []),
        (sparse("open_in", "shipped_at"), ["PD205"]),
        (sparse("chance_in", "placed_at"), ["PD205"]),
        (
            sparse("owner", "shipped_at").replace(
                'user_id}"}, returns', 'user_id}", shipped_at: {">=": "{since}"}}, returns'
            ),
            [],
        ),
        (
            sparse("owner", "placed_at").replace(
                "returns: Order, limit", "returns: [User, Order], limit"
            ),
            ["PD205"],
        ),
    ],
)
def test_items_that_an_index_misses(ids, text, expected):
    assert ids(text, "PD205") == expected


def test_an_attribute_that_is_looked_up_may_be_absent(ids):
    """Who has no nickname is not looked for by it."""
    text = """\
tables: {people: {partition_key: id, indexes: {by_nickname: {partition_key: nickname}}}}
entities:
  Person: {population: 900, item: {id: {faker: uuid4}, nickname: {faker: user_name, present: 0.3}}}
access_patterns:
  find: {index: by_nickname, query: {nickname: "{nickname}"}, returns: Person}
"""
    assert ids(text, "PD2") == []


def test_the_items_that_are_missed_are_counted(examined):
    (finding,) = examined(sparse("owner", "shipped_at"), "PD205").findings
    assert finding.found == (
        "read asks index by_date of shop for Order, of which 40 % is not there, without shipped_at"
    )
    assert finding.means == "it never finds 2,000 items of 5,000"


LOG = """\
tables:
  log:
    partition_key: tenant
    sort_key: line_id
    TTLindexes: {by_level: {type: local, sort_key: level, projection: KEYS_ONLY}}
entities:
  Tenant: {population: 20, item: {tenant: {faker: uuid4}, line_id: TENANT}}
  Line:
    belongs_to: {Tenant: {mean: MEAN}}
    item:
      tenant: "{tenant}"
      line_id: {ulid: true}
      level: {choice: [info, warning]}
      ends: {epoch_seconds: 60}
      message: {text_bytes: 400}
access_patterns: {write_line: {put: Line, rate: RATE}}
"""


@pytest.mark.parametrize(
    ("mean", "rate", "ttl", "expected"),
    [
        ("1_000", 1, "", []),
        ("1_000", 20, "", ["PD206"]),
        ("1_000", 20, "time_to_live: ends\n    ", []),
        ("1_000, max: 2_000", 20, "", []),
        ("2_000_000, max: 40_000_000, distribution: {zipf: 1.5}", 1, "", ["PD206"]),
        ("20_000_000", 1, "time_to_live: ends\n    ", ["PD206"]),
    ],
)
def test_collections_that_a_local_index_keeps_whole(ids, mean, rate, ttl, expected):
    text = LOG.replace("MEAN", mean).replace("RATE", str(rate)).replace("TTL", ttl)
    assert ids(text, "PD206") == expected
    assert ids(text.replace("type: local", "partition_key: tenant"), "PD206") == []


def test_a_collection_that_is_full_already_says_so(examined):
    text = LOG.replace("MEAN", "20_000_000").replace("RATE", "1").replace("TTL", "")
    (finding,) = examined(text, "PD206").findings
    assert finding.place.line == 12
    assert finding.means == (
        "it is full with the declared population, modelled; from then on DynamoDB refuses what is put there"
    )


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        ("partition_key: PK, sort_key: SK", ["PD207"]),
        ("partition_key: owner, sort_key: SK", ["PD207"]),
        ("partition_key: PK, sort_key: placed_at", []),
        ("partition_key: PK", []),
        (f"{GLOBAL}}}, again: {{{GLOBAL}", ["PD207"]),
        (f"{GLOBAL}}}, other: {{partition_key: placed_at, sort_key: owner", []),
    ],
)
def test_indexes_that_repeat_a_key(ids, index, expected):
    assert ids(shop(index, OWN), "PD207") == expected


def test_the_rules_of_indexes_look_at_tables_without_any(ids):
    assert ids("tables: {shop: {partition_key: id}}", "PD1", "PD2") == []


def test_an_index_to_which_nothing_is_written_tells_what_it_stores(examined):
    text = shop(patterns=OWN)
    kept = text[: text.index("  place_order")] + OWN
    (finding,) = examined(kept, "PD202").findings
    assert finding.means.startswith("it stores ")
    assert finding.means.endswith(" modelled; the declared patterns write nothing to it")


def test_an_index_of_several_attributes_repeats_no_key_of_one(ids):
    assert ids(shop("partition_key: [owner, state], sort_key: SK", OWN), "PD207") == []


def test_an_index_that_is_empty_is_not_too_wide(ids):
    read = READ.replace("owner:", "closed_by:").replace('"USER#{user_id}"', '"{who}"')
    text = shop("partition_key: closed_by", read, ", attributes: [order_id], parameters: {who: me}")
    assert ids(text, "PD2") == ["PD201", "PD205"]


def test_indexes_of_other_tables_are_theirs(ids):
    text = """\
tables:
  shop: {partition_key: id, indexes: {by_a: {partition_key: a, projection: [b]}}}
  log: {partition_key: id, indexes: {by_b: {partition_key: b}}}
entities:
  A: {table: shop, population: 9, item: {id: {ulid: true}, a: {faker: uuid4}, b: {faker: uuid4}}}
  B: {table: log, population: 9, item: {id: {ulid: true}, a: {faker: uuid4}, b: {faker: uuid4}}}
access_patterns:
  change: {table: shop, update: {key: {id: "{id}"}, set: {b: "{b}"}}, rate: 3}
  read: {table: shop, index: by_a, query: {a: "{a}"}}
"""
    assert ids(text, "PD1", "PD2") == ["PD202"]
