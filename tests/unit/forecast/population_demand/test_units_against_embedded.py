"""Units worked out without a store, against those the embedded DynamoDB answers with."""

from collections import Counter
from contextlib import ExitStack
from random import Random

import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.deploy.seed import seed
from pytest_dynamo.deploy.sending import answers
from pytest_dynamo.design.table_request import create_table_arguments
from pytest_dynamo.embedded import dynamodb
from pytest_dynamo.forecast.population_demand.arrivals import RUN_SECONDS, Arrivals
from pytest_dynamo.forecast.population_demand.charging import Charger
from pytest_dynamo.forecast.population_demand.places import Places
from pytest_dynamo.forecast.population_demand.sampling import RUNS, EvenRandom
from pytest_dynamo.forecast.population_demand.shelf import Shelf
from pytest_dynamo.forecast.population_demand.storage import Arms
from pytest_dynamo.planner.planning import plan_all
from pytest_dynamo.population.performance import Sampler
from pytest_dynamo.population.survey import Survey

PERFORMANCES = 512

KINDS = """
entities:
  User:
    population: 300
    item: {PK: "USER#{user_id}", SK: A, user_id: {faker: uuid4}, note: {text_bytes: {min: 10, max: 9_000}}}
  Order:
    belongs_to: {User: {mean: 12, max: 30, distribution: {zipf: 0.7}}}
    item:
      PK: "USER#{user_id}"
      SK: "ORDER#{order_id}"
      order_id: {ulid: true}
      made_at: {timestamp: {since: -365d}}
      GSI1PK: "DAY#{made_at:%Y-%m}"
      GSI1SK: "{order_id}"
      status: {choice: {open: 3, sent: 1}}
      note: {text_bytes: {min: 10, max: 1_500}, present: 0.6}
      tags: {set: {of: {choice: {a: 1, b: 1, c: 1}}, length: 2}}
      count: {int: {min: 0, max: 5}}
  Counter:
    population: 30
    item: {PK: "COUNTER#{n:02d}", SK: A, n: {sequence: {start: 1}}, views: {int: {min: 0, max: 5}}}
access_patterns:
  get: {get: {PK: "USER#{user_id}", SK: A}, returns: User, consistent_read: true, keys: {User: {zipf: 1}}, rate: 0.01}
  collection: {query: {PK: "USER#{user_id}"}, returns: [User, Order], keys: {User: {zipf: 0.5}}, rate: 0.01}
  newest: {query: {PK: "USER#{user_id}", SK: {begins_with: "ORDER#"}}, returns: Order, newest_first: true, limit: 8, rate: 0.01}
  month: {index: GSI1, query: {GSI1PK: "DAY#{made_at:%Y-%m}"}, returns: Order, rate: 0.01}
  later: {index: GSI1, query: {GSI1PK: "DAY#{made_at:%Y-%m}", GSI1SK: {">=": "{order_id}"}}, returns: Order, limit: 40, rate: 0.01}
  of_status: {index: local, query: {PK: "USER#{user_id}", status: open}, returns: Order, attributes: [status, note], rate: 0.01}
  both: {transact_get: [{get: {PK: "USER#{user_id}", SK: A}}, {get: {PK: "COUNTER#{n:02d}", SK: A}}], rate: 0.01}
  several: {batch_get: {of: Order, count: 4}, consistent_read: true, rate: 0.01}
  put: {put: Order, keys: {User: {zipf: 1}}, rate: 0.01}
  overwrite: {put: Counter, keys: {Counter: {zipf: 1}}, rate: 10}
  send:
    update: {key: {PK: "USER#{user_id}", SK: "ORDER#{order_id}"}, set: {GSI1PK: "SENT#{order_id}"}, remove: [note], add: {count: 1}}
    returns: Order
    rate: 0.01
  tag: {update: {key: {PK: "USER#{user_id}", SK: "ORDER#{order_id}"}, add: {tags: a}}, returns: Order, rate: 0.01}
  untag: {update: {key: {PK: "USER#{user_id}", SK: "ORDER#{order_id}"}, delete: {tags: b}}, returns: Order, rate: 0.01}
  drop: {delete: {PK: "USER#{user_id}", SK: "ORDER#{order_id}"}, returns: Order, rate: 10}
  remove: {batch_write: {delete: Order, count: 3}, rate: 10}
  buy:
    transact_write:
      - {put: Order}
      - {update: {key: {PK: "USER#{user_id}", SK: A}, set: {note: bought}}}
      - {check: {PK: "COUNTER#{n:02d}", SK: A}, condition: attribute_exists(PK)}
    rate: 0.01
"""
TABLE = """\
version: 1
name: test
tables:
  things:
    partition_key: PK
    sort_key: SK
    indexes:
      GSI1: {partition_key: GSI1PK, sort_key: GSI1SK, projection: [status]}
      local: {type: local, sort_key: status, projection: KEYS_ONLY}
"""


