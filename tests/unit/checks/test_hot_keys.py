"""PD401 and PD406: keys that take more than a partition serves, and collections near that."""

import pytest

COUNTER = """\
tables: {counters: {partition_key: name}}
entities:
  Counter:
    population: 1
    item: {name: "COUNTER#{number}", number: {sequence: {start: 1}}, count: {int: {min: 1, max: 9}}}
access_patterns:
  count_up:
    update: {key: {name: "COUNTER#{number}"}, add: {count: 1}}
    returns: Counter
    rate: RATE
"""
LOG = """\
tables: {log: {partition_key: PK, sort_key: SK}}
entities:
  Line:
    population: 50
    item: {PK: LOG, SK: "{line_id}", line_id: {ulid: true}}
access_patterns:
  write_line: {put: Line, rate: RATE}
  read_lines: {query: {PK: LOG}, returns: Line, newest_first: true, limit: 5}
"""


def test_one_item_above_what_a_partition_serves_is_an_error(examined):
    (finding,) = examined(COUNTER.replace("RATE", "1_500")).findings
    assert (finding.rule, finding.severity, finding.place.line) == ("PD401", "error", 6)
    assert finding.subject == "table counters"
    assert finding.found == (
        'all writes of table counters go to one key of name "COUNTER#{number}": COUNTER#1'
    )
    assert finding.means == (
        "count_up needs 1,500 write units a second there, and a partition serves 1,000; "
        "one item is on one partition"
    )
    assert finding.fix == (
        'shard it, "COUNTER#{number}#{shard}" with 2 shards: 1,000 → 2,000 write units a second'
    )


def test_what_a_partition_just_serves_is_no_error(ids):
    assert ids(COUNTER.replace("RATE", "1_000")) == []
    assert ids(COUNTER.replace("RATE", "1_001")) == ["PD401"]


def test_requests_for_many_keys_are_no_hot_key(ids):
    text = COUNTER.replace("RATE", "1_500").replace("population: 1\n", "population: 1_000\n")
    assert "PD401" not in ids(text)


def test_readers_of_a_hot_key_have_to_read_its_shards(examined):
    (finding,) = examined(LOG.replace("RATE", "2_000")).findings
    assert finding.rule == "PD401"
    assert finding.found == 'all writes of table log go to one key of PK "LOG": LOG'
    assert finding.means.endswith("; no split helps where sort keys only ever grow")
    assert finding.fix == (
        'shard it, "LOG#{shard}" with 3 shards: 1,000 → 3,000 write units a second, '
        "read_lines reads 3 partitions"
    )


def test_a_key_that_is_read_too_often_is_kept_in_copies(examined):
    text = COUNTER.replace(
        'update: {key: {name: "COUNTER#{number}"}, add: {count: 1}}',
        'get: {name: "COUNTER#{number}"}\n    consistent_read: true',
    )
    (finding,) = examined(text.replace("RATE", "4_000")).findings
    assert finding.rule == "PD401"
    assert finding.found.startswith("all reads of table counters go to one key")
    assert "count_up needs 4,000 read units a second there, and a partition serves 3,000" in (
        finding.means
    )
    assert finding.fix == (
        'keep 2 copies, "COUNTER#{number}#{copy}", and read any of them, or cache it: '
        "3,000 → 6,000 read units a second, each write writes 2 items"
    )


def test_reads_of_any_copy_take_less_of_the_partition(ids):
    """A partition serves 4,500 units of eventually consistent reads, half a unit each."""
    text = COUNTER.replace(
        'update: {key: {name: "COUNTER#{number}"}, add: {count: 1}}',
        'get: {name: "COUNTER#{number}"}',
    )
    assert ids(text.replace("RATE", "9_000")) == []
    assert ids(text.replace("RATE", "9_010")) == ["PD401"]


def test_the_patterns_at_a_hot_key_are_named_the_dearest_first(examined):
    text = COUNTER.replace("RATE", "600") + (
        "  reset:\n"
        '    update: {key: {name: "COUNTER#{number}"}, set: {count: 5}}\n'
        "    returns: Counter\n"
        "    rate: 700\n"
    )
    (finding,) = examined(text).findings
    assert finding.means.startswith("reset and count_up need 1,300 write units a second there")


