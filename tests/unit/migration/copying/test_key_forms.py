"""What keys of entities, and of designs, are like."""

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.migration.copying.key_forms import key_form

DESIGN = parse_design(
    """\
version: 1
tables: {things: {partition_key: PK, sort_key: SK}}
entities:
  Box:
    population: 10
    item:
      PK: "BOX#{box_id}"
      SK: {value: BOX}
      box_id: {ulid: true}
      copy: "{PK}|{SK}"
      numbered: "{count:03d}"
      count: {int: {min: 1, max: 9}}
  Lid:
    belongs_to: {Box: {mean: 2}}
    item: {PK: "BOX#{box_id}", SK: "{lid_id}", lid_id: {ulid: true}}
""",
    "things.yaml",
)


@pytest.mark.parametrize(
    ("entity", "attribute", "form"),
    [
        ("Box", "PK", "BOX#{box_id}"),
        ("Box", "SK", "BOX"),
        ("Box", "box_id", "{}"),
        ("Box", "copy", "BOX#{box_id}|BOX"),
        ("Box", "numbered", "{count:03d}"),
        ("Lid", "PK", "BOX#{box_id}"),
        ("Lid", "nothing", ""),
    ],
)
def test_templates_are_written_out_with_their_constants(entity, attribute, form):
    assert key_form(DESIGN, entity, attribute) == form


def test_entities_share_a_key_that_is_of_one_owner_and_no_other():
    owned = {
        (entity, name): key_form(DESIGN, entity, name, has_owners=True)
        for entity in ("Box", "Lid")
        for name in ("PK", "SK")
    }
    assert owned["Box", "PK"] == owned["Lid", "PK"] == "BOX#Box.{box_id}"
    assert owned["Lid", "SK"] == "Lid.{lid_id}"
