"""Every method of every exported module, performed under the strict guard; copied into a project."""

import importlib
import inspect
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest

from pytest_dynamo.deploy.seed import seed
from pytest_dynamo.design.attribute_value import item_from_wire, item_to_wire
from pytest_dynamo.design.reader import load_design
from pytest_dynamo.interop.data_access.names import type_name, variable
from pytest_dynamo.planner.expected import expected_rows
from pytest_dynamo.planner.planning import plan_all
from pytest_dynamo.plugin.guarding.watch import own_calls
from pytest_dynamo.plugin.items.performance import small_population
from pytest_dynamo.population.performance import Sampler

DESIGNS = {one.name: one for one in map(load_design, sorted(Path("designs").glob("*.yaml")))}
MODULES = {name: importlib.import_module(f"{variable(name)}_data") for name in DESIGNS}
NOW = datetime.now(UTC)
POPULATIONS = {name: small_population(one, seed=3, now=NOW) for name, one in DESIGNS.items()}
ITEMS = {name: tuple(one.items()) for name, one in POPULATIONS.items()}
PLANS = {name: plan_all(one) for name, one in DESIGNS.items()}
SAMPLERS = {name: Sampler(one, POPULATIONS[name], PLANS[name], 3) for name, one in DESIGNS.items()}


@pytest.fixture
def data(request, dynamo_tables, dynamo_client):
    """The class of a module, on tables that are filled."""
    name = request.getfixturevalue("dynamo_design").name
    seed(dynamo_client, ITEMS[name])
    return getattr(MODULES[name], type_name(name))(dynamo_client)


def cases():
    for design, plans in PLANS.items():
        for pattern in plans:
            marks = [pytest.mark.dynamo_design(design), pytest.mark.access_pattern(pattern)]
            yield pytest.param(design, pattern, marks=marks, id=f"{design}-{pattern}")


@pytest.mark.parametrize(("design", "pattern"), [*cases()])
def test_it_returns_what_the_pattern_returns(data, dynamo_client, design, pattern):
    plan = PLANS[design][pattern]
    arguments = SAMPLERS[design].arguments(plan, rng=Random(5), now=NOW, existing=True)
    method = getattr(data, pattern)
    positional, named = called_with(method, plan, arguments)
    result = method(*positional, **named)
    if any(action.kind == "put" for action in plan.pattern.actions):
        for table, item in arguments.items:
            assert stored(dynamo_client, DESIGNS[design], table, item) == item
    if plan.operation == "PutItem" and plan.pattern.actions[0].condition:
        with pytest.raises(MODULES[design].ConditionFailed):
            method(*positional, **named)
    if plan.operation in ("Query", "GetItem", "BatchGetItem"):
        check_rows(
            plan,
            arguments,
            rows_of(result),
            [item for table, item in ITEMS[design] if table == plan.table.name],
        )


def check_rows(plan, arguments, rows, items):
    wanted = [dict(row) for row in expected_rows(plan, arguments, items)]
    assert wanted
    key = plan.index.key if plan.index else plan.table.key
    if plan.pattern.fan_out:

        def place(row):
            return [item_from_wire(row)[name] for name in key.sort_key]

        wanted.sort(key=place, reverse=plan.pattern.newest_first)
        wanted = wanted[: plan.pattern.limit]
    if plan.operation == "BatchGetItem":
        wanted, rows = sorted(wanted, key=str), sorted(rows, key=str)
    assert [normal(row) for row in rows] == [normal(row) for row in wanted]


def normal(row):
    return {name: item_from_wire({name: value})[name] for name, value in row.items()}


def rows_of(result):
    if result is None:
        return []
    if hasattr(result, "cursor"):
        result = result.items
    found = [result] if isinstance(result, dict) else list(result)
    return [item_to_wire(row) for row in found]


def called_with(method, plan, arguments):
    items = [item_from_wire(item) for _, item in arguments.items]
    if plan.operation == "BatchWriteItem":
        return [items], {}
    if plan.operation == "BatchGetItem":
        return [[key_of(method, item) for item in items]], {}
    named = {}
    values = {
        variable(name.rpartition(".")[2]): value for name, value in arguments.parameters.items()
    }
    values |= {variable(name): value for name, value in arguments.raw.items()}
    for name, parameter in inspect.signature(method).parameters.items():
        if name in values:
            named[name] = given(values[name], parameter.annotation)
    return items, named


def given(value, annotation):
    if annotation == "datetime" and not isinstance(value, datetime):
        return datetime.fromisoformat(value)
    if annotation == "date" and not isinstance(value, date):
        return date.fromisoformat(value)
    return int(value) if annotation == "int" else value


def key_of(method, key):
    """The one variable of a key: what stands behind the mark in its partition key."""
    (parameter,) = inspect.signature(method).parameters.values()
    text = key["PK"].rpartition("#")[2]
    return int(text) if "int" in str(parameter.annotation) else text


def stored(client, design, table, item):
    key = {name: item[name] for name in design.tables[table].key.attributes}
    with own_calls():
        return client.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")


@pytest.mark.parametrize("design", [*DESIGNS])
def test_the_functions_of_items_make_what_is_stored(design):
    module, population = MODULES[design], POPULATIONS[design]
    for entity in DESIGNS[design].entities:
        make = getattr(module, f"new_{variable(entity)}")
        for index in range(min(10, population.count(entity))):
            member = population.member(entity, index)
            named = {}
            for name, parameter in inspect.signature(make).parameters.items():
                attribute = "expiresAt" if name == "expires_at" and design == "orders" else name
                if parameter.default is None and attribute not in member.stored:
                    continue
                raw, stored_value = member.reach(attribute)
                named[name] = raw if "date" in parameter.annotation else stored_value
            assert item_to_wire(make(**named)) == member.item
