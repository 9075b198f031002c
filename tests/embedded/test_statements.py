"""PartiQL the way moto reads it, and statements that nobody can read."""

import pytest
from botocore.exceptions import ClientError

from pytest_dynamo.embedded.statements import flaw, for_moto


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


NO_STATEMENT = "it is no SELECT, INSERT, UPDATE or DELETE with a table"


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("select * from", NO_STATEMENT),
        ("select * frm things", NO_STATEMENT),
        ("foo", NO_STATEMENT),
        (" ", NO_STATEMENT),
        ("SELECT * FROM things WHERE", "nothing follows WHERE"),
        ("SELECT * FROM things WHERE pk = 'a' AND ", "nothing follows AND"),
        ("SELECT * FROM things WHERE pk =", "nothing follows ="),
        ("SELECT * FROM things WHERE pk = 'a", "a quote is not closed"),
        ("INSERT INTO things", "INSERT needs VALUE"),
        ("INSERT INTO things VALUE {'pk': 'a'", "{ and } do not match"),
        ("UPDATE things", "UPDATE needs REMOVE or SET"),
        ("SELECT * FROM things WHERE \"where\" = 'it''s = (' ORDER BY sk -- that's it", None),
        ("EXISTS(SELECT * FROM things WHERE pk = ?)", None),
        ("DELETE FROM things WHERE pk IN ['a', ?]", None),
    ],
)
def test_what_keeps_a_statement_from_being_read_is_said(statement, found):
    assert flaw(statement) == found


def refusal(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_statement_that_cannot_be_read_is_refused_and_nothing_is_logged(client, things, caplog):
    statement = "select * from"
    refused = "Statement wasn't well formed, can't be processed: " + NO_STATEMENT
    readable = "SELECT * FROM things WHERE pk = 'a' AND sk = '1'"
    client.put_item(TableName="things", Item={"pk": {"S": "a"}, "sk": {"S": "1"}})

    assert refusal(client.execute_statement, Statement=statement) == (
        "ValidationException",
        refused,
    )
    assert refusal(client.execute_transaction, TransactStatements=[{"Statement": statement}]) == (
        "ValidationException",
        refused,
    )
    answer = client.batch_execute_statement(
        Statements=[{"Statement": statement}, {"Statement": readable}]
    )
    assert answer["Responses"] == [
        {"Error": {"Code": "ValidationError", "Message": refused}},
        {"TableName": "things", "Item": {"pk": {"S": "a"}, "sk": {"S": "1"}}},
    ]
    assert caplog.text == ""


@pytest.mark.parametrize(
    "statement", ["DELETE FROM things", "UPDATE things SET grp = 'x' WHERE pk = 'a'"]
)
def test_a_statement_writes_to_one_whole_key_only(client, things, statement):
    assert refusal(client.execute_statement, Statement=statement) == (
        "ValidationException",
        "Where clause does not contain a mandatory equality on all key attributes",
    )


def test_an_incomplete_key_is_refused_in_the_words_of_dynamodb(client, things):
    key = {"pk": {"S": "a"}}
    expected = "ValidationException", "The provided key element does not match the schema"

    assert refusal(client.get_item, TableName="things", Key=key) == expected
    assert refusal(client.delete_item, TableName="things", Key=key) == expected
    assert refusal(client.batch_get_item, RequestItems={"things": {"Keys": [key]}}) == expected
