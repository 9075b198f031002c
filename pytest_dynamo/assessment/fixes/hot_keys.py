"""Keys that are asked for more than a partition serves: shards for writes, copies for reads."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil

from pytest_dynamo.assessment.fixes.shard_numbers import NoChangeError
from pytest_dynamo.assessment.fixes.sharding import is_spread, spread
from pytest_dynamo.assessment.fixes.values import Change, Fix, Grounds
from pytest_dynamo.capacity.resources import Direction, to_resource
from pytest_dynamo.checks.capacity.wording import names, resource
from pytest_dynamo.checks.values import Finding
from pytest_dynamo.design.values import DECLARED, Design, Index, Table
from pytest_dynamo.forecast.figures import number_text, percent_text
from pytest_dynamo.forecast.sharding import HEADROOM, shards_for
from pytest_dynamo.forecast.values import DirectionForecast, HottestPartition, ResourceForecast
from pytest_dynamo.forecast.wording import key_text

RULES = ("PD401", "PD403", "PD102", "PD101", "PD406", "PD404")
"""Rules that are broken by a key that is asked for too much; the first says it best."""

_HOT_KEY, _NOT_YET = RULES[:2]
_MORE = (1, 2, 4)
"""Shards lie where their hashes fall, several on one partition: if so many do not do, twice as many may."""


def hot_key_fixes(grounds: Grounds) -> Iterator[tuple[Fix, ...]]:
    """For each key that is too hot the ways to spread it, the one that takes least first."""
    spread_already: set[tuple[str, str, Direction]] = set()
    for forecast in grounds.forecast.resources:
        table = grounds.design.tables[forecast.table]
        index = table.indexes[forecast.index] if forecast.index else None
        for direction, figures in _directions(forecast).items():
            hottest = figures.hottest_partition
            if hottest and hottest.key and _wanted(figures, hottest) > 1:
                hot = _Hot(grounds, table, index, direction, figures, hottest)
                ways = hot.copied() if direction == "read" else hot.spread()
                if (RULES[0], resource(table, index), direction) not in spread_already:
                    yield ways
                    spread_already |= {(*each, direction) for each in ways[0].answers}


def _directions(forecast: ResourceForecast) -> Mapping[Direction, DirectionForecast]:
    return {"write": forecast.write, "read": forecast.read}


def _limit(hottest: HottestPartition) -> float:
    """What a partition serves; 0 where nothing is asked of it."""
    return hottest.units_per_second / hottest.share_of_limit if hottest.share_of_limit else 0.0


def _units(figures: DirectionForecast, hottest: HottestPartition) -> float:
    """What a partition bears of its hottest key, which is less than consumed for eventual reads."""
    return min(hottest.key_share * figures.peak_units_per_second, hottest.units_per_second)


def _wanted(figures: DirectionForecast, hottest: HottestPartition) -> int:
    limit = _limit(hottest)
    return shards_for(_units(figures, hottest), HEADROOM * limit) if limit else 1


class _Hot:
    """The hottest key of a table or index in one direction."""

    def __init__(
        self,
        grounds: Grounds,
        table: Table,
        index: Index | None,
        direction: Direction,
        figures: DirectionForecast,
        hottest: HottestPartition,
    ) -> None:
        self.grounds, self.table, self.index = grounds, table, index
        self.direction, self.figures, self.hottest = direction, figures, hottest
        self.count = _wanted(figures, hottest)
        found = grounds.found(*RULES, subject=resource(table, index))
        self.finding: Finding | None = found[0] if found else None

    def spread(self) -> tuple[Fix, ...]:
        """The key over shards, over as many as it takes and over more."""
        return tuple(self._spread(times * self.count) for times in _MORE)

    def _spread(self, shards: int) -> Fix:
        design, where = self.grounds.design, resource(self.table, self.index)
        try:
            change: Change | None = spread(design, self.table, self.index, self.hottest.key, shards)
            cannot = ""
        except NoChangeError as error:
            change, cannot = None, f"it is not weighed, as {error}"
        how = (
            f"put a shard at the end of the partition key, calculated from what each item is found by, "
            f"and ask each of the {shards} keys where one was asked"
        )
        return self._fix(
            f"Spread {self._named()} over {shards} shards in {where}",
            self.grounds.sentence(how, _readers(design, change), cannot),
            change,
        )

    def copied(self) -> tuple[Fix, ...]:
        """The key in several copies, of which each read takes one; what chooses it is the caller."""
        where = resource(self.table, self.index)
        how = (
            f"write what has this key {self.count} times, under keys with a copy's number at the end, and "
            f"read any of them; or keep it in a cache in front of {where}"
        )
        unweighed = "no setting of a design says that, so its gain is not weighed"
        title = f"Keep {self._named()} in {self.count} copies, or in a cache"
        return (self._fix(title, self.grounds.sentence(how, unweighed), None),)

    def _named(self) -> str:
        return f"`{key_text(self.hottest.key)}` and keys like it"

    def _fix(self, title: str, fix: str, change: Change | None) -> Fix:
        found = self.finding
        return Fix(
            trouble="hot partition"
            if self.index is None or self.direction == "read"
            else "index lag",
            severity=found.severity if found else "warning",
            rule=found.rule if found else RULES[0],
            subject=resource(self.table, self.index),
            answers=self._answers(change),
            resource=to_resource(self.table, self.index),
            title=title,
            evidence=self._evidence(),
            fix=fix,
            change=change,
        )

    def _answers(self, change: Change | None) -> frozenset[tuple[str, str]]:
        """The rules about hot keys, with the table and indexes in which keys are spread."""
        owners = (None, *self.table.global_indexes) if change else ()
        spread_in = {
            resource(self.table, one)
            for one in owners
            if change and is_spread(self.grounds.design, change.design, self.table, one)
        }
        subjects = spread_in | {resource(self.table, self.index)}
        return frozenset((rule, subject) for rule in RULES for subject in subjects)

    def _evidence(self) -> str:
        units, limit = _units(self.figures, self.hottest), _limit(self.hottest)
        found = self.finding
        is_declared = self.grounds.forecast.load.peak == DECLARED.peak
        if found and found.rule == _HOT_KEY and is_declared:
            return self.grounds.sentence(found.found, found.means)
        asked = (
            f"`{key_text(self.hottest.key)}` takes {number_text(units)} {self.direction} units a second at "
            f"the peak, {percent_text(self.hottest.key_share)} of the {self.direction}s of "
            f"{resource(self.table, self.index)}, and a partition serves {number_text(limit)}"
        )
        is_about_now = found is not None and found.rule in (_NOT_YET, "PD101", "PD102")
        return self.grounds.sentence(asked, found.means if found and is_about_now else "")


def _readers(design: Design, change: Change | None) -> str:
    """Which patterns become several Queries, as a clause."""
    if change is None:
        return ""
    asked: Sequence[str] = [
        name
        for name, pattern in change.design.access_patterns.items()
        if pattern.fan_out and not design.access_patterns[name].fan_out
    ]
    verb = "becomes" if len(asked) == 1 else "become"
    asked = [f"`{name}`" for name in asked]
    return f"{names(asked)} {verb} as many Queries, each rounded up by itself" if asked else ""


def partitions_for(partitions: int, hottest: HottestPartition) -> int:
    """How many partitions it takes so that the hottest is not over its share, if keys are even."""
    return ceil(round(partitions * hottest.share_of_limit / HEADROOM, 9))
