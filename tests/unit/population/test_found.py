"""Items of a table that was there before become a population."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

import pytest

from pytest_dynamo.design.attribute_value import item_from_wire
from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.design.templates import Placeholder, parse_template
from pytest_dynamo.design.values import Attribute, Constant, Generated
from pytest_dynamo.planner.planning import plan_all
from pytest_dynamo.population.found.members import FoundMember
from pytest_dynamo.population.found.population import FoundPopulation
from pytest_dynamo.population.found.recognising import recognised
from pytest_dynamo.population.found.texts import of_text, undone
from pytest_dynamo.population.people import Population
from pytest_dynamo.population.performance import Sampler

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TABLE = "my-service-table"


@pytest.fixture(scope="module")
def design():
    return load_design("designs/orders.yaml")


@pytest.fixture(scope="module")
def original(design):
    return Population(design, seed=7, now=NOW, scale=0.003)


def found_of(design, items, *, seed=0):
    sightings = recognised(design, TABLE, items)
    return FoundPopulation(Population(design, seed=seed, now=NOW), [TABLE], sightings)


@pytest.fixture(scope="module")
def found(design, original):
    items = [item for _, item in original.items()]
    Random(3).shuffle(items)
    return found_of(design, items)


def test_every_item_is_recognised(original, found):
    assert found.counts() == original.counts()
    assert found.is_found("Order")


def stored_by_key(population, entity):
    members = (population.member(entity, number) for number in range(population.count(entity)))
    return {(member.PK, member.SK): member for member in members}


@pytest.mark.parametrize(
    "entity", ["User", "UserEmail", "Order", "OrderItem", "Product", "Session"]
)
def test_members_have_what_their_items_have(original, found, entity):
    ours, theirs = stored_by_key(found, entity), stored_by_key(original, entity)

    assert {key: item_from_wire(m.item) for key, m in ours.items()} == {
        key: item_from_wire(m.item) for key, m in theirs.items()
    }
    assert {key: m.stored for key, m in ours.items()} == {k: m.stored for k, m in theirs.items()}


def test_relations_are_those_of_the_keys(original, found):
    theirs = stored_by_key(original, "OrderItem")
    for key, item in stored_by_key(found, "OrderItem").items():
        assert item.order.order_id == theirs[key].order.order_id
        assert item.order.user.name == theirs[key].order.user.name
        assert item.user_id == theirs[key].user_id
        assert item.product.name == theirs[key].product.name
    users = stored_by_key(original, "User")
    for key, user in stored_by_key(found, "User").items():
        assert Counter(o.SK for o in user.orders) == Counter(o.SK for o in users[key].orders)
        assert [o.created_at for o in user.orders] == sorted(
            (o.created_at for o in user.orders), reverse=True
        )


def test_members_rank_by_creation(found):
    created = [found.member("Order", number).created for number in range(found.count("Order"))]

    assert created == sorted(created)
    assert isinstance(created[0], datetime)


def test_patterns_are_about_items_that_are_there(design, original, found):
    plans = plan_all(design)
    sampler, rng = Sampler(design, found, plans), Random(1)
    there = {(item["PK"]["S"], item["SK"]["S"]) for _, item in original.items()}

    for _ in range(20):
        get = sampler.arguments(plans["get_user"], rng=rng, now=NOW).parameters
        assert (f"USER#{get['user_id']}", "PROFILE") in there
        update = sampler.arguments(plans["update_order_status"], rng=rng, now=NOW).parameters
        assert (f"USER#{update['user_id']}", f"ORDER#{update['order_id']}") in there
        batch = sampler.arguments(plans["get_cart_products"], rng=rng, now=NOW).items
        assert {(key["PK"]["S"], key["SK"]["S"]) for _, key in batch} <= there
        listed = sampler.arguments(plans["list_orders_by_date"], rng=rng, now=NOW).parameters
        assert listed["from_date"] <= listed["to_date"]
        ((_, put),) = sampler.arguments(plans["create_order"], rng=rng, now=NOW).items
        assert (put["PK"]["S"], "PROFILE") in there
        assert (put["PK"]["S"], put["SK"]["S"]) not in there


def test_what_was_not_sampled_is_known_as_far_as_its_children_tell(design, original):
    orders = [m.item for m in (original.member("Order", n) for n in range(5))]
    found = found_of(design, orders)

    user = found.member("Order", 0).user

    assert isinstance(user, FoundMember)
    assert f"USER#{user.user_id}" == user.PK
    assert user.SK == "PROFILE"
    with pytest.raises(AttributeError, match="does without the attribute 'email'"):
        _ = user.email
    assert user is found.member("Order", 0).user
    assert user.orders
    assert item_from_wire(user.item)["PK"] == user.PK
    assert found.count("User") == 0


def test_an_unknown_grandparent_is_nobody(design, original):
    found = found_of(design, [original.member("OrderItem", 0).item])
    item = found.member("OrderItem", 0)

    assert item.order.order_id == original.member("OrderItem", 0).order_id
    with pytest.raises(AttributeError, match="does without the attribute 'user_id'"):
        _ = item.user_id


def test_new_members_differ_from_all_that_may_be_there(design, original, found):
    generated = Population(design, seed=0, now=NOW)

    assert found.first_new("User") == generated.first_new("User")
    newcomer = found.new("Order", found.first_new("Order"), now=NOW)
    assert newcomer.user.PK.startswith("USER#")
    assert newcomer.user.index < found.count("User")
    assert found.children(newcomer, "OrderItem") == ()
    assert found.child(newcomer, "OrderItem", 0.5) is None


def test_items_of_no_entity_are_left_out(design, original):
    user = original.member("User", 0).item
    strange = [
        {"PK": {"S": "METRIC#1"}, "SK": {"S": "X"}},
        {**user, "entity_type": {"S": "Robot"}},
        {**user, "user_id": {"S": "another than the key says"}},
    ]
    sightings = recognised(design, TABLE, [user, *strange])

    assert [sighting.item for sighting in sightings] == [user]


def test_an_attribute_that_the_design_has_not_stays(design, original):
    item = {**original.member("User", 0).item, "legacy": {"BOOL": True}}
    found = found_of(design, [item])

    assert found.member("User", 0).item == item
    assert found.member("User", 0).stored["legacy"] is True


SHARDED = """
version: 1
name: sharded
tables:
  log:
    partition_key: PK
    sort_key: SK
  people: {partition_key: {name: PK, type: N}}
