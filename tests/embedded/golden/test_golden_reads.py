"""What reads took: four rows of 3 KB, rows fetched for a local index, and the shapes of index reads."""

import pytest

ALL = {"ProjectionType": "ALL"}
KEYS_ONLY = {"ProjectionType": "KEYS_ONLY"}


def item_of(sk, body_bytes, **attributes):
    texts = {"pk": "a", "sk": sk, "body": "x" * body_bytes, **attributes}
    return {name: {"S": value} for name, value in texts.items()}


OF_A = {
    "TableName": "things",
    "KeyConditionExpression": "pk = :a",
    "ExpressionAttributeValues": {":a": {"S": "a"}},
}


READS = {
    "query": ("query", OF_A),
    "query with a projection": ("query", OF_A | {"ProjectionExpression": "sk"}),
    "query with a filter": (
        "query",
        OF_A | {"FilterExpression": "attribute_exists(absent)"},
    ),
    "query that counts": ("query", OF_A | {"Select": "COUNT"}),
    "scan": ("scan", {"TableName": "things"}),
    "scan with a projection": ("scan", {"TableName": "things", "ProjectionExpression": "sk"}),
    "scan with a filter": (
        "scan",
        {"TableName": "things", "FilterExpression": "attribute_exists(absent)"},
    ),
    "select of all": ("execute_statement", {"Statement": "SELECT * FROM things"}),
    "select of one attribute": ("execute_statement", {"Statement": "SELECT sk FROM things"}),
    "select of a collection": (
        "execute_statement",
        {"Statement": "SELECT * FROM things WHERE pk = 'a'"},
    ),
    "select with a filter": (
        "execute_statement",
        {"Statement": "SELECT * FROM things WHERE body = 'y'"},
    ),
}


class TestFourRowsOf3Kb:
    """Together three blocks of 4 KB, whatever is left of them after a filter or projection."""

    @pytest.fixture(autouse=True)
    def rows(self, client, create_table):
        """The rows 1 to 4 of the collection a."""
        create_table(client)
        for number in "1234":
            client.put_item(TableName="things", Item=item_of(number, 3_000))

    @pytest.mark.parametrize(("operation", "arguments"), READS.values(), ids=READS)
    def test_all_rows_examined_are_charged(self, consumed, operation, arguments):
        assert consumed(operation, **arguments)["CapacityUnits"] == 1.5
        assert consumed(operation, **arguments, ConsistentRead=True)["CapacityUnits"] == 3

    @pytest.mark.parametrize(
        ("operation", "arguments"),
        [
            ("query", OF_A),
            ("scan", {"TableName": "things"}),
            ("execute_statement", {"Statement": "SELECT * FROM things"}),
        ],
    )
    def test_a_limit_of_one_reads_one_row(self, consumed, operation, arguments):
        assert consumed(operation, **arguments, Limit=1)["CapacityUnits"] == 0.5

    def test_a_select_of_one_key_reads_one_row(self, consumed):
        text = "SELECT * FROM things WHERE pk = 'a' AND sk = '1'"

        assert consumed("execute_statement", Statement=text)["CapacityUnits"] == 0.5
        strong = consumed("execute_statement", Statement=text, ConsistentRead=True)
        assert strong["CapacityUnits"] == 1

    def test_b4_one_strong_and_one_eventual_select_in_a_batch(self, consumed):
        text = "SELECT * FROM things WHERE pk = 'a' AND sk = '{}'"
        statements = [
            {"Statement": text.format(1), "ConsistentRead": True},
            {"Statement": text.format(2)},
        ]

        assert consumed("batch_execute_statement", Statements=statements, mode="TOTAL") == [
            {"TableName": "things", "CapacityUnits": 1.5}
        ]

    def test_a_query_of_nothing_takes_the_least(self, consumed):
        nothing = OF_A | {"ExpressionAttributeValues": {":a": {"S": "missing"}}}

        assert consumed("query", **nothing)["CapacityUnits"] == 0.5
        assert consumed("query", **nothing, ConsistentRead=True)["CapacityUnits"] == 1


@pytest.fixture
def query_index(consumed):
    """Queries an index of `things` for the collection a."""
    return lambda index, **more: consumed("query", **OF_A, IndexName=index, **more)


@pytest.mark.parametrize(
    ("is_strong", "table_units", "index_units"), [(True, 9, 1), (False, 4.5, 0.5)]
)
def test_three_rows_of_9_kb_are_fetched_one_by_one(
    client, create_table, query_index, is_strong, table_units, index_units
):
    create_table(client, local=[("lsi1", "lsiSk", KEYS_ONLY)])
    for number in "123":
        client.put_item(TableName="things", Item=item_of(number, 9_000, lsiSk=number))

    fetched = query_index("lsi1", Select="ALL_ATTRIBUTES", ConsistentRead=is_strong)

    assert fetched == {
        "TableName": "things",
        "CapacityUnits": table_units + index_units,
        "Table": {"CapacityUnits": table_units},
        "LocalSecondaryIndexes": {"lsi1": {"CapacityUnits": index_units}},
    }


class TestShapes:
    """Three entries of a local and a global index, as dynalite's authors recorded the answers."""

    @pytest.fixture(autouse=True)
    def entries(self, client, create_table):
        """Items of a few bytes, nearly 4 KB and nearly 4 KB, with small entries."""
        create_table(
            client,
            global_=[("index1", ["pk"], ["lsiSk"], ALL), ("index3", ["grp"], [], KEYS_ONLY)],
            local=[("index2", "lsiSk", KEYS_ONLY)],
        )
        for number, size in enumerate((0, 4_000, 4_000)):
            item = item_of(str(number), size, lsiSk=str(number), grp="a")
            client.put_item(TableName="things", Item=item)

    def test_a_strong_query_of_a_local_index(self, query_index):
        assert query_index("index2", ConsistentRead=True) == {
            "TableName": "things",
            "CapacityUnits": 1.0,
            "Table": {"CapacityUnits": 0.0},
            "LocalSecondaryIndexes": {"index2": {"CapacityUnits": 1.0}},
        }

    @pytest.mark.parametrize(
        "more",
        [{"Select": "ALL_ATTRIBUTES"}, {"ProjectionExpression": "body"}],
        ids=["all attributes", "an attribute the index does not project"],
    )
    def test_a_strong_query_of_a_local_index_that_fetches(self, query_index, more):
        assert query_index("index2", ConsistentRead=True, **more) == {
            "TableName": "things",
            "CapacityUnits": 4.0,
            "Table": {"CapacityUnits": 3.0},
            "LocalSecondaryIndexes": {"index2": {"CapacityUnits": 1.0}},
        }

    def test_a_query_of_a_global_index(self, consumed):
        assert consumed(
            "query",
            TableName="things",
            IndexName="index3",
            KeyConditionExpression="grp = :a",
            ExpressionAttributeValues={":a": {"S": "a"}},
        ) == {
            "TableName": "things",
            "CapacityUnits": 0.5,
            "Table": {"CapacityUnits": 0.0},
            "GlobalSecondaryIndexes": {"index3": {"CapacityUnits": 0.5}},
        }
