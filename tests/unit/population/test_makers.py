"""Every maker of a design file makes what it says, the same each time."""

import re
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID
from zlib import crc32

import pytest

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.population.faker_values import FakerValues
from pytest_dynamo.population.identifiers import ulid_text
from pytest_dynamo.population.made import plain
from pytest_dynamo.population.scalar_makers import distinct
from tests.unit.population.conftest import NOW


def values(members, name="x"):
    return [member.stored.get(name) for member in members]


def test_the_same_seed_makes_the_same_and_another_seed_another(things):
    text = "x: {faker: name}\ny: {text_bytes: {min: 5, max: 50}}\nz: {faker: uuid4}"
    one, same, other = ([member.item for member in things(text, seed=seed)] for seed in (1, 1, 2))

    assert one == same
    assert one != other


def test_faker_makes_a_value_of_its_provider(things):
    names = values(things("x: {faker: name}"))

    assert len(set(names)) == 20
    assert all(" " in name for name in names)


def test_faker_takes_arguments_and_its_numbers_are_decimals(things):
    (first, *_) = values(
        things("x: {faker: pyfloat, args: {min_value: 1, max_value: 2, right_digits: 1}}")
    )

    assert isinstance(first, Decimal)
    assert 1 <= first <= 2


@pytest.mark.parametrize(
    "provider",
    [
        "faker: pydecimal",
        "faker: pydecimal, args: {left_digits: 30, right_digits: 30}",
        "faker: random_number, args: {digits: 60, fix_len: true}",
    ],
)
def test_fakers_long_numbers_keep_the_38_digits_that_dynamodb_has(things, provider):
    members = things(f"x: {{{provider}}}\ny: {{list: {{of: {{{provider}}}}}}}")

    assert {
        len(each.normalize().as_tuple().digits) <= 38 for each in map(Decimal, values(members))
    } == {True}
    assert [Decimal(each.item["x"]["N"]) for each in members] == values(members)


def test_a_uuid_is_a_version_4_uuid_and_no_two_are_alike(things):
    found = values(things("x: {faker: uuid4}"))

    pattern = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    assert len(set(found)) == 20
    assert all(re.fullmatch(pattern, text) for text in found)


def test_unique_text_carries_its_number(things):
    emails = values(things("x: {faker: email, unique: true}", population=500))
    words = values(things("x: {faker: random_letter, unique: true}", population=500))

    assert len(set(emails)) == len(set(words)) == 500
    assert all(re.fullmatch(r"[^@]+\.[0-9a-z]+@[^@]+", email) for email in emails)
    assert words[35].endswith(".z")


def test_a_unique_number_is_its_number(things):
    assert values(things("x: {faker: random_int, unique: true}")) == list(range(20))


def test_arguments_that_a_provider_refuses_are_said(now):
    with pytest.raises(DynamoError, match=r"Faker cannot make pyint\(min_value=9, max_value=1\)"):
        FakerValues().value("pyint", {"min_value": 9, "max_value": 1}, 1, now)


def test_a_provider_that_takes_an_end_gets_the_clock_of_the_population(things, now):
    found = values(things("x: {faker: date_time}", population=200))

    assert max(found) <= now.isoformat()
    assert min(found) >= "1970"


def test_providers_that_read_the_machines_clock_are_known(entity_of, population_of):
    design = entity_of("x: {faker: date_of_birth}\ny: {faker: date_time}")

    assert population_of(design).clock_readers() == ("Thing.x",)


def test_choice_goes_by_weight(things):
    counted = Counter(values(things("x: {choice: {a: 9, b: 1}}", population=2000)))

    assert counted.keys() == {"a", "b"}
    assert counted["b"] == pytest.approx(200, abs=50)


def test_choices_keep_their_type(things):
    assert set(values(things("x: {choice: {true: 1, false: 1}}"))) == {True, False}


def test_whole_numbers_include_both_ends(things):
    assert set(values(things("x: {int: {min: -1, max: 1}}", population=60))) == {-1, 0, 1}


