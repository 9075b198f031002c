"""What one test did, on its way: from the process that ran it to the one that adds up, and to JUnit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import pytest

from pytest_dynamo.measure.call import Call
from pytest_dynamo.plugin.coverage.usage import PatternUsage, Usage, UsageByDesign
from pytest_dynamo.plugin.matching.matcher import Matcher


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCalls:
    """The calls that a test item of a design file made, and the design; an item may make none."""

    matcher: Matcher | None = None
    calls: Sequence[Call] = ()


OWN_CALLS = pytest.StashKey[OwnCalls]()
"""At the test items of design files, and at no others."""

Outcome: TypeAlias = Literal["passed", "failed", "skipped", "rerun"]

_ATTRIBUTE = "dynamo"
"""The attribute of a report; pytest-xdist brings it from a worker to its controller."""

_PREFIX = "dynamo."
_FIGURES = (
    "performances",
    "calls",
    "read_units",
    "write_units",
    "items_examined",
    "items_returned",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTest:
    """What one test did, by design. `is_own` says that it is a test item of a design file."""

    usage: UsageByDesign = field(default_factory=dict)
    outcome: Outcome = "passed"
    is_own: bool = False
    is_from_last_run: bool = False


def put_on_report(report: pytest.TestReport, usage: UsageByDesign, *, is_own: bool) -> None:
    """Let a report carry what its test did."""
    vars(report)[_ATTRIBUTE] = {
        "is_own": is_own,
        "usage": {path: one.to_plain() for path, one in usage.items()},
    }


def from_report(report: pytest.TestReport) -> OneTest:
    """What the test of a report did, as far as it carries that."""
    content: Mapping[str, Any] = vars(report).get(_ATTRIBUTE) or {}
    usage = {path: Usage.from_plain(one) for path, one in content.get("usage", {}).items()}
    outcome: Any = report.outcome
    return OneTest(usage=usage, outcome=outcome, is_own=content.get("is_own", False))


def set_properties(
    properties: list[tuple[str, object]], usage: UsageByDesign, names: Mapping[str, str]
) -> None:
    """Put the figures of a test among its properties, where JUnit shows them; a second time anew.

    `names` are those of the designs, by their paths.
    """
    properties[:] = [entry for entry in properties if not entry[0].startswith(_PREFIX)]
    for path, one in usage.items():
        properties.extend(properties_of(names[path], one))


def properties_of(design: str, usage: Usage) -> Iterator[tuple[str, object]]:
    """The figures as properties: `dynamo.orders.get_user.read_units`."""
    yield f"{_PREFIX}{design}.capacity", " and ".join(sorted(usage.sources)) or "modelled"
    for pattern, one in sorted(usage.patterns.items()):
        for figure, value in figures_of(one).items():
            yield f"{_PREFIX}{design}.{pattern}.{figure}", value
    if usage.strays:
        places = ", ".join(sorted(map(str, usage.strays)))
        yield f"{_PREFIX}{design}.calls_of_no_pattern", usage.strays.total()
        yield f"{_PREFIX}{design}.calls_of_no_pattern_at", places


def figures_of(usage: PatternUsage) -> dict[str, float]:
    """The figures of one access pattern by their names."""
    return {figure: getattr(usage, figure) for figure in _FIGURES}
