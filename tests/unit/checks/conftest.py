"""What the rules find in a design that is written down in a test."""

from collections.abc import Callable

import pytest

from pytest_dynamo.checks.capacity.gathering import gather
from pytest_dynamo.checks.catalogue import chosen_rules
from pytest_dynamo.checks.examining import Examination, examine, needs_evidence
from pytest_dynamo.design.reader import parse_design
from tests.unit.checks.pages import NOW

Examine = Callable[..., Examination]


@pytest.fixture
def examined() -> Examine:
    """Apply rules to the text of a design: those that begin like the ids, or all about capacity."""

    def apply(text: str, *ids: str) -> Examination:
        design = parse_design(f"version: 1\n{text}", "shop.yaml")
        rules = chosen_rules(ids or ["PD0", "PD4"])
        evidence = gather(design, now=NOW) if needs_evidence(design, rules) else None
        return examine(design, evidence, rules)

    return apply


@pytest.fixture
def ids(examined: Examine) -> Callable[..., list[str]]:
    """The rules that the text of a design breaks, of those asked for as above."""
    return lambda text, *ids: [finding.rule for finding in examined(text, *ids).findings]
