"""ExecuteTransaction: all statements or none."""

import pytest

A1 = "SELECT * FROM things WHERE pk = 'a' AND sk = '1'"
CANCELED = "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]"
FAILED = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}
NONE = {"Code": "None"}


def refusal(service, *statements, **options):
    asked = [each if isinstance(each, dict) else {"Statement": each} for each in statements]
    return service.refusal("ExecuteTransaction", TransactStatements=asked, **options)


def canceled(*reasons):
    codes = ", ".join(reason["Code"] for reason in reasons)
    return (
        "TransactionCanceledException",
        CANCELED.format(codes),
        {"CancellationReasons": list(reasons)},
    )


def test_items_are_read_together(service):
    answer = service.transact(
        A1,
        "SELECT sk, m.a FROM things WHERE pk = 'b' AND sk = '1'",
        "SELECT * FROM things WHERE pk = 'zz' AND sk = '1'",
        "SELECT n FROM solo WHERE pk = 'k1' ORDER BY pk",
    )
    assert answer == {
        "Responses": [
            {"Item": service.item("a", "1")},
            {"Item": {"sk": {"S": "1"}, "m": {"M": {"a": {"N": "1"}}}}},
            {},
            {"Item": {"n": {"N": "1"}}},
        ]
    }


def test_items_are_written_together(service):
    answer = service.transact(
        "INSERT INTO things VALUE {'pk': 'new', 'sk': '1'}",
        "UPDATE things SET x = 1 WHERE pk = 'a' AND sk = '1'",
        "DELETE FROM things WHERE pk = 'b' AND sk = '1'",
        f"exists({A1.replace('1', '2')} AND num = 2)",
    )
    assert answer == {"Responses": []}
    assert service.item("new", "1") == {"pk": {"S": "new"}, "sk": {"S": "1"}}
    assert service.item("a", "1")["x"] == {"N": "1"}
    assert service.item("b", "1") is None


def test_nothing_is_written_if_one_write_fails(service):
    before = service.item("a", "2")
    found = refusal(
        service,
        "DELETE FROM things WHERE pk = 'a' AND sk = '1'",
        {
            "Statement": "UPDATE things SET x = 1 WHERE pk = 'a' AND sk = '2' AND num = 7",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        },
        f"EXISTS({A1.replace('1', '0')} AND num = 7)",
        "EXISTS(SELECT * FROM things WHERE pk = 'q' AND sk = '1' AND x IS MISSING)",
        "UPDATE things SET x = 1 WHERE pk = 'q' AND sk = '2'",
    )
    assert found == canceled(NONE, {**FAILED, "Item": before}, FAILED, FAILED, FAILED)
    assert service.item("a", "1") is not None


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (
            "UPDATE things SET pk = 'b' WHERE pk = 'a' AND sk = '1'",
            (
                "One or more parameter values were invalid: Cannot update attribute pk. This attribute "
                "is part of the key"
            ),
        ),
        (
            "INSERT INTO things VALUE {'pk': 'a'}",
            "Key attribute should be present in the item: Key sk",
        ),
        (
            "UPDATE things SET x = 1 WHERE pk = 'a'",
            "Where clause does not contain a mandatory equality on all key attributes",
        ),
        (
            "SELECT * FROM things WHERE pk = 'a' AND sk = 1",
            "Key attribute's data type should match its data type in table's schema: Key sk",
        ),
        (
            "EXISTS(SELECT * FROM things WHERE pk = 'a' AND sk = null AND x = 1)",
            "Key attribute's data type should match its data type in table's schema: Key sk",
        ),
        (
            "UPDATE things SET num = num + note WHERE pk = 'a' AND sk = '1'",
            "An operand in the update expression has an incorrect data type",
        ),
    ],
)
def test_what_does_not_fit_the_table_cancels_the_transaction(service, statement, message):
    reason = {"Code": "ValidationError", "Message": message}
    assert refusal(service, statement) == canceled(reason)


def test_items_are_not_looked_at_if_a_statement_does_not_fit_its_table(service):
    reason = {
        "Code": "ValidationError",
        "Message": "Key attribute should be present in the item: Key sk",
    }
    found = refusal(
        service,
        "INSERT INTO things VALUE {'pk': 'a'}",
        "UPDATE things SET x = 1 WHERE pk = 'q' AND sk = '2'",
    )
    assert found == canceled(reason, NONE)


