"""The fast look at requests never lets pass what the full checks refuse."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.validation import validate
from pytest_dynamo.embedded.validation.attribute_values import check_values
from pytest_dynamo.embedded.validation.requests import _RULES, _VALUE_RULES
from pytest_dynamo.embedded.validation.structure.constraints import check_constraints
from pytest_dynamo.embedded.validation.structure.fitting import fits
from pytest_dynamo.embedded.validation.structure.fitting_values import fitting_item
from pytest_dynamo.embedded.validation.structure.serialization import check_types
from pytest_dynamo.embedded.validation.structure.shapes import request_shape, service_model

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2),
    st.sampled_from(["", "a", "a;", "01", "1e200", "NONE", "x" * 300]),
    st.binary(max_size=2),
)
TYPES = st.sampled_from(["S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M", "X"])
LEAVES = st.one_of(
    st.fixed_dictionaries({"S": st.text(max_size=3)}),
    st.fixed_dictionaries({"N": st.sampled_from(["1", "-2.5", "0", "01", "1e3", "x", ""])}),
    st.fixed_dictionaries({"B": st.binary(max_size=2)}),
    st.fixed_dictionaries({"BOOL": st.booleans()}),
    st.fixed_dictionaries({"NULL": st.booleans()}),
    st.fixed_dictionaries({"SS": st.lists(st.sampled_from(["a", "b", ""]), max_size=3)}),
    st.fixed_dictionaries({"NS": st.lists(st.sampled_from(["1", "2", "1.0"]), max_size=3)}),
    st.fixed_dictionaries({"BS": st.lists(st.sampled_from([b"a", b"b"]), max_size=3)}),
    st.dictionaries(TYPES, st.one_of(JUNK, st.lists(JUNK, max_size=2)), max_size=2),
    JUNK,
)
NAMES = st.sampled_from(["", "a", "b", "pk"])
VALUES = st.recursive(
    LEAVES,
    lambda values: st.one_of(
        st.fixed_dictionaries({"L": st.lists(values, max_size=2)}),
        st.fixed_dictionaries({"M": st.dictionaries(NAMES, values, max_size=2)}),
    ),
    max_leaves=6,
)
ITEMS = st.one_of(st.dictionaries(NAMES, VALUES, max_size=3), JUNK)
CODES = (None, "ValidationException", "SerializationException", "LimitExceededException")
RULED = sorted(_VALUE_RULES | _RULES)
OPERATIONS = sorted(service_model()["operations"])


def parameters(shape):
    """Values for a shape, mostly of its kind."""
    match shape.kind:
        case "structure":
            members = {name: parameters(member) for name, member in shape.members.items()}
            required = {name: each for name, each in members.items() if name in shape.required}
            more = {name: each for name, each in members.items() if name not in shape.required}
            kind = st.fixed_dictionaries(required, optional=more)
        case "AttributeValue":
            kind = VALUES
        case "map" if shape.element.kind == "AttributeValue":
            kind = ITEMS
        case "map":
            kind = st.dictionaries(
                st.sampled_from(["abc", "a;", ""]), parameters(shape.element), max_size=2
            )
        case "list":
            kind = st.lists(parameters(shape.element), max_size=2)
        case "string":
            kind = st.sampled_from([*shape.enum, "abc", "a;", ""])
        case "boolean":
            kind = st.booleans()
        case "blob":
            kind = st.binary(max_size=2)
        case _:
            kind = st.integers(-1, 3)
    return st.one_of(kind, kind, kind, JUNK)


@cache
def requests(operation):
    """Parameters of an operation."""
    return parameters(request_shape(operation)).filter(lambda request: isinstance(request, dict))


@pytest.mark.parametrize("operation", RULED)
@settings(max_examples=60)
@given(data=st.data())
def test_whatever_a_request_of_the_data_plane_is_it_is_right_or_refused(operation, data):
    assert refusal_code(operation, data.draw(requests(operation))) in CODES


def refusal_code(operation, request):
    """The code of the error, None if there is none; other exceptions pass."""
    try:
        validate(operation, request)
    except ServiceError as error:
        return error.code
    return None


@given(ITEMS)
def test_an_item_that_fits_is_right(item):
    if fitting_item(item):
        check_types(item, request_shape("PutItem").members["Item"])
        check_values(item)


@pytest.mark.parametrize(
    "operation",
    ["PutItem", "UpdateItem", "Query", "BatchWriteItem", "TransactWriteItems", "CreateTable"],
)
@settings(max_examples=30)
@given(data=st.data())
def test_a_request_that_fits_has_the_right_types_and_breaks_no_constraint(operation, data):
    shape = request_shape(operation)
    request = data.draw(requests(operation))

    if fits(shape)(request):
        check_types(request, shape)
        check_constraints(request, shape)


@settings(max_examples=200)
@given(operation=st.sampled_from(OPERATIONS), data=st.data())
def test_whatever_a_request_is_it_is_right_or_refused_as_the_service_refuses(operation, data):
    assert refusal_code(operation, data.draw(requests(operation))) in CODES


@pytest.mark.parametrize(
    "item",
    [
        {"b": {"BOOL": False}, "n": {"NULL": True}, "bs": {"BS": [b"a"]}, "x": {"B": b""}},
        {"m": {"M": {"l": {"L": [{"S": ""}, {"N": "-1.5"}]}}}, "ns": {"NS": ["1", "2"]}},
    ],
)
def test_a_right_item_fits_at_a_glance(item):
    assert fitting_item(item) is True


@pytest.mark.parametrize(
    "value",
    [
        {"S": 1},
        {"N": "01"},
        {"N": 1},
        {"B": "YQ=="},
        {"BOOL": 1},
        {"NULL": False},
        {"SS": []},
        {"SS": ["a", "a"]},
        {"SS": [1]},
        {"NS": ["01"]},
        {"L": {}},
        {"L": ["a"]},
        {"L": [{"S": 1}]},
        {"M": []},
        {"M": {"": {"S": "a"}}},
        {"X": "a"},
        {},
        {"S": "x" * 60_000},
    ],
)
def test_what_takes_a_closer_look_does_not_fit(value):
    assert fitting_item({"a": value}) is False