@pytest.fixture
def tables():
    """A client of an embedded DynamoDB with the tables of a design and the items of a population."""
    with ExitStack() as opened:

        def make(design, population):
            client = opened.enter_context(dynamodb()).direct_client()
            for table in design.tables.values():
                client.create_table(**create_table_arguments(table))
            seed(client, population.items())
            return client

        yield make


def taken(client, plan, arguments):
    """The units of one performance, by table and index, as the answers tell them."""
    total = Counter()
    for answer in answers(plan, arguments, client, ReturnConsumedCapacity="INDEXES"):
        told = answer["ConsumedCapacity"]
        for consumed in told if isinstance(told, list) else [told]:
            table = consumed["TableName"]
            local = consumed.get("LocalSecondaryIndexes", {}).values()
            total[table, None] += consumed["Table"]["CapacityUnits"]
            total[table, None] += sum(each["CapacityUnits"] for each in local)
            for index, each in consumed.get("GlobalSecondaryIndexes", {}).items():
                total[table, index] += each["CapacityUnits"]
    return {resource: units for resource, units in total.items() if units}


def reads_first(design, plans):
    """The patterns of a design, those that write last."""
    return sorted(
        (plans[name] for name in design.access_patterns),
        key=lambda plan: (
            plan.operation not in ("Query", "GetItem", "BatchGetItem", "TransactGetItems")
        ),
    )


def test_each_request_takes_what_the_embedded_dynamodb_says(design_of, population_of, tables):
    design = design_of(KINDS, TABLE)
    population = population_of(design)
    plans = plan_all(design)
    client = tables(design, population)
    survey = Survey(population)
    arms = {table.name: Arms(table) for table in design.tables.values()}
    shelf = Shelf(survey, Places(survey), Arrivals(survey, []), 2**20)
    shelf.begin(10**6)
    charger = Charger(survey, shelf, arms, Parameters())
    sampler = Sampler(design, survey, plans, seed=population.seed)
    rng = Random(11)
    estimated = {}

    for plan in reads_first(design, plans):
        for _ in range(120):
            survey.seen.clear()
            survey.is_watching = True
            arguments = sampler.arguments(plan, rng=rng, now=population.now)
            survey.is_watching = False
            charged = Counter()
            for touch in charger.charges(plan, arguments).touches:
                charged[touch.resource] += touch.units
            units = taken(client, plan, arguments)
            if plan.pattern.name in ("month", "later"):  # more items than are measured one by one
                here = estimated.setdefault(plan.pattern.name, [0.0, 0.0])
                here[0] += charged["things", "GSI1"]
                here[1] += units["things", "GSI1"]
            else:
                assert (plan.pattern.name, charged) == (plan.pattern.name, units)

    assert estimated == {
        name: [pytest.approx(b, rel=0.02), b] for name, (_, b) in estimated.items()
    }


def test_the_shop_takes_on_average_what_the_embedded_dynamodb_says(shop, tables):
    population, plans, found = shop
    design = population.design
    client = tables(design, population)
    rng = EvenRandom(11)
    sampler = Sampler(design, population, plans, seed=population.seed)
    for name in ("create_order", "add_order_items"):  # what makes collections grow
        for _ in range(round(RUN_SECONDS * plans[name].pattern.rate)):
            taken(client, plans[name], sampler.arguments(plans[name], rng=rng, now=population.now))
    for plan in reads_first(design, plans):
        name = plan.pattern.name
        if name == "update_order_status":  # the more of them there were, the fewer change anything
            continue
        total = Counter()
        # A few users have most orders, so that it takes many for a mean.
        performances = PERFORMANCES * (8 if name == "list_orders_by_date" else 1)
        for turn in range(performances):
            rng.begin(turn % RUNS)
            arguments = sampler.arguments(plan, rng=rng, now=population.now)
            total.update(taken(client, plan, arguments))
        (stream,) = (each for each in found.streams if each.pattern == name)
        assert (name, {arm.resource: arm.units for arm in stream.arms}) == (
            name,
            {
                resource: pytest.approx(
                    units / performances, rel=0.04 if name == "list_orders_by_date" else 0.02
                )
                for resource, units in total.items()
            },
        )
