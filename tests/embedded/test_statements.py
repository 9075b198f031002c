"""What is read out of a PartiQL statement."""

import pytest

from pytest_dynamo.embedded.statements import selection

X, Y = {"S": "x"}, {"S": "y"}


@pytest.mark.parametrize(
    ("statement", "parameters", "table", "index", "equal"),
    [
        ("SELECT * FROM things", [], "things", None, {}),
        ('SELECT a, b FROM "my.things" WHERE a = ?', [X], "my.things", None, {"a": X}),
        ('select * from "t"."i" where "a"=\'x\'', [], "t", "i", {"a": X}),
        ("SELECT *\n  FROM 't'\n WHERE a = ? AND b = ?", [X, Y], "t", None, {"a": X, "b": Y}),
        ("SELECT * FROM t WHERE a > ? AND b = ?", [X, Y], "t", None, {"b": Y}),
        ("SELECT * FROM t WHERE a = 7 AND b = -1.5", [], "t", None, {"a": {"N": "7"}, "b": {"N": "-1.5"}}),
        ("SELECT * FROM t WHERE a = 'it''s'", [], "t", None, {"a": {"S": "it's"}}),
        ("SELECT * FROM t WHERE a = 'x' OR b = 'y'", [], "t", None, {}),
        ("SELECT * FROM t WHERE NOT a = 'x'", [], "t", None, {}),
        ("SELECT * FROM t WHERE a = 'x or y'", [], "t", None, {"a": {"S": "x or y"}}),
        ("UPDATE t SET b = ? WHERE a = ?", [X, Y], "t", None, {"a": Y}),
        ("DELETE FROM t WHERE a = ?", [X], "t", None, {"a": X}),
        ("INSERT INTO t VALUE {'a': 'x'}", [], "t", None, {}),
        ("SELECT * FROM t WHERE a = ?", [], "t", None, {}),
    ],
)  # fmt: skip
def test_a_statement_names_a_table_and_what_is_equal(statement, parameters, table, index, equal):
    found = selection(statement, parameters)
    assert (found.table, found.index, found.equal) == (table, index, equal)


def test_what_is_no_statement_selects_nothing():
    assert selection("DROP TABLE things", []) is None


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("  SELECT * FROM t WHERE a='x'", "SELECT * FROM t WHERE a = 'x'"),
        ('SELECT * FROM "t"."i" WHERE a >=?', 'SELECT * FROM "t.i" WHERE a >= ?'),
        ("SELECT * FROM t WHERE a = 'b=c'", "SELECT * FROM t WHERE a = 'b=c'"),
    ],
)
def test_a_statement_is_put_the_way_moto_reads_it(statement, text):
    assert selection(statement, []).text == text
