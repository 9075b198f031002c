"""Rules about single keys: what has one partition key stays on one partition, as far as it cannot be cut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pytest_dynamo.checks.capacity.evidence import Evidence, Pressure
from pytest_dynamo.checks.capacity.key_sources import KeySource, key_name, key_sources
from pytest_dynamo.checks.capacity.wording import names, resource
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.values import Place
from pytest_dynamo.forecast.figures import number_text, percent_text
from pytest_dynamo.forecast.values import Bound
from pytest_dynamo.forecast.wording import key_text

_GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"

NEAR = 0.5
"""From this share of a partition's limit on, a key that cannot be split is worth a warning."""

HOT_KEY = Rule(
    id="PD401",
    title="One key is asked for more than a partition serves.",
    severity="error",
    why=(
        "A partition serves 3,000 read units and 1,000 write units a second. One item is on one "
        "partition, and so are all items of one partition key if their sort keys only ever grow, or if "
        "the table has a local index. No number of partitions helps then, neither on demand nor "
        "provisioned: whatever is above the limit is throttled, with KeyRangeThroughputExceeded."
    ),
    fix=(
        "Spread what is written over several keys with a shard in the partition key, and read each of "
        "them; keep what is read in several copies, or in a cache."
    ),
    link=f"{_GUIDE}/bp-partition-key-sharding.html",
)

UNDIVIDED = Rule(
    id="PD406",
    title="An item collection that cannot be split is near the limit of its partition.",
    severity="warning",
    why=(
        "DynamoDB splits a partition that stays near its limit, within an item collection as well. It "
        "does not where sort keys only ever grow, as all that is new goes to one end, nor where the "
        "table has a local index, whose collections stay on one partition."
    ),
    fix=(
        "Put a shard into the partition key; or let the sort key begin with something that does not "
        "grow, or make the local index a global one."
    ),
    link=f"{_GUIDE}/burst-adaptive-capacity.html",
)


def hot_keys(evidence: Evidence) -> Iterator[Finding]:
    """A finding for each table and index one of whose keys is above a partition's limit."""
    for pressure in evidence.pressures:
        bound = pressure.hot_key
        if bound and evidence.is_exceeded(bound):
            hot = _HotKey.of(evidence, pressure, bound)
            yield HOT_KEY.finding(
                place=hot.place,
                subject=resource(pressure.table, pressure.index),
                found=hot.found(),
                means=hot.means(),
                fix=hot.fix(),
            )


def undivided_collections(evidence: Evidence) -> Iterator[Finding]:
    """A finding for each collection that is near a partition's limit, and that no split would part."""
    for pressure in evidence.pressures:
        bound = pressure.hot_key
        if not bound or evidence.is_exceeded(bound):
            continue
        hot = _HotKey.of(evidence, pressure, bound)
        if hot.share_of_limit > NEAR and hot.why_whole not in ("", _ONE_ITEM, _UNSORTED):
            yield UNDIVIDED.finding(
                place=hot.place,
                subject=resource(pressure.table, pressure.index),
                found=hot.found(),
                means=(
                    f"at {percent_text(hot.share_of_limit)} of what a partition serves, and {hot.why_whole}: "
                    f"above {number_text(bound.requests_per_second)} requests/s it is throttled"
                ),
                fix=hot.fix(),
            )


_ALIKE = 0.99
_ONE_ITEM = "one item is on one partition"
_UNSORTED = "no split parts entries that differ in no sort key"
_RISING = "no split helps where sort keys only ever grow"