def test_a_shard_makes_a_string_of_a_number(examined):
    text = COUNTER.replace("partition_key: name", "partition_key: {name: name, type: N}")
    text = text.replace('"COUNTER#{number}"', '"{number}"')
    (finding,) = examined(text.replace("RATE", "1_500")).findings
    assert finding.fix.startswith('shard it, "{number}#{shard}" as a string with 2 shards: ')


def test_of_many_patterns_the_dearest_are_named(examined):
    more = "".join(
        f"  reset_{number}:\n"
        '    update: {key: {name: "COUNTER#{number}"}, set: {count: 5}}\n'
        "    returns: Counter\n"
        f"    rate: {200 - number}\n"
        for number in range(5)
    )
    (finding,) = examined(COUNTER.replace("RATE", "600") + more).findings
    assert finding.means.startswith(
        "count_up, reset_0, reset_1 and 3 more need 1,590 write units a second there"
    )


def test_a_hot_key_of_an_index_is_told_at_its_template(examined):
    text = """\
tables:
  shop: {partition_key: id, indexes: {by_status: {partition_key: status, projection: KEYS_ONLY}}}
entities:
  Order:
    population: 50
    item:
      id: {faker: uuid4}
      status: {choice: {open: 19, closed: 1}}
access_patterns:
  place_order: {put: Order, rate: 2_000}
"""
    (finding,) = [each for each in examined(text).findings if each.rule == "PD401"]
    assert finding.subject == "index by_status of shop"
    assert finding.place.line == 9
    assert finding.found == (
        '95 % of all writes of index by_status of shop go to one key of status "{status}": open'
    )
    assert finding.means.endswith("; no split parts entries that differ in no sort key")
    assert '"{status}#{shard}" with 3 shards' in finding.fix


@pytest.mark.parametrize(
    ("rate", "expected"), [(500, []), (501, ["PD406"]), (1_000, ["PD406"]), (1_001, ["PD401"])]
)
def test_a_collection_that_only_grows_is_told_from_half_of_the_limit_on(ids, rate, expected):
    assert ids(LOG.replace("RATE", str(rate))) == expected


def test_the_warning_says_how_near_and_until_when(examined):
    (finding,) = examined(LOG.replace("RATE", "800")).findings
    assert (finding.rule, finding.severity) == ("PD406", "warning")
    assert finding.means == (
        "at 80 % of what a partition serves, and no split helps where sort keys only ever grow: "
        "above 1,001 requests/s it is throttled"
    )


def test_a_collection_with_scattered_sort_keys_can_be_split(ids):
    text = LOG.replace("{ulid: true}", "{faker: uuid4}")
    assert ids(text.replace("RATE", "800")) == []
    assert "PD401" not in ids(text.replace("RATE", "2_000"))


def test_a_local_index_keeps_a_collection_whole(examined):
    text = LOG.replace("{ulid: true}", "{faker: uuid4}").replace(
        "sort_key: SK}", "sort_key: SK, indexes: {by_size: {type: local, sort_key: size}}}"
    )
    (finding,) = examined(text.replace("RATE", "800")).findings
    assert finding.rule == "PD406"
    assert "the local index by_size keeps a collection on one partition" in finding.means


def test_one_item_near_the_limit_is_no_collection(ids):
    assert ids(COUNTER.replace("RATE", "900")) == []


@pytest.mark.parametrize(
    ("consistent", "means"),
    [
        ("true", "ask needs 4,000 read units a second there, and a partition serves 3,000"),
        (
            "false",
            (
                "ask needs 4,000 read units a second there, as eventually consistent reads count, of 6,000 "
                "consumed, and a partition serves 3,000"
            ),
        ),
    ],
)
def test_a_hot_read_says_what_is_consumed_and_what_a_partition_bears(examined, consistent, means):
    rate = 4_000 if consistent == "true" else 12_000
    text = f"""\
tables: {{shop: {{partition_key: PK}}}}
entities: {{Price: {{population: 1, item: {{PK: PRICES, total: 1}}}}}}
access_patterns:
  ask: {{get: {{PK: PRICES}}, returns: Price, consistent_read: {consistent}, rate: {rate}}}
"""
    (finding,) = examined(text, "PD401").findings
    assert finding.means.startswith(means)
