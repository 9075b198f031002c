"""How many items, keys, and items of a key a design has."""

import pytest

from pytest_dynamo.checks.counts import Counts
from pytest_dynamo.design.reader import parse_design

SHOP = """\
version: 1
tables: {shop: {partition_key: PK, sort_key: SK, indexes: {open: {partition_key: open_in, sort_key: paid_at}}}}
entities:
  User: {population: 100, item: {PK: "USER#{user_id}", SK: PROFILE, user_id: {faker: uuid4}}}
  Order:
    belongs_to: {User: {mean: 50FAMILY}}
    item:
      PK: "USER#{user_id}"
      SK: "ORDER#{order_id}"
      order_id: {ulid: true}
      state: {choice: {open: 1, closed: 4}}
      region: {choice: {north: 3, south: 1}}
      open_in: {value: "{region}", when: {state: open}}
      paid_at: {value: "{paid}", present: 0.5}
      paid: {timestamp: {since: -9d}}
seeds: {User: [{user_id: me}]}
"""


def counts(family=""):
    return Counts(design=parse_design(SHOP.replace("FAMILY", family)))


def test_children_are_counted_by_their_parents():
    assert (counts().items("User"), counts().items("Order")) == (101, 5_050)


@pytest.mark.parametrize(
    ("names", "share"),
    [
        (["PK", "SK"], 1),
        (["open_in"], 0.2),
        (["paid_at"], 0.5),
        (["open_in", "paid_at"], 0.1),
        (["open_in", "open_in"], 0.2),
        (["open_in", "nothing"], 0),
    ],
)
def test_the_share_of_items_that_have_attributes(names, share):
    assert counts().share("Order", names) == pytest.approx(share)


def test_keys_are_as_many_as_their_owners():
    found = counts()
    assert found.distinct("Order", ["PK"]) == 101
    assert found.distinct("Order", ["PK", "SK"]) == 5_050
    assert found.distinct("Order", ["open_in"]) == 2
    assert found.sharing("Order", ["PK"]) == 50
    assert found.sharing("Order", ["open_in"], ["open_in", "paid_at"]) == pytest.approx(252.5)


@pytest.mark.parametrize(
    ("family", "most"),
    [
        ("", 50),
        (", distribution: {zipf: 1}", 972),
        (", max: 200, distribution: {zipf: 1}", 200),
        (", distribution: {zipf: 1.5}", 2_090),
        (", distribution: {hotset: {keys: 0.1, requests: 0.5}}", 250),
        (", distribution: {weighted: [70, 20, 10]}", 105),
        (", distribution: sequential", 50),
    ],
)
def test_the_largest_family_follows_from_its_distribution(family, most):
    found = counts(family)
    assert found.most_sharing("Order", ["PK"]) == pytest.approx(most, rel=0.01)
    assert found.is_unbounded("Order", ["PK"]) == ("max" not in family)


def test_the_commonest_of_a_choice_has_more_items_than_the_others():
    assert counts().most_sharing("Order", ["open_in"]) == pytest.approx(5_050 * 0.2 * 0.75)
    assert counts().is_unbounded("Order", ["open_in"]) is False


def test_a_harmonic_sum_over_very_many_ranks_is_an_integral():
    text = SHOP.replace("population: 100", "population: 1_000_000")
    for exponent in ("1", "0.8", "1.4"):
        family = f", distribution: {{zipf: {exponent}}}"
        found = Counts(design=parse_design(text.replace("FAMILY", family)))
        exact = sum(rank ** -float(exponent) for rank in range(1, 1_000_002))
        assert found.most_sharing("Order", ["PK"]) == pytest.approx(
            50 * 1_000_001 / exact, rel=0.01
        )


@pytest.mark.parametrize(
    ("state", "wanted", "share"),
    [
        ("{choice: [open, closed]}", "open", 0.5),
        ("{choice: [open, closed]}", "lost", 0),
        ("open", "open", 1),
        ("open", "closed", 0),
        ("7", "7", 1),
        ("7", "8", 0),
        ("{int: {min: 1, max: 10}}", "7", 0.1),
        ('"{kind}"', "a", 1),
    ],
)
def test_the_share_of_items_with_a_value(state, wanted, share):
    text = f"""\
version: 1
tables: {{shop: {{partition_key: id}}}}
entities:
  A:
    population: 100
    item: {{id: {{faker: uuid4}}, kind: a, state: {state}, found: {{value: x, when: {{state: {wanted}}}}}}}
"""
    assert Counts(design=parse_design(text)).share("A", ["found"]) == share


def test_a_formatted_template_has_as_many_values_as_what_it_is_made_of():
    text = """\
version: 1
tables: {shop: {partition_key: PK}}
entities:
  A:
    population: 100
    item: {PK: "X#{code!u}", code: "{grade}-{shard}", grade: {choice: [a, b]}, shard: {random_shard: 4}}
"""
    assert Counts(design=parse_design(text)).distinct("A", ["PK"]) == 8
