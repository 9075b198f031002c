"""What is read out of a PartiQL statement."""

import pytest

from pytest_dynamo.planner.partiql import Statement, read_statement, statements

X, Y = {"S": "x"}, {"S": "y"}


def where(condition, *parameters):
    statement = read_statement(f"SELECT * FROM t WHERE {condition}", parameters)
    assert statement is not None
    return statement


@pytest.mark.parametrize(
    ("condition", "attributes"),
    [
        ("pk = 'a'", {"pk"}),
        ("pk='a'", {"pk"}),
        ("'a' = pk", {"pk"}),
        ("pk = -5.5e3", {"pk"}),
        ("pk = ?;", {"pk"}),
        ("pk = 'a' AND NOT x = 1", {"pk"}),
        ("pk = true", {"pk"}),
        ("PK = ?", {"PK"}),
        ('"a key" = ?', {"a key"}),
        ('"a ""key""" = ?', {'a "key"'}),
        ("pk IN ('a', 'b')", {"pk"}),
        ("pk in ['a', ?]", {"pk"}),
        ("pk = 'a' AND sk = 'b'", {"pk", "sk"}),
        ("(pk = 'a') and ((sk = 'b'))", {"pk", "sk"}),
        ("sk BETWEEN 'a' AND 'b' AND pk = 'c'", {"pk"}),
        ("pk = 'a' OR pk = 'b'", {"pk"}),
        ("pk = 'a' AND x = 1 OR pk = 'b' AND y = 1", {"pk"}),
        ("(pk = 'a' OR x = 1) AND sk = 'b'", {"sk"}),
        ("pk = 'it''s' AND n > 1 ORDER BY sk DESC", {"pk"}),
        ("note = 'WHERE pk = ''a''' -- AND pk = 'b'\n", {"note"}),
        ("/* pk = 'a' AND */ sk = 'b'", {"sk"}),
        ("pk = 'a' OR x = 1", set()),
        ("NOT pk = 'a'", set()),
        ("NOT (pk = 'a')", set()),
        ("pk <> 'a'", set()),
        ("pk != 'a'", set()),
        ("pk > 'a'", set()),
        ("pk BETWEEN 'a' AND 'b'", set()),
        ("pk = other", set()),
        ("pk IN (other)", set()),
        ("pk.a = 'b'", set()),
        ("pk[0] = 'b'", set()),
        ("begins_with(pk, 'a')", set()),
        ("pk IS NOT MISSING", set()),
        ("pk =", set()),
        ("= 'a'", set()),
        (") pk = 'a'", set()),
        ("", set()),
    ],
)
def test_what_a_condition_fixes(condition, attributes):
    assert where(condition).fixed == attributes


@pytest.mark.parametrize(
    ("condition", "parameters", "equal"),
    [
        ("a = ?", [X], {"a": X}),
        ("\"a\"='x'", [], {"a": X}),
        ("'x' = a", [], {"a": X}),
        ("a = ('x')", [], {"a": X}),
        ("a = ? AND b = ?", [X, Y], {"a": X, "b": Y}),
        ("a > ? AND b = ?", [X, Y], {"b": Y}),
        (
            "note = 'a ? in a text' AND b = ? -- and ?",
            [X],
            {"note": {"S": "a ? in a text"}, "b": X},
        ),
        ("a = 7 AND b = -1.5", [], {"a": {"N": "7"}, "b": {"N": "-1.5"}}),
        ("a = 1e-3", [], {"a": {"N": "1e-3"}}),
        ("a = 'it''s'", [], {"a": {"S": "it's"}}),
        ("a = 'x or y'", [], {"a": {"S": "x or y"}}),
        ("a = true AND b = False", [], {"a": {"BOOL": True}, "b": {"BOOL": False}}),
        ("a = NULL AND b = MISSING", [], {"a": {"NULL": True}}),
        ("a = 'x' AND (b = 'y' OR b = 'z')", [], {"a": X}),
        ("a = 'x' AND b = 1 OR a = 'x' AND b = 2", [], {"a": X}),
        ("a = 'x' OR a = 'y'", [], {}),
        ("a = 'x' OR b = 'y'", [], {}),
        ("NOT a = 'x'", [], {}),
        ("a = 'x' AND a IN ('x', 'y')", [], {"a": X}),
        ("a IN ('x')", [], {}),
        ("a IN ?", [{"L": [X, Y]}], {}),
        ("a = 'x' || 'y'", [], {}),
        ("a = ['x']", [], {}),
        ("a = 5x", [], {}),
        ("a = ?", [], {}),
    ],
)
def test_what_every_item_found_has(condition, parameters, equal):
    assert where(condition, *parameters).equal == equal


