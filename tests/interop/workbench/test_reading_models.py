"""Each model becomes the design that is expected, and every property is kept or named as lost."""

import copy

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.writing.text import design_text
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.documents.reading import document_of
from pytest_dynamo.interop.values import ImportOptions, Source
from pytest_dynamo.interop.workbench.reading import FORMAT
from tests.interop.workbench.models import INPUTS, NAMES, imported, losses, model, source

LOST = {
    "accounts_v3_formats": {
        "DataModel[0].SampleDataFormats.badge": "the format 'identifiers, Badge of honour' is not known"
        " for type S; its values are made otherwise"
    },
    "events_v1_dashed": {
        "DataModel[0].GlobalSecondaryIndexes[0].Projection.NonKeyAttributes": "PK, SK: keys are"
        " projected anyway, and must not be listed; left out",
        "DataModel[0].TableData[2]": "1 item of table Subscriptions with keys of no facet; left out",
        "DataModel[0].TableData[0].Tags": "a value of type SS in 1 of the sample items, and a seed"
        " holds scalars; it is made like the others",
    },
    "forum_v2_items": {
        "DataModel[0].NonKeyAttributes": "'colour' is in no facet and in no item; it is left out"
    },
    "games_v3_provisioned": {
        "DataModel[0].ProvisionedCapacitySettings.AutoScalingWrite.ScalableTargetRequest.ServiceRole": "'arn:aws:iam::111122223333:role/scaling':"
        " a design names no role for auto scaling; left out",
        "DataModel[0].TableData[0].moves": "a value of type L in 2 of the sample items, and a seed"
        " holds scalars; it is made like the others",
    },
    "shop_v1_angle": {
        "DataModel[0].TableFacets[1].TableData[0].shipping": "a value of type M in 1 of the sample"
        " items, and a seed holds scalars; it is made like the others"
    },
}


@pytest.mark.parametrize("name", NAMES)
def test_a_model_becomes_the_expected_design(name):
    path = INPUTS / f"{name}.json"
    read = FORMAT.read(source(path.read_text(), path.name), ImportOptions())
    written = design_text(read.design, read.remarks)

    assert written == (INPUTS / f"{name}.design.yaml").read_text()
    assert losses(read) == LOST[name]
    assert design_text(parse_design(written)) == design_text(read.design)


def test_losses_name_file_and_line():
    path = INPUTS / "accounts_v3_formats.json"
    (loss,) = FORMAT.read(source(path.read_text(), path.name), ImportOptions()).losses

    assert (loss.path, loss.line) == ("accounts_v3_formats.json", 37)


def _mappings(value, where=""):
    """Every mapping of a model but items, and maps of attributes to formats, with its dotted path."""
    if isinstance(value, dict):
        yield where, value
        for name, one in value.items():
            if name not in ("SampleDataFormats", "TableData"):
                yield from _mappings(one, f"{where}.{name}" if where else name)
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from _mappings(one, f"{where}[{at}]")


@pytest.mark.parametrize("name", NAMES)
def test_unknown_members_are_named_at_every_level(name):
    changed = model(name)
    wanted = []
    for where, mapping in list(_mappings(changed)):
        mapping["NotYetKnown"] = {"some": ["thing"]}
        wanted.append(f"{where}.NotYetKnown" if where else "NotYetKnown")
    found = losses(imported(changed))

    assert {one for one in found if one.endswith("NotYetKnown")} == set(wanted)
    assert imported(changed).design == imported(model(name)).design


def _places(value, where=()):
    yield where
    members = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for name, one in members:
        yield from _places(one, (*where, name))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("wrong", [None, 7, "x", [], {}], ids=repr)
