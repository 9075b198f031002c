"""What is written reads as the same design, and as a person would have written it."""

import ast
import contextlib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from pytest_dynamo.design.reader import is_design, parse_design
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import (
    Attribute,
    Constant,
    Design,
    Entity,
    Generated,
    KeySchema,
    Table,
)
from pytest_dynamo.design.values.placeless import without_places
from pytest_dynamo.design.writing.text import design_text
from pytest_dynamo.errors import DesignError
from tests.interop.generated_designs import designs

ROOT = Path(__file__).parents[4]
FILES = [
    *sorted(ROOT.glob("designs/*.yaml")),
    *sorted(ROOT.glob("examples/**/designs/*.yaml")),
    *sorted(ROOT.glob("tests/agreement/designs/*.yaml")),
]
RICH = Path(__file__).parent / "rich.txt"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_design_of_the_project_reads_as_it_was_written(path):
    design = parse_design(path.read_text(), str(path))
    text = design_text(design)
    read = parse_design(text)
    assert without_places(read) == without_places(design)
    assert design_text(read) == text


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(designs())
def test_every_design_that_can_be_read_is_written_so_that_it_reads_the_same(design):
    text = design_text(design)
    read = parse_design(text, "generated.yaml")
    assert without_places(read) == without_places(design)
    assert design_text(read) == text


def test_a_design_with_every_setting_looks_as_a_person_would_write_it():
    text = RICH.read_text()
    design = parse_design(text)
    remarks = {
        (): "Every setting there is.\n\nWritten as a person would.",
        ("tables", "orders", "indexes", "by_day"): "Called DayIndex in the template.",
        ("entities", "Order", "item", "total", "number", "min"): "Of 12 items.",
        ("access_patterns", "place_order", "transact_write", 1): "Both or neither. " * 12,
        ("access_patterns", "place_order", "nowhere"): "The rate is assumed.",
    }
    assert design_text(design, remarks) == text


def test_a_remark_never_becomes_anything_but_a_comment():
    text = design_text(
        parse_design("version: 1\nname: x\ntables: {abc: {partition_key: a}}"),
        {("tables", "abc"): "first\rentities: {}\u2028x: 1\x85y\x07", ("gone",): "of nothing"},
    )
    head, _, rest = text.partition("tables:\n")
    assert head == "# of nothing\nversion: 1\nname: x\n\n"
    assert rest.startswith("  # first\n  # entities: {}\n  # x: 1\n  # y\n  abc:\n")


def test_every_design_in_a_test_reads_as_it_was_written():
    texts = [
        node.value
        for path in (ROOT / "tests" / "unit").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    seen = 0
    for text in filter(is_design, texts):
        with contextlib.suppress(DesignError):
            design = parse_design(text)
            seen += 1
            assert without_places(parse_design(design_text(design))) == without_places(design)
    assert seen > 10


def test_a_decimal_that_no_float_is_keeps_all_its_digits():
    long = Decimal("0.12345678901234567890123456789012345678")
    table = Table(name="orders", key=KeySchema(partition_key=("PK",)), attribute_types={"PK": "S"})
    attributes = {
        name: Attribute(name=name, value=value)
        for name, value in {
            "PK": Template(parts=("X",)),
            "a": Constant(value=long),
            "b": Constant(value=Decimal("1.50")),
            "c": Generated(maker="number", options={"min": long, "max": Decimal(1), "places": 2}),
        }.items()
    }
    entity = Entity(name="A", table="orders", attributes=attributes, population=1, plural="as")
    text = design_text(Design(name="x", tables={"orders": table}, entities={"A": entity}))

    assert [
        line.strip() for line in text.splitlines() if line.strip()[:2] in ("a:", "b:", "c:")
    ] == [
        f"a: {long}",
        "b: 1.5",
        f"c: {{number: {{min: {long}, max: 1}}}}",
    ]