def test_an_item_that_is_there_cancels_an_insert(service):
    code, _, members = refusal(service, "INSERT INTO things VALUE {'pk': 'a', 'sk': '1'}")
    (reason,) = members["CancellationReasons"]
    assert code == "TransactionCanceledException"
    assert reason["Message"] == "Duplicate primary key exists in table"


NUMBERED = "Validation failed in TransactStatements[{}]: {}"
NO_CHECK = "EXISTS() must contain a single item read with additional condition"


@pytest.mark.parametrize(
    ("statements", "message"),
    [
        (["SELECT"], "Statement wasn't well formed, can't be processed: SELECT"),
        ([A1, "foo"], "Unsupported operation: VariableReference"),
        (["CREATE TABLE x"], "Unsupported operation: CreateTable"),
        (["INSERT INTO things VALUES (1)"], "Unsupported operation: InsertOp"),
        (["1 + 1"], "Unsupported operation in transaction."),
        (["EXISTS(1)"], "Unsupported operation in transaction."),
        ([f"NOT EXISTS({A1})"], "Unsupported operation in transaction."),
        (
            [A1, "DELETE FROM things WHERE pk = 'b' AND sk = '1'"],
            (
                "ExecuteTransaction API does not support both read and write operations in the same "
                "request."
            ),
        ),
        ([A1, A1], "Transaction request cannot include multiple operations on one item"),
        (
            [A1, "SELECT * FROM things WHERE pk = 'a'"],
            NUMBERED.format(
                1,
                "Select statements within ExecuteTransaction must specify the primary key in the "
                "where clause.",
            ),
        ),
        (
            ["SELECT * FROM things.by_num WHERE pk = 'a' AND num = 1"],
            NUMBERED.format(0, "Reads on indices are not supported within transactions."),
        ),
        ([f"EXISTS({A1})"], NUMBERED.format(0, NO_CHECK)),
        (
            ["EXISTS(SELECT * FROM things WHERE pk = 'a' AND x = 1)"],
            NUMBERED.format(0, NO_CHECK),
        ),
        (
            ["EXISTS(SELECT * FROM things.by_num WHERE pk = 'a' AND num = 1)"],
            NUMBERED.format(0, "Operations on indices are not supported in transactions"),
        ),
        (
            ["DELETE FROM things WHERE pk = 'b' AND sk = '1' RETURNING ALL OLD *"],
            NUMBERED.format(0, "RETURNING clause is not supported in ExecuteTransaction."),
        ),
        (
            ["DELETE FROM things WHERE pk = 'b' AND sk = '1' RETURNING ALL NEW *"],
            NUMBERED.format(
                0,
                "Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed "
                "in DELETE statements.",
            ),
        ),
        (
            ["SELECT * FROM things WHERE pk = ?"],
            NUMBERED.format(0, "Number of parameters in request and statement don't match."),
        ),
    ],
)
def test_statements_have_to_be_fit_for_a_transaction(service, statements, message):
    assert refusal(service, *statements) == ("ValidationException", message, {})


def test_the_tables_have_to_be_there(service):
    found = refusal(service, A1, "SELECT * FROM nope WHERE pk = 'a'")
    assert found[0] == "ResourceNotFoundException"


def test_a_transaction_that_is_sent_twice_is_done_once(service):
    statement = "UPDATE things SET num = num + 1 WHERE pk = 'a' AND sk = '1'"
    options = {"ClientRequestToken": "once", "ReturnConsumedCapacity": "TOTAL"}
    first = service.transact(statement, **options)
    again = service.transact(statement, **options)

    def consumed(kind, units):
        levels = {"CapacityUnits": units, f"{kind}CapacityUnits": units}
        return {"Responses": [], "ConsumedCapacity": [{"TableName": "things", **levels}]}

    # The table twice, and each index once for the entry that goes and once for the one that comes.
    assert first == consumed("Write", 6.0)
    assert again == consumed("Read", 2.0)
    assert service.item("a", "1")["num"] == {"N": "2"}
    assert refusal(service, f"{statement} AND x = 1", **options)[0] == (
        "IdempotentParameterMismatchException"
    )