def test_no_wrong_type_at_any_place_brings_more_than_an_error_or_losses(name, wrong):
    whole = model(name)
    for where in _places(whole):
        if not where:
            continue
        changed = copy.deepcopy(whole)
        holder = changed
        for step in where[:-1]:
            holder = holder[step]
        holder[where[-1]] = wrong
        path = "model.json"
        document = document_of("{}", path)
        document = type(document)(path=path, text="", kind="json", value=changed)
        try:
            read = FORMAT.read(Source(path=path, documents=(document,)), ImportOptions())
        except DynamoError as error:
            assert "To fix this: " in str(error)  # noqa: PT017 - no error is as good
            continue
        if where[-1] in _PARSED:
            assert design_text(parse_design(design_text(read.design))) == design_text(read.design)


_PARSED = frozenset(
    {"AttributeName", "AttributeType", "PartitionKeyAlias", "SortKeyAlias", "S", "FacetName"}
)
"""What may make a design that cannot be loaded; to load one after each change would take long."""


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("TableName",), "a b", "'a b' is no name for a table"),
        (("TableName",), None, "is missing"),
        (("KeyAttributes",), {}, "table WebShop has no partition key"),
    ],
)
def test_a_table_without_name_or_key_is_an_error_with_its_place(path, value, message):
    changed = model("shop_v1_angle")
    changed["DataModel"][0][path[0]] = value

    with pytest.raises(
        DynamoError, match=r"(?s)model\.json:\d+: DataModel\[0\]\..*To fix this: "
    ) as raised:
        imported(changed)

    assert message in str(raised.value)


def test_two_tables_of_one_name_are_an_error():
    changed = model("shop_v1_angle")
    changed["DataModel"] *= 2

    with pytest.raises(DynamoError, match="a second table 'WebShop'"):
        imported(changed)


def test_an_unknown_version_is_read_as_the_newest():
    changed = model("forum_v2_items")
    changed["ModelMetadata"]["Version"] = "4.0"

    assert losses(imported(changed))["ModelMetadata.Version"] == (
        "'4.0' is none of 1.0, 2.0, 3.0; read as 3.0"
    )
    assert imported(changed).design == imported(model("forum_v2_items")).design


def test_a_local_index_is_read_like_a_global_one():
    changed = model("games_v3_provisioned")
    index = {
        "IndexName": "by-length",
        "KeyAttributes": {"SortKey": {"AttributeName": "length", "AttributeType": "N"}},
        "Projection": {"ProjectionType": "KEYS_ONLY"},
    }
    changed["DataModel"][0]["LocalSecondaryIndexes"] = [index]
    read = imported(changed).design.tables["Scores"].indexes["by-length"]

    assert (read.kind, read.key.attributes) == ("local", ("player", "length"))


def test_files_of_other_formats_are_told_by_what_they_lack():
    assert FORMAT.lacks(source('{"Resources": {}}')) == "wants ModelName and DataModel"
    assert FORMAT.lacks(source("[]")) == "wants ModelName and DataModel"
    assert FORMAT.lacks(source('{"ModelName": "x", "DataModel": []}')) is None


def test_a_model_whose_keys_go_in_circles_loses_the_aliases():
    changed = model("shop_v1_angle")
    alias = changed["DataModel"][0]["TableFacets"][0]["KeyAttributeAlias"]
    alias |= {"PartitionKeyAlias": "<SK>", "SortKeyAlias": "<PK>"}
    read = imported(changed)

    assert any("refers to itself" in one.message for one in read.losses)
    assert design_text(parse_design(design_text(read.design))) == design_text(read.design)


def test_of_many_items_a_hundred_are_kept():
    changed = model("shop_v1_angle")
    changed["DataModel"][0]["TableData"] = [
        {
            "PK": {"S": f"CUSTOMER#{number}"},
            "SK": {"S": "PROFILE"},
            "customer_id": {"S": f"{number}"},
        }
        for number in range(500)
    ]
    read = imported(changed)

    assert len(read.design.seeds["Customer"]) == 100
    assert losses(read)["DataModel[0].TableData[98]"] == (
        "402 more items; a design file is not for so many, they are left out"
    )
