"""The arguments that a sampler draws for access patterns."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from textwrap import dedent, indent

import pytest

from pytest_dynamo.design.reader import load_design
from pytest_dynamo.design.values import AccessPattern, Action, Distribution
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.planner.expected import expected_rows
from pytest_dynamo.planner.planning import plan_all
from pytest_dynamo.planner.requests import requests
from pytest_dynamo.population.performance import Sampler

ORDERS = Path(__file__).parents[3] / "designs" / "orders.yaml"
USERS_AND_ORDERS = """
    entities:
      User:
        population: 20
        item:
          PK: "USER#{user_id}"
          SK: PROFILE
          user_id: {faker: uuid4}
          email: {faker: email, unique: true}
          phone: {value: "{user_id}", present: 0.3}
          GSI1PK: "PHONE#{phone}"
          GSI1SK: "EMAIL#{email!l}"
      Order:
        belongs_to: {User: {mean: 3, max: 10, distribution: {zipf: 1}}}
        item:
          PK: "USER#{user_id}"
          SK: "ORDER#{order_id}"
          GSI1PK: "MONTH#{created_at:%Y-%m}"
          GSI1SK: "{order_id}"
          order_id: {ulid: true}
          created_at: {timestamp: {since: -300d}}
          status: {choice: {open: 1, sent: 1}}
          total: {int: {min: 1, max: 100}}
    access_patterns:
