"""Consumed capacity in the exact shapes DynamoDB answers with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.capacity.consumed import (
    Consumed,
    consumed_by_statements,
    consumed_by_table,
    consumed_capacity,
)


def test_none_leaves_consumed_capacity_out():
    assert consumed_capacity(Consumed(table="t", kind="read", table_units=0.5), "NONE") is None


def test_total_has_no_arms():
    moved = Consumed(table="t", kind="write", table_units=1.0, global_units={"gsi": 2.0})

    assert consumed_capacity(moved, "TOTAL") == {"TableName": "t", "CapacityUnits": 3.0}


def test_get_item_adds_only_the_table():
    assert consumed_capacity(Consumed(table="t", kind="read", table_units=0.5), "INDEXES") == {
        "TableName": "t",
        "CapacityUnits": 0.5,
        "Table": {"CapacityUnits": 0.5},
    }


def test_a_local_index_query_shows_a_table_of_zero_units():
    query = Consumed(table="t", kind="read", table_units=0.0, local_units={"index2": 1.0})

    assert consumed_capacity(query, "INDEXES") == {
        "TableName": "t",
        "CapacityUnits": 1.0,
        "Table": {"CapacityUnits": 0.0},
        "LocalSecondaryIndexes": {"index2": {"CapacityUnits": 1.0}},
    }


def test_a_local_index_query_that_fetches_items_shows_both():
    query = Consumed(table="t", kind="read", table_units=3.0, local_units={"index2": 1.0})

    assert consumed_capacity(query, "INDEXES") == {
        "TableName": "t",
        "CapacityUnits": 4.0,
        "Table": {"CapacityUnits": 3.0},
        "LocalSecondaryIndexes": {"index2": {"CapacityUnits": 1.0}},
    }


def test_a_transaction_repeats_its_units_at_every_level():
    put = Consumed(table="t", kind="write", table_units=2.0, global_units={"gsi": 1.0}, split=True)

    assert consumed_capacity(put, "INDEXES") == {
        "TableName": "t",
        "CapacityUnits": 3.0,
        "WriteCapacityUnits": 3.0,
        "Table": {"CapacityUnits": 2.0, "WriteCapacityUnits": 2.0},
        "GlobalSecondaryIndexes": {"gsi": {"CapacityUnits": 1.0, "WriteCapacityUnits": 1.0}},
    }
    get = Consumed(table="t", kind="read", table_units=2.0, split=True)
    assert consumed_capacity(get, "TOTAL") == {
        "TableName": "t",
        "CapacityUnits": 2.0,
        "ReadCapacityUnits": 2.0,
    }


def test_a_table_without_an_arm_is_left_out():
    assert consumed_capacity(Consumed(table="t", kind="read"), "INDEXES") == {
        "TableName": "t",
        "CapacityUnits": 0.0,
    }


def test_two_pieces_of_one_table_add_up_arm_by_arm():
    one = Consumed(table="t", kind="write", table_units=1.0, global_units={"a": 1.0, "b": 2.0})
    other = Consumed(table="t", kind="write", global_units={"b": 3.0}, local_units={"c": 1.0})

    assert one + other == Consumed(
        table="t",
        kind="write",
        table_units=1.0,
        global_units={"a": 1.0, "b": 5.0},
        local_units={"c": 1.0},
    )


@pytest.mark.parametrize(("table", "kind"), [("other", "read"), ("t", "write")])
def test_pieces_of_another_table_or_kind_do_not_add_up(table, kind):
    with pytest.raises(ValueError, match="are kept apart"):
        Consumed(table="t", kind="read") + Consumed(table=table, kind=kind)


def write(table, table_units, **more):
    return Consumed(table=table, kind="write", table_units=table_units, **more)


def test_a_batch_has_one_entry_a_table_in_the_order_of_first_use():
    pieces = [write("b", 1.0), write("a", 2.0), write("b", 3.0, global_units={"gsi": 1.0})]

    assert consumed_by_table(pieces) == [
        write("b", 4.0, global_units={"gsi": 1.0}),
        write("a", 2.0),
    ]


def test_a_failed_statement_shows_in_the_total_and_in_no_arm():
    (entry,) = consumed_by_statements([write("t", 1.0)], [write("t", 3.0)])

    assert consumed_capacity(entry, "INDEXES") == {
        "TableName": "t",
        "CapacityUnits": 4.0,
        "Table": {"CapacityUnits": 1.0},
    }


def test_a_table_whose_statements_all_failed_is_left_out():
    assert consumed_by_statements([write("t", 1.0)], [write("other", 3.0)]) == [write("t", 1.0)]
    assert consumed_by_statements([], [write("t", 3.0)]) == []


UNITS = st.dictionaries(st.sampled_from("abc"), st.integers(0, 100).map(lambda n: n / 2))
PIECES = st.builds(
    Consumed,
    table=st.just("t"),
    kind=st.just("read"),
    table_units=st.none() | st.integers(0, 100).map(lambda n: n / 2),
    global_units=UNITS,
    local_units=UNITS,
    failed_units=st.integers(0, 10).map(float),
    split=st.booleans(),
)


@given(PIECES, PIECES)
def test_the_total_of_a_sum_is_the_sum_of_the_totals(one, other):
    assert (one + other).total_units == one.total_units + other.total_units
    assert one + other == other + one


@given(PIECES)
def test_the_arms_and_what_failed_add_up_to_the_total(consumed):
    answer = consumed_capacity(consumed, "INDEXES")
    levels = [
        *answer.get("GlobalSecondaryIndexes", {}).values(),
        *answer.get("LocalSecondaryIndexes", {}).values(),
        answer.get("Table", {"CapacityUnits": 0.0}),
    ]

    arms = sum(level["CapacityUnits"] for level in levels)
    assert arms + consumed.failed_units == answer["CapacityUnits"]


@given(st.lists(PIECES, max_size=5))
def test_a_batch_consumes_what_its_pieces_do_in_any_order(pieces):
    forward, backward = consumed_by_table(pieces), consumed_by_table(pieces[::-1])

    assert forward == backward
    assert sum(each.total_units for each in forward) == sum(each.total_units for each in pieces)
