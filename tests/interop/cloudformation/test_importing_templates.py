"""Templates in the manner of public ones, each held against the design it becomes."""

from pathlib import Path

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.writing.text import design_text
from pytest_dynamo.interop.cloudformation.reading import FORMAT
from pytest_dynamo.interop.documents.reading import document_of
from pytest_dynamo.interop.values import Source

INPUTS = Path(__file__).parent / "inputs"
CASES = {
    "ecommerce": ("ecommerce.yaml", {}),
    "ecommerce-prod": ("ecommerce.yaml", {"Stage": "prod", "TeamName": "checkout"}),
    "global": ("global.yaml", {}),
    "global-us": ("global.yaml", {"AWS::Region": "us-east-1", "ThirdRegion": "ap-south-1"}),
    "sam": ("sam.yaml", {}),
    "cdk": ("cdk.out", {}),
    "serverless": ("serverless.json", {}),
    "every": ("every.json", {}),
    "loops": ("loops.yaml", {}),
}


@pytest.mark.parametrize("case", CASES)
def test_a_template_becomes_the_design_that_is_expected(case, read_input):
    name, parameters = CASES[case]
    imported = read_input(name, **parameters)
    expected = (INPUTS / f"{case}.design.yaml").read_text(encoding="utf-8")
    losses = (INPUTS / f"{case}.losses.txt").read_text(encoding="utf-8").splitlines()
    assert design_text(imported.design, imported.remarks) == expected
    assert [str(one) for one in imported.losses] == losses
    assert {name: table.key for name, table in parse_design(expected).tables.items()} == {
        name: table.key for name, table in imported.design.tables.items()
    }


def test_each_input_is_recognised_and_a_design_is_not():
    for name, _ in CASES.values():
        place = INPUTS / name
        files = [place] if place.is_file() else sorted(place.rglob("*.json"))
        documents = tuple(
            document_of(file.read_text(encoding="utf-8"), str(file)) for file in files
        )
        assert FORMAT.lacks(Source(path=name, documents=documents)) is None
    text = "version: 1\ntables:\n  orders: {partition_key: id}\n"
    source = Source(path="x.yaml", documents=(document_of(text, "x.yaml"),))
    assert FORMAT.lacks(source) == "no 'Resources' of types that begin with AWS::"
