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


TOO_DEEP = "Nesting Levels have exceeded supported limits"
TOO_MANY = "The expression contains too many operators; operator count: 301"


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (f"x = {'[' * 32}1{']' * 32}", TOO_DEEP),
        (f"x = {'[' * 33}{']' * 33}", TOO_DEEP),
        (f"x = {'{' + chr(39) + 'a' + chr(39) + ':'} {'[' * 31}1{']' * 31}}}", TOO_DEEP),
        (" OR ".join(["x = 1"] * 151), TOO_MANY),
        (" OR ".join(["x = 1"] * 700), TOO_MANY),
        (f"{'NOT ' * 301} x = 1", TOO_MANY),
        (f"x = 1 AND {'NOT ' * 700} x = 1", TOO_MANY),
    ],
)
def test_a_statement_has_its_limits(service, condition, message):
    statement = f"SELECT * FROM things WHERE {condition}"
    assert service.refusal("ExecuteStatement", Statement=statement)[1] == message


def test_an_update_has_its_limits(service):
    statement = f"UPDATE things SET x = {'1 + ' * 900} 1 WHERE pk = 'a' AND sk = '1'"
    assert service.refusal("ExecuteStatement", Statement=statement)[1] == TOO_MANY


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


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (
            "SELECT * FROM things WHERE pk = 'a' AND size(l)",
            (
                "Incorrect operand type for operator or function; operator or function: AND, operand "
                "type: N"
            ),
        ),
        (
            "SELECT * FROM things WHERE x IS STRING = true",
            "The left hand side argument to IS must be a Variable Reference, Literal, or Path",
        ),
        (
            "SELECT * FROM things WHERE begins_with(x, 'a') = true",
            "Unsupported token in expression: begins_with at 1:28:11",
        ),
        (
            "SELECT * FROM things WHERE CASE x WHEN 1 THEN 2 WHEN 3 THEN 4 ELSE 5 END = 2",
            "Unsupported token in expression: CASE at 1:28:4",
        ),
        (
            "SELECT * FROM things WHERE x LIKE 'a' ESCAPE 'b'",
            "Unsupported operator in Condition Expression. Operator: like",
        ),
        (
            "SELECT * FROM things WHERE (x = 1) = true",
            "Unsupported operator in Condition Expression. Operator: =",
        ),
        (
            "SELECT * FROM things WHERE foo(x)[0] = 1",
            "Unexpected path component at 1:28:3",
        ),
        (
            "SELECT * FROM things WHERE [1][0] = 1",
            "A path cannot start with a list index at 1:28:1",
        ),
        (
            "SELECT * FROM things WHERE pk = 'a' ORDER BY ?",
            "Argument to ORDER BY must be of type VariableReference. Type: PARAMETER",
        ),
        (
            "UPDATE things SET x = COUNT(DISTINCT y) WHERE pk = 'a'",
            "Unsupported token in expression: count at 1:23:5",
        ),
        (
            "INSERT INTO things VALUE {'x': (SELECT * FROM y)}",
            "Unsupported data type: SELECT under key root at 1:33:6",
        ),
        (
            "INSERT INTO things VALUE {'x': CAST(1 AS VARCHAR(3))}",
            "Unsupported data type: cast under key root at 1:36:1",
        ),
        ("INSERT INTO things VALUES (1, 2), (3)", "Unsupported operation: InsertOp"),
        (
            "INSERT INTO things VALUE {'x': {true: 1}}",
            "Tuple keys must be of type String. Actual type: BOOL under root at 1:33:4",
        ),
        (
            "SELECT * FROM things WHERE size(l)",
            "WHERE clause must contain an expression that resolves to a boolean",
        ),
        (
            "INSERT INTO things VALUE {'x': y IS STRING}",
            "Unsupported data type: is under key root at 1:34:2",
        ),
        ("EXEC foo 1, 2", "Unsupported operation: Exec"),
        ("CREATE INDEX x", "Unsupported operation: CreateIndex"),
        (
            "SELECT * FROM things UNION ALL SELECT * FROM solo",
            "EXISTS can only be used in ExecuteTransaction write requests.",
        ),
        (
            "CREATE VIEW x",
            "Statement wasn't well formed, can't be processed: CREATE VIEW x",
        ),
    ],
)
def test_what_only_partiql_knows_is_refused(service, statement, message):
    assert service.refusal("ExecuteStatement", Statement=statement)[:2] == (
        "ValidationException",
        message,
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
            (
                "Incorrect operand type for operator or function; operator or function: begins_with, "
                "operand type: N"
            ),
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