"""


class Stage:
    """A design, its population and a sampler."""

    def __init__(self, design, population, now, **settings):
        self.design = design
        self.population = population
        self.plans = plan_all(design)
        self.items = [item for _, item in population.items()]
        self.sampler = Sampler(design, population, self.plans, **settings)
        self.now = now
        self.rng = Random(1)

    def arguments(self, name, **settings):
        return self.sampler.arguments(self.plans[name], rng=self.rng, now=self.now, **settings)

    def rows(self, name, **settings):
        return expected_rows(self.plans[name], self.arguments(name, **settings), self.items)

    def member(self, entity, index=0):
        return self.population.member(entity, index)


@pytest.fixture
def stage(design_of, population_of, now):
    """A stage for users, orders and the access patterns of a text."""

    def build(patterns, **settings):
        design = design_of(USERS_AND_ORDERS + indent(dedent(patterns), " " * 6))
        return Stage(design, population_of(design), now, **settings)

    return build


@pytest.fixture(scope="module")
def orders_design():
    return load_design(ORDERS)


@pytest.fixture
def orders(orders_design, population_of, now):
    return Stage(orders_design, population_of(orders_design, scale=0.005), now)


def test_every_read_of_the_shop_finds_rows_when_they_have_to_exist(orders):
    reads = [name for name, plan in orders.plans.items() if "Write" not in plan.operation]
    reads = [
        name
        for name in reads
        if orders.plans[name].operation in ("GetItem", "Query", "BatchGetItem")
    ]

    assert {name: bool(orders.rows(name, existing=True)) for name in reads} == dict.fromkeys(
        reads, True
    )


def test_every_pattern_of_the_shop_makes_a_request(orders):
    operations = {
        name: {request.operation for request in requests(plan, orders.arguments(name))}
        for name, plan in orders.plans.items()
    }

    assert operations == {name: {plan.operation} for name, plan in orders.plans.items()}


def test_the_same_generator_draws_the_same(orders_design, population_of, now):
    drawn = []
    for _ in range(2):
        again = Stage(orders_design, population_of(orders_design, scale=0.005), now)
        drawn.append([again.arguments(name) for name in again.plans for _ in range(5)])

    assert drawn[0] == drawn[1]


def test_a_placeholder_takes_the_value_of_what_stands_there(stage):
    found = stage('get_user: {get: {PK: "USER#{someone}", SK: PROFILE}, returns: User}')

    arguments = found.arguments("get_user", bound={"User": found.member("User", 7)})

    assert arguments.parameters == {"someone": found.member("User", 7).user_id}


def test_keys_say_who_is_asked_for(stage):
    found = stage('get_user: {get: {PK: "USER#{user_id}", SK: PROFILE}, keys: {User: {zipf: 2}}}')

    asked = Counter(found.arguments("get_user").parameters["user_id"] for _ in range(400))

    # The share of the first is 1/H(20, 2) = 0.626.
    assert asked.most_common(1)[0][0] == found.member("User", 0).user_id
    assert asked[found.member("User", 0).user_id] == pytest.approx(250, abs=40)


def test_without_keys_everybody_is_asked_for(stage):
    found = stage('get_user: {get: {PK: "USER#{user_id}", SK: PROFILE}}')

    asked = {found.arguments("get_user").parameters["user_id"] for _ in range(400)}

    assert asked == {found.member("User", index).user_id for index in range(20)}


def test_parameters_of_one_item_belong_together(stage):
    found = stage('get_order: {get: {PK: "USER#{u}", SK: "ORDER#{o}"}, keys: {User: {zipf: 1}}}')

    assert all(len(found.rows("get_order")) == 1 for _ in range(50))


def test_the_children_of_a_bound_parent_are_asked_for(stage):
    found = stage('get_order: {get: {PK: "USER#{u}", SK: "ORDER#{o}"}}')
    user = found.member("User", 0)

    asked = {found.arguments("get_order", bound={"User": user}).parameters["o"] for _ in range(100)}

    assert asked == {order.order_id for order in user.orders}


def test_the_parent_of_a_bound_child_is_asked_for(stage):
    found = stage('list_orders: {query: {PK: "USER#{u}", SK: {begins_with: "ORDER#"}}}')
    order = found.member("Order", 30)

    assert found.arguments("list_orders", bound={"Order": order}).parameters == {
        "u": order.user.user_id
    }


def test_between_takes_two_members_in_order(stage):
    found = stage(
        """
        range: {query: {PK: "USER#{u}", SK: {between: ["ORDER#{a}", "ORDER#{b}"]}}, returns: Order}
        """
    )

    for _ in range(50):
        parameters = found.arguments("range", existing=True).parameters
        assert parameters["a"] <= parameters["b"]
    assert {len(found.rows("range", existing=True)) for _ in range(50)} > {1, 2}


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">="])
def test_an_open_range_has_rows_when_they_have_to_exist(stage, operator):
    found = stage(
        f'range: {{query: {{PK: "USER#{{u}}", SK: {{"{operator}": "ORDER#{{o}}"}}}}, returns: Order}}'
    )

    rows = [found.rows("range", existing=True) for _ in range(30)]

    assert all(rows)


def test_a_filter_has_rows_when_they_have_to_exist(stage):
    found = stage(
        """
        open: {query: {PK: "USER#{u}"}, filter: {status: open, total: {">": 90}}, returns: Order, max_waste: 99}
        """
    )

    assert all(found.rows("open", existing=True) for _ in range(30))


def test_only_members_that_have_the_attribute_are_asked_for(stage):
    found = stage('by_phone: {index: GSI1, query: {GSI1PK: "PHONE#{p}"}, returns: User}')

    assert all(found.rows("by_phone") for _ in range(100))


def test_a_placeholder_is_written_as_the_item_writes_it(stage):
    found = stage(
        """
        month: {index: GSI1, query: {GSI1PK: "MONTH#{month}"}, returns: Order}
        spelt: {index: GSI1, query: {GSI1PK: "MONTH#{day:%Y-%m}"}, returns: Order}
        mail: {index: GSI1, query: {GSI1PK: "PHONE#{p}", GSI1SK: "EMAIL#{email}"}, returns: User}
        """
    )

    assert [bool(found.rows(name)) for name in ("month", "spelt", "mail")] == [True] * 3
    assert len(str(found.arguments("month").parameters["month"])) == len("2026-11")


def test_a_declared_parameter_is_made(stage):
    found = stage(
        """
        since:
          query: {PK: "USER#{u}", SK: {between: ["ORDER#{from_date}", "ORDER#{to_date}"]}}
          parameters:
            from_date: {timestamp: {since: -10d}, format: date}
            to_date: {timestamp: {since: -10d}, format: date}
          returns: Order
        """
    )

    drawn = [found.arguments("since").parameters for _ in range(50)]

    assert all("2026-11-12" <= p["from_date"] <= p["to_date"] <= "2026-11-22" for p in drawn)
    assert len({p["from_date"] for p in drawn}) > 5


def test_a_put_makes_a_new_member_under_a_chosen_parent(stage, now):
    found = stage("put_order: {put: Order, keys: {User: {zipf: 2}}}")
    users = {f"USER#{found.member('User', index).user_id}" for index in range(20)}

    puts = [found.arguments("put_order").items[0] for _ in range(100)]

    assert {table for table, _ in puts} == {"things"}
    assert len({item["SK"]["S"] for _, item in puts}) == 100
    assert {item["PK"]["S"] for _, item in puts} <= users
    assert {item["created_at"]["S"] for _, item in puts} == {"2026-11-22T12:30:00.000Z"}


def test_two_lanes_never_put_the_same_member(stage):
    put = "put_user: {put: User}"
    lanes = [stage(put, lane=lane, lanes=2) for lane in (0, 1)]

    keys = {lane.arguments("put_user").items[0][1]["PK"]["S"] for lane in lanes for _ in range(20)}

    assert len(keys) == 40
    assert not keys & {item["PK"]["S"] for item in lanes[0].items}


def test_a_put_with_keys_of_its_own_entity_overwrites_with_new_values(stage):
    found = stage("put_user: {put: User, keys: {User: uniform}}")
    before = {item["PK"]["S"]: item for item in found.items if item["SK"]["S"] == "PROFILE"}

    ((_, after),) = found.arguments("put_user").items

    assert after["email"] != before[after["PK"]["S"]]["email"]


def test_a_transaction_puts_the_child_of_the_new_parent(stage):
    found = stage(
        """
        both: {transact_write: [{put: Order}, {put: User}]}
        """
    )

    (_, order), (_, user) = found.arguments("both").items

    assert order["PK"] == user["PK"] not in [item["PK"] for item in found.items]


def test_the_steps_of_a_transaction_are_about_the_same_members(stage):
    found = stage(
        """
        both: {transact_write: [{put: Order}, {update: {key: {PK: "USER#{u}", SK: PROFILE}, remove: [phone]}}]}
        """
    )

    arguments = found.arguments("both")
    ((_, order),) = arguments.items

    assert order["PK"] == {"S": f"USER#{arguments.parameters['u']}"}


def test_a_batch_puts_children_of_one_parent(stage):
    found = stage("put_orders: {batch_write: {put: Order, count: 5}}")

    items = [item for _, item in found.arguments("put_orders").items]

    assert len({item["PK"]["S"] for item in items}) == 1
    assert len({item["SK"]["S"] for item in items}) == 5


@pytest.mark.parametrize(
    "batch", ["batch_get: {of: User, count: 15}", "batch_write: {delete: User, count: 15}"]
)
def test_a_batch_names_different_keys(stage, batch):
    found = stage(f"many: {{{batch}, keys: {{User: {{zipf: 1.5}}}}}}")

    keys = [item for _, item in found.arguments("many").items]

    assert len({item["PK"]["S"] for item in keys}) == 15
    assert all(item.keys() == {"PK", "SK"} for item in keys)


def test_a_batch_puts_no_item_twice_over_those_there_are(stage):
    found = stage("many: {batch_write: {put: User, count: 15}, keys: {User: {zipf: 1.5}}}")

    items = [item for _, item in found.arguments("many").items]

    assert len({item["PK"]["S"] for item in items}) == 15


def test_a_batch_puts_no_more_items_over_others_than_there_are(stage):
    found = stage("many: {batch_write: {put: User, count: 25}, keys: {User: {zipf: 0.5}}}")

    assert len(found.arguments("many").items) == 20


def test_a_batch_names_no_more_keys_than_there_are(stage):
    found = stage("many: {batch_get: {of: User, count: 50}}")

    assert len(found.arguments("many").items) == 20


def test_two_parameters_for_one_attribute_are_two_members(stage):
    found = stage(
        """
        pair: {transact_get: [{get: {PK: "USER#{one}", SK: PROFILE}}, {get: {PK: "USER#{other}", SK: PROFILE}}]}
        """
    )

    drawn = [found.arguments("pair").parameters for _ in range(50)]

    assert all(parameters["one"] != parameters["other"] for parameters in drawn)


def test_two_orders_of_one_user_are_of_one_user(stage):
    found = stage(
        """
        pair: {transact_get: [{get: {PK: "USER#{u}", SK: "ORDER#{one}"}}, {get: {PK: "USER#{u}", SK: "ORDER#{other}"}}]}
        """
    )

    assert {
        len(found.rows("pair", bound={"User": found.member("User", 0)})) for _ in range(50)
    } == {2}


def test_two_orders_of_two_users_exist(stage):
    found = stage(
        """
        pair: {transact_get: [{get: {PK: "USER#{a}", SK: "ORDER#{x}"}}, {get: {PK: "USER#{b}", SK: "ORDER#{y}"}}]}
        """
    )

    assert {len(found.rows("pair")) for _ in range(50)} == {2}


def test_an_update_writes_new_values(stage):
    found = stage(
        """
        move:
          update:
            key: {PK: "USER#{user_id}", SK: PROFILE}
            set: {email: "{email}", status: {choice: [a]}, created_at: {timestamp: {since: -1d}}}
        """
    )
    user = found.member("User", 3)

    parameters = found.arguments("move", bound={"User": user}).parameters

    assert parameters["user_id"] == user.user_id
    assert parameters["email"] != user.email
    assert parameters["0.set.created_at"] == "2026-11-22T12:30:00.000Z"
    assert parameters["0.set.status"] == "a"


def test_a_shuffled_choice_ranks_like_a_shuffled_relation(design_of, population_of, now):
    design = design_of(
        """
        entities:
          User: {population: 30, item: {PK: "U#{id}", SK: "0", id: {sequence: {start: 1}}}}
          Post:
            belongs_to: {User: {mean: 4, distribution: {zipf: 1, shuffle: true}}}
            item: {PK: "U#{id}", SK: "P#{post}", post: {faker: uuid4}}
        access_patterns:
          get_user: {get: {PK: "U#{id}", SK: "0"}, keys: {User: {zipf: 3, shuffle: true}}}
        """
    )
    found = Stage(design, population_of(design), now)
    users = [found.member("User", index) for index in range(30)]

    asked = Counter(found.arguments("get_user").parameters["id"] for _ in range(200))

    assert asked.most_common(1)[0][0] == max(users, key=lambda user: len(user.posts)).id != 1


def test_a_fan_out_leaves_the_shard_to_the_queries(design_of, population_of, now):
    design = design_of(
        """
        entities:
          Event:
            population: 60
            item:
              PK: "DAY#{at:%Y-%m-%d}#{shard}"
              SK: "{id}"
              id: {ulid: true}
              at: {timestamp: {since: -2d}}
              shard: {random_shard: 4}
        access_patterns:
          day: {query: {PK: "DAY#{day}#{shard}"}, returns: Event, fan_out: shard}
        """
    )
    found = Stage(design, population_of(design), now)

    arguments = found.arguments("day", existing=True)

    assert list(arguments.parameters) == ["day"]
    assert len(requests(found.plans["day"], arguments)) == 4
    assert len(expected_rows(found.plans["day"], arguments, found.items)) > 5


def test_a_query_on_the_second_parent_has_rows(school, population_of, now, design_of):
    design = design_of(
        """
        entities:
          Student: {population: 9, item: {PK: "S#{student}", SK: "0", student: {faker: uuid4}}}
          Course: {population: 5, item: {PK: "C#{course}", SK: "0", course: {sequence: {start: 1}}}}
          Enrolment:
            belongs_to: {Student: {mean: 2}, Course: {distribution: {zipf: 1}}}
            item: {PK: "S#{student}", SK: "C#{course}", GSI1PK: "C#{course}", GSI1SK: "S#{student}"}
        access_patterns:
          of_course: {index: GSI1, query: {GSI1PK: "C#{c}"}, returns: Enrolment}
          enrolment: {get: {PK: "S#{s}", SK: "C#{c}"}, returns: Enrolment, keys: {Course: {zipf: 1}}}
        """
    )
    found = Stage(design, population_of(design), now)

    assert all(found.rows("of_course", existing=True) for _ in range(20))
    assert all(found.rows("enrolment") for _ in range(20))


def test_an_empty_population_still_has_somebody_to_ask_for(stage, population_of, now):
    built = stage('get_order: {get: {PK: "USER#{u}", SK: "ORDER#{o}"}}')
    empty = Stage(built.design, population_of(built.design, sizes={"Order": 0}), now)

    assert empty.rows("get_order") == ()
    assert empty.arguments("get_order").parameters.keys() == {"u", "o"}


def test_the_children_of_a_new_parent_are_asked_for(stage, now):
    found = stage('get_order: {get: {PK: "USER#{u}", SK: "ORDER#{o}"}}')
    user = found.population.new("User", 20, now=now)
    order = found.population.new("Order", 60, now=now, parents={"User": user})
    found.population.adopt(user, (order,))

    parameters = found.arguments("get_order", bound={"User": user}).parameters

    assert parameters == {"u": user.user_id, "o": order.order_id}


def test_a_new_child_of_two_parents_has_those_that_are_bound_or_chosen(school, population_of, now):
    put = AccessPattern(
        name="enrol",
        kind="put",
        table="things",
        actions=(Action(kind="put", table="things", entity="Enrolment"),),
        keys={"Course": Distribution(kind="zipf", exponent=60.0)},
    )
    found = Stage(replace(school, access_patterns={"enrol": put}), population_of(school), now)
    course = found.member("Course", 5)

    chosen = {found.arguments("enrol").items[0][1]["SK"]["S"] for _ in range(20)}
    bound = {
        found.arguments("enrol", bound={"Course": course}).items[0][1]["SK"]["S"] for _ in range(20)
    }

    assert (chosen, bound) == ({"COURSE#1"}, {"COURSE#6"})


def test_roots_in_one_partition_have_rows_too(design_of, population_of, now):
    design = design_of(
        """
        entities:
          Country: {population: 30, item: {PK: COUNTRIES, SK: "{code}", code: {faker: country_code, unique: true}}}
        access_patterns:
          before: {query: {PK: COUNTRIES, SK: {"<": "{code}"}}, returns: Country}
          all: {query: {PK: COUNTRIES}, returns: Country}
        """
    )
    found = Stage(design, population_of(design), now)

    assert all(found.rows("before", existing=True) for _ in range(20))
    assert len(found.rows("all", existing=True)) == 30


def test_a_parameter_that_nobody_has_is_said(stage):
    found = stage(
        """
        by_phone:
          index: GSI1
          query: {GSI1PK: "PHONE#{p}"}
          parameters: {p: {shard_of: nobody, count: 3}}
          returns: User
        """
    )

    with pytest.raises(DynamoError, match="'p' cannot be made: something"):
        found.arguments("by_phone")


def test_a_declared_parameter_may_be_made_of_others(stage):
    found = stage(
        """
        prefixed:
          query: {PK: "USER#{u}", SK: {begins_with: "{prefix}"}}
          parameters: {prefix: "ORDER#"}
          returns: Order
        """
    )

    assert found.rows("prefixed", existing=True)
