"""Findings in two designs and a design that does not load, as every format is shown them."""

from pathlib import Path

import pytest

from pytest_dynamo.checks.catalogue import RULES
from pytest_dynamo.checks.examining import Examination, Ignored
from pytest_dynamo.checks.formats.checked import Checked
from pytest_dynamo.checks.values import Finding
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values import Place
from pytest_dynamo.errors import DesignError, Mistake

SHOP = parse_design(
    "version: 1\n"
    "tables: {shop: {partition_key: id}}\n"
    "entities: {A: {population: 1, item: {id: a}}}\n"
    "access_patterns: {get_a: {get: {id: a}, returns: A}}\n",
    "designs/shop.yaml",
)
EMPTY = parse_design("version: 1\ntables: {shop: {partition_key: id}}", "designs/empty.yaml")
HOT = Finding(
    rule="PD401",
    severity="error",
    place=Place(line=102, column=7),
    subject="table shop",
    found='all writes go to one key "A|B#{id:%Y}"',
    means="it needs 1,500 of 1,000 units",
    fix="shard it",
)
SLOW = Finding(
    rule="PD403",
    severity="warning",
    place=Place(line=9, column=3),
    subject="table shop",
    found="it begins with 4 partitions",
    means="it is throttled",
    fix="warm it up",
)
SMALL = Finding(
    rule="PD404",
    severity="note",
    place=Place(line=4, column=5),
    subject="index i of shop",
    found="a small thing",
    means="it is worth knowing",
    fix="look at it",
)
BROKEN = DesignError(
    "designs/bad.yaml",
    (
        Mistake(
            path="designs/bad.yaml", line=2, column=1, where="tabels", message="no such setting"
        ),
        Mistake(path="designs/bad.yaml", line=1, column=1, where="", message="tables is missing"),
    ),
)


def shop(*findings: Finding, ignored: tuple[Ignored, ...] = (), notes: tuple[str, ...] = ()):
    return Examination(
        design=SHOP,
        findings=findings,
        ignored=ignored,
        notes=notes,
        declared_requests_per_second=1_200.0 if findings or ignored else None,
    )


@pytest.fixture
def checked() -> Checked:
    """A finding of each severity, one that is ignored, a design without findings, a broken one."""
    return Checked(
        examinations=(
            shop(SMALL, SLOW, ignored=(Ignored(finding=HOT, reason="a demo"),)),
            Examination(design=EMPTY, findings=(), notes=("no access patterns",)),
        ),
        broken=(BROKEN,),
        rules=tuple(RULES[rule] for rule in ("PD001", "PD401", "PD403", "PD404")),
        fail_on="warning",
        seconds={"designs/shop.yaml": 1.25, "designs/bad.yaml": 0.5},
    )


@pytest.fixture
def clean() -> Checked:
    return Checked(examinations=(shop(),), root=Path.cwd())
