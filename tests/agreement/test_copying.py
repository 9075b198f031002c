"""What `diff` says is charged is what the embedded DynamoDB charges when the work is done."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from pytest_dynamo.deploy.create import create_table
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.embedded import dynamodb
from pytest_dynamo.forecast.prices import Prices
from pytest_dynamo.migration.comparing.designs import design_changes
from pytest_dynamo.population.people import Population

NOW = datetime(2026, 1, 1, tzinfo=UTC)
# Texts of one length each, so that a sample of the items has the mean of them all.
OLD = """\
version: 1
name: club
tables:
  club:
    partition_key: PK
    sort_key: SK
    indexes:
      by_team: {partition_key: team, sort_key: PK, projection: ALL}
      by_match: {partition_key: match_id, projection: KEYS_ONLY}
      by_note: {type: local, sort_key: note, projection: [report]}
entities:
  Member:
    population: 60
    item:
      PK: "MEMBER#{member_id}"
      SK: MEMBER
      member_id: {ulid: true}
      team: {choice: {reds: 1, blue: 1}}
      about: {text_bytes: {min: 1_600, max: 1_600}}
  Match:
    belongs_to: {Member: {mean: 3, max: 3}}
    item:
      PK: "MEMBER#{member_id}"
      SK: "MATCH#{match_id}"
      match_id: {ulid: true}
      note: {text_bytes: {min: 20, max: 20}}
      report: {text_bytes: {min: 2_100, max: 2_100}}
"""
BY_OWNER = "      by_owner: {partition_key: member_id, sort_key: SK, projection: %s}\n"
INDEXES = "    indexes:\n"


def changed(*edits):
    text = OLD
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return parse_design(text, "new.yaml")


class Club:
    """The table of a design in an embedded DynamoDB, and what its requests consume."""

    def __init__(self, client, table):
        self.client, self.table, self.charged = client, table.name, Counter()
        create_table(client, table)

    def call(self, operation, **arguments):
        answer = getattr(self.client, operation)(
            TableName=self.table, ReturnConsumedCapacity="INDEXES", **arguments
        )
        consumed = answer["ConsumedCapacity"]
        self.charged["all"] += consumed["CapacityUnits"]
        for name, units in consumed.get("GlobalSecondaryIndexes", {}).items():
            self.charged[name] += units["CapacityUnits"]
        return answer

    def put_all(self, items):
        for item in items:
            self.call("put_item", Item=item)

    def scanned_units(self):
        start, before = {}, self.charged["all"]
        while start is not None:
            last = self.call("scan", **start).get("LastEvaluatedKey")
            start = {"ExclusiveStartKey": last} if last else None
        return self.charged["all"] - before


@pytest.fixture
def client():
    with dynamodb() as embedded:
        yield embedded.client()


def items_of(design, *entities):
    population = Population(design, now=NOW)
    return [
        population.member(name, at).item
        for name in entities or design.entities
        for at in range(population.count(name))
    ]


def copying(new):
    found = design_changes(parse_design(OLD, "old.yaml"), new, Prices())
    ((one,),) = (table.copyings for table in found.tables)
    return one


@pytest.mark.parametrize("projection", ["ALL", "KEYS_ONLY", "[about]"])
def test_an_index_takes_what_its_entries_take_when_they_are_put(client, projection):
    new = changed((INDEXES, INDEXES + BY_OWNER % projection))
    filled = Club(client, new.tables["club"])
    filled.put_all(items_of(new))
    assert copying(new).write_units == filled.charged["by_owner"]


def test_a_new_table_takes_a_scan_of_the_old_one_and_puts_of_all_items(client):
    new = changed(("  club:\n", "  members:\n"), ("projection: [report]", "projection: KEYS_ONLY"))
    there = Club(client, parse_design(OLD, "old.yaml").tables["club"])
    there.put_all(items_of(there_design := parse_design(OLD, "old.yaml")))
    copied = Club(client, new.tables["members"])
    copied.put_all(items_of(there_design))
    found = copying(new)
    assert (found.read_units, found.write_units) == (there.scanned_units(), copied.charged["all"])


def test_items_under_another_key_take_a_put_and_a_delete(client):
    old = parse_design(OLD, "old.yaml")
    new = changed(('SK: "MATCH#{match_id}"', 'SK: "GAME#{match_id}"'))
    club = Club(client, old.tables["club"])
    club.put_all(items_of(old))
    read = club.scanned_units()
    before = club.charged["all"]
    club.put_all(items_of(new, "Match"))
    for item in items_of(old, "Match"):
        club.call("delete_item", Key={name: item[name] for name in ("PK", "SK")})
    found = copying(new)
    assert (found.read_units, found.write_units) == (read, club.charged["all"] - before)


MOVED = {
    "into an index they were not in": ("      about:", '      match_id: "{member_id}"\n      about:', "match_id"),
    "under another key of an index": ('      team: {choice: {reds: 1, blue: 1}}\n', '      team: "TEAM#{member_id}"\n', "team"),
}  # fmt: skip


@pytest.mark.parametrize("name", MOVED)
def test_items_that_move_in_an_index_take_an_update(client, name):
    before, after, attribute = MOVED[name]
    old, new = parse_design(OLD, "old.yaml"), changed((before, after))
    club = Club(client, old.tables["club"])
    club.put_all(items_of(old))
    read = club.scanned_units()
    charged = club.charged["all"]
    for item in items_of(new, "Member"):
        club.call(
            "update_item",
            Key={name: item[name] for name in ("PK", "SK")},
            UpdateExpression="SET #changed = :new",
            ExpressionAttributeNames={"#changed": attribute},
            ExpressionAttributeValues={":new": item[attribute]},
        )
    found = copying(new)
    assert (found.read_units, found.write_units) == (read, club.charged["all"] - charged)
