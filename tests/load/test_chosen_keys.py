"""`--dynamo-keys`: how members are chosen in place of what the design says."""

import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pytest_dynamo.design.reader import load_design
from pytest_dynamo.design.values import Distribution
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.performing.performer import Performer
from pytest_dynamo.locust.scenarios.scenario import load_scenario, with_keys
from pytest_dynamo.locust.settings.chosen_keys import ONE, read_choice, with_choices
from pytest_dynamo.planner.planning import plan_all
from pytest_dynamo.population.people import Population
from pytest_dynamo.population.performance import Sampler

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def orders():
    return load_design("designs/orders.yaml")


def keys_of(design, entity):
    """The patterns that choose an entity, with how they do."""
    return {
        name: pattern.keys[entity]
        for name, pattern in design.access_patterns.items()
        if entity in pattern.keys
    }


@pytest.mark.parametrize(
    ("text", "distribution"),
    [
        ("User=uniform", Distribution()),
        ("User = zipf:0.5", Distribution(kind="zipf", exponent=0.5)),
        ("User=hotset:0.01,0.9", Distribution(kind="hotset", hot_keys=0.01, hot_requests=0.9)),
        ("User=latest", Distribution(kind="latest")),
        ("User=sequential", Distribution(kind="sequential")),
        ("User=weighted:70,20,10", Distribution(kind="weighted", parts=(70, 20, 10))),
        ("User=replay:keys.csv", Distribution(kind="replay", source="keys.csv")),
        ("User=one", ONE),
    ],
)
def test_a_choice_is_an_entity_and_a_distribution(text, distribution):
    assert read_choice(text) == ("User", distribution)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("User", "write ENTITY=DISTRIBUTION"),
        ("=one", "write ENTITY=DISTRIBUTION"),
        ("User=unifrom", "did you mean 'uniform'?"),
        ("User=gauss", "there: uniform, zipf:1.1, hotset:0.01,0.9, weighted:70,20,10, latest"),
        ("User=zipf:101", "an exponent above 0 and up to 100"),
        ("User=hotset:0.5,2", "both above 0 and up to 1"),
        ("User=latest:5", "takes no figure, and here is '5'"),
        ("User=weighted:5", "two or more, none below 0 and not all 0"),
        ("User=weighted:5,-1", "and here is '5,-1'"),
        ("User=weighted:0,0", "not all 0"),
        ("User=replay:", "as replay:keys.csv"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(text, message):
    with pytest.raises(DynamoError) as refused:
        read_choice(text)
    assert message in str(refused.value)


def test_every_pattern_that_chooses_the_entity_chooses_it_that_way(orders):
    chosen = keys_of(with_choices(orders, {"User": ONE}), "User")

    assert set(chosen.values()) == {ONE}
    assert chosen.keys() >= {"get_user", "get_user_by_email", "create_order", "add_order_items"}
    assert chosen.keys().isdisjoint({"get_product", "get_session", "create_session"})


def test_what_a_pattern_puts_anew_stays_new(orders):
    design = with_choices(orders, {"User": ONE})

    assert "create_user" not in keys_of(design, "User")
    assert orders.access_patterns["create_order"].keys["User"].kind == "zipf"  # as it was


@pytest.mark.parametrize(
    ("entity", "message"),
    [
        ("Usr", "orders has no entity 'Usr'; did you mean 'User'?"),
        ("Warehouse", "there: User, UserEmail, Order, OrderItem, Product, Session"),
        (
            "OrderItem",
            "no access pattern of orders chooses a member of OrderItem; they choose among: User, Order",
        ),
    ],
)
def test_an_entity_that_nobody_chooses_is_refused_with_those_near(orders, entity, message):
    with pytest.raises(DynamoError) as refused:
        with_choices(orders, {entity: ONE})
    assert message in str(refused.value)


def test_with_one_a_single_member_gets_all(orders):
    design = with_choices(orders, {"User": ONE})
    population = Population(design, seed=0, now=NOW, scale=0.01)
    plans = plan_all(design)
    sampler, rng = Sampler(design, population, plans), random.Random(3)

    written = Counter(
        item["PK"]["S"]
        for _ in range(20)
        for _, item in sampler.arguments(plans["create_order"], rng=rng, now=NOW).items
    )

    assert written == {f"USER#{population.member('User', 0).user_id}": 20}


def test_picking_by_hand_follows_the_choice_unless_a_pattern_is_named():
    scenario = load_scenario("designs/orders.yaml", beside=Path("loadtests/orders.py"))
    chosen = with_keys(scenario, {"Product": ONE})
    population = Population(chosen.design, seed=0, now=NOW, scale=0.01)
    performer = Performer(
        scenario=chosen,
        population=population,
        sampler=Sampler(chosen.design, population, chosen.plans),
        client=None,
        seed=0,
        keys={"Product": ONE},
    )
    rng = random.Random(3)

    assert {performer.pick("Product", None, rng).index for _ in range(20)} == {0}
    assert {performer.pick("Product", "get_product", rng).index for _ in range(20)} == {0}
    assert len({performer.pick("User", None, rng).index for _ in range(20)}) > 5
    assert with_keys(scenario, {}) is scenario
