"""How well means over performances that are drawn meet those over all there could be."""

from random import Random

import pytest

from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.capacity.units import read_units
from pytest_dynamo.forecast.population_demand.laws import by_units, mixed, only
from pytest_dynamo.forecast.population_demand.storage import sampled_items
from pytest_dynamo.population.survey import Survey

SELDOM_LARGE = """
    entities:
      Doc:
        population: 1_000
        item:
          PK: "DOC#{n}"
          SK: A
          n: {sequence: {start: 1}}
          scan: {text_bytes: 390_000, present: 0.004}
    access_patterns:
      get: {get: {PK: "DOC#{n}", SK: A}, returns: Doc}
"""
MESSAGES = """
    entities:
      Room: {population: 20, item: {PK: "ROOM#{n}", SK: A, n: {sequence: {start: 1}}}}
      Message:
        belongs_to: {Room: {mean: 100}}
        item: {PK: "ROOM#{n}", SK: "{id}", id: {ulid: true}, text: {text_bytes: {min: 10, max: 4_000}}}
    access_patterns:
      read: {query: {PK: "ROOM#{n}", SK: {">=": "{id}"}}, returns: Message, limit: 50}
"""


def test_items_that_are_seldom_large_are_met(demand, arm_of):
    found, population = demand(SELDOM_LARGE)
    survey = Survey(population)
    units = [
        read_units(item_size_bytes(survey.member("Doc", number).item), "eventual")
        for number in range(1_000)
    ]

    assert arm_of(found, "get").units == pytest.approx(sum(units) / 1_000, rel=0.05)


def test_sizes_are_those_of_all_items_where_these_are_not_very_many(design_of, population_of):
    survey = Survey(population_of(design_of(MESSAGES)))

    sizes = [item_size_bytes(survey.member("Message", n).item) for n in range(2_000)]

    found = list(sampled_items(survey, "Message"))
    assert sum(weight * item_size_bytes(item) for weight, item in found) == sum(sizes)


def test_a_key_whose_requests_are_all_alike_has_what_they_took():
    law = mixed([(0.1, only("hot")), (0.9, only("cold"))])
    touched = [("hot", 9.0)] * 10 + [("cold", 1.0)] * 90

    weighed = by_units(law, touched).law(is_divisible=False)

    assert {weighed.label(n): share for n, share in enumerate(weighed.shares.tolist())} == {
        "hot": pytest.approx(0.5),
        "cold": pytest.approx(0.5),
    }


def test_keys_whose_requests_differ_by_chance_stay_as_they_are():
    keys, rng = [str(number) for number in range(50)], Random(3)
    law = mixed([(1.0, only(key)) for key in keys])
    touched = [(key, rng.choice((1.0, 9.0))) for key in keys for _ in range(20)]

    weighed = by_units(law, touched).law(is_divisible=False)

    assert weighed.shares.tolist() == pytest.approx([0.02] * 50, rel=0.15)


def test_what_failed_conditions_did_not_write_is_not_forgotten_too_late(demand, arm_of):
    text = """
    entities:
      Account:
        population: 2_000
        item: {PK: "A#{n}", SK: A, n: {sequence: {start: 1}}, GSI1PK: "{state}", GSI1SK: A, state: {choice: {on: 9, off: 1}}}
    access_patterns:
      drop: {delete: {PK: "A#{n}", SK: A}, condition: "state = {s}", parameters: {s: off}, returns: Account, rate: RATE}
    """
    seldom, _ = demand(text.replace("RATE", "0.01"))
    often, _ = demand(text.replace("RATE", "20"))

    # In 15 seconds 300 of 2,000 are asked for, so that one in seven that could be dropped is no more.
    left = arm_of(often, "drop", "GSI1").units / arm_of(seldom, "drop", "GSI1").units
    assert left == pytest.approx(0.86, abs=0.06)
