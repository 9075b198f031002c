"""Which format a source is of, told by its shape."""

import pytest

from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.documents.reading import document_of
from pytest_dynamo.interop.recognising import format_named, format_of
from pytest_dynamo.interop.values import Imported, ImportFormat, Source


def form(name: str, member: str) -> ImportFormat:
    return ImportFormat(
        name=name,
        title=f"The {name} model",
        lacks=lambda source: None if member in source.documents[0].mapping else f"no '{member}'",
        read=lambda source, options: Imported(design=Design(name=name, tables={})),
    )


FORMATS = (form("one", "a"), form("two", "b"))


def source(text: str) -> Source:
    return Source(path="m.json", documents=(document_of(text, "m.json"),))


def test_a_source_that_lacks_nothing_of_a_format_is_of_it() -> None:
    assert format_of(source('{"b": 1}'), FORMATS).name == "two"


def test_a_source_of_no_format_is_told_what_it_lacks_of_each() -> None:
    with pytest.raises(DynamoError) as told:
        format_of(source('{"c": 1}'), FORMATS)

    assert str(told.value) == (
        "m.json is of none of the formats that can be imported:\n"
        "  one             The one model: no 'a'\n"
        "  two             The two model: no 'b'\n"
        "To fix this: name another file, or --format NAME to be told what is wrong with this one"
    )


def test_a_source_of_two_formats_asks_which() -> None:
    with pytest.raises(DynamoError, match="may be of several formats: one, two"):
        format_of(source('{"a": 1, "b": 2}'), FORMATS)


def test_a_format_is_named_and_its_nearest_is_suggested() -> None:
    assert format_named("one", FORMATS).name == "one"
    with pytest.raises(DynamoError, match="there is no format 'tow'; did you mean 'two'"):
        format_named("tow", FORMATS)