entities:
  Person:
    table: people
    population: 3
    item: {PK: "{person_id}", person_id: {sequence: {start: 5}}}
  Entry:
    table: log
    belongs_to: {Person: {mean: 2}}
    item:
      PK: "DAY#{at:%Y-%m-%d}#{shard:02d}#{kind!u}"
      SK: "{nr:05d}#{person_id}"
      shard: {random_shard: 3}
      kind: {choice: {a: 1, b: 1}}
      at: {timestamp: {since: -9d}, format: epoch_seconds}
      nr: {sequence: {start: 1}}
  Sum:
    table: log
    population: 2
    item: {PK: "SUM#{month:%Y}", SK: "{n:03d}", n: {sequence: {start: 1}}, month: {timestamp: {since: -9d}, format: date}}
access_patterns:
  entries: {table: log, query: {PK: "DAY#{day}#{s}#{k}"}, returns: Entry}
"""


def test_formats_are_undone_where_they_can_be():
    design = parse_design(SHARDED)
    original = Population(design, now=NOW)
    entries = [
        {name: value for name, value in item.items() if name != "nr"}
        for table, item in original.items()
        if table == "log"
    ]
    sightings = recognised(design, "log", entries)
    found = FoundPopulation(Population(design, now=NOW), ["log"], sightings)

    assert len(sightings) == len(entries)
    assert found.count("Sum") == 2
    numbers = sorted(found.member("Entry", n).nr for n in range(found.count("Entry")))
    assert numbers == list(range(1, 7))
    person = found.member(
        "Entry", 0
    ).person  # of a table that was not found: made, not chosen by us
    assert person.person_id in (5, 6, 7)


def test_replayed_keys_need_not_have_been_sampled(design, original):
    found = found_of(design, [original.member("Order", 0).item])
    known = original.member("Order", 0).order_id

    numbers = found.numbers_of(
        "Order", ("order_id", "user_id"), [(known, original.member("Order", 0).user_id), ("X", "U")]
    )
    numbers |= found.numbers_of("Product", ("product_id",), [("100007",)])

    assert list(numbers.values()) == [0, 1, 0]
    other = found.member("Order", 1)
    assert (other.PK, other.SK, other.user.user_id) == ("USER#U", "ORDER#X", "U")
    assert found.member("Product", 0).stored["product_id"] == 100_007
    assert found.member("Product", 0).PK == "PRODUCT#100007"


def attribute(maker, **options):
    return Attribute(name="x", value=Generated(maker=maker, options=options))


MOMENT = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "declared", "made"),
    [
        ("a", None, ("a", "a")),
        ("5", attribute("int"), (5, 5)),
        ("5.5", attribute("number"), (Decimal("5.5"), Decimal("5.5"))),
        ("five", attribute("int"), ("five", "five")),
        ("5", Attribute(name="x", value=Constant(value=3)), (5, 5)),
        ("5", Attribute(name="x", value=parse_template("{y}")), ("5", "5")),
        ("2026-01-02", attribute("timestamp", format="date"), (MOMENT, "2026-01-02")),
        ("1767312000", attribute("timestamp", format="epoch_seconds"), (MOMENT, 1767312000)),
        ("soon", attribute("timestamp", format="iso8601"), ("soon", "soon")),
    ],
)
def test_a_text_is_read_as_the_design_declares_it(text, declared, made):
    assert of_text(text, declared) == made


@pytest.mark.parametrize(
    ("text", "placeholder", "value"),
    [
        ("a", Placeholder(name="x"), "a"),
        ("A", Placeholder(name="x", conversion="u"), None),
        ("00042", Placeholder(name="x", format_spec="05d"), "42"),
        ("4_2", Placeholder(name="x", format_spec="05d"), None),
        ("2026", Placeholder(name="x", format_spec="%Y"), None),
    ],
)
def test_a_placeholder_is_undone_where_nothing_is_lost(text, placeholder, value):
    assert undone(text, placeholder) == value


def test_an_item_is_of_the_entity_that_most_speaks_for(design, original):
    order = original.member("Order", 0).item

    def seen(**changed):
        return [one.entity for one in recognised(design, TABLE, [{**order, **changed}])]

    assert seen(GSI1PK={"S": "of another form"}) == ["Order"]  # it is not the key of the table
    assert seen(SK={"N": "5"}) == []
    assert seen(PK={"S": "USER#"}) == []


TWICE = """
version: 1
name: twice
tables:
  both: {partition_key: PK, sort_key: SK}
