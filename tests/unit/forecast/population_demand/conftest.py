"""Demands of designs from short texts, at one fixed moment."""

from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.forecast.population_demand import demand_of
from pytest_dynamo.planner.planning import plan_all
from pytest_dynamo.population.people import Population

ORDERS = Path(__file__).parents[4] / "designs" / "orders.yaml"
NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
TABLE = """\
version: 1
name: test
tables:
  things:
    partition_key: PK
    sort_key: SK
    indexes:
      GSI1: {partition_key: GSI1PK, sort_key: GSI1SK}
"""


@pytest.fixture
def design_of():
    """A design of one table `things` (PK, SK, GSI1), or of those that `tables` says."""

    def parse(text, tables=TABLE):
        return parse_design(tables + dedent(text), "test.yaml")

    return parse


@pytest.fixture
def population_of():
    def populate(design, **settings):
        return Population(design, now=NOW, **settings)

    return populate


@pytest.fixture
def demand(design_of, population_of):
    """The demand of a design, and its population."""

    def make(text, *, tables=TABLE, population=None, **settings):
        design = design_of(text, tables)
        members = population_of(design, **(population or {}))
        found = demand_of(
            design, plan_all(design), population=members, parameters=Parameters(), **settings
        )
        return found, members

    return make


@pytest.fixture
def arm_of():
    """The arm of one pattern on a table or index."""

    def find(found, pattern, index=None, table="things"):
        (stream,) = (each for each in found.streams if each.pattern == pattern)
        (arm,) = (each for each in stream.arms if each.resource == (table, index))
        return arm

    return find


@pytest.fixture
def shares_of():
    """The shares of an arm by the text of the key."""

    def by_key(arm):
        law = arm.law
        return {law.label(place): share for place, share in enumerate(law.shares.tolist())}

    return by_key


@pytest.fixture(scope="session")
def shop():
    """The example shop on a tenth of its scale: its population, its plans and its demand."""
    design = load_design(ORDERS)
    population, plans = Population(design, now=NOW, scale=0.1), plan_all(design)
    return (
        population,
        plans,
        demand_of(design, plans, population=population, parameters=Parameters()),
    )
