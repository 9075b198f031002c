"""What goes wrong with tables in production: for each kind of trouble, what was looked at and seen."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pytest_dynamo.assessment.values import TROUBLES, Advice, Checked, ItemSizes, Trouble
from pytest_dynamo.capacity.item_size import MAX_ITEM_BYTES
from pytest_dynamo.capacity.resources import Direction
from pytest_dynamo.checks.capacity.wording import names
from pytest_dynamo.checks.examining import Examination
from pytest_dynamo.design.values import Design
from pytest_dynamo.forecast.figures import (
    bytes_text,
    counted_text,
    dollars_text,
    number_text,
    percent_text,
)
from pytest_dynamo.forecast.values import (
    DirectionForecast,
    Forecast,
    PatternForecast,
    ResourceForecast,
)
from pytest_dynamo.forecast.wording import key_text

TITLES: Mapping[Trouble, str] = {
    "hot partition": "Hot partition",
    "too many items": "Too many items",
    "index lag": "Index lag",
    "item size": "Item size",
    "scans": "Cost of scans",
    "cost": "Cost",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """What there is to look at."""

    design: Design
    made: Forecast
    examination: Examination
    item_sizes: Sequence[ItemSizes]

    def of_kind(self, kind: str) -> Sequence[PatternForecast]:
        """The patterns of a kind that were forecast, those that read most a request first."""
        patterns = self.design.access_patterns
        found = [each for each in self.made.patterns if patterns[each.name].kind == kind]
        return sorted(found, key=_read_units, reverse=True)


_Sees: TypeAlias = Callable[[_Looked], str]


def checked_of(
    design: Design,
    made: Forecast,
    examination: Examination,
    item_sizes: Sequence[ItemSizes],
    advice: Sequence[Advice],
) -> tuple[Checked, ...]:
    """One row for each kind of trouble, in the order of `TROUBLES`, whether it was found or not.

    `advice` is what `advice_of` gave: rows refer to it by position.
    """
    looked = _Looked(design=design, made=made, examination=examination, item_sizes=item_sizes)
    return tuple(
        Checked(
            trouble=trouble,
            title=TITLES[trouble],
            seen=_SEES[trouble](looked),
            advice=tuple(at for at, each in enumerate(advice) if each.trouble == trouble),
        )
        for trouble in TROUBLES
    )


def _hot_partition(looked: _Looked) -> str:
    hot = list(_hottest(looked.made.resources))
    if not hot:
        return "Nothing is asked of any partition."
    share, resource, direction, figures = max(hot, key=lambda each: each[0])
    hottest = figures.hottest_partition
    assert hottest
    key = (
        f"; `{key_text(hottest.key)}` has {percent_text(hottest.key_share)} of those"
        if hottest.key
        else ""
    )
    usable = percent_text(looked.made.usable_capacity)
    return (
        f"The hottest partition, {hottest.partition.number:,} of {hottest.partition.of:,} of "
        f"{_name(resource)}, is at {percent_text(share)} of its {direction} limit at the peak, by "
        f"{number_text(figures.peak_units_per_second)} {direction} units a second in all{key}. "
        f"{usable} of what the partitions hold can be used."
    )


def _hottest(
    resources: Sequence[ResourceForecast],
) -> Iterator[tuple[float, ResourceForecast, Direction, DirectionForecast]]:
    for resource in resources:
        if resource.read.hottest_partition:
            share = resource.read.hottest_partition.share_of_limit
            yield share, resource, "read", resource.read
        if resource.write.hottest_partition:
            share = resource.write.hottest_partition.share_of_limit
            yield share, resource, "write", resource.write


def _too_many_items(looked: _Looked) -> str:
    queries = looked.of_kind("query")
    if not queries:
        return "No access pattern is a Query."
    patterns = looked.design.access_patterns
    unlimited = [each.name for each in queries if patterns[each.name].limit is None]
    filtered = [each.name for each in queries if patterns[each.name].filter]
    most = queries[0]
    return (
        f"Of {_counted(len(queries), 'Query', 'Queries')} `{most.name}` reads most, "
        f"{number_text(_read_units(most))} read units a request. {_without_limit(unlimited)}; "
        f"{_counted(len(filtered), 'throws', 'throw') if filtered else 'none throws'} read items away by a "
        f"filter."
    )


def _without_limit(unlimited: Sequence[str]) -> str:
    if not unlimited:
        return "All have a limit"
    return f"Without a limit: {names([f'`{name}`' for name in unlimited])}"


def _index_lag(looked: _Looked) -> str:
    indexes = [each for each in looked.made.resources if each.index]
    if not indexes:
        return "There is no global index that could fall behind its table."
    nearest = max(indexes, key=_write_share)
    table = next(
        each for each in looked.made.resources if (each.table, each.index) == (nearest.table, None)
    )
    index, whole = _write_share(nearest), _write_share(table)
    name = f"`{nearest.index}` of {nearest.table}"
    which = f"Of {len(indexes):,} global indexes {name} is nearest its limit:"
    first = ", so that the table is throttled first" if whole > max(index, 1) else ""
    return (
        f"{which if len(indexes) > 1 else f'The only global index, {name}, is'} "
        f"at {percent_text(index)} of what it can be written, its table at {percent_text(whole)}{first}. "
        "What an index cannot take is throttled in its table."
    )


def _write_share(resource: ResourceForecast) -> float:
    """How much of a limit the writes take, of the hottest partition's or that of the whole."""
    write = resource.write
    whole = write.peak_units_per_second / write.limit_units_per_second
    hottest = write.hottest_partition
    return max(whole, hottest.share_of_limit if hottest else 0.0)