def test_decimals_have_their_places(things):
    found = values(things("x: {number: {min: 1, max: 2, places: 2}}", population=500))

    assert all(isinstance(value, Decimal) and 1 <= value <= 2 for value in found)
    assert {value.as_tuple().exponent for value in found} == {-2}


def test_text_has_exactly_so_many_bytes(things):
    found = values(things("x: {text_bytes: {min: 3, max: 5}}", population=60))
    (long, *_) = values(things("x: {text_bytes: 300000}", population=1))

    assert {len(text.encode()) for text in found} == {3, 4, 5}
    assert len(long.encode()) == 300_000


def test_binary_has_exactly_so_many_bytes(things):
    found = values(things("x: {binary_bytes: {min: 3, max: 5}}", population=60))

    assert {len(data) for data in found} == {3, 4, 5}
    assert all(isinstance(data, bytes) for data in found)


def test_a_sequence_counts_from_its_start(things):
    assert values(things("x: {sequence: {start: 100}}", population=3)) == [100, 101, 102]


def test_timestamps_are_spread_over_the_span_in_the_order_of_creation(things):
    found = values(things("x: {timestamp: {since: -10d}}", population=10))

    days = [datetime.fromisoformat(text).astimezone(UTC) for text in found]
    assert found == sorted(found)
    assert [
        (day.month, (day - datetime(2026, 11, 12, 12, 30, tzinfo=UTC)).days) for day in days
    ] == [(11, number) for number in range(10)]
    assert re.fullmatch(r"2026-11-1\dT\d\d:\d\d:\d\d\.\d{3}Z", found[0])


def test_timestamps_have_their_format_and_keep_the_moment_for_format_specs(things):
    text = """
        x: {timestamp: {since: -10d}, format: date}
        y: {timestamp: {since: -10d}, format: epoch_seconds}
        z: "MONTH#{x:%Y-%m}"
    """
    first = things(text, population=1)[0]

    assert re.fullmatch(r"2026-11-\d\d", first.x)
    assert isinstance(first.y, int)
    assert first.z == "MONTH#2026-11"
    assert isinstance(first.raw["x"], datetime)


def test_epochs_are_counted_from_the_clock(things, now):
    (only,) = things("x: {epoch_seconds: 1h}\ny: {epoch_milliseconds: -5}", population=1)

    assert (only.x, only.y) == (now.timestamp() + 3600, now.timestamp() * 1000 - 5)


def test_ulids_and_ksuids_sort_by_the_first_timestamp(things):
    text = "x: {ulid: true}\ny: {ksuid: true}\nat: {timestamp: {since: -10d}}"
    members = things(text, population=10)

    assert values(members) == sorted(values(members))
    assert values(members, "y") == sorted(values(members, "y"))
    assert {len(text) for text in values(members)} == {26}
    assert {len(text) for text in values(members, "y")} == {27}


@pytest.mark.parametrize(
    "presence",
    [
        "x: {ulid: true}\nat: {timestamp: {since: -10d}, when: {x: y}}",
        'x: {ulid: true}\ntext: "X#{x}"\nat: {timestamp: {since: -10d}, when: {text: y}}',
        "x: {ulid: true}\nm: {map: {id: {ksuid: true}}}\nat: {timestamp: {since: -10d}, when: {m: y}}",
        'x: {ulid: true}\nl: {list: {of: "{x}"}}\nat: {timestamp: {since: -10d}, when: {l: y}}',
    ],
    ids=["itself", "in_a_template", "in_a_map", "in_a_list"],
)
def test_a_timestamp_that_hangs_on_an_identifier_says_no_moment_to_it(things, presence):
    later = "\nthen: {timestamp: {since: -5d}}"
    without, beside = things(presence), things(presence + later)

    assert {each[:8] for each in values(without)} == {ulid_text(NOW, 0)[:8]}
    assert values(without, "at") == [None] * 20
    assert values(beside) == sorted(values(beside))
    assert values(beside)[0][:10] < values(without)[0][:10]


