"""Realistic sources of Terraform, each compared with the design it becomes and with what is said of it."""

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values.placeless import without_places
from pytest_dynamo.design.writing.text import design_text
from pytest_dynamo.interop.terraform.reading import FORMAT
from pytest_dynamo.interop.values import ImportOptions
from tests.interop.terraform.sources import INPUTS, source

NAMES = ["key_schema", "autoscaled", "variables", "module", "state.json", "plan.json"]


@pytest.mark.parametrize("name", NAMES)
def test_a_source_becomes_the_design_beside_it(name):
    stem = name.partition(".")[0]
    expected = (INPUTS / f"{stem}.design.yaml").read_text()

    imported = FORMAT.read(source(name), ImportOptions())

    assert FORMAT.lacks(source(name)) is None
    assert without_places(imported.design) == without_places(parse_design(expected, "x.yaml"))
    assert design_text(imported.design, imported.remarks) == expected


@pytest.mark.parametrize("name", NAMES)
def test_what_is_lost_is_named_with_its_place(name):
    expected = (INPUTS / f"{name.partition('.')[0]}.losses.txt").read_text()

    imported = FORMAT.read(source(name), ImportOptions())

    assert "".join(f"{loss}\n" for loss in imported.losses) == expected


def test_a_parameter_goes_before_what_a_file_of_variables_says():
    options = ImportOptions(name="live", parameters={"stage": "prod"})

    design = FORMAT.read(source("variables"), options).design

    assert (design.name, list(design.tables)) == ("live", ["shop-prod-sessions", "shop-prod-audit"])
    assert design.tables["shop-prod-audit"].provisioned.read_capacity_units == 100
