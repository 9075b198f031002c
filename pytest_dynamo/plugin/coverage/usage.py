"""How often each access pattern was performed, and what that took; adds up over tests and workers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from pytest_dynamo.measure.call import Call
from pytest_dynamo.measure.ended import Ended
from pytest_dynamo.plugin.guarding.limits import PAGED
from pytest_dynamo.plugin.matching.matcher import Matcher


@dataclass(slots=True, kw_only=True)
class PatternUsage:
    """The calls of one access pattern.

    `performances` counts the calls that begin something: the first page of a Query and not the next.
    Units are capacity units; `arms` maps `table` and the names of indexes to write units. `most` is what one
    performance took at most, by the members of a budget; a call that goes on is taken to go on with the
    performance begun last.
    """

    performances: int = 0
    calls: int = 0
    read_units: float = 0.0
    write_units: float = 0.0
    items_examined: int = 0
    items_returned: int = 0
    arms: dict[str, float] = field(default_factory=dict)
    most: dict[str, float] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict, repr=False, compare=False)

    def add(self, call: Call | Ended, *, goes_on: bool = False) -> None:
        """Count one call, which goes on with what was begun before it where it says so, or `goes_on` does."""
        continues = call.continues or goes_on
        self.calls += 1
        if not continues:
            self.performances += 1
        self.items_examined += call.items_examined
        self.items_returned += call.items_returned
        read_units = write_units = 0.0
        for _, index, reads, writes in call.units:
            read_units += reads
            if writes:
                write_units += writes
                name = index or "table"
                self.arms[name] = self.arms.get(name, 0.0) + writes
        self.read_units += read_units
        self.write_units += write_units
        taken = {
            "read_units": read_units,
            "write_units": write_units,
            "items_examined": call.items_examined,
            "pages": int(call.operation in PAGED),
            "calls": 1,
        }
        before = self._last if continues else {}
        self._last = {name: taken[name] + before.get(name, 0) for name in taken}
        self._keep_most(self._last)

    def _keep_most(self, taken: Mapping[str, float]) -> None:
        for name, value in taken.items():
            self.most[name] = max(value, self.most.get(name, value))

    def merge(self, other: "PatternUsage") -> None:
        """Count the calls of another as well."""
        self.performances += other.performances
        self.calls += other.calls
        self.read_units += other.read_units
        self.write_units += other.write_units
        self.items_examined += other.items_examined
        self.items_returned += other.items_returned
        for name, units in other.arms.items():
            self.arms[name] = self.arms.get(name, 0.0) + units
        self._keep_most(other.most)

    def to_plain(self) -> dict[str, Any]:
        """The same in a dictionary."""
        figures = {
            each.name: getattr(self, each.name)
            for each in fields(self)
            if not each.name.startswith("_")
        }
        return {**figures, "arms": dict(self.arms), "most": dict(self.most)}


class Stray(NamedTuple):
    """What a call does that performs no declared pattern: `place` is its `file:line`, if known."""

    place: str
    operation: str
    on: str

    def __str__(self) -> str:
        return f"{self.place} {self.operation}".strip()


@dataclass(slots=True, kw_only=True)
class Usage:
    """What tests did with one design.

    `strays` counts calls that perform no declared pattern. `throttles` counts calls that were
    throttled, by the first reason and what gave it. `sources` says whether capacity was modelled or
    observed.
    """

    patterns: dict[str, PatternUsage] = field(default_factory=dict)
    strays: Counter[Stray] = field(default_factory=Counter)
    throttles: Counter[str] = field(default_factory=Counter)
    sources: set[str] = field(default_factory=set)

    def add(self, call: Call | Ended, *, prefix: str = "", goes_on: bool = False) -> None:
        """Count one call; `prefix` is what the names of tables have more than the design's.

        With `goes_on` it belongs to the performance of its pattern that was begun before.
        """
        self.sources.add(call.source)
        if call.throttles:
            first = call.throttles[0]
            self.throttles[f"{first.reason}{_by(first.resource)}"] += 1
        if call.pattern is None:
            on = call.index or (call.table or "").removeprefix(prefix)
            self.strays[Stray(call.location or "", call.operation, on)] += 1
            return
        usage = self.patterns.get(call.pattern)
        if usage is None:
            usage = self.patterns[call.pattern] = PatternUsage()
            goes_on = False
        usage.add(call, goes_on=goes_on)

    def merge(self, other: "Usage") -> None:
        """Count the calls of another as well."""
        for name, usage in other.patterns.items():
            self.patterns.setdefault(name, PatternUsage()).merge(usage)
        self.strays.update(other.strays)
        self.throttles.update(other.throttles)
        self.sources |= other.sources

    def to_plain(self) -> dict[str, Any]:
        """The same in dictionaries and lists, in an order that does not depend on that of the calls."""
        return {
            "patterns": {name: self.patterns[name].to_plain() for name in sorted(self.patterns)},
            "strays": [[*stray, count] for stray, count in sorted(self.strays.items())],
            "throttles": dict(sorted(self.throttles.items())),
            "sources": sorted(self.sources),
        }

    @classmethod
    def from_plain(cls, content: Mapping[str, Any]) -> "Usage":
        """The usage that `to_plain` gave."""
        return cls(
            patterns={name: PatternUsage(**one) for name, one in content["patterns"].items()},
            strays=Counter({Stray(*stray): count for *stray, count in content["strays"]}),
            throttles=Counter(content["throttles"]),
            sources=set(content["sources"]),
        )


UsageByDesign = dict[str, Usage]
"""By the path of the design file."""


def usage_of(
    calls: Iterable[Call | Ended], matchers: Iterable[Matcher], *, prefix: str = ""
) -> UsageByDesign:
    """The calls by design: the one that declares the table, whose name has a prefix on an endpoint."""
    found: UsageByDesign = {}
    owners = {
        name: matcher.design.path
        for matcher in matchers
        for table in matcher.design.tables
        for name in (table, f"{prefix}{table}")
    }
    for call in calls:
        path = owners.get(call.units[0][0]) if call.units else None
        if path is None:
            names = (call.table or "", *(table for table, *_ in call.units))
            path = next((owners[name] for name in names if name in owners), None)
            if path is None:
                continue
        usage = found.get(path)
        if usage is None:
            usage = found[path] = Usage()
        usage.add(call, prefix=prefix)
    return found


def _by(resource: str) -> str:
    """The table or index of an ARN; nothing where none is known."""
    table, _, index = resource.rpartition("table/")[2].partition("/index/")
    if not table:
        return ""
    return f" by index {index} of {table}" if index else f" by {table}"
