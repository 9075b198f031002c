"""Attributes of many members at once: the very texts that are made one by one."""

from datetime import timedelta, timezone

import numpy as np
import pytest

from pytest_dynamo.design.templates import parse_template
from pytest_dynamo.population.column_makers import Slot, draws, shares, text_of
from pytest_dynamo.population.columns import column, is_quick
from pytest_dynamo.population.draws import bits, share
from pytest_dynamo.population.people import Population
from pytest_dynamo.population.survey import Survey

ATTRIBUTES = """
entities:
  Owner:
    population: 12
    item: {PK: "OWNER#{owner}", SK: A, owner: {faker: uuid4}}
  Thing:
    belongs_to: {Owner: {mean: 9, distribution: {zipf: 0.9}}}
    item:
      PK: "THING#{uuid}"
      SK: "{ulid}"
      uuid: {faker: uuid4}
      ulid: {ulid: true}
      ksuid: {ksuid: true}
      sequence: {sequence: {start: 95}}
      negative: {sequence: {start: -5}}
      int: {int: {min: 3, max: 5_000}}
      wide: {int: {min: 0, max: 9_000_000_000}}
      shard: {random_shard: 7}
      choice: {choice: {x: 1, yé: 5, 7: 2}}
      moment: {timestamp: {since: -300d}}
      day: {timestamp: {since: -3d}, format: date}
      epoch: {timestamp: {since: -3d}, format: epoch_seconds}
      constant: always
      email: {faker: email, unique: true}
      rare: {choice: {x: 1}, present: 0.5}
      open: {choice: {x: 1}, when: {constant: always}}
      of_uuid: {shard_of: uuid, count: 9}
      price: {number: {min: 1, max: 3, places: 2}}
  Alone:
    population: 300
    item: {PK: "ALONE#{ulid}", SK: A, ulid: {ulid: true}, made_at: {timestamp: {since: -30d}}}
  Undated:
    population: 10
    item: {PK: "UNDATED#{ulid}", SK: A, ulid: {ulid: true}}
"""


@pytest.fixture
def population(design_of, population_of):
    return population_of(design_of(ATTRIBUTES), seed=3)


def placeholder(text):
    return parse_template(text).placeholders[0]


QUICK = [
    ("Thing", "uuid", None),
    ("Thing", "uuid", "{uuid}"),
    ("Thing", "ulid", "{ulid}"),
    ("Thing", "sequence", None),
    ("Thing", "sequence", "{sequence:08d}"),
    ("Thing", "sequence", "{sequence:02d}"),
    ("Thing", "int", "{int}"),
    ("Thing", "int", "{int:05d}"),
    ("Thing", "shard", "{shard}"),
    ("Thing", "choice", "{choice}"),
    ("Thing", "choice", "{choice!u}"),
    ("Thing", "moment", "{moment}"),
    ("Thing", "moment", "{moment:%Y-%m-%d}"),
    ("Thing", "moment", "{moment:%Y-%m-%dT%H:%M}"),
    ("Thing", "moment", "{moment:%S.%f}"),
    ("Thing", "day", "{day}"),
    ("Thing", "day", "{day:%Y-%m}"),
    ("Thing", "epoch", None),
    ("Thing", "constant", "{constant}"),
    ("Alone", "ulid", "{ulid}"),
    ("Alone", "made_at", "{made_at}"),
    ("Undated", "ulid", "{ulid}"),
]
ONE_BY_ONE = [
    ("Thing", "PK", None),
    ("Thing", "uuid", "{uuid!u}"),
    ("Thing", "ulid", "{ulid!l}"),
    ("Thing", "moment", "{moment!l}"),
    ("Thing", "ksuid", "{ksuid}"),
    ("Thing", "negative", "{negative}"),
    ("Thing", "sequence", "{sequence:x}"),
    ("Thing", "wide", "{wide}"),
    ("Thing", "email", "{email!l}"),
    ("Thing", "rare", "{rare}"),
    ("Thing", "open", "{open}"),
    ("Thing", "of_uuid", "{of_uuid}"),
    ("Thing", "price", None),
]


@pytest.mark.parametrize(("entity", "attribute", "written"), QUICK + ONE_BY_ONE)
def test_a_column_has_the_texts_of_the_members(population, entity, attribute, written):
    slot = Slot(
        entity=entity, attribute=attribute, placeholder=placeholder(written) if written else None
    )
    numbers = np.arange(population.count(entity))

    found = column(Survey(population), slot, numbers)

    made = [population.member(entity, number).made(attribute) for number in numbers.tolist()]
    there = [True] * len(made) if found.is_there is None else found.is_there.tolist()
    assert there == [one is not None for one in made]
    assert [found.texts.text(number) for number in numbers.tolist() if there[number]] == [
        text_of(one, slot.placeholder) for one in made if one is not None
    ]


@pytest.mark.parametrize(("entity", "attribute", "written"), QUICK)
def test_common_keys_are_calculated_over_arrays(population, entity, attribute, written):
    slot = Slot(
        entity=entity, attribute=attribute, placeholder=placeholder(written) if written else None
    )

    assert is_quick(Survey(population), slot)


@pytest.mark.parametrize(("entity", "attribute", "written"), ONE_BY_ONE)
def test_all_others_are_made_one_by_one(population, entity, attribute, written):
    slot = Slot(
        entity=entity, attribute=attribute, placeholder=placeholder(written) if written else None
    )

    assert not is_quick(Survey(population), slot)


def test_moments_in_another_time_zone_are_made_one_by_one(design_of, now):
    elsewhere = Population(
        design_of(ATTRIBUTES), now=now.astimezone(timezone(timedelta(hours=2))), seed=3
    )
    slot = Slot(entity="Thing", attribute="moment", placeholder=placeholder("{moment:%H}"))

    found = column(Survey(elsewhere), slot, np.arange(5))

    assert [found.texts.text(number) for number in range(5)] == [
        f"{elsewhere.member('Thing', number).raw['moment']:%H}" for number in range(5)
    ]
    assert not is_quick(Survey(elsewhere), slot)


def test_progress_is_told_as_members_are_made(population):
    slot = Slot(entity="Thing", attribute="email")
    told = []

    column(Survey(population), slot, np.arange(5), told.append)

    assert told == [5]


def test_draws_are_those_of_single_numbers():
    numbers = np.array([0, 1, 2, 10**12, 2**63 - 1], np.uint64)

    assert draws(17, numbers).tolist() == [bits(17, number) for number in numbers.tolist()]
    assert shares(17, numbers).tolist() == [share(17, number) for number in numbers.tolist()]
