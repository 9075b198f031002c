"""Limits of whole tables and indexes that are too low, and partitions that are there too late."""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from pytest_dynamo.assessment.fixes.hot_keys import partitions_for
from pytest_dynamo.assessment.fixes.resources import path_of, with_changed
from pytest_dynamo.assessment.fixes.values import Change, Fix, Grounds
from pytest_dynamo.capacity.resources import Direction
from pytest_dynamo.capacity.throttling.limits import auto_scaling_of, provisioned_of, units_of
from pytest_dynamo.checks.capacity.wording import resource
from pytest_dynamo.checks.values import Finding
from pytest_dynamo.design.values import (
    AutoScaling,
    Index,
    Provisioned,
    Table,
    UnitsPerSecond,
)
from pytest_dynamo.design.writing.editing import Edit
from pytest_dynamo.forecast.figures import number_text, percent_text
from pytest_dynamo.forecast.sharding import HEADROOM
from pytest_dynamo.forecast.values import DirectionForecast, ResourceForecast

_EXCEEDED, _NOT_YET, _LIMITING = "PD402", "PD403", "PD404"
_MOST_WARM_UNITS = 40_000
"""The default quota of a table. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html"""


def raised_limits(grounds: Grounds) -> Iterator[tuple[Fix, ...]]:
    """For each table and index whose own limit is under what is asked, or holds its table up: a higher one."""
    for forecast in grounds.forecast.resources:
        table = grounds.design.tables[forecast.table]
        index = table.indexes[forecast.index] if forecast.index else None
        for direction in ("write", "read"):
            figures = _figures(forecast, direction)
            limiting = _limiting(grounds, table, index) if direction == "write" else None
            needed = figures.peak_units_per_second
            if limiting:
                needed = max(needed, _units_of_table(grounds, forecast))
            if needed > figures.limit_units_per_second * (1 + 1e-9):
                yield (_raised(grounds, table, index, direction, figures, needed, limiting),)


def _figures(forecast: ResourceForecast, direction: Direction) -> DirectionForecast:
    return forecast.write if direction == "write" else forecast.read


def _limiting(grounds: Grounds, table: Table, index: Index | None) -> Finding | None:
    """The finding that an index cannot keep up, where a setting of its own is why."""
    has_own = table.billing_mode == "PROVISIONED" or (index and index.max_throughput)
    found = grounds.found(_LIMITING, subject=resource(table, index)) if index and has_own else ()
    return found[0] if found else None


def _units_of_table(grounds: Grounds, forecast: ResourceForecast) -> float:
    """The units a second that an index takes of writes while its table is at its limit."""
    own = next(
        each
        for each in grounds.forecast.resources
        if (each.table, each.index) == (forecast.table, None)
    )
    peak = own.write.peak_units_per_second
    times = own.write.limit_units_per_second / peak if peak else 0.0
    return forecast.write.peak_units_per_second * times


def _raised(
    grounds: Grounds,
    table: Table,
    index: Index | None,
    direction: Direction,
    figures: DirectionForecast,
    needed: float,
    limiting: Finding | None,
) -> Fix:
    where = resource(table, index)
    found = grounds.found(_EXCEEDED, _NOT_YET, subject=where)
    finding = limiting or (found[0] if found else None)
    setting = _setting(table, index, direction, needed)
    change = None
    if setting:
        changed, edits = setting
        change = Change(design=with_changed(grounds.design, table, index, changed), edits=edits)
    asked = (
        f"{where} is asked for {number_text(figures.peak_units_per_second)} {direction} units a second at "
        f"the peak, and its limit is {number_text(figures.limit_units_per_second)}"
    )
    pressed = (
        f"a write that {index.name} cannot take is throttled in the table, so that the index does not "
        f"fall further behind"
        if index and direction == "write"
        else ""
    )
    how = f"it takes {number_text(ceil(round(needed, 6)))} {direction} units a second"
    return Fix(
        trouble="index lag" if index else "hot partition",
        severity=finding.severity if finding else "error",
        rule=finding.rule if finding else _EXCEEDED,
        subject=where,
        answers=frozenset((rule, where) for rule in (_EXCEEDED, _NOT_YET, _LIMITING)),
        metric="requests a second",
        title=f"Raise the {direction} capacity of {where}",
        evidence=grounds.sentence(asked, finding.means if finding else "", pressed),
        fix=grounds.sentence(how, finding.fix if finding else ""),
        change=change,
    )


