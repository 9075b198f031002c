"""The inner names of moto are what they were when the embedded DynamoDB was written.

If one of these fails after an update of moto: look at what moved, put `pytest_dynamo/embedded/control`
right, and only then the tables in `moto_names.py`.
"""

import gc
import inspect
from pathlib import Path

import pytest

from pytest_dynamo import embedded
from pytest_dynamo.embedded.control.moto_names import (
    PARAMETERS,
    TABLE_ATTRIBUTES,
    TRACKED,
    DynamoDBBackend,
    DynamoHandler,
    JsonRESTError,
    s3_backend,
)
from pytest_dynamo.embedded.control.table import ControlTable
from pytest_dynamo.embedded.store.table_store import TableStore


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


def test_an_index_has_the_attributes_it_had(table):
    (index,) = table.global_indexes
    assert vars(index) == {
        "name": "by_pk",
        "schema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "table_key_attrs": ["pk"],
        "projection": {"ProjectionType": "ALL"},
        "schema_key_attrs": ["pk"],
        "status": "ACTIVE",
        "throughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0},
        "warm_throughput": {
            "ReadUnitsPerSecond": 12000,
            "WriteUnitsPerSecond": 4000,
            "Status": "ACTIVE",
        },
    }


def test_a_handler_takes_its_parameters_as_body_and_gives_a_result():
    class Handler(DynamoHandler):
        dynamodb_backend = DynamoDBBackend("us-east-1", "123456789012")

    handler = Handler()
    handler.body = {}
    assert handler.list_tables().result == {"TableNames": []}


def test_an_error_has_its_type_its_message_and_its_status():
    error = JsonRESTError("prefix#SomeException", "why")
    assert (error.error_type, error.message, error.code) == ("prefix#SomeException", "why", 400)


def test_s3_has_its_buckets_and_puts_objects():
    backend = s3_backend("123456789012")
    assert "no-such-bucket" not in backend.buckets
    assert list(inspect.signature(backend.put_object).parameters)[:3] == [
        "bucket_name",
        "key_name",
        "value",
    ]


def test_moto_keeps_nothing_of_a_table_that_is_gone(things):
    things("DeleteTable", TableName="things")
    assert [len(model.instances_tracked) for model in (ControlTable, *TRACKED)] == [0, 0, 0]
    gc.collect()
    assert [each for each in gc.get_objects() if isinstance(each, TableStore)] == []


def test_no_other_module_imports_from_moto():
    users = {
        path.name
        for path in Path(embedded.__file__).parents[1].rglob("*.py")
        for line in path.read_text().splitlines()
        if line.strip().startswith(("from moto.", "from moto ", "import moto"))
    }
    assert users == {"moto_names.py"}