@pytest.mark.parametrize(
    ("text", "parameters", "assigned"),
    [
        ("UPDATE t SET a = ? WHERE pk = ?", [X, Y], {"a": X}),
        ("UPDATE t SET a = ?, b='y' SET c = 1 REMOVE d", [X], {"a": X, "b": Y, "c": {"N": "1"}}),
        ("UPDATE t SET n = n + ?, m = 5 + n, a = ?", [{"N": "1"}, X], {"a": X}),
        ("UPDATE t SET list = list_append(list, ?), a = ?", [Y, X], {"a": X}),
        ("UPDATE t SET info.a = 'x' REMOVE b", [], {}),
        ("update t set a = 'x' where b = 'y' returning all new *", [], {"a": X}),
        ("INSERT INTO t VALUE {'a': ?, \"b\": 'y'}", [X], {"a": X, "b": Y}),
        ("INSERT INTO t value {'a': {'b': 'y'}, 'c': [1, 2], 'd': 'x'}", [], {"d": X}),
        ("INSERT INTO t VALUE ?", [{"M": {"a": X}}], {"a": X}),
        ("INSERT INTO t VALUE {}", [], {}),
        ("DELETE FROM t WHERE a = 'x'", [], {}),
    ],
)
def test_what_a_statement_writes(text, parameters, assigned):
    assert read_statement(text, parameters).assigned == assigned


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("select a, b from t", ("SELECT", "t", None, set())),
        ('SELECT * FROM "my-table"."GSI 1" WHERE x=1', ("SELECT", "my-table", "GSI 1", {"x"})),
        ("SELECT * FROM t.i WHERE x = 1", ("SELECT", "t", "i", {"x"})),
        ("SELECT *\n  FROM 't'\n WHERE x = 1", ("SELECT", "t", None, {"x"})),
        ("SELECT * FROM my-table-2 WHERE x = 1", ("SELECT", "my-table-2", None, {"x"})),
        ('SELECT "from", \'from\' FROM "a ""t""" WHERE x = 1', ("SELECT", 'a "t"', None, {"x"})),
        ("UPDATE t SET x = 1 REMOVE y WHERE pk = 'a'", ("UPDATE", "t", None, {"pk"})),
        ("UPDATE t SET x = 1", ("UPDATE", "t", None, set())),
        ("DELETE FROM t WHERE pk = 'a' RETURNING ALL OLD *", ("DELETE", "t", None, {"pk"})),
        ("EXISTS(SELECT * FROM t WHERE pk = 'a')", ("SELECT", "t", None, {"pk"})),
        ("INSERT INTO t VALUE {'pk': ?, 'n': 1 + 1}", ("INSERT", "t", None, {"pk", "n"})),
        ("-- a note\n  DELETE FROM t", ("DELETE", "t", None, set())),
    ],
)
def test_what_a_statement_is_about(text, statement):
    found = read_statement(text)
    assert (found.verb, found.table, found.index, found.fixed) == statement


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SELECT",
        "SELECT * FROM",
        "SELECT * FROM ?",
        "UPDATE",
        "INSERT INTO",
        "DROP TABLE things",
        "?",
        "'",
        "EXISTS",
    ],
)
def test_what_is_no_statement_is_not_read(text):
    assert read_statement(text) is None


SELECT = {"Statement": "SELECT * FROM t WHERE pk = ?", "Parameters": [X]}
READ = Statement(verb="SELECT", table="t", fixed=frozenset({"pk"}), equal={"pk": X})


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (SELECT, [READ]),
        ({"Statements": [SELECT, {"Statement": "no statement"}, SELECT]}, [READ, READ]),
        ({"TransactStatements": [SELECT]}, [READ]),
        ({}, []),
    ],
)
def test_a_request_holds_one_statement_or_several(request_, found):
    assert list(statements(request_)) == found
