"""The figures of partition keys: the hottest of them, and all that begin alike."""

from collections.abc import Iterator, Mapping

from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.measure.bins import Scope
from pytest_dynamo.measure.flow import Flow
from pytest_dynamo.measure.prefixes import REST
from pytest_dynamo.measure.resource_values import KeyFigures, PrefixFigures

_KEYS_SHOWN = 20
_KEYS_WITH_SERIES = 10


def key_figures(
    resource: Resource,
    direction: Direction,
    flow: Flow,
    scope: Scope,
    partition_units: Mapping[Direction, float],
) -> Iterator[KeyFigures]:
    """The hottest partition-key values of a table or global index.

    `partition_units` are what one partition serves, in units a second.
    """
    # It comes with numpy, which whoever only reads a run does without.
    from pytest_dynamo.forecast.sharding import HEADROOM, shards_for

    table, index = resource
    for number, (key, units) in enumerate(flow.keys.hottest(_KEYS_SHOWN)):
        series = scope.rates(flow.key_bins.series(key))
        # What the series lacks, the count of the whole window has.
        peak = max(scope.peak(series), units / scope.seconds) if scope.seconds else 0.0
        yield KeyFigures(
            table=table,
            index=index,
            direction=direction,
            key=key,
            units=units,
            share=units / flow.units if flow.units else 0.0,
            error_units=flow.keys.error_units,
            units_per_second=peak,
            shards=shards_for(peak, HEADROOM * partition_units[direction]),
            series=series if number < _KEYS_WITH_SERIES else (),
        )


def prefix_figures(
    resource: Resource, direction: Direction, flow: Flow, scope: Scope
) -> Iterator[PrefixFigures]:
    """All prefixes of a table or global index, the one with most units first and the rest last."""
    table, index = resource
    units = flow.prefixes.units
    for prefix in sorted(
        flow.prefixes.series, key=lambda name: (name == REST, -units.get(name, 0.0), name)
    ):
        consumed = units.get(prefix, 0.0)
        yield PrefixFigures(
            table=table,
            index=index,
            direction=direction,
            prefix=prefix,
            units=consumed,
            share=consumed / flow.units if flow.units else 0.0,
            series=scope.rates(flow.prefixes.series[prefix]),
        )
