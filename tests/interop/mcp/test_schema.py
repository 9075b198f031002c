"""`schema.json` of the MCP server becomes a design."""

from contextlib import suppress
from pathlib import Path

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.writing.text import design_text
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.documents.document import dotted
from pytest_dynamo.interop.documents.reading import document_of
from pytest_dynamo.interop.mcp.model import FORMAT as MODEL
from pytest_dynamo.interop.mcp.schema import FORMAT as SCHEMA
from pytest_dynamo.interop.skill.reading import FORMAT as SKILL
from pytest_dynamo.interop.values import ImportOptions, Source
from tests.interop.fuzzing import broken_everywhere, with_strangers

HERE = Path(__file__).parent
INPUTS = {
    "support_desk.schema": (SCHEMA, HERE / "inputs" / "support_desk.schema.json"),
    "deals.model": (MODEL, HERE / "inputs" / "deals.model.json"),
    "bookings": (SKILL, HERE.parent / "skill" / "inputs" / "bookings.json"),
}


def source(text: str, path: str = "model.json") -> Source:
    return Source(path=path, documents=(document_of(text, path),))


@pytest.fixture(params=INPUTS)
def given(request):
    form, path = INPUTS[request.param]
    return form, path, path.read_text(encoding="utf-8")


def test_a_model_becomes_the_expected_design_with_its_losses(given) -> None:
    form, path, text = given
    imported = form.read(source(text, path.name), ImportOptions(name="imported"))
    expected = path.with_suffix(".design.yaml").read_text(encoding="utf-8")
    losses = "".join(f"# {loss}\n" for loss in imported.losses)

    assert design_text(imported.design, imported.remarks) + losses == expected
    parse_design(expected)


def test_each_is_recognised_as_its_own_format_and_no_other(given) -> None:
    form, _, text = given

    assert [one for one in (SCHEMA, MODEL, SKILL) if one.lacks(source(text)) is None] == [form]


def test_a_model_that_is_wrong_anywhere_is_told_or_imported_with_losses(given) -> None:
    form, _, text = given
    for broken in broken_everywhere(text):
        with suppress(DynamoError):  # which is told, and any other exception is not
            one = source(broken)
            form.lacks(one)
            form.read(one, ImportOptions(name="imported"))  # which sees to it that it loads


# What stands in an item is the reader's own business, and is told from the items as a whole.
_PASSED = ("items", "vector_indexes", "entities_written")


def test_a_member_that_nobody_knows_is_named_wherever_it_stands(given) -> None:
    form, _, text = given
    strange, places = with_strangers(text)
    # An entity named stranger and an item of the table stranger are named as such.
    losses = form.read(source(strange), ImportOptions(name="imported")).losses
    named = {loss.where for loss in losses}
    unnamed = [
        dotted(place)
        for place in places
        if not any(step in _PASSED for step in place)
        # What is lost as a whole is not taken apart.
        and not any(dotted(place[:end]) in named for end in range(1, len(place) + 1))
        and dotted((*place, "stranger")) not in named
    ]

    assert unnamed == []
