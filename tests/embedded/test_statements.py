"""PartiQL the way moto reads it."""

import pytest

from pytest_dynamo.embedded.statements import for_moto


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("  SELECT * FROM t WHERE a='x'", "SELECT * FROM t WHERE a = 'x'"),
        ('SELECT * FROM "t"."i" WHERE a >=?', 'SELECT * FROM "t.i" WHERE a >= ?'),
        ('select *\n from "my-t"."i 1"', 'select *\n from "my-t.i 1"'),
        ("SELECT * FROM t.i WHERE a<>1", 'SELECT * FROM "t.i" WHERE a <> 1'),
        ('SELECT * FROM "my.things"', 'SELECT * FROM "my.things"'),
        ("SELECT * FROM t WHERE a = 'b=c'", "SELECT * FROM t WHERE a = 'b=c'"),
        ("UPDATE t SET a=1 WHERE b='x'", "UPDATE t SET a = 1 WHERE b = 'x'"),
    ],
)
def test_a_statement_is_put_the_way_moto_reads_it(statement, text):
    assert for_moto(statement) == text
