"""The direct client: boto3's calls, answers and errors, without boto3 between."""

from datetime import UTC, datetime

import pytest
from boto3.dynamodb.types import Binary
from botocore.exceptions import ClientError, OperationNotPageableError, WaiterError

from pytest_dynamo.embedded.fronts.direct import DirectClient
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.measure.observe import observing, pattern_name

KEY = {"pk": {"S": "a"}}


@pytest.fixture
def direct(engine):
    with DirectClient(engine) as client:
        yield client


def test_each_operation_of_the_service_is_a_method(direct):
    methods = direct.meta.method_to_api_mapping
    assert (methods["query"], methods["list_tags_of_resource"]) == ("Query", "ListTagsOfResource")
    assert sorted(methods.values()) == sorted(direct.meta.service_model.operation_names)
    assert [name for name in methods if not callable(getattr(direct, name))] == []
    assert direct.transact_write_items.__doc__ == (
        "Perform TransactWriteItems; parameters and answer are those of boto3."
    )


def test_an_answer_has_the_metadata_of_a_client_that_sent_nothing(direct, engine):
    engine.will({"Item": KEY})
    first = direct.get_item(TableName="things", Key=KEY)
    second = direct.get_item(TableName="things", Key=KEY)
    identities = [each["ResponseMetadata"].pop("RequestId") for each in (first, second)]
    assert first == {
        "Item": KEY,
        "ResponseMetadata": {"HTTPStatusCode": 200, "HTTPHeaders": {}, "RetryAttempts": 0},
    }
    assert [len(identity) for identity in identities] == [52, 52]
    assert len(set(identities)) == 2
    assert engine.asked[0] == ("dynamodb", "GetItem", {"TableName": "things", "Key": KEY})


def test_the_control_plane_has_its_times(direct, engine):
    made = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    engine.will({"Table": {"TableName": "things", "CreationDateTime": made}})
    answer = direct.describe_table(TableName="things")
    assert answer["Table"] == {"TableName": "things", "CreationDateTime": made}
    assert answer["ResponseMetadata"]["HTTPHeaders"] == {}


def test_an_error_is_the_modelled_class_of_boto3(direct, engine):
    engine.will(ServiceError("ConditionalCheckFailedException", "no", members={"Item": KEY}))
    with pytest.raises(direct.exceptions.ConditionalCheckFailedException) as caught:
        direct.put_item(TableName="things", Item=KEY)
    response = caught.value.response
    identity = response["ResponseMetadata"].pop("RequestId")
    assert response == {
        "Error": {"Code": "ConditionalCheckFailedException", "Message": "no"},
        "ResponseMetadata": {"HTTPStatusCode": 400, "HTTPHeaders": {}, "RetryAttempts": 0},
        "message": "no",
        "Item": KEY,
    }
    assert (len(identity), caught.value.operation_name) == (52, "PutItem")
    assert caught.value.__cause__ is None
    assert isinstance(caught.value, ClientError)


def test_an_error_without_a_model_is_a_client_error(direct, engine):
    engine.will(ServiceError("SerializationException", "what"))
    with pytest.raises(ClientError, match="what") as caught:
        direct.get_item(TableName="things", Key=KEY)
    assert type(caught.value) is ClientError


NO_BYTES = ServiceError("SerializationException", "no bytes")
EMPTY = ServiceError("ConditionalCheckFailedException", "empty")


def only_bytes(parameters):
    """Refuses what is not bytes, as the validation does."""
    value = parameters["Item"]["x"]["B"]
    if type(value) is not bytes:
        raise NO_BYTES
    if not value:
        raise EMPTY
    return {"Attributes": {"x": {"B": value}}}


@pytest.mark.parametrize(
    "binary",
    [b"\x00", bytearray(b"\x00"), Binary(b"\x00"), "\x00"],
    ids=lambda it: type(it).__name__,
)
def test_binary_may_be_given_as_boto3_takes_it(direct, engine, binary):
    engine.will(only_bytes)
    answer = direct.put_item(TableName="things", Item={"x": {"B": binary}})
    assert answer["Attributes"] == {"x": {"B": b"\x00"}}


def test_what_is_still_refused_with_bytes_is_the_error(direct, engine):
    engine.will(only_bytes)
    with pytest.raises(direct.exceptions.ConditionalCheckFailedException):
        direct.put_item(TableName="things", Item={"x": {"B": bytearray()}})


def test_only_keyword_arguments_are_taken(direct):
    with pytest.raises(TypeError):
        direct.get_item("things")


def test_there_is_nothing_else(direct):
    assert not hasattr(direct, "get_items")
    with pytest.raises(AttributeError, match="'DirectClient' object has no attribute 'get_items'"):
        direct.get_items()


