"""What is in the way of spreading a key over shards is said, and the design stays as it is."""

import pytest

from pytest_dynamo.assessment.fixes.shard_numbers import NoChangeError
from pytest_dynamo.assessment.fixes.sharding import is_spread, spread
from pytest_dynamo.design.reader import parse_design
from tests.unit.assessment.cases import DATE_AS_KEY, PATH, SHARED_COLLECTION

READINGS, NOTES = ("readings", "DAY#2026-11-23"), ("shop", "TENANT#1")


def refused(text, table, key):
    design = parse_design(text, PATH)
    with pytest.raises(NoChangeError) as error:
        spread(design, design.tables[table], None, key, 2)
    return str(error.value)


def test_an_attribute_made_of_such_a_key_is_in_the_way():
    text = DATE_AS_KEY.replace("{ulid: true}", '{ulid: true}\n      copy: "{PK}"')
    assert refused(text, *READINGS) == "copy is made of PK as well"


LOG = """\
version: 1
name: log
tables: {log: {partition_key: PK}}
entities: {Row: {population: 3, item: {PK: "ROW#{kind}", kind: {choice: [a, b, c]}}}}
access_patterns: {put_row: {put: Row, rate: 1}}
"""


def test_a_key_is_that_of_an_entity_and_a_text_of_items_that_differ():
    assert refused(LOG, "log", "DAY#1") == "no entity has such a key"
    assert refused(LOG, "log", "ROW#a") == "no attribute of Row tells its items apart"
    generated = LOG.replace('"ROW#{kind}"', "{ulid: true}")
    assert refused(generated, "log", "") == "PK is no text with a place for a shard"


def test_a_pattern_that_changes_such_a_key_is_in_the_way():
    text = SHARED_COLLECTION.replace("set: {shard: large}", 'set: {tenant: "TENANT#{tenant_id}"}')
    assert refused(text, *NOTES) == "change_note changes tenant"


def test_a_pattern_that_asks_for_several_keys_already_is_in_the_way():
    design = parse_design(DATE_AS_KEY, PATH)
    once = spread(design, design.tables["readings"], None, READINGS[1], 2).design
    assert is_spread(design, once, design.tables["readings"], None)
    assert not is_spread(once, once, once.tables["readings"], None)
    with pytest.raises(NoChangeError, match="newest_readings fans out already"):
        spread(once, once.tables["readings"], None, READINGS[1] + "#0", 2)
