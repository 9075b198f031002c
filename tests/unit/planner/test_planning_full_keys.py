"""Operations on full keys, and scans."""

from dataclasses import replace

import pytest

from pytest_dynamo.design.values import Constant
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.planner.planning import plan

KEY = {"PK": "USER#{user_id}", "SK": "PROFILE"}


@pytest.mark.parametrize(
    ("kind", "operation"),
    [("get", "GetItem"), ("update", "UpdateItem"), ("delete", "DeleteItem")],
)
def test_an_operation_on_a_full_key_is_served(shop, pattern, action, kind, operation):
    found = plan(shop, pattern(kind, action(kind, key=KEY)))

    assert (found.operation, found.on) == (operation, "shop")


@pytest.mark.parametrize(
    ("kind", "step", "operation"),
    [
        ("put", "put", "PutItem"),
        ("batch_get", "get", "BatchGetItem"),
        ("batch_write", "put", "BatchWriteItem"),
        ("transact_write", "put", "TransactWriteItems"),
    ],
)
def test_an_operation_on_an_entity_has_the_entitys_own_key(
    shop, pattern, action, kind, step, operation
):
    assert plan(shop, pattern(kind, action(step, entity="Order"))).operation == operation


def test_every_step_of_a_transaction_needs_a_full_key(shop, pattern, action):
    good, bad = action("update", key=KEY), action("check", key={"PK": "USER#{user_id}"})

    outcome = plan(shop, pattern("transact_write", good, bad))

    assert outcome.needs == "the full key of one item, to check it"
    assert outcome.candidates[0].reason == "sort key 'SK' is not given"


def test_a_get_without_the_sort_key_is_told_it(shop, pattern, action):
    asked = pattern("get", action("get", key={"PK": "USER#{user_id}"}), returns=("User",))

    assert str(plan(shop, asked)).splitlines() == [
        "access pattern 'asked' is not served",
        "  needs      the full key of one item, to get it",
        "  candidate  table shop (PK, SK)   sort key 'SK' is not given",
        "To fix this:",
        "  - add `SK: PROFILE` to the key, or make it a `query` for the whole item collection",
        "  at designs/shop.yaml:1",
    ]


def test_a_get_without_any_key_is_told_both(shop, pattern, action):
    outcome = plan(shop, pattern("get", action("get", key={"status": "open"}), returns=("User",)))

    assert outcome.candidates[0].reason == "keys 'PK' and 'SK' are not given"
    assert outcome.fixes == ('add `PK: "USER#{user_id}"` and `SK: PROFILE` to the key',)


def test_a_key_with_another_attribute_is_not_a_key(shop, pattern, action):
    outcome = plan(shop, pattern("get", action("get", key={**KEY, "status": "open"})))

    assert outcome.candidates[0].reason == "'status' is not a key attribute of the table"
    assert outcome.fixes == ("leave 'status' out of the key",)


def test_a_get_works_on_no_index(shop, pattern, action):
    outcome = plan(shop, replace(pattern("get", action("get", key=KEY)), index="GSI1"))

    assert outcome.candidates[0].reason == "get works on the table, and the pattern names GSI1"


def test_a_get_takes_no_filter(shop, pattern, action, condition):
    asked = pattern(
        "get", action("get", key=KEY), filter=condition.all({"status": "open"}), max_waste=9
    )

    assert plan(shop, asked).candidates[0].reason == "get takes no filter"


def test_a_scan_is_not_served(shop, pattern):
    outcome = plan(shop, pattern("scan", returns=("Order",)))

    assert isinstance(outcome, NotServed)
    assert outcome.needs == "every item: it is a Scan"
    assert outcome.fixes == (
        'ask for what it needs: `query: {PK: "USER#{user_id}"}`',
        'allow it: `allow_scan: "the reason"`',
    )


def test_a_scan_with_a_reason_is_planned_as_a_scan(shop, pattern):
    found = plan(shop, pattern("scan", allow_scan="a nightly export"))

    assert isinstance(found, Plan)
    assert (found.operation, found.on) == ("Scan", "shop")


def test_a_scan_with_a_reason_may_name_an_index(shop, pattern):
    assert plan(shop, pattern("scan", index="GSI2", allow_scan="a nightly export")).on == "GSI2"


def test_a_key_that_no_entity_has_is_asked_for_by_name(shop, pattern, action):
    design = replace(shop, entities={})

    outcome = plan(design, pattern("get", action("get", key={"SK": "PROFILE"})))

    assert outcome.candidates[0].reason == "partition key 'PK' is not given"
    assert outcome.fixes == ("add `PK: …` to the key",)
    assert plan(design, pattern("scan")).fixes[0] == "ask for what it needs: `query: {PK: …}`"


def test_numbers_and_made_keys_stand_in_fixes_as_they_are_written(shop, pattern, action):
    user = shop.entities["User"]
    numbered = {
        "PK": replace(user.attributes["PK"], value=Constant(value=7)),
        "SK": replace(user.attributes["user_id"], name="SK"),
    }
    design = replace(shop, entities={"User": replace(user, attributes=numbered)})

    outcome = plan(design, pattern("get", action("get", key={"status": 1})))

    assert outcome.fixes == ('add `PK: 7` and `SK: "{SK}"` to the key',)
