"""Roles that designs name, also such as reach their own items only."""

from collections import Counter
from pathlib import Path

import pytest

from pytest_dynamo.design.values import Role
from pytest_dynamo.permissions.auditing import audit, tried
from pytest_dynamo.permissions.performing import performances, population_of
from pytest_dynamo.permissions.policies import role_policy
from tests.unit.permissions.roles_tried import HERE, NOW, PATHS, ROOT, design_at, label, shop

ORDERS = ROOT / "designs" / "orders.yaml"
MINE = {"user_id": "${aws:PrincipalTag/user_id}"}
OWN = Role(
    name="account",
    patterns=("get_user", "list_orders_for_user", "list_orders_by_date", "create_order"),
    where=MINE,
)


@pytest.mark.parametrize("path", PATHS, ids=label)
def test_the_roles_of_each_design_are_exactly_as_wide(path: Path) -> None:
    design = design_at(path)
    population = population_of(design, now=NOW)

    found = {
        role.name: audit(
            role_policy(design, role, HERE).policy,
            design,
            role,
            HERE,
            performances(design, role, now=NOW),
            population=population,
        )
        for role in design.roles.values()
    }

    assert found == {name: () for name in design.roles}


def test_a_role_reaches_its_own_items_and_nobody_elses() -> None:
    design = design_at(ORDERS)
    policy = role_policy(design, OWN, HERE).policy

    asked = list(tried(policy, design, OWN, HERE, performances(design, OWN, now=NOW)))

    counts = Counter((one.is_own, one.decision.is_allowed) for one in asked)
    assert counts[True, True] == 12
    assert counts[True, False] == counts[False, True] == 0
    assert sum(one.what == "somebody else's items" for one in asked) == 12


def test_keys_with_nothing_open_but_who_asks_are_compared_as_they_are() -> None:
    (first, *_) = role_policy(design_at(ORDERS), OWN, HERE).policy.statements

    assert first.conditions == {
        "ForAllValues:StringEquals": {
            "dynamodb:LeadingKeys": ("USER#${aws:PrincipalTag/user_id}",)
        },
        "Null": {"dynamodb:LeadingKeys": ("false",)},
    }


def test_a_role_for_everybody_is_found_too_wide_for_one_of_them() -> None:
    design = design_at(ORDERS)
    everybody = role_policy(design, Role(name="all", patterns=OWN.patterns), HERE).policy

    found = audit(everybody, design, OWN, HERE, performances(design, OWN, now=NOW))

    assert {(one.kind, one.what) for one in found} == {
        ("too wide", "somebody else's items"),
        ("too wide", "another leading key"),
    }


def test_shards_stay_open_where_the_rest_of_a_key_is_somebodys() -> None:
    role = Role(
        name="member",
        patterns=("newest_sharded_documents",),
        where={"tenant_id": "${aws:PrincipalTag/tenant_id}"},
    )
    (statement,) = role_policy(
        design_at(ROOT / "designs" / "saas.yaml"), role, HERE
    ).policy.statements

    assert statement.conditions["ForAllValues:StringLike"] == {
        "dynamodb:LeadingKeys": ("TENANT#${aws:PrincipalTag/tenant_id}#*",)
    }


def test_a_placeholder_is_known_by_the_attribute_it_stands_for() -> None:
    design = shop(
        '  User: {item: {PK: "USER#{user_id}", SK: A, user_id: {faker: uuid4}}, population: 9}',
        '  get_user: {get: {PK: "USER#{uid}", SK: A}, returns: User}',
    )
    role = Role(name="own", patterns=("get_user",), where=MINE)

    (statement,) = role_policy(design, role, HERE).policy.statements

    assert statement.conditions["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"] == (
        "USER#${aws:PrincipalTag/user_id}",
    )


def test_a_whole_key_can_be_who_asks() -> None:
    design = shop(
        '  User: {item: {PK: "{user_id}", SK: A, user_id: {faker: uuid4}}, population: 9}',
        "  put_user: {put: User}",
    )
    role = Role(name="own", patterns=("put_user",), where=MINE)

    made = role_policy(design, role, HERE)
    found = audit(made.policy, design, role, HERE, performances(design, role, now=NOW))

    assert made.unnarrowed == ()
    assert found == ()
    assert made.policy.statements[0].conditions["ForAllValues:StringEquals"][
        "dynamodb:LeadingKeys"
    ] == ("${aws:PrincipalTag/user_id}",)
