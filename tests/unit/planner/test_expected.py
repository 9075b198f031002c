"""The oracle: what a pattern has to return out of all items."""

from dataclasses import replace

import pytest

from pytest_dynamo.design.attribute_value import item_to_wire
from pytest_dynamo.design.values import Generated
from pytest_dynamo.planner.arguments import Arguments
from pytest_dynamo.planner.expected import expected_rows
from pytest_dynamo.planner.planning import plan

ONE = Arguments(parameters={"user_id": "1"})


def item(user, sort_key, **others):
    return item_to_wire({"PK": f"USER#{user}", "SK": sort_key, **others})


ITEMS = (
    item("1", "PROFILE", GSI1PK="all", GSI1SK="b"),
    item("1", "ORDER#b", total=5, status="open", GSI1PK="all", GSI1SK="a"),
    item("1", "ORDER#a", total=12, status="sent", GSI2PK="x", GSI2SK="1", secret="s"),
    item("1", "ORDER#c", total=7, status="open", GSI1PK="all"),
    item("2", "ORDER#a", total=1, status="open"),
)


@pytest.fixture
def rows(shop):
    """The table keys of the rows that a pattern returns, as `1 PROFILE`."""

    def find(pattern, arguments=ONE, items=ITEMS):
        found = expected_rows(plan(shop, pattern), arguments, items)
        return [f"{row['PK']['S'][5:]} {row['SK']['S']}" for row in found]

    return find


def test_a_query_returns_an_item_collection_in_the_order_of_the_sort_key(rows, query):
    assert rows(query({"PK": "USER#{user_id}"})) == [
        "1 ORDER#a",
        "1 ORDER#b",
        "1 ORDER#c",
        "1 PROFILE",
    ]


def test_newest_first_is_the_other_way_round_and_limited_from_there(rows, query):
    asked = query({"PK": "USER#{user_id}"}, newest_first=True, limit=2)

    assert rows(asked) == ["1 PROFILE", "1 ORDER#c"]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("ORDER#b", "b"),
        (("begins_with", "ORDER#"), "abc"),
        (("<", "ORDER#b"), "a"),
        (("<=", "ORDER#b"), "ab"),
        ((">=", "ORDER#b"), "bcPROFILE"),
        ((">", "ORDER#b"), "cPROFILE"),
        (("between", "ORDER#b", "ORDER#c"), "bc"),
    ],
)
def test_each_operator_finds_its_items(rows, query, condition, found):
    asked = query({"PK": "USER#{user_id}", "SK": condition})

    assert "".join(row.removeprefix("1 ").removeprefix("ORDER#") for row in rows(asked)) == found


def test_numbers_are_compared_as_numbers(rows, query):
    asked = query({"PK": "USER#{user_id}", "total": (">", 5)})

    assert rows(asked) == ["1 ORDER#c", "1 ORDER#a"]


def test_a_limit_counts_what_is_examined_not_what_the_filter_leaves(rows, query):
    asked = query({"PK": "USER#{user_id}"}, filter={"status": "open"}, max_waste=9, limit=2)

    assert rows(asked) == ["1 ORDER#b"]


def test_an_index_holds_only_items_with_all_its_key_attributes(rows, query):
    assert rows(query({"GSI1PK": "all"})) == ["1 ORDER#b", "1 PROFILE"]


def test_an_index_returns_what_it_projects(shop, query):
    asked = query({"GSI2PK": "x"}, index="GSI2")

    (row,) = expected_rows(plan(shop, asked), ONE, ITEMS)

    assert row == item_to_wire(
        {"GSI2PK": "x", "GSI2SK": "1", "PK": "USER#1", "SK": "ORDER#a", "status": "sent"}
    )
    assert expected_rows(plan(shop, replace(asked, attributes=("status",))), ONE, ITEMS) == (
        {"status": {"S": "sent"}},
    )


def test_a_fan_out_returns_shard_after_shard(rows, query):
    asked = query(
        {"PK": "USER#{shard}"},
        fan_out="shard",
        parameters={"shard": Generated(maker="random_shard", options={"count": 3})},
        limit=1,
    )

    assert rows(asked) == ["1 ORDER#a", "2 ORDER#a"]


def test_a_scan_returns_everything_that_its_filter_leaves(rows, pattern, condition):
    asked = pattern(
        "scan", allow_scan="an export", filter=condition.all({"status": "open"}), max_waste=9
    )

    assert rows(asked) == ["1 ORDER#b", "1 ORDER#c", "2 ORDER#a"]


def test_a_get_returns_one_item_or_none(rows, pattern, action):
    asked = pattern("get", action("get", key={"PK": "USER#{user_id}", "SK": "PROFILE"}))

    assert rows(asked) == ["1 PROFILE"]
    assert rows(asked, Arguments(parameters={"user_id": "2"})) == []


def test_a_transaction_returns_its_items_in_its_own_order(rows, pattern, action):
    steps = [
        action("get", key={"PK": "USER#{user_id}", "SK": key}) for key in ("PROFILE", "ORDER#a")
    ]

    assert rows(pattern("transact_get", *steps)) == ["1 PROFILE", "1 ORDER#a"]


def test_a_batch_returns_the_items_of_its_keys(rows, pattern, action):
    keys = tuple(("shop", item("1", key)) for key in ("ORDER#c", "ORDER#a", "ORDER#z"))

    asked = pattern("batch_get", action("get", entity="Order"), count=3)

    assert rows(asked, Arguments(items=keys)) == ["1 ORDER#a", "1 ORDER#c"]


def test_a_write_returns_nothing(rows, pattern, action):
    assert rows(pattern("put", action("put", entity="User"))) == []


def test_a_value_of_another_type_meets_no_condition(rows, query):
    asked = query({"PK": "USER#{user_id}", "SK": (">", 5)})

    assert rows(asked) == []


def test_an_item_without_the_attribute_meets_no_condition(rows, query):
    asked = query({"PK": "USER#{user_id}"}, filter={"secret": "s"}, max_waste=9)

    assert rows(asked) == ["1 ORDER#a"]