def _item_size(looked: _Looked) -> str:
    if not looked.item_sizes:
        return "No item was looked at."
    largest = max(looked.item_sizes, key=lambda each: each.largest)
    possible = max(looked.item_sizes, key=lambda each: each.largest_possible or 0)
    allowed = (
        f" The design allows for {bytes_text(possible.largest_possible)}, of `{possible.entity}`."
        if possible.largest_possible and possible.largest_possible >= largest.largest
        else ""
    )
    return (
        f"The largest of {sum(each.sampled for each in looked.item_sizes):,} sampled items has "
        f"{largest.largest:,} bytes, of `{largest.entity}`: {percent_text(largest.largest / MAX_ITEM_BYTES)} "
        f"of the 400 KB that an item may have.{allowed}"
    )


def _scans(looked: _Looked) -> str:
    refused = [
        name
        for name in looked.made.not_served
        if looked.design.access_patterns[name].kind == "scan"
    ]
    found = looked.of_kind("scan")
    if not found and not refused:
        return f"None of {counted_text(len(looked.made.patterns), 'access pattern')} scans."
    seen = [
        f"`{each.name}` scans, {number_text(_read_units(each))} read units a request and "
        f"{number_text(_read_units(each) * each.requests_per_second)} a second."
        for each in found
    ]
    seen += [f"`{name}` scans without saying why, and is not forecast." for name in refused]
    return " ".join(seen)


def _cost(looked: _Looked) -> str:
    prices = looked.made.prices
    return (
        f"{dollars_text(prices.as_designed_usd)} a month as designed, if the load goes on as forecast; all "
        f"on demand {dollars_text(prices.on_demand_usd)}, provisioned for the peak "
        f"{dollars_text(prices.provisioned_usd)}, with auto scaling {dollars_text(prices.auto_scaling_usd)} "
        f"({prices.region}, prices of {prices.as_of})."
    )


_SEES: Mapping[Trouble, _Sees] = {
    "hot partition": _hot_partition,
    "too many items": _too_many_items,
    "index lag": _index_lag,
    "item size": _item_size,
    "scans": _scans,
    "cost": _cost,
}


def _read_units(pattern: PatternForecast) -> float:
    return sum(arm.units for arm in pattern.arms if arm.direction == "read")


def _name(resource: ResourceForecast) -> str:
    if resource.index:
        return f"index {resource.index} of {resource.table}"
    return f"table {resource.table}"


def _counted(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"
