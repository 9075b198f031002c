"""Which entity and which template a key comes from."""

import pytest

from pytest_dynamo.checks.capacity.key_sources import key_sources
from pytest_dynamo.design.reader import parse_design

DESIGN = parse_design(
    """\
version: 1
tables:
  shop:
    partition_key: PK
    sort_key: SK
    indexes:
      inverted: {partition_key: SK, sort_key: PK}
      by_place: {partition_key: [region, city], sort_key: [kind, at]}
entities:
  User:
    population: 5
    item:
      PK: "USER#{user_id}"
      SK: PROFILE
      user_id: {faker: uuid4}
      region: {choice: [eu, us]}
      city: {faker: city}
      kind: user
      at: {timestamp: {since: -3d}}
  Order:
    belongs_to: User
    item:
      PK: "USER#{user_id}"
      SK: "ORDER#{order_id}"
      order_id: {ulid: true}
  Draft:
    belongs_to: User
    item: {PK: "USER#{user_id}", SK: "DRAFT#{draft_id}#{draft_id}", draft_id: {faker: uuid4}}
  Other:
    population: 5
    item: {PK: "{other_id}", SK: "{other_id}", other_id: {faker: uuid4}}
"""
)
ROUNDABOUT = parse_design(
    """\
version: 1
tables:
  shop:
    partition_key: PK
    sort_key: SK
    indexes: {by_rank: {partition_key: PK, sort_key: {name: rank, type: N}}}
entities:
  Shop:
    population: 5
    item: {PK: "{SK}", SK: SHOP, number: {sequence: {start: 1}}, code: "shop {number:05d}"}
  Visit:
    belongs_to: Shop
    item: {PK: 7up, SK: "VISIT#{label!u}", label: "{code}", rank: {int: {min: 1, max: 9}}}
  Note:
    belongs_to: Shop
    item: {PK: "{motto!l}", SK: "{motto!u}", motto: "be kind"}
"""
)
SHOP = DESIGN.tables["shop"]


def sources(index, key=""):
    return key_sources(DESIGN, SHOP, SHOP.indexes[index] if index else None, key)


@pytest.mark.parametrize(
    ("index", "key", "expected"),
    [
        (None, "USER#1", {"User", "Order", "Draft"}),
        (None, "9c1f", {"Other"}),
        (None, "", {"User", "Order", "Draft", "Other"}),
        ("inverted", "PROFILE", {"User"}),
        ("inverted", "ORDER#7", {"Order"}),
        ("by_place", "eu|Ulm", {"User"}),
        ("by_place", "eu", set()),
    ],
)
def test_the_entities_are_those_whose_template_fits_best(index, key, expected):
    assert {source.entity.name for source in sources(index, key)} == expected


@pytest.mark.parametrize(
    ("index", "entity", "template", "is_collection", "is_monotonic"),
    [
        (None, "User", "USER#{user_id}", False, False),
        (None, "Order", "USER#{user_id}", True, True),
        (None, "Draft", "USER#{user_id}", True, False),
        ("inverted", "Order", "ORDER#{order_id}", True, False),
        ("by_place", "User", "{region}|{city}", True, True),
    ],
)
def test_the_template_and_the_sort_key_are_told(
    index, entity, template, is_collection, is_monotonic
):
    (source,) = [each for each in sources(index) if each.entity.name == entity]
    assert (source.template, source.is_collection, source.is_monotonic) == (
        template,
        is_collection,
        is_monotonic,
    )


def test_the_place_is_that_of_the_key_in_the_entity():
    assert [source.place.line for source in sources(None, "USER#1")] == [13, 23, 28]


def test_what_grows_is_found_through_other_templates():
    (visit,) = key_sources(ROUNDABOUT, ROUNDABOUT.tables["shop"], None, "7up")
    assert (visit.template, visit.is_collection, visit.is_monotonic) == ("7up", True, True)


def test_what_stands_for_a_constant_does_not_grow():
    (note,) = key_sources(ROUNDABOUT, ROUNDABOUT.tables["shop"], None, "be kind")
    assert (note.entity.name, note.is_monotonic) == ("Note", False)


def test_an_entity_without_the_sort_key_of_an_index_makes_no_collection_there():
    table = ROUNDABOUT.tables["shop"]
    found = key_sources(ROUNDABOUT, table, table.indexes["by_rank"])
    assert {each.entity.name: each.is_collection for each in found} == {
        "Shop": False,
        "Visit": True,
        "Note": False,
    }
