"""JSON that knows its lines."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.documents.json_text import json_line
from pytest_dynamo.interop.documents.reading import document_of

TEXT = """{
  "Resources": {
    "Orders": {"Type": "T",
      "Tags": [
        {"Key": "a"},
        {"Key": "b \\" }"}
      ]}
  }
}"""


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ((), None),
        (("Resources",), 2),
        (("Resources", "Orders", "Type"), 3),
        (("Resources", "Orders", "Tags", 1, "Key"), 6),
        (("Resources", "Orders", "Missing", "Deeper"), 3),
        (("Missing",), None),
        (("Resources", 0), 2),
    ],
)
def test_a_path_has_the_line_of_its_deepest_part_that_is_there(where, line) -> None:
    assert document_of(TEXT, "t.json").line(where) == line


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=15,
)


def paths(value, above=()):
    match value:
        case dict():
            members = value.items()
        case list():
            members = enumerate(value)
        case _:
            return
    for name, one in members:
        yield (*above, name)
        yield from paths(one, (*above, name))


@settings(max_examples=50)
@given(VALUES)
def test_each_part_of_any_value_is_on_a_line_of_its_own_where_it_was_written_so(value) -> None:
    # json.dumps writes the members of mappings and lists in order, each on a line.
    text = json.dumps(value, indent=1)
    lines = [json_line(text, path) for path in paths(value)]

    assert lines == sorted(lines)
    assert len(set(lines)) == len(lines)


def test_what_is_there_twice_is_told_with_both_lines_whatever_else_has_that_name() -> None:
    text = '{"other": {"a": 1},\n "list": [{"a": 1},\n  {"a": 1,\n   "b": 2,\n   "a": 3}]}'

    with pytest.raises(DynamoError) as told:
        document_of(text, "t.json")

    assert str(told.value) == (
        "t.json:5: 'a' is there twice; the first is on line 3.\n"
        "To fix this: rename or remove one of the two"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1,\n "b" 2}', "t.json:2:6: no JSON: Expecting ':' delimiter"),
        ('{"a": NaN}', "t.json: no JSON: NaN is no number of JSON"),
        ("[" * 100_000, "t.json: nested too deep to be read"),
        (" \n", "t.json: empty"),
    ],
)
def test_what_is_no_json_is_told_with_its_place(text, message) -> None:
    with pytest.raises(DynamoError) as told:
        document_of(text, "t.json")

    assert str(told.value).splitlines()[0] == message
