"""Pages of a SELECT, and the token of the next one."""

import base64
import functools
import operator
from dataclasses import replace

import pytest


def pages(service, statement, *parameters, **options):
    """The keys of the items of each page, until there is no token."""
    found = []
    token = {}
    while True:
        answer = service.execute(statement, *parameters, **options, **token)
        found.append([item["pk"]["S"] + item["sk"]["S"] for item in answer["Items"]])
        if "NextToken" not in answer:
            return found
        token = {"NextToken": answer["NextToken"]}


@pytest.mark.parametrize(
    ("condition", "limit", "found"),
    [
        ("pk = 'a'", 2, [["a0", "a1"], ["a2"]]),
        ("pk = 'a'", 3, [["a0", "a1", "a2"], []]),
        ("pk = 'a' ORDER BY sk DESC", 2, [["a2", "a1"], ["a0"]]),
        ("pk = 'a' AND num = 1", 2, [["a1"], []]),
        ("pk IN ['a', 'b']", 2, [["a0", "a1"], ["a2", "b0"], ["b1", "b2"], []]),
        ("pk IN ['a', 'b', 'c']", 4, [["a0", "a1", "a2", "b0"], ["b1", "b2"]]),
        ("pk = 'a' AND sk = '1'", 1, [["a1"]]),
        ("pk = 'a' AND sk IN ['0', '2']", 1, [["a0"], ["a2"]]),
        ("pk = 'a' AND sk = '9'", 1, [[]]),
    ],
)
def test_a_page_has_so_many_items_before_the_filter(service, condition, limit, found):
    assert pages(service, f"SELECT * FROM things WHERE {condition}", Limit=limit) == found


def test_the_fraction_of_a_limit_is_cut_off(service):
    assert pages(service, "SELECT * FROM things WHERE pk = 'a'", Limit=2.9) == [
        ["a0", "a1"],
        ["a2"],
    ]


def test_everything_is_read_page_by_page(service):
    found = pages(service, "SELECT * FROM things", Limit=4)
    assert [len(page) for page in found] == [4, 2]
    assert sorted(functools.reduce(operator.iadd, found, [])) == [
        "a0",
        "a1",
        "a2",
        "b0",
        "b1",
        "b2",
    ]


def test_a_page_ends_when_it_is_full(service):
    for partition in "xyz":
        for number in range(3):
            item = {
                "pk": {"S": partition},
                "sk": {"S": str(number)},
                "note": {"S": "n" * 300_000},
            }
            service.perform("PutItem", TableName="things", Item=item)
    found = pages(service, "SELECT * FROM things WHERE pk IN ['x', 'y', 'z']")
    assert found == [["x0", "x1", "x2", "y0", "y1", "y2"], ["z0", "z1", "z2"]]


def test_an_answer_says_where_it_stopped(service):
    answer = service.execute("SELECT sk FROM things WHERE pk = 'a'", Limit=2)
    assert answer["Items"] == [{"sk": {"S": "0"}}, {"sk": {"S": "1"}}]
    assert answer["LastEvaluatedKey"] == {"pk": {"S": "a"}, "sk": {"S": "1"}}
    whole = service.execute("SELECT sk FROM things WHERE pk = 'a'")
    assert whole.keys() == {"Items"}


def test_binary_keys_go_through_the_token(service):
    for content in (b"\x00", b"\xff", b"\xff\xff"):
        item = {"pk": {"N": "1"}, "sk": {"B": content}}
        service.perform("PutItem", TableName="nums", Item=item)
    statement = "SELECT sk FROM nums WHERE pk = 1"
    first = service.execute(statement, Limit=2)
    second = service.execute(statement, Limit=2, NextToken=first["NextToken"])
    assert first["Items"] + second["Items"] == [
        {"sk": {"B": b"\x00"}},
        {"sk": {"B": b"\xff"}},
        {"sk": {"B": b"\xff\xff"}},
    ]


@pytest.mark.parametrize(
    "token", ["abc", "ä", "x" * 200, base64.urlsafe_b64encode(b'{"range": 0}').decode()]
)
def test_what_is_no_token_is_refused(service, token):
    request = {"Statement": "SELECT * FROM things WHERE pk = 'a'", "NextToken": token}
    assert service.refusal("ExecuteStatement", **request)[:2] == (
        "ValidationException",
        "Invalid NextToken",
    )


def test_a_token_is_good_for_its_own_statement(service):
    statement = "SELECT * FROM things WHERE pk = ?"
    token = service.execute(statement, {"S": "a"}, Limit=1)["NextToken"]
    for statement_, value in ((statement, "b"), (f"{statement} ", "a")):
        assert service.refusal(
            "ExecuteStatement",
            Statement=statement_,
            Parameters=[{"S": value}],
            NextToken=token,
        )[:2] == ("ValidationException", "NextToken does not match request")


def test_a_token_is_good_as_long_as_the_table_has_its_key(service):
    statement = "SELECT * FROM things WHERE pk IN ['a', 'b'] AND sk IN ['0', '1']"
    token = service.execute(statement, Limit=2)["NextToken"]
    solo = service.database.tables["solo"].definition
    service.database.add(replace(solo, name="things"))

    answer = service.refusal("ExecuteStatement", Statement=statement, NextToken=token)
    assert answer[1] == "Invalid NextToken"
