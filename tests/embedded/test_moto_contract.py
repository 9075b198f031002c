"""The inner names of moto are what they were when the embedded DynamoDB was written.

If one of these fails after an update of moto: look at what moved, put `pytest_dynamo/embedded` right,
and only then the table in `moto_names.py`.
"""

import inspect
from pathlib import Path

import pytest
from botocore.endpoint import Endpoint
from botocore.parsers import ResponseParserFactory

from pytest_dynamo.embedded import moto_names
from pytest_dynamo.embedded.moto_names import (
    PARAMETERS,
    TABLE_ATTRIBUTES,
    TRACKED,
    DynamoDBBackend,
    DynamoHandler,
    DynamoType,
    Item,
    JsonRESTError,
    StreamShard,
    Table,
)


@pytest.mark.parametrize(
    ("function", "parameters"),
    [pytest.param(*each, id=each[0].__qualname__) for each in PARAMETERS.items()],
)
def test_a_function_takes_the_parameters_it_took(function, parameters):
    assert " ".join(inspect.signature(function).parameters) == parameters


@pytest.fixture
def table():
    backend = DynamoDBBackend("us-east-1", "123456789012")
    return backend.create_table(
        name="things",
        schema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        throughput=None,
        attr=[{"AttributeName": "pk", "AttributeType": "S"}],
        global_indexes=[
            {
                "IndexName": "by_pk",
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        indexes=[],
        streams={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
        billing_mode="PAY_PER_REQUEST",
        sse_specification=None,
        tags=[],
        deletion_protection_enabled=False,
        warm_throughput=None,
    )


def test_a_table_has_the_attributes_it_had(table):
    assert [name for name in TABLE_ATTRIBUTES if not hasattr(table, name)] == []


def test_items_stand_under_their_partition_key(table):
    item = table.put_item({"pk": {"S": "a"}, "n": {"N": "1"}})
    assert table.items == {DynamoType({"S": "a"}): item}
    assert (item.hash_key, item.range_key) == (DynamoType({"S": "a"}), None)
    assert (item.attrs["n"].type, item.attrs["n"].value) == ("N", "1")


def test_an_index_has_its_name_and_its_schema(table):
    (index,) = table.global_indexes
    assert (index.name, index.schema) == (
        "by_pk",
        [{"AttributeName": "pk", "KeyType": "HASH"}],
    )


def test_a_shard_has_its_table_its_records_and_its_first_number(table):
    shard = table.stream_shard
    assert type(shard) is StreamShard
    assert shard.table is table
    shard.add(None, Item(DynamoType({"S": "a"}), None, {"pk": {"S": "a"}}))
    assert shard.items[0].to_json()["dynamodb"]["SequenceNumber"] == str(
        shard.starting_sequence_number
    )


def test_a_handler_takes_its_parameters_as_body_and_gives_a_result():
    class Handler(DynamoHandler):
        dynamodb_backend = DynamoDBBackend("us-east-1", "123456789012")

    handler = Handler()
    handler.body = {}
    assert handler.list_tables().result == {"TableNames": []}


def test_an_error_has_its_status_and_its_body():
    error = JsonRESTError("SomeException", "why")
    assert (error.code, error.description) == (400, '{"__type": "SomeException", "message": "why"}')


def test_moto_still_tracks_what_is_cleared_after_each_operation():
    assert [model for model in TRACKED if not isinstance(model.instances_tracked, list)] == []


def test_no_other_module_imports_from_moto():
    users = {
        path.name
        for path in Path(moto_names.__file__).parents[1].rglob("*.py")
        for line in path.read_text().splitlines()
        if line.strip().startswith(("from moto.", "from moto ", "import moto"))
    }
    assert users == {"moto_names.py"}


def test_botocore_has_what_an_answer_is_parsed_with():
    assert list(inspect.signature(Endpoint._add_modeled_error_fields).parameters) == [
        "self",
        "response_dict",
        "parsed_response",
        "operation_model",
        "parser",
    ]
    endpoint = Endpoint("http://127.0.0.1", "dynamodb", None)
    assert isinstance(endpoint._response_parser_factory, ResponseParserFactory)
    endpoint.close()


def test_the_table_class_that_is_adopted_is_motos(table):
    assert type(table) is Table
