"""What the rules find in a design that is written down in a test."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pytest_dynamo.checks.capacity.gathering import gather
from pytest_dynamo.checks.examining import Examination, examine
from pytest_dynamo.design.reader import parse_design

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

Examine = Callable[[str], Examination]


@pytest.fixture
def examined() -> Examine:
    """Apply all rules to the text of a design."""

    def apply(text: str) -> Examination:
        design = parse_design(f"version: 1\n{text}", "shop.yaml")
        return examine(design, gather(design, now=NOW))

    return apply


@pytest.fixture
def ids(examined: Examine) -> Callable[[str], list[str]]:
    """The rules that the text of a design breaks."""
    return lambda text: [finding.rule for finding in examined(text).findings]
