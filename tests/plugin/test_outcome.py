"""What is wrong with a performance of an access pattern."""

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.measure.call import Call
from pytest_dynamo.planner.arguments import Arguments
from pytest_dynamo.planner.planning import plan
from pytest_dynamo.plugin.items.outcome import Outcome, what_is_wrong

DESIGN = parse_design(
    """\
version: 1
tables:
  shop:
    partition_key: PK
    sort_key: SK
    indexes:
      by_kind: {partition_key: kind, sort_key: SK}
entities:
  Order:
    population: 5
    item:
      PK: "USER#{user_id}"
      SK: "ORDER#{order_id}"
      user_id: {int: {min: 1, max: 2}}
      order_id: {ulid: true}
      kind: {choice: {paper: 1, glue: 1}}
      total: {int: {min: 1, max: 9}}
access_patterns:
  orders: {query: {PK: "USER#{user_id}"}, returns: Order, newest_first: true}
  by_kind: {index: by_kind, query: {kind: "{kind}"}, returns: Order}
  dear: {query: {PK: "USER#{user_id}"}, filter: {total: {">": 5}}, max_waste: 2, returns: Order}
  some: {scan: true, allow_scan: a look at the first two, limit: 2}
  change:
    update:
      key: {PK: "USER#{user_id}", SK: "ORDER#{order_id}"}
      set: {kind: glue, order_id: {ulid: true}}
      remove: [total]
  drop: {delete: {PK: "USER#{user_id}", SK: "ORDER#{order_id}"}}
  put: {put: Order}
"""
)


def order(number: int, **attributes: object) -> dict[str, dict[str, str]]:
    plain = {"PK": "USER#1", "SK": f"ORDER#{number}", "total": number} | attributes
    return {
        name: {"N": str(value)} if isinstance(value, int) else {"S": value}
        for name, value in plain.items()
    }


def problem(name, rows=(), *, items=(), stored=None, calls=None, **parameters) -> str | None:
    """What is wrong when the pattern gives `rows` out of `items`, and leaves `stored` behind."""
    pattern = DESIGN.access_patterns[name]
    served = plan(DESIGN, pattern)
    index = served.index.name if served.index else None
    call = Call(
        operation=served.operation,
        started=0,
        duration_seconds=0,
        table="shop",
        index=index,
        items_examined=len(items),
    )
    puts = tuple(("shop", item) for item in items) if pattern.kind == "put" else ()
    outcome = Outcome(
        design=DESIGN,
        plan=served,
        arguments=Arguments(parameters=parameters, items=puts),
        items=[("shop", item) for item in items],
        calls=[call] if calls is None else calls,
        rows=rows,
    )
    return what_is_wrong(outcome, lambda table, key: stored)


def test_rows_that_are_expected_are_right():
    items = [order(1), order(2), order(3, PK="USER#2")]
    assert problem("orders", [items[1], items[0]], items=items, user_id=1) is None


def test_numbers_are_equal_however_they_are_written():
    row = order(1) | {"total": {"N": "1.00"}}
    assert problem("orders", [row], items=[order(1)], user_id=1) is None


def test_another_operation_than_the_planned_one_is_wrong():
    call = Call(operation="Scan", started=0, duration_seconds=0, table="shop")
    assert problem("orders", calls=[call], user_id=1) == (
        "is planned as Query on shop, and was Scan on shop"
    )


def test_another_index_than_the_planned_one_is_wrong():
    call = Call(operation="Query", started=0, duration_seconds=0, table="shop", index="other")
    assert problem("by_kind", calls=[call], kind="paper") == (
        "is planned as Query on by_kind, and was Query on other"
    )


def test_no_request_is_wrong():
    assert problem("orders", calls=[], user_id=1) == "sent no request"


def test_nothing_returned_is_wrong():
    assert problem("orders", items=[order(1)], user_id=1) == (
        "returned nothing, expected 1 row\n  parameters  user_id = 1"
    )


def test_missing_and_surplus_rows_are_shown():
    found = problem("orders", [order(2), order(3)], items=[order(1), order(2)], user_id=1)
    assert found == (
        "returned 2 rows, expected 2 rows\n"
        '  missing   {"PK": {"S": "USER#1"}, "SK": {"S": "ORDER#1"}, "total": {"N": "1"}}\n'
        '  too many  {"PK": {"S": "USER#1"}, "SK": {"S": "ORDER#3"}, "total": {"N": "3"}}'
    )


def test_rows_in_the_wrong_order_are_wrong():
    items = [order(1), order(2)]
    assert problem("orders", items, items=items, user_id=1) == (
        "returned the right rows, but not newest first"
    )
    backwards = [order(2, kind="paper"), order(1, kind="paper")]
    assert problem("by_kind", backwards, items=backwards, kind="paper") == (
        "returned the right rows, but not in the order of the sort key"
    )


def test_rows_that_share_a_sort_key_may_come_in_any_order():
    items = [order(1, PK=f"USER#{user}", kind="paper") for user in (1, 2)]
    assert problem("by_kind", items, items=items, kind="paper") is None
    assert problem("by_kind", items[::-1], items=items, kind="paper") is None


def test_a_scan_with_a_limit_may_begin_anywhere():
    assert problem("some", [order(3)], items=[order(1), order(2), order(3)]) is None


def test_a_filter_may_waste_what_the_design_allows():
    items = [order(number) for number in (3, 4, 6, 7)]
    assert problem("dear", items[2:], items=items, user_id=1) is None
    more = [*items, order(1)]
    assert problem("dear", items[2:], items=more, user_id=1) == (
        "examines 5 items to return 2, which is more than its max_waste of 2"
    )


MADE = {"user_id": 1, "order_id": "7", "0.set.order_id": "new"}


@pytest.mark.parametrize(
    ("stored", "wrong"),
    [
        ({"kind": {"S": "glue"}, "order_id": {"S": "new"}}, None),
        ({"kind": {"S": "glue"}}, "stored order_id as None, where {'S': 'new'} was sent"),
        (
            {"kind": {"S": "paper"}, "order_id": {"S": "new"}},
            "stored kind as {'S': 'paper'}, where {'S': 'glue'} was sent",
        ),
        (
            {"kind": {"S": "glue"}, "order_id": {"S": "new"}, "total": {"N": "1"}},
            "stored total as {'N': '1'}, where None was sent",
        ),
        (None, "stored nothing"),
    ],
)
def test_an_update_has_to_set_and_remove_what_it_says(stored, wrong):
    key = "\n  key  {'PK': 'USER#1', 'SK': 'ORDER#7'}"
    assert problem("change", stored=stored, **MADE) == (wrong and wrong + key)


def test_a_delete_has_to_leave_nothing():
    assert problem("drop", stored=None, user_id=1, order_id="7") is None
    assert problem("drop", stored=order(7), user_id=1, order_id="7") == (
        "left an item behind that it deletes\n  key  {'PK': 'USER#1', 'SK': 'ORDER#7'}"
    )


def test_a_put_has_to_store_the_whole_item():
    assert problem("put", items=[order(7)], stored=order(7)) is None
    assert problem("put", items=[order(7)], stored=order(7, total=8)) == (
        "stored total as {'N': '8'}, where {'N': '7'} was sent\n"
        "  key  {'PK': 'USER#1', 'SK': 'ORDER#7'}"
    )
