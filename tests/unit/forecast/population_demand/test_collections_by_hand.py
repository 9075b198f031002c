"""What a Query finds in item collections, against numbers worked out by hand."""

import pytest

from pytest_dynamo.forecast.population_demand.arrivals import Arrivals
from pytest_dynamo.forecast.population_demand.gathering import Gathering
from pytest_dynamo.forecast.population_demand.places import Places
from pytest_dynamo.population.survey import Survey

STRONG = ", consistent_read: true"
NUMBERED = """\
version: 1
name: test
tables:
  things:
    partition_key: PK
    sort_key: SK
    indexes: {owners: {partition_key: owner, sort_key: {name: grade, type: N}}}
"""


def test_a_whole_index_key_is_that_of_many_items(demand, arm_of):
    found, _ = demand(
        """
    entities:
      Owner:
        population: 2
        item: {PK: "O#{oid}", SK: PROFILE, oid: {sequence: {start: 1}}}
      File:
        belongs_to: {Owner: {mean: 1_000, max: 1_000}}
        item: {PK: "O#{oid}", SK: "{fid}", fid: {ulid: true}, owner: "{oid}x", grade: {int: {min: 1, max: 1}}, text: {text_bytes: 400}}
    access_patterns:
      list: {index: owners, query: {owner: "{oid}x", grade: "{grade}"}, returns: File}
        """,
        tables=NUMBERED,
    )

    # Of each File: PK 2 + 3, SK 2 + 26, fid 3 + 26, owner 5 + 2, grade 5 + 2, text 4 + 400.
    assert arm_of(found, "list", "owners").units == pytest.approx(1_000 * 480 / 4_096 / 2, rel=0.01)


def test_a_member_whose_number_begins_another_is_not_taken_for_it(design_of, population_of):
    design = design_of(
        """
    entities:
      Owner:
        population: 20
        item: {PK: "O#{oid}", SK: A, oid: {sequence: {start: 1}}}
        """
    )
    survey = Survey(population_of(design))
    gathering = Gathering(survey, Places(survey), Arrivals(survey, []), 100)
    survey.seen.extend(survey.member("Owner", number) for number in (0, 10))

    def numbers(key):
        found = gathering.collection(design.tables["things"], None, key)
        return [entry.number for entry in found.entries]

    assert [numbers(f"O#{oid}") for oid in (1, 11, 12)] == [[0], [10], []]


def test_literal_items_are_in_their_collections(demand, arm_of):
    found, _ = demand(
        f"""
    entities:
      Setting:
        population: 1
        item: {{PK: SETTINGS, SK: "S#{{key}}", GSI1PK: "OF#{{key}}", GSI1SK: A, key: {{faker: pystr}}, text: {{text_bytes: 4_000}}}}
    seeds: {{Setting: [{{key: main}}, {{key: other}}, {{key: third}}]}}
    access_patterns:
      list: {{query: {{PK: SETTINGS}}, returns: Setting{STRONG}}}
      some: {{query: {{PK: SETTINGS, SK: {{">=": "S#main"}}}}, returns: Setting, limit: 1{STRONG}}}
        """
    )

    # Four items of more than 4,000 bytes, and less than 4,096.
    assert arm_of(found, "list").units == 4
    assert arm_of(found, "some").units == 1


def test_what_several_patterns_put_adds_up(demand, arm_of):
    def units(puts):
        found, _ = demand(
            f"""
    entities:
      Room:
        population: 1
        item: {{PK: ROOM, SK: A, room: {{sequence: {{start: 1}}}}}}
      Message:
        belongs_to: {{Room: {{mean: 1}}}}
        item: {{PK: ROOM, SK: "M#{{mid}}", mid: {{ulid: true}}, text: {{text_bytes: 1_000}}}}
    access_patterns:
      list: {{query: {{PK: ROOM, SK: {{begins_with: "M#"}}}}, returns: Message}}
{puts}
            """
        )
        return arm_of(found, "list").units

    one = "      put: {put: Message, rate: 40}"
    two = "      put: {put: Message, rate: 20}\n      put_too: {put: Message, rate: 20}"
    assert units(two) == units(one) > 70


@pytest.mark.parametrize("key", ['{value: "G#{kind}", when: {state: open}}', '"G#{kind}"'])
def test_what_arrives_in_a_sparse_index_counts_as_far_as_it_is_there(demand, arm_of, key):
    found, _ = demand(
        f"""
    entities:
      Task:
        population: 2
        item: {{PK: "{{id}}", SK: A, id: {{faker: uuid4}}, state: {{choice: {{open: 1, done: 3}}}}, kind: {{choice: {{a: 1, b: 1}}}},
          GSI1PK: {key}, GSI1SK: {{value: "{{id}}", when: {{state: open}}}}, text: {{text_bytes: 4_000}}}}
    access_patterns:
      list: {{index: GSI1, query: {{GSI1PK: "G#a"}}, returns: Task}}
      put: {{put: Task, rate: 1_000}}
        """
    )

    # Of 15,000 new tasks a quarter is open, and half of these is of kind a: 1,875 of nearly one unit.
    assert arm_of(found, "list", "GSI1").units == pytest.approx(1_875 * 4_180 / 8_192, rel=0.06)
