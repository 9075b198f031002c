"""Statements that DynamoDB refuses, in its words.

`refused_statements.json` and `not_well_formed.json` hold what AWS's own DynamoDB Local answered: one
statement a line, in the first with the message.
"""

import json
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def recorded(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(("statement", "message"), recorded("refused_statements.json"))
def test_a_statement_is_refused_in_the_words_of_dynamodb(service, statement, message):
    assert service.refusal("ExecuteStatement", Statement=statement) == (
        "ValidationException",
        message,
        {},
    )


@pytest.mark.parametrize("statement", recorded("not_well_formed.json"))
def test_a_text_that_is_no_statement_is_repeated(service, statement):
    assert service.refusal("ExecuteStatement", Statement=statement) == (
        "ValidationException",
        f"Statement wasn't well formed, can't be processed: {statement}",
        {},
    )


def test_a_statement_without_end_is_not_well_formed(service):
    statement = "SELECT * FROM things WHERE " + "(" * 8_000
    assert service.refusal("ExecuteStatement", Statement=statement)[1].endswith(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM nope WHERE pk = 'a'",
        'SELECT * FROM "nope"."i" WHERE pk = \'a\'',
        "INSERT INTO nope VALUE {'pk': 'a'}",
        "UPDATE nope SET a = 1 WHERE pk = 'a'",
        "DELETE FROM nope WHERE pk = 'a'",
    ],
)
def test_a_table_has_to_be_there(service, statement):
    assert service.refusal("ExecuteStatement", Statement=statement) == (
        "ResourceNotFoundException",
        "Requested resource not found",
        {},
    )


S, N = {"S": "a"}, {"N": "1"}
WRONG_COUNT = "Number of parameters in request and statement don't match."
WRONG_KEY = "Key attribute's data type should match its data type in table's schema: Key {}"
WRONG_FILTER = (
    "One or more parameter values were invalid: Condition parameter type does not match schema type"
)
EMPTY_KEY = (
    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
    "contain an empty string value. Key: {}"
)
NO_KEY = "Key value must be of type S, N, or B. Key name: {}, Key type: {}"


@pytest.mark.parametrize(
    ("statement", "parameters", "message"),
    [
        ("SELECT * FROM nope WHERE pk = ?", [], WRONG_COUNT),
        ("SELECT x FROM things WHERE pk = ? AND foo(x)", [], WRONG_COUNT),
        ("SELECT x FROM things WHERE pk = ? AND foo(x)", [S], "Unrecognized function: foo"),
        ("SELECT x AS y FROM things WHERE pk = ?", [], "Aliasing is not supported"),
        ("INSERT INTO things VALUE {'pk': ?, 'sk': ?}", [S], WRONG_COUNT),
        ("UPDATE things SET a = ? WHERE pk = 'a' AND sk = '1'", [], WRONG_COUNT),
        ("SELECT * FROM things WHERE pk = ?", [N], WRONG_KEY.format("pk")),
        ("SELECT * FROM things WHERE pk = 'a' AND sk > ?", [N], WRONG_KEY.format("sk")),
        ("SELECT * FROM things WHERE pk = 'a' AND sk IN [?]", [N], WRONG_FILTER),
        ("SELECT * FROM things WHERE pk <> ?", [N], WRONG_FILTER),
        ("SELECT * FROM things.by_group WHERE pk = ?", [N], WRONG_FILTER),
        ("SELECT * FROM things WHERE pk = ?", [{"S": ""}], EMPTY_KEY.format("pk")),
        ("SELECT * FROM things WHERE begins_with(pk, ?)", [{"S": ""}], EMPTY_KEY.format("pk")),
        ("DELETE FROM things WHERE pk = ? AND sk = ''", [S], EMPTY_KEY.format("sk")),
        ("DELETE FROM things WHERE pk = ? AND sk = 'a'", [{"L": []}], NO_KEY.format("pk", "L")),
        ("DELETE FROM things WHERE pk = ? AND sk = null", [S], NO_KEY.format("sk", "NULL")),
        (
            "UPDATE things SET ss = set_add(ss, ?) WHERE pk = 'a' AND sk = '1'",
            [S],
            "The second argument to SET_ADD must be a value with type SET at 1:32:2",
        ),
        (
            "UPDATE things SET m.s = set_delete(m.s, ?) WHERE pk = 'a' AND sk = '1'",
            [S],
            "The second argument to SET_DELETE must be a value with type SET",
        ),
        (
            # What comes first in the statement is refused first.
            "UPDATE things SET x = foo(x) WHERE pk = 'a' AND begins_with(x, ?)",
            [N],
            "Incorrect operand type for operator or function; operator or function: begins_with, "
            "operand type: N",
        ),
    ],
)
def test_parameters_are_checked_as_the_statement_uses_them(service, statement, parameters, message):
    given = {"Parameters": parameters} if parameters else {}
    assert service.refusal("ExecuteStatement", Statement=statement, **given) == (
        "ValidationException",
        message,
        {},
    )


def test_more_parameters_than_question_marks_are_no_fault(service):
    assert service.keys("SELECT * FROM things WHERE pk = 'a' AND sk = '1'", S) == ["a1"]


def test_a_place_counts_lines_and_columns(service):
    statement = "SELECT\n  1\nFROM things"
    assert service.refusal("ExecuteStatement", Statement=statement)[1] == (
        "Unexpected path component at 2:3:1"
    )