def test_a_paginator_fetches_all_pages(direct, engine):
    engine.will({"Items": [KEY], "LastEvaluatedKey": KEY}, {"Items": [{}, {}]})
    pages = list(direct.get_paginator("query").paginate(TableName="things"))
    assert [len(page["Items"]) for page in pages] == [1, 2]
    assert [asked[2] for asked in engine.asked] == [
        {"TableName": "things"},
        {"TableName": "things", "ExclusiveStartKey": KEY},
    ]


def test_a_paginator_takes_a_configuration(direct, engine):
    engine.will({"TableNames": ["a"], "LastEvaluatedTableName": "a"}, {"TableNames": ["b"]})
    pages = direct.get_paginator("list_tables").paginate(PaginationConfig={"PageSize": 1})
    assert list(pages.search("TableNames")) == ["a", "b"]
    assert [asked[2]["Limit"] for asked in engine.asked] == [1, 1]


@pytest.mark.parametrize("name", ["put_item", "nonsense"])
def test_what_has_no_pages_has_no_paginator(direct, name):
    assert not direct.can_paginate(name)
    with pytest.raises(OperationNotPageableError):
        direct.get_paginator(name)


def test_a_waiter_asks_until_it_is_so(direct, engine):
    engine.will(
        ServiceError("ResourceNotFoundException", "no"), {"Table": {"TableStatus": "ACTIVE"}}
    )
    waiter = direct.get_waiter("table_exists")
    waiter.wait(TableName="things", WaiterConfig={"Delay": 0, "MaxAttempts": 2})
    assert len(engine.asked) == 2


def test_a_waiter_gives_up(direct, engine):
    engine.will(ServiceError("ResourceNotFoundException", "no"))
    with pytest.raises(WaiterError):
        direct.get_waiter("table_exists").wait(
            TableName="things", WaiterConfig={"Delay": 0, "MaxAttempts": 2}
        )


def test_there_are_the_waiters_of_boto3(direct, make_client):
    assert direct.waiter_names == make_client().waiter_names
    with pytest.raises(ValueError, match="Waiter does not exist: nonsense"):
        direct.get_waiter("nonsense")


def test_observers_are_told_as_of_a_boto3_client(direct, make_client, engine):
    engine.will(
        lambda parameters: {
            "ConsumedCapacity": {
                "TableName": "things",
                "CapacityUnits": 0.5,
                "Table": {"CapacityUnits": 0.5},
            }
        }
    )
    calls, boto3 = [], make_client()
    with observing(calls.append, locate=True):
        for client in (direct, boto3):
            for asked in ("NONE", "TOTAL", "INDEXES"):
                with pattern_name("fetch"):
                    answer = client.get_item(
                        TableName="things", Key=KEY, ReturnConsumedCapacity=asked
                    )
                consumed = answer.get("ConsumedCapacity")
                assert (
                    consumed
                    == {
                        "NONE": None,
                        "TOTAL": {"TableName": "things", "CapacityUnits": 0.5},
                        "INDEXES": {
                            "TableName": "things",
                            "CapacityUnits": 0.5,
                            "Table": {"CapacityUnits": 0.5},
                        },
                    }[asked]
                )
    facts = [
        (call.operation, call.table, call.arms, call.pattern, call.source, call.error)
        for call in calls
    ]
    assert facts[:3] == facts[3:]
    assert facts[0][0] == "GetItem"
    assert facts[0][2][0].read_units == 0.5
    assert facts[0][2][0].partition_keys == ("a",)
    assert {call.location.rpartition(":")[0] for call in calls} == {__file__}
    assert {asked[2]["ReturnConsumedCapacity"] for asked in engine.asked} == {"INDEXES"}


def test_observers_are_told_of_errors_and_may_refuse(direct, engine):
    engine.will(ServiceError("ThrottlingException", "slow down"))
    calls, asked = [], []
    with (
        observing(
            calls.append, before=lambda operation, given, _: asked.append((operation, given))
        ),
        pytest.raises(direct.exceptions.ThrottlingException),
    ):
        direct.get_item(TableName="things", Key=KEY)
    assert [call.error for call in calls] == ["ThrottlingException"]
    assert asked == [("GetItem", {"TableName": "things", "Key": KEY})]


def test_observers_are_not_told_of_the_control_plane(direct, engine):
    calls = []
    with observing(calls.append):
        direct.list_tables()
    assert calls == []


def test_what_is_nested_too_deep_to_look_for_binary_stays_refused(direct, engine):
    engine.will(ServiceError("ValidationException", "Nesting Levels have exceeded"))
    value = {"S": "x"}
    for _ in range(1_000):
        value = {"L": [value]}
    with pytest.raises(ClientError, match="Nesting Levels have exceeded"):
        direct.put_item(TableName="things", Item={"pk": {"S": "a"}, "deep": value})
