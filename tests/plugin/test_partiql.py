"""Which statements find their items by partition key."""

import pytest

from pytest_dynamo.plugin.partiql import Statement, read_statement


def fixed(where: str) -> set[str]:
    statement = read_statement(f"SELECT * FROM t WHERE {where}")
    assert statement is not None
    return set(statement.fixed)


@pytest.mark.parametrize(
    ("where", "attributes"),
    [
        ("pk = 'a'", {"pk"}),
        ("pk='a'", {"pk"}),
        ("'a' = pk", {"pk"}),
        ("pk = -5.5e3", {"pk"}),
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
def test_what_a_condition_fixes(where, attributes):
    assert fixed(where) == attributes


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("select a, b from t", ("SELECT", "t", None, set())),
        ('SELECT * FROM "my-table"."GSI 1" WHERE x=1', ("SELECT", "my-table", "GSI 1", {"x"})),
        ("UPDATE t SET x = 1 REMOVE y WHERE pk = 'a'", ("UPDATE", "t", None, {"pk"})),
        ("UPDATE t SET x = 1", ("UPDATE", "t", None, set())),
        ("DELETE FROM t WHERE pk = 'a' RETURNING ALL OLD *", ("DELETE", "t", None, {"pk"})),
        ("EXISTS(SELECT * FROM t WHERE pk = 'a')", ("SELECT", "t", None, {"pk"})),
        ("-- a note\n  DELETE FROM t", ("DELETE", "t", None, set())),
    ],
)
def test_what_a_statement_reads(text, statement):
    verb, table, index, attributes = statement
    assert read_statement(text) == Statement(
        verb=verb, table=table, index=index, fixed=frozenset(attributes)
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "INSERT INTO t VALUE {'pk': 'a'}",
        "SELECT",
        "SELECT * FROM",
        "UPDATE",
        "?",
        "'",
        "EXISTS",
    ],
)
def test_what_finds_no_items_is_not_read(text):
    assert read_statement(text) is None