entities:
  Plain: {population: 1, item: {PK: "A#{x}", SK: "{x}#{x}", x: {faker: uuid4}}}
  Marked: {population: 1, item: {PK: "A#{y:%Y}", SK: "{z}", kind: marked, y: {timestamp: {since: -1d}}, z: {faker: uuid4}}}
access_patterns:
  one: {get: {PK: "A#{x}", SK: "{x}#{x}"}, returns: Plain}
"""


def test_what_is_fixed_decides_between_entities_and_values_must_agree():
    design = parse_design(TWICE)

    def seen(**texts):
        item = {name: {"S": text} for name, text in texts.items()}
        return [
            (one.entity, {**one.own, **one.above}) for one in recognised(design, "both", [item])
        ]

    ((entity, known),) = seen(PK="A#q", SK="q#q")
    assert (entity, known["x"]) == ("Plain", ("q", "q"))
    ((entity, known),) = seen(
        PK="A#2026", SK="2026#2026", kind="marked", y="no moment", z="2026#2026"
    )
    assert entity == "Marked"
    assert seen(PK="A#q", SK="q#r", kind="other") == []


def test_relations_reach_over_tables_that_were_not_found():
    design = parse_design(SHARDED)
    original = Population(design, now=NOW)
    people = [item for table, item in original.items() if table == "people"]
    found = FoundPopulation(
        Population(design, now=NOW), ["people"], recognised(design, "people", people)
    )

    entry = found.member("Entry", 0)  # made, and its parent is one of those that were found
    assert isinstance(entry.person, FoundMember)
    assert found.children(found.member("Person", 0), "Entry")
    assert found.child(found.member("Person", 0), "Entry", 0.5) is not None
    assert found.numbers_of("Entry", ("nr",), [("2",)])
    with pytest.raises(IndexError):
        found.member("Person", 17)
    nobody = FoundPopulation(Population(design, now=NOW), ["people"], [])
    assert nobody.member("Entry", 0).person.index < 0


def test_a_member_without_children_has_none(design, original):
    found = found_of(design, [original.member("User", 0).item])

    assert found.child(found.member("User", 0), "Order", 0.5) is None
    assert found.children(found.member("User", 0), "Order") == ()
