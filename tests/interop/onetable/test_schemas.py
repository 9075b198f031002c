"""A schema of OneTable becomes a design."""

from contextlib import suppress
from pathlib import Path

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values.placeless import without_places
from pytest_dynamo.design.writing.text import design_text
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.documents.document import dotted
from pytest_dynamo.interop.documents.reading import document_of
from pytest_dynamo.interop.formats import IMPORTS
from pytest_dynamo.interop.onetable.reading import FORMAT
from pytest_dynamo.interop.values import ImportOptions, Source
from tests.interop.fuzzing import broken_everywhere, with_strangers

INPUTS = sorted((Path(__file__).parent / "inputs").glob("*.json"))


def source(text: str, path: str = "schema.json") -> Source:
    return Source(path=path, documents=(document_of(text, path),))


@pytest.fixture(params=INPUTS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def text(path):
    return path.read_text(encoding="utf-8")


def test_a_schema_becomes_the_expected_design_with_its_losses(path, text) -> None:
    imported = FORMAT.read(source(text, path.name), ImportOptions())
    expected = path.with_suffix(".design.yaml").read_text(encoding="utf-8")
    losses = "".join(f"# {loss}\n" for loss in imported.losses)

    assert design_text(imported.design, imported.remarks) + losses == expected
    assert without_places(parse_design(expected)) == without_places(imported.design)


def test_a_schema_is_recognised_as_that_and_as_nothing_else(text) -> None:
    assert [one.name for one in IMPORTS if one.lacks(source(text)) is None] == ["onetable"]


def test_a_schema_that_is_wrong_anywhere_is_told_or_imported_with_losses(text) -> None:
    for broken in broken_everywhere(text):
        with suppress(DynamoError):
            one = source(broken)
            FORMAT.lacks(one)
            FORMAT.read(one, ImportOptions())  # which sees to it that it loads


# Of an item it is said that it is left out; and one of these mappings has what it likes as its members,
# so that a stranger is one of them: a field, a model, an index or a query of that name.
OPEN = ("items",)


def test_a_member_that_nobody_knows_is_named_wherever_it_stands(text) -> None:
    strange, places = with_strangers(text)
    imported = FORMAT.read(source(strange), ImportOptions())
    named = {loss.where for loss in imported.losses}
    fields = {name for one in imported.design.entities.values() for name in one.attributes}
    unnamed = [
        dotted(place)
        for place in places
        if not any(step in OPEN for step in place)
        and not any(dotted(place[:end]) in named for end in range(1, len(place) + 1))
        and dotted((*place, "stranger")) not in named
        and not (place[:1] == ("models",) and len(place) == 2 and "stranger" in fields)
        and place[-1:] != ("schema",)
    ]

    assert unnamed == []


def test_the_name_of_the_table_is_one_that_dynamodb_takes(text) -> None:
    imported = FORMAT.read(source(text, "a.json"), ImportOptions(name="x"))

    assert (imported.design.name, list(imported.design.tables)) == ("x", ["x-table"])


def test_a_schema_without_a_primary_index_is_told_with_its_place() -> None:
    text = '{\n "format": "onetable:1.1.0",\n "indexes": {"gs1": {"hash": "pk"}},\n "models": {}}'

    with pytest.raises(DynamoError) as error:
        FORMAT.read(source(text), ImportOptions())

    assert str(error.value) == (
        "schema.json:3: indexes.primary.hash: is missing\n"
        "To fix this: name the hash of the primary index"
    )


def test_a_value_in_a_circle_is_told() -> None:
    text = """{"format": "onetable:1.1.0", "indexes": {"primary": {"hash": "pk"}}, "models": {"A": {
        "pk": {"type": "string", "value": "${b}"}, "b": {"type": "string", "value": "${pk}"}}}}"""

    with pytest.raises(DynamoError, match="refers to itself"):
        FORMAT.read(source(text), ImportOptions())
