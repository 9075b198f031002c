"""A small design, built by hand, and ways to make patterns of it."""

from types import SimpleNamespace

import pytest

from pytest_dynamo.design.templates import parse_template
from pytest_dynamo.design.values import (
    AccessPattern,
    Action,
    Attribute,
    Condition,
    Constant,
    Design,
    Entity,
    Generated,
    Index,
    KeySchema,
    Parent,
    Projection,
    Table,
)


def value(text):
    if not isinstance(text, str):
        return text if isinstance(text, (Constant, Generated)) else Constant(value=text)
    template = parse_template(text)
    return Constant(value=text) if template.is_constant else template


def attributes(**values):
    return {name: Attribute(name=name, value=value(text)) for name, text in values.items()}


def conditions(given):
    """From `{"PK": "USER#{id}", "SK": ("begins_with", "ORDER#")}` to conditions."""
    found = []
    for name, wanted in given.items():
        operator, *operands = wanted if isinstance(wanted, tuple) else ("=", wanted)
        operands = tuple(value(operand) for operand in operands)
        found.append(Condition(attribute=name, operator=operator, operands=operands))
    return tuple(found)


@pytest.fixture
def shop():
    """Users and orders in one table, with every kind of index."""
    indexes = [
        Index(
            name="GSI1",
            kind="global",
            key=KeySchema(partition_key=("GSI1PK",), sort_key=("GSI1SK",)),
        ),
        Index(
            name="GSI2",
            kind="global",
            key=KeySchema(partition_key=("GSI2PK",), sort_key=("GSI2SK",)),
            projection=Projection(kind="INCLUDE", attributes=("status",)),
        ),
        Index(
            name="places",
            kind="global",
            key=KeySchema(partition_key=("country", "city"), sort_key=("year", "month", "score")),
        ),
        Index(
            name="by_total",
            kind="local",
            key=KeySchema(partition_key=("PK",), sort_key=("total",)),
            projection=Projection(kind="KEYS_ONLY"),
        ),
    ]
    texts = ("PK", "SK", "GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK", "country", "city", "year", "month")
    table = Table(
        name="shop",
        key=KeySchema(partition_key=("PK",), sort_key=("SK",)),
        attribute_types={**dict.fromkeys(texts, "S"), "score": "N", "total": "N"},
        indexes={index.name: index for index in indexes},
    )
    user = Entity(
        name="User",
        table="shop",
        population=10,
        attributes=attributes(
            PK="USER#{user_id}",
            SK="PROFILE",
            user_id=Generated(maker="faker", options={"provider": "uuid4"}),
        ),
    )
    order = Entity(
        name="Order",
        table="shop",
        parents=(Parent(entity="User", mean=3),),
        attributes=attributes(
            PK="USER#{user_id}",
            SK="ORDER#{order_id}",
            GSI1PK="USER#{user_id}",
            GSI1SK="ORDER#{created_at}",
            GSI2PK="ORDER#{order_id}",
            GSI2SK="USER#{user_id}",
            order_id=Generated(maker="ulid"),
            created_at=Generated(
                maker="timestamp", options={"since_seconds": 1e6, "format": "iso8601"}
            ),
            status=Generated(maker="choice", options={"weights": {"open": 1, "sent": 1}}),
            total=Generated(maker="int", options={"min": 1, "max": 9}),
        ),
    )
    return Design(
        name="shop",
        path="designs/shop.yaml",
        tables={"shop": table},
        entities={"User": user, "Order": order},
    )


@pytest.fixture
def query():
    """Make a query pattern of the design."""

    def make(given, **settings):
        found = {"name": "asked", "kind": "query", "table": "shop", **settings}
        found["filter"] = conditions(found.get("filter", {}))
        return AccessPattern(conditions=conditions(given), **found)

    return make


@pytest.fixture
def pattern():
    """Make a pattern of one action or several."""

    def make(kind, *actions, **settings):
        return AccessPattern(name="asked", kind=kind, table="shop", actions=actions, **settings)

    return make


@pytest.fixture
def action():
    """Make an action from plain texts."""

    def make(kind, *, key=None, assign=None, add=None, delete=None, **settings):
        clauses = {"key": key, "assign": assign, "add": add, "delete": delete}
        values = {
            clause: {name: value(text) for name, text in (given or {}).items()}
            for clause, given in clauses.items()
        }
        return Action(kind=kind, table="shop", **values, **settings)

    return make


@pytest.fixture
def condition():
    """Make one condition from plain texts."""
    return SimpleNamespace(of=lambda name, wanted: conditions({name: wanted})[0], all=conditions)