def test_an_attribute_may_hang_on_its_ancestors_attribute_of_the_same_name(
    design_of, population_of
):
    design = design_of(
        """
        entities:
          A:
            population: 4
            item: {PK: "A#{a}", SK: A, a: {sequence: {start: 1}}, x: {sequence: {start: 1}}}
          B:
            belongs_to: A
            item: {PK: "A#{a}", SK: B, x: {faker: word, when: {x: 2}}}
        """
    )
    population = population_of(design)
    found = [population.member("B", index) for index in range(population.count("B"))]

    assert [each.stored["PK"] for each in found if "x" in each.stored] == ["A#2"]


def test_maps_lists_and_sets_nest(things):
    (only,) = things(
        """
        x:
          map:
            street: {faker: street_name}
            lines: {list: {of: {int: {min: 1, max: 9}}, length: 3}}
        y: {set: {of: {choice: {a: 1, b: 1, c: 1}}, length: 2}}
        z: {list: {of: "{id}", length: {min: 2, max: 2}}}
        """,
        population=1,
    )

    assert only.x.keys() == {"street", "lines"}
    assert len(only.x["lines"]) == 3
    assert len(only.y) == 2
    assert only.z == [1, 1]


def test_a_set_has_as_many_elements_as_there_are_values(things):
    (only,) = things("x: {set: {of: {choice: {a: 1, b: 1}}, length: 5}}", population=1)

    assert only.x == {"a", "b"}


def test_a_calculated_shard_is_the_crc_of_the_attribute(things):
    members = things("e: {faker: uuid4}\nx: {shard_of: e, count: 7}")

    assert values(members) == [crc32(member.e.encode()) % 7 for member in members]


def test_a_random_shard_is_below_the_count(things):
    assert set(values(things("x: {random_shard: 3}", population=60))) == {0, 1, 2}


def test_a_template_of_one_placeholder_keeps_its_type(things):
    (first, *_) = things('x: "{id}"\ny: "{id:04d}"\nz: "{name!u}"\nname: abc')

    assert (first.x, first.y, first.z) == (1, "0001", "ABC")


def test_a_sparse_attribute_is_present_in_its_share_of_the_items(things):
    members = things("x: {value: yes, present: 0.2}", population=2000)

    assert sum("x" in member.stored for member in members) == pytest.approx(400, abs=70)


def test_an_attribute_depends_on_others_and_so_do_those_made_of_it(things):
    members = things(
        """
        state: {choice: {open: 1, shut: 1}}
        due: {faker: date, when: {state: open}}
        x: "DUE#{due}"
        """
    )

    assert {member.state for member in members} == {"open", "shut"}
    assert all(("x" in member.stored) == (member.state == "open") for member in members)
    assert all(("due" in member.item) == ("x" in member.item) for member in members)


@pytest.mark.parametrize(
    ("made", "stored"),
    [
        (1.5, Decimal("1.5")),
        (date(2026, 1, 2), "2026-01-02"),
        ({"at": date(2026, 1, 2)}, {"at": "2026-01-02"}),
        ((1, 2.5), [1, Decimal("2.5")]),
        ({0.5}, {Decimal("0.5")}),
        (UUID(int=0), "00000000-0000-0000-0000-000000000000"),
    ],
)
def test_what_faker_gives_is_stored_in_dynamodbs_types(made, stored):
    assert plain(made) == stored


@pytest.mark.parametrize(("made", "differs"), [(True, True), (b"x", b"x")])
def test_what_cannot_be_told_apart_by_a_number_stays_as_it_is(made, differs):
    assert distinct(lambda _subject, _number: (made, made))(None, 0) == (differs, differs)


def test_an_attribute_that_depends_on_an_absent_one_is_absent(things):
    members = things("a: {value: 1, present: 0.5}\nb: {value: 2, when: {a: 1}}", population=60)

    assert {("a" in member.stored, "b" in member.stored) for member in members} == {
        (True, True),
        (False, False),
    }
