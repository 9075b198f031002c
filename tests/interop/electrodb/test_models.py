"""Models of ElectroDB become a design."""

import json
from contextlib import suppress
from pathlib import Path

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values.placeless import without_places
from pytest_dynamo.design.writing.text import design_text
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.documents.document import dotted
from pytest_dynamo.interop.documents.reading import document_of
from pytest_dynamo.interop.electrodb.reading import FORMAT
from pytest_dynamo.interop.formats import IMPORTS
from pytest_dynamo.interop.values import ImportOptions, Source
from tests.interop.fuzzing import broken_everywhere, with_strangers

INPUTS = sorted((Path(__file__).parent / "inputs").glob("*.json"))


def source(text: str, path: str = "models.json") -> Source:
    return Source(path=path, documents=(document_of(text, path),))


def read(value, name: str = "") -> object:
    return FORMAT.read(source(json.dumps(value)), ImportOptions(name=name))


@pytest.fixture(params=INPUTS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def text(path):
    return path.read_text(encoding="utf-8")


def test_models_become_the_expected_design_with_its_losses(path, text) -> None:
    imported = FORMAT.read(source(text, path.name), ImportOptions())
    expected = path.with_suffix(".design.yaml").read_text(encoding="utf-8")
    losses = "".join(f"# {loss}\n" for loss in imported.losses)

    assert design_text(imported.design, imported.remarks) + losses == expected
    assert without_places(parse_design(expected)) == without_places(imported.design)


def test_models_are_recognised_as_that_and_as_nothing_else(text) -> None:
    assert [one.name for one in IMPORTS if one.lacks(source(text)) is None] == ["electrodb"]


def test_models_that_are_wrong_anywhere_are_told_or_imported_with_losses(text) -> None:
    for broken in broken_everywhere(text):
        with suppress(DynamoError):
            one = source(broken)
            FORMAT.lacks(one)
            FORMAT.read(one, ImportOptions())  # which sees to it that it loads


# These mappings have what they like as their members, so that a stranger is an attribute of that name.
OPEN = ("attributes", "properties")


def test_a_member_that_nobody_knows_is_named_wherever_it_stands(text) -> None:
    strange, places = with_strangers(text)
    named = {loss.where for loss in FORMAT.read(source(strange), ImportOptions()).losses}
    unnamed = [
        dotted(place)
        for place in places
        if place[-1:] not in [(one,) for one in OPEN]
        and not {dotted(place), dotted((*place, "stranger"))} & named
    ]

    assert unnamed == []


TEAM = {"field": "pk", "composite": ["team"]}
TASK = {"field": "sk", "composite": ["taskId"]}
ATTRIBUTES = {
    "team": {"type": "string", "required": True},
    "taskId": {"type": "string", "field": "id", "required": True, "label": "tid"},
    "n": {"type": "number", "padding": {"length": 5, "char": "0"}},
    "p": {"type": "number"},
    "kind": {"type": ["A", "B"]},
    "on": {"type": "boolean"},
}
ITEM = {"team": "Green", "id": "X1", "n": 7, "p": 3, "kind": "A", "on": True}
# What ElectroDB 3.9.3 puts for this item, read off `entity.put(…).params()`.
MADE_BY_ELECTRODB = {
    "as it comes": ({"pk": TEAM, "sk": TASK}, "$taskapp#team_green", "$task_1#tid_x1"),
    "no sort key": (
        {"pk": {"field": "pk", "composite": ["team", "taskId"]}},
        "$taskapp$task_1#team_green#tid_x1",
        None,
    ),
    "an empty sort key": (
        {"pk": TEAM, "sk": {"field": "sk", "composite": []}},
        "$taskapp#team_green",
        "$task_1",
    ),
    "an empty partition key": (
        {"pk": {"field": "pk", "composite": []}, "sk": TASK},
        "$taskapp",
        "$task_1#tid_x1",
    ),
    "a collection": (
        {"pk": TEAM, "sk": TASK, "collection": "Coll"},
        "$taskapp#team_green",
        "$coll#task_1#tid_x1",
    ),
    "a collection in another": (
        {"pk": TEAM, "sk": TASK, "collection": ["Coll", "sub"]},
        "$taskapp#team_green",
        "$coll#sub#task_1#tid_x1",
    ),
    "clustered": (
        {"pk": TEAM, "sk": TASK, "collection": "Coll", "type": "clustered"},
        "$taskapp#team_green",
        "$coll#tid_x1#task_1",
    ),
    "clustered without a collection": (
        {"pk": TEAM, "sk": TASK, "type": "clustered"},
        "$taskapp#team_green",
        "#tid_x1$task_1",
    ),
    "a scope": (
        {"pk": TEAM, "sk": TASK, "scope": "Scp"},
        "$taskapp_scp#team_green",
        "$task_1#tid_x1",
    ),
    "templates": (
        {
            "pk": {"field": "pk", "composite": ["team"], "template": "TEAM#${team}"},
            "sk": {
                "field": "sk",
                "composite": ["taskId", "n"],
                "template": "${taskId}#n${n}x",
            },
        },
        "team#green",
        "x1#n00007x",
    ),
    "templates with casing": (
        {
            "pk": {**TEAM, "template": "TEAM#${team}", "casing": "none"},
            "sk": {**TASK, "template": "Tt${taskId}", "casing": "upper"},
            "collection": "coll",
        },
        "TEAM#Green",
        "TTX1",
    ),
    "casing": (
        {"pk": {**TEAM, "casing": "none"}, "sk": {**TASK, "casing": "upper"}},
        "$TaskApp#team_Green",
        "$TASK_1#TID_X1",
    ),
    "a number as a key": (
        {"pk": TEAM, "sk": {"field": "sk", "composite": ["p"], "cast": "number"}},
        "$taskapp#team_green",
        3,
    ),
    "a number by its template": (
        {"pk": TEAM, "sk": {"field": "sk", "template": "${p}"}},
        "$taskapp#team_green",
        3,
    ),
    "a constant": (
        {"pk": TEAM, "sk": {"field": "sk", "composite": [], "template": "Meta"}},
        "$taskapp#team_green",
        "meta",
    ),
    "padding, booleans and choices": (
        {"pk": TEAM, "sk": {"field": "sk", "composite": ["n", "on", "kind"]}},
        "$taskapp#team_green",
        "$task_1#n_00007#on_true#kind_a",
    ),
}


def model(indexes, attributes=ATTRIBUTES, **more):
    head = {"entity": "Task", "version": "1", "service": "TaskApp"}
    return {"model": head, "attributes": attributes, "indexes": indexes, **more}


@pytest.mark.parametrize("name", MADE_BY_ELECTRODB)
def test_keys_are_byte_for_byte_those_of_electrodb(name) -> None:
    index, pk, sk = MADE_BY_ELECTRODB[name]
    imported = read(model({"all": index}))
    attributes = imported.design.entities["Task"].attributes

    assert attributes["pk"].value.render(ITEM) == pk
    assert (attributes["sk"].value.render(ITEM) if "sk" in attributes else None) == sk
    assert imported.design.tables["TaskApp"].attribute_types.get("sk", "S") == (
        "N" if sk == 3 else "S"
    )


def test_a_number_that_is_a_key_stays_a_number_and_is_no_template() -> None:
    index = {
        "pk": {"field": "team", "composite": ["team"]},
        "sk": {"field": "p", "composite": ["p"]},
    }
    imported = read(model({"all": index}))

    assert imported.design.tables["TaskApp"].attribute_types == {"team": "S", "p": "N"}
    assert imported.design.entities["Task"].attributes["p"].present == 1
    assert [str(loss) for loss in imported.losses] == [
        "models.json:1: indexes.all.pk.casing: 'team' is stored in lower case; here its values are as they come"
    ]


def test_entities_that_disagree_on_the_key_of_their_table_are_told() -> None:
    other = model({"all": {"pk": {"field": "PK", "composite": ["team"]}, "sk": TASK}})

    with pytest.raises(DynamoError) as error:
        read([model({"all": {"pk": TEAM, "sk": TASK}}), other])

    assert str(error.value) == (
        "models.json:1: [1].indexes.all: the key of table 'TaskApp' is pk, sk elsewhere\n"
        "To fix this: use the same fields in all entities of a table"
    )


def test_an_entity_without_the_keys_of_its_table_is_told() -> None:
    with pytest.raises(DynamoError, match="none is without the member index"):
        read(model({"all": {"index": "gsi1", "pk": TEAM, "sk": TASK}}))


def test_entities_of_one_name_and_several_versions_have_names_of_their_own() -> None:
    one = model({"all": {"pk": TEAM, "sk": TASK}})
    imported = read([one, {**one, "model": {**one["model"], "version": "2"}}])

    assert [*imported.design.entities] == ["Task", "Task2"]
    assert [*imported.design.access_patterns] == [
        "task_all",
        "task2_all",
        "get_task",
        "get_task2",
    ]


def test_the_names_of_a_model_are_data_wherever_they_go() -> None:
    attributes = {"team": {"type": "string", "label": "{x}\"'\n#"}, "taskId": "string"}
    imported = read(model({"all": {"pk": TEAM, "sk": TASK}}, attributes, table="a: {b}"))

    assert [*imported.design.tables] == ["a-b"]
    assert imported.design.entities["Task"].attributes["pk"].value.render({"team": "T"}) == (
        "$taskapp#{x}\"'\n#_t"
    )
