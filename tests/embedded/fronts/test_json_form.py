"""Binary between JSON and the engine, at the places where the model has it."""

import base64

import orjson
import pytest
from boto3.dynamodb.types import Binary
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.embedded.fronts.json_form import json_of, parameters_of, with_bytes
from pytest_dynamo.embedded.fronts.service_models import service_model

PUT = service_model("dynamodb").operation_model("PutItem")
LIST = service_model("dynamodb").operation_model("ListTables")
SHARDS = service_model("dynamodbstreams").operation_model("GetRecords")

NAMES = st.sampled_from(["B", "BS", "M", "L", "S", "x"])
VALUES = st.deferred(
    lambda: st.one_of(
        st.builds(lambda value: {"S": value}, NAMES),
        st.builds(lambda value: {"B": value}, st.binary(max_size=4)),
        st.builds(lambda values: {"BS": values}, st.lists(st.binary(max_size=4), max_size=2)),
        st.builds(lambda values: {"SS": values}, st.lists(NAMES, max_size=2)),
        st.builds(lambda values: {"L": values}, st.lists(VALUES, max_size=2)),
        st.builds(lambda members: {"M": members}, st.dictionaries(NAMES, VALUES, max_size=2)),
    )
)
ITEMS = st.dictionaries(NAMES, VALUES, max_size=3)


@given(ITEMS)
def test_an_item_comes_out_of_its_json_as_it_went_in_whatever_its_attributes_are_called(item):
    parameters = {"TableName": "B", "Item": item}
    assert parameters_of(json_of(parameters), PUT) == parameters


def test_a_map_with_members_called_b_and_bs_stays_a_map():
    item = {"x": {"M": {"B": {"S": "text"}, "BS": {"SS": ["text"]}}}, "B": {"S": "text"}}
    parameters = {"TableName": "things", "Item": item}
    assert parameters_of(orjson.dumps(parameters), PUT) == parameters


def test_a_name_in_escapes_is_read_as_well():
    body = b'{"Item":{"x":{"\\u0042":"AAE="}}}'
    assert parameters_of(body, PUT) == {"Item": {"x": {"B": b"\x00\x01"}}}


@pytest.mark.parametrize(
    "text", ["YQ", "YQ=", "Y!==", "YR==", "YQ==\n", "_-==", "Ä===", 3, None, []]
)
def test_what_is_no_base64_stays_for_the_validation_to_refuse(text):
    parameters = {"Item": {"x": {"B": text}, "y": {"BS": text}, "z": {"BS": [text]}}}
    assert parameters_of(orjson.dumps(parameters), PUT) == parameters


@pytest.mark.parametrize("item", [3, [{"B": "AA=="}], {"x": "B"}, {"x": [{"B": "AA=="}]}])
def test_what_is_of_another_form_stays_for_the_validation_to_refuse(item):
    parameters = {"Item": item}
    assert parameters_of(orjson.dumps(parameters), PUT) == parameters


@pytest.mark.parametrize("operation", [LIST, SHARDS], ids=lambda operation: operation.name)
def test_an_operation_without_binary_is_left_alone(operation):
    assert parameters_of(b'{"B": "AA=="}', operation) == {"B": "AA=="}


@pytest.mark.parametrize(
    "binary",
    [b"\x00", bytearray(b"\x00"), Binary(b"\x00"), "\x00"],
    ids=lambda each: type(each).__name__,
)
def test_whatever_is_binary_in_python_becomes_bytes(binary):
    parameters = {"Item": {"x": {"B": binary}, "y": {"L": [{"BS": (binary,)}]}, "z": {"S": "x"}}}
    found = with_bytes(parameters, PUT)
    assert found["Item"]["x"] == {"B": b"\x00"}
    assert list(found["Item"]["y"]["L"][0]["BS"]) == [b"\x00"]
    assert type(found["Item"]["x"]["B"]) is bytes


def test_parameters_with_bytes_only_are_the_same_object():
    parameters = {"Item": {"x": {"B": b"\x00"}, "y": {"M": {"B": {"BS": [b"\x00"]}}}}}
    assert with_bytes(parameters, PUT) is parameters
    assert with_bytes(parameters, LIST) is parameters


def test_parameters_are_not_changed():
    inner = {"B": bytearray(b"\x00")}
    with_bytes({"Item": {"x": inner}}, PUT)
    assert inner == {"B": bytearray(b"\x00")}
    assert type(inner["B"]) is bytearray


def test_an_answer_with_what_json_has_not_is_a_mistake_of_ours():
    with pytest.raises(TypeError, match="not JSON serializable"):
        json_of({"x": object()})


def test_base64_has_its_padding():
    assert json_of({"B": b"\x00"}) == b'{"B":"' + base64.b64encode(b"\x00") + b'"}'