def _setting(
    table: Table, index: Index | None, direction: Direction, needed: float
) -> tuple[Table | Index, tuple[Edit, ...]] | None:
    """The table or index with a higher limit; None where it is that of the account."""
    owner, path, units = index or table, path_of(table, index), ceil(round(needed, 6))
    if table.billing_mode == "PROVISIONED":
        return _provisioned(table, index, direction, units)
    if units_of(owner.max_throughput, direction) is None:
        return None
    changed = _throughput(owner.max_throughput, direction, units)
    edit = Edit(path=(*path, "max_throughput", f"{direction}_units_per_second"), value=str(units))
    return replace(owner, max_throughput=changed), (edit,)


def _provisioned(
    table: Table, index: Index | None, direction: Direction, units: int
) -> tuple[Table | Index, tuple[Edit, ...]]:
    owner, given = index or table, provisioned_of(table, index)
    path = (*path_of(table, index), "billing_mode")
    scaling = auto_scaling_of(table, index, direction)
    edits: list[Edit] = []
    if scaling:
        units = ceil(round(units / (scaling.target_utilization / 100), 6))
        scaling = replace(scaling, minimum=units, maximum=max(scaling.maximum, units))
        edits.append(Edit(path=(*path, f"{direction}_autoscaling"), value=scaling_text(scaling)))
    edits.append(Edit(path=(*path, f"{direction}_capacity_units"), value=str(units)))
    return replace(owner, provisioned=_with_units(given, direction, units, scaling)), tuple(edits)


def _with_units(
    given: Provisioned, direction: Direction, units: int, scaling: AutoScaling | None
) -> Provisioned:
    if direction == "read":
        return replace(given, read_capacity_units=units, read_autoscaling=scaling)
    return replace(given, write_capacity_units=units, write_autoscaling=scaling)


def scaling_text(scaling: AutoScaling) -> str:
    """Auto scaling as a setting of the design file."""
    target = scaling.target_utilization
    return f"{{min: {scaling.minimum}, max: {scaling.maximum}, target_utilization: {target}}}"


def warmed(grounds: Grounds) -> Iterator[tuple[Fix, ...]]:
    """For each on-demand table and index whose partitions hold less than the peak: more of them at the start."""
    for forecast in grounds.forecast.resources:
        table = grounds.design.tables[forecast.table]
        index = table.indexes[forecast.index] if forecast.index else None
        for direction in ("write", "read"):
            hottest = _figures(forecast, direction).hottest_partition
            if table.billing_mode == "PROVISIONED" or not hottest or hottest.share_of_limit <= 1:
                continue
            limit = hottest.units_per_second / hottest.share_of_limit
            key_units = hottest.key_share * _figures(forecast, direction).peak_units_per_second
            units = ceil(round(limit * partitions_for(forecast.partitions, hottest), 6))
            if key_units <= HEADROOM * limit and units <= _MOST_WARM_UNITS:
                yield (_warm(grounds, table, index, direction, forecast, units),)


def _warm(
    grounds: Grounds,
    table: Table,
    index: Index | None,
    direction: Direction,
    forecast: ResourceForecast,
    units: int,
) -> Fix:
    where, owner = resource(table, index), index or table
    found = grounds.found(_NOT_YET, subject=where)
    hottest = _figures(forecast, direction).hottest_partition
    share = percent_text(hottest.share_of_limit) if hottest else ""
    changed = replace(owner, warm_throughput=_throughput(owner.warm_throughput, direction, units))
    name, path = f"{direction}_units_per_second", (*path_of(table, index), "warm_throughput")
    edit = (
        Edit(path=(*path, name), value=str(units))
        if owner.warm_throughput
        else Edit(path=path, value=f"{{{name}: {units}}}")
    )
    begins = (
        f"the hottest of the {forecast.partitions} partitions that {where} begins with is asked for "
        f"{share} of what it serves, and no key of it for that much"
    )
    return Fix(
        trouble="hot partition",
        severity="warning",
        rule=_NOT_YET,
        subject=where,
        metric="requests a second",
        title=f"Warm {where} up before the load comes",
        evidence=grounds.sentence(begins, found[0].means if found else ""),
        fix=grounds.sentence(
            f"give it warm throughput of {number_text(units)} {direction} units a second",
            "AWS charges for that once, which the prices here leave out",
        ),
        change=Change(design=with_changed(grounds.design, table, index, changed), edits=(edit,)),
    )


def _throughput(given: UnitsPerSecond | None, direction: Direction, units: int) -> UnitsPerSecond:
    given = given or UnitsPerSecond()
    if direction == "read":
        return replace(given, read_units_per_second=units)
    return replace(given, write_units_per_second=units)
