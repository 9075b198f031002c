"""BatchExecuteStatement: each statement by itself."""

import pytest

A1 = "SELECT sk FROM things WHERE pk = 'a' AND sk = '1'"


def error(code, message, **members):
    return {"Error": {"Code": code, "Message": message, **members}}


def test_items_are_read_in_the_order_of_the_statements(service):
    answer = service.batch(
        {
            "Statement": "SELECT * FROM things WHERE pk = ? AND sk = ?",
            "Parameters": [{"S": "b"}, {"S": "2"}],
        },
        A1,
        "SELECT x FROM things WHERE pk = 'a' AND sk = '0'",
        "SELECT m.a FROM things WHERE pk = 'b' AND sk = '0'",
        "SELECT * FROM things WHERE pk = 'zz' AND sk = '1'",
        "SELECT * FROM solo WHERE pk = 'k1'",
    )
    assert answer == {
        "Responses": [
            {"TableName": "things", "Item": service.item("b", "2")},
            {"TableName": "things", "Item": {"sk": {"S": "1"}}},
            {"TableName": "things", "Item": {}},
            {"TableName": "things", "Item": {"m": {"M": {"a": {"N": "1"}}}}},
            {"TableName": "things"},
            {"TableName": "solo", "Item": {"pk": {"S": "k1"}, "n": {"N": "1"}}},
        ]
    }


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "SELECT * FROM things WHERE pk = 'a'",
            error("ValidationError", "Only single item select is supported"),
        ),
        (
            f"{A1} AND num = 7",
            error("ValidationError", "Only single item select is supported"),
        ),
        (
            "SELECT * FROM things WHERE pk = 'a' AND sk IN ['1', '2']",
            error("ValidationError", "Only single item select is supported"),
        ),
        (
            "SELECT * FROM things WHERE pk = 'a' AND sk = null",
            error("ValidationError", "Only single item select is supported"),
        ),
        (
            "SELECT * FROM things.by_num WHERE pk = 'a' AND num = 1",
            error("ValidationError", "Only single item select is supported"),
        ),
        (
            "SELECT * FROM things WHERE pk = 'a' AND sk = 1",
            error(
                "ValidationError",
                "Key attribute's data type should match its data type in table's schema: Key sk",
            ),
        ),
        ("SELECT * FROM nope", error("ResourceNotFound", "Requested resource not found")),
        (
            "SELECT",
            error("ValidationError", "Statement wasn't well formed, can't be processed: SELECT"),
        ),
        (
            "CREATE TABLE x",
            error(
                "ValidationError",
                "Invalid operation. Only select, insert, update and delete operations are valid",
            ),
        ),
        (
            f"EXISTS({A1} AND num = 1)",
            error(
                "ValidationError",
                "EXISTS can only be used in ExecuteTransaction write requests.",
            ),
        ),
        (
            "SELECT * FROM things WHERE pk = ?",
            error(
                "ValidationError",
                "Number of parameters in request and statement don't match.",
            ),
        ),
    ],
)
def test_a_statement_that_cannot_be_read_does_not_stop_the_others(service, statement, found):
    answer = service.batch(statement, A1)
    assert answer["Responses"] == [
        found,
        {"TableName": "things", "Item": {"sk": {"S": "1"}}},
    ]


def test_items_are_written_one_by_one(service):
    before = service.item("a", "1")
    answer = service.batch(
        "INSERT INTO things VALUE {'pk': 'new', 'sk': '1'}",
        "INSERT INTO things VALUE {'pk': 'a', 'sk': '0'}",
        "INSERT INTO things VALUE {'pk': 'a'}",
        {
            "Statement": "UPDATE things SET x = 1 WHERE pk = 'a' AND sk = '1' AND num = 7",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        },
        "UPDATE things SET x = 1 WHERE pk = 'a' AND sk = '2' RETURNING MODIFIED NEW *",
        "UPDATE things SET x = 1 WHERE pk = 'b'",
        "UPDATE things SET note.x = 1 WHERE pk = 'b' AND sk = '1'",
        "DELETE FROM things WHERE pk = 'b' AND sk = '0'",
        "DELETE FROM things WHERE pk = 'b' AND sk = '2' RETURNING ALL NEW *",
    )
    failed = "The conditional request failed"
    assert answer["Responses"] == [
        {"TableName": "things"},
        {
            **error("DuplicateItem", "Duplicate primary key exists in table"),
            "TableName": "things",
        },
        error("ValidationError", "Key attribute should be present in the item: Key sk"),
        {**error("ConditionalCheckFailed", failed, Item=before), "TableName": "things"},
        {"TableName": "things", "Item": {"x": {"N": "1"}}},
        error(
            "ValidationError",
            "Where clause does not contain a mandatory equality on all key attributes",
        ),
        {
            **error(
                "ValidationError",
                "The document path provided in the update expression is invalid for update",
            ),
            "TableName": "things",
        },
        {"TableName": "things"},
        error(
            "ValidationError",
            "Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in "
            "DELETE statements.",
        ),
    ]
    assert service.item("new", "1") == {"pk": {"S": "new"}, "sk": {"S": "1"}}
    assert service.item("b", "0") is None
    assert service.item("a", "1") == before


@pytest.mark.parametrize(
    ("statements", "message"),
    [
        (
            [A1, "DELETE FROM things WHERE pk = 'b' AND sk = '1'"],
            "Read and write requests together in the same batch is not supported.",
        ),
        (
            ["SELECT * FROM things", "DELETE FROM things", "no statement"],
            "Read and write requests together in the same batch is not supported.",
        ),
        ([A1, A1], "Provided list of item keys contains duplicates"),
        (
            [
                "DELETE FROM things WHERE pk = 'b' AND sk = '1'",
                "UPDATE things SET x = 1 WHERE sk = '1' AND pk = 'b'",
            ],
            "Provided list of item keys contains duplicates",
        ),
    ],
)
def test_statements_have_to_go_together(service, statements, message):
    before = service.item("b", "1")
    request = {"Statements": [{"Statement": each} for each in statements]}
    assert service.refusal("BatchExecuteStatement", **request) == (
        "ValidationException",
        message,
        {},
    )
    assert service.item("b", "1") == before
