"""How often each access pattern was performed, and what that took; adds up over tests and workers."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import pytest

from pytest_dynamo.measure.call import Call
from pytest_dynamo.plugin.matching.matcher import Matcher

PROPERTY = "dynamo"
"""The name among a report's `user_properties`, which reach the controller of pytest-xdist and JUnit."""


@dataclass(slots=True, kw_only=True)
class PatternUsage:
    """The calls of one access pattern. `arms` maps `table` and the names of indexes to write units."""

    calls: int = 0
    read_units: float = 0.0
    write_units: float = 0.0
    items_examined: int = 0
    items_returned: int = 0
    arms: dict[str, float] = field(default_factory=dict)

    def add(self, call: Call) -> None:
        """Count one call."""
        arms = {arm.index or "table": arm.write_units for arm in call.arms if arm.write_units}
        self.merge(
            PatternUsage(
                calls=1,
                read_units=call.read_units,
                write_units=call.write_units,
                items_examined=call.items_examined,
                items_returned=call.items_returned,
                arms=arms,
            )
        )

    def merge(self, other: "PatternUsage") -> None:
        """Count the calls of another as well."""
        self.calls += other.calls
        self.read_units += other.read_units
        self.write_units += other.write_units
        self.items_examined += other.items_examined
        self.items_returned += other.items_returned
        for name, units in other.arms.items():
            self.arms[name] = self.arms.get(name, 0.0) + units


@dataclass(slots=True, kw_only=True)
class Usage:
    """What tests did with one design.

    `strays` counts calls that perform no declared pattern, by where they are and what they do.
    `throttles` counts calls that were throttled, by the first reason and what gave it. `sources` says
    whether capacity was modelled or observed.
    """

    patterns: dict[str, PatternUsage] = field(default_factory=dict)
    strays: Counter[str] = field(default_factory=Counter)
    throttles: Counter[str] = field(default_factory=Counter)
    sources: set[str] = field(default_factory=set)

    def add(self, call: Call) -> None:
        """Count one call."""
        self.sources.add(call.source)
        if call.throttles:
            first = call.throttles[0]
            self.throttles[f"{first.reason}{_by(first.resource)}"] += 1
        if call.pattern:
            self.patterns.setdefault(call.pattern, PatternUsage()).add(call)
        else:
            place = f"{call.location} " if call.location else ""
            self.strays[f"{place}{call.operation}"] += 1

    def merge(self, other: "Usage") -> None:
        """Count the calls of another as well."""
        for name, usage in other.patterns.items():
            self.patterns.setdefault(name, PatternUsage()).merge(usage)
        self.strays.update(other.strays)
        self.throttles.update(other.throttles)
        self.sources |= other.sources


UsageByDesign = dict[str, Usage]
"""By the path of the design file."""


def usage_of(calls: Iterable[Call], matchers: Iterable[Matcher]) -> UsageByDesign:
    """The calls by design: the first that has the table."""
    found: UsageByDesign = {}
    designs = [matcher.design for matcher in matchers]
    for call in calls:
        tables = {call.table, *(arm.table for arm in call.arms)}
        design = next((one for one in designs if tables & set(one.tables)), None)
        if design:
            found.setdefault(design.path, Usage()).add(call)
    return found


def to_property(usage: UsageByDesign) -> tuple[str, object]:
    """An entry for `item.user_properties`."""
    content = {
        path: {
            "patterns": {name: asdict(one) for name, one in usage.patterns.items()},
            "strays": dict(usage.strays),
            "throttles": dict(usage.throttles),
            "sources": sorted(usage.sources),
        }
        for path, usage in usage.items()
    }
    return PROPERTY, json.dumps(content)


def from_report(report: pytest.TestReport) -> Iterator[UsageByDesign]:
    """What the entries of a report say."""
    for name, content in report.user_properties:
        if name == PROPERTY and isinstance(content, str):
            yield {path: _usage(one) for path, one in json.loads(content).items()}


def _usage(content: Mapping[str, Any]) -> Usage:
    return Usage(
        patterns={name: PatternUsage(**one) for name, one in content["patterns"].items()},
        strays=Counter(content["strays"]),
        throttles=Counter(content["throttles"]),
        sources=set(content["sources"]),
    )


def _by(resource: str) -> str:
    """The table or index of an ARN; nothing where none is known."""
    table, _, index = resource.rpartition("table/")[2].partition("/index/")
    if not table:
        return ""
    return f" by index {index} of {table}" if index else f" by {table}"


class SessionUsage:
    """What all tests of a session did, design by design; a plugin of its own that reads reports."""

    def __init__(self) -> None:
        self.by_design: UsageByDesign = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count what one test did; its report comes from this process or from a worker."""
        if report.when != "call":  # the report of the teardown says the same again
            return
        for usage in from_report(report):
            for path, one in usage.items():
                self.by_design.setdefault(path, Usage()).merge(one)


USAGE = pytest.StashKey[SessionUsage]()
