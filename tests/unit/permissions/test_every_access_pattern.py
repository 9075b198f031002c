"""For every access pattern of every design: its policy allows its own requests, and nothing near to them."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pytest_dynamo.permissions.documents import policy_of
from pytest_dynamo.permissions.values import Policy
from tests.unit.permissions.roles_tried import (
    DRAWS,
    PATHS,
    PATTERNS,
    all_tried,
    audited,
    design_at,
    everyone,
    label,
    policy_for,
)

_IDS = [f"{label(path)}-{name}" for path, name in PATTERNS]


@pytest.mark.parametrize(("path", "name"), PATTERNS, ids=_IDS)
def test_its_own_requests_are_allowed_and_all_others_are_denied(path: Path, name: str) -> None:
    asked = all_tried(policy_for(path, name), path, name)

    assert [str(one) for one in asked if one.is_own != one.decision.is_allowed] == []
    assert sum(one.is_own for one in asked) >= DRAWS
    foreign = Counter(one.what for one in asked if not one.is_own)
    assert foreign["another action"] > 70
    assert foreign["not on this table"] > 70
    assert foreign["not on this index"] > 70
    assert foreign["not in this region"] > 70
    assert foreign["not in this account"] > 70


@pytest.mark.parametrize("path", PATHS, ids=label)
def test_a_role_that_does_everything_is_exactly_as_wide(path: Path) -> None:
    patterns = everyone(design_at(path)).patterns

    assert audited(policy_for(path, *patterns), path, *patterns) == ()


@pytest.mark.parametrize(("path", "name"), PATTERNS, ids=_IDS)
def test_a_policy_that_is_too_narrow_is_found_out(path: Path, name: str) -> None:
    policy = policy_for(path, name)
    narrowed = [
        Policy(statements=tuple(one for one in policy.statements if one is not left_out))
        for left_out in policy.statements
    ]

    found = [audited(policy, path, name) for policy in narrowed]

    assert [{one.kind for one in excesses} for excesses in found] == [{"too narrow"}] * len(found)
    assert {one.pattern for excesses in found for one in excesses} == {name}


def _all_actions(statement: dict[str, Any]) -> None:
    statement["Action"] = "dynamodb:*"


def _all_tables(statement: dict[str, Any]) -> None:
    statement["Resource"] = "arn:aws:dynamodb:eu-west-1:123456789012:table/*"


def _everything(statement: dict[str, Any]) -> None:
    statement["Resource"] = "*"


def _all_regions(statement: dict[str, Any]) -> None:
    statement["Resource"] = [one.replace("eu-west-1", "*") for one in statement["Resource"]]


def _all_indexes(statement: dict[str, Any]) -> None:
    statement["Resource"] = [
        f"{one.partition('/index/')[0]}/index/*" for one in statement["Resource"]
    ] + statement["Resource"]


def _table_and_index(statement: dict[str, Any]) -> None:
    statement["Resource"] = [*statement["Resource"], f"{statement['Resource'][0]}*"]


def _scan(statement: dict[str, Any]) -> None:
    statement["Action"] = [*statement["Action"], "dynamodb:Scan"]
    statement.pop("Condition", None)


def _partiql(statement: dict[str, Any]) -> None:
    statement["Action"] = [*statement["Action"], "dynamodb:PartiQL*"]


def _one_action_too_many(statement: dict[str, Any]) -> None:
    others = ("dynamodb:GetItem", "dynamodb:Query")
    statement["Action"] += [one for one in others if one not in statement["Action"]][:1]


def _describe(statement: dict[str, Any]) -> None:
    statement["Action"] = [*statement["Action"], "dynamodb:DescribeTable"]
    statement.pop("Condition", None)


WIDER: tuple[Callable[[dict[str, Any]], None], ...] = (
    _all_actions,
    _all_tables,
    _everything,
    _all_regions,
    _all_indexes,
    _table_and_index,
    _scan,
    _partiql,
    _one_action_too_many,
    _describe,
)


@pytest.mark.parametrize("widen", WIDER, ids=lambda widen: widen.__name__[1:])
@pytest.mark.parametrize("path", PATHS, ids=label)
def test_a_statement_that_is_too_wide_is_found_out(
    path: Path, widen: Callable[[dict[str, Any]], None]
) -> None:
    for name in everyone(design_at(path)).patterns:
        document = policy_for(path, name).document()
        widen(document["Statement"][0])

        found = audited(policy_of(document), path, name)

        assert {one.kind for one in found} == {"too wide"}, name
        assert {one.sid for one in found} == {document["Statement"][0]["Sid"]}


CONDITIONED = [
    pytest.param(path, name, operator, key, id=f"{label(path)}-{name}-{operator}-{key}")
    for path, name in PATTERNS
    for operator, keys in policy_for(path, name).statements[0].conditions.items()
    for key in keys
]


@pytest.mark.parametrize(("path", "name", "operator", "key"), CONDITIONED)
def test_a_condition_that_is_left_out_is_found_out(
    path: Path, name: str, operator: str, key: str
) -> None:
    policy = policy_for(path, name)
    first, *others = policy.statements
    conditions = {
        one: {each: values for each, values in keys.items() if (one, each) != (operator, key)}
        for one, keys in first.conditions.items()
    }
    wide = Policy(statements=(replace(first, conditions=conditions), *others))

    found = audited(policy_of(json.loads(json.dumps(wide.document()))), path, name)

    assert {one.kind for one in found} == {"too wide"}
    assert {one.sid for one in found} == {first.sid}