@dataclass(frozen=True, slots=True, kw_only=True)
class _HotKey:
    """The key of a table or index that most is asked of, and where it comes from."""

    evidence: Evidence
    pressure: Pressure
    bound: Bound
    sources: tuple[KeySource, ...]

    @classmethod
    def of(cls, evidence: Evidence, pressure: Pressure, bound: Bound) -> "_HotKey":
        """The hot key, with those of its entities that the patterns at it are about."""
        design = evidence.design
        sources = key_sources(design, pressure.table, pressure.index, bound.key)
        about = {
            name for pattern in pressure.hot_key_units for name in _entities(evidence, pattern)
        }
        asked = tuple(source for source in sources if source.entity.name in about)
        return cls(evidence=evidence, pressure=pressure, bound=bound, sources=asked or sources)

    @property
    def place(self) -> Place:
        """Where the key's template stands; failing that, where the index or table does."""
        if self.sources:
            return self.sources[0].place
        return (self.pressure.index or self.pressure.table).place

    @property
    def share_of_limit(self) -> float:
        """What is needed, of what a partition serves."""
        return self.evidence.declared / self.bound.requests_per_second

    @property
    def why_whole(self) -> str:
        """Why no split parts what has this key, as a clause; empty where that is not known."""
        collections = [source for source in self.sources if source.is_collection]
        if not collections:
            alone = _ONE_ITEM if self.pressure.index is None else _UNSORTED
            return alone if self.sources else ""
        local = self.pressure.table.local_indexes
        if local and self.pressure.index is None:
            return f"the local index {local[0].name} keeps a collection on one partition"
        return _RISING if any(source.is_monotonic for source in collections) else ""

    def found(self) -> str:
        """What falls on which key."""
        share = self.bound.key_share
        what = "all" if share > 1 - 1e-9 else f"{percent_text(share)} of all"
        where = resource(self.pressure.table, self.pressure.index)
        key_is = f"{key_name(self.pressure.table, self.pressure.index)} {self._template()}"
        example = f": {key_text(self.bound.key)}" if self.bound.key else ""
        return f"{what} {self.bound.direction}s of {where} go to one key of {key_is}{example}"

    def means(self) -> str:
        """What that takes of a partition, and why nothing helps."""
        needed = self.evidence.needed(self.bound)
        counted = f"{self.bound.direction} units a second"
        patterns = names(list(self.pressure.hot_key_units)) or "the load"
        verb = "needs" if len(self.pressure.hot_key_units) < 2 else "need"
        why = f"; {self.why_whole}" if self.why_whole else ""
        return (
            f"{patterns} {verb} {number_text(needed)} {counted} there{self._weighed(needed)}, and a "
            f"partition serves {number_text(self.bound.limit_units_per_second)}{why}"
        )

    def _weighed(self, needed: float) -> str:
        """What is consumed there, where a partition bears less than that: by reads that may be stale."""
        consumed = self.pressure.units_per_second * self.bound.key_share
        if self.bound.direction == "write" or needed > _ALIKE * consumed:
            return ""
        return f", as eventually consistent reads count, of {number_text(consumed)} consumed"

    def fix(self) -> str:
        """How many shards or copies it takes, and what they bring."""
        count = max(2, self.pressure.hot_key_shards)
        limit = self.bound.limit_units_per_second
        brings = f"{number_text(limit)} → {number_text(count * limit)} {self.bound.direction} units a second"
        if self.bound.direction == "read":
            return (
                f"keep {count} copies, {self._template('copy')}, and read any of them, or cache it: "
                f"{brings}, each write writes {count} items"
            )
        readers = self._readers()
        verb = "reads" if len(readers) == 1 else "read"
        reads = f", {names(readers)} {verb} {count} partitions" if readers else ""
        return f"shard it, {self._template('shard')} with {count} shards: {brings}{reads}"

    def _readers(self) -> Sequence[str]:
        """The patterns that query the table or index for items that have such a key."""
        evidence, index = self.evidence, self.pressure.index
        asked = self.pressure.table.name, index.name if index else None
        made = {source.entity.name for source in self.sources}
        patterns = evidence.design.access_patterns
        return [
            each.name
            for each in evidence.forecast.patterns
            if patterns[each.name].kind == "query"
            and made.intersection(_entities(evidence, each.name))
            and any((arm.table, arm.index) == asked for arm in each.arms)
        ]

    def _template(self, suffix: str = "") -> str:
        """The template of the key, or what it becomes with a shard or a copy at its end."""
        template = self.sources[0].template if self.sources else "…"
        if not suffix:
            return f'"{template}"'
        table, index = self.pressure.table, self.pressure.index
        kind = table.attribute_types[(index or table).key.partition_key[-1]]
        return f'"{template}#{{{suffix}}}"{"" if kind == "S" else " as a string"}'


def _entities(evidence: Evidence, pattern: str) -> Iterator[str]:
    declared = evidence.design.access_patterns[pattern]
    yield from declared.returns
    yield from (action.entity for action in declared.actions if action.entity)
