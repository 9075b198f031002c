"""A tally as JSON values: what workers send, and what tells whether two tallies are equal."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_dynamo.capacity.resources import Resource
from pytest_dynamo.measure.flow import Flow
from pytest_dynamo.measure.histogram import Histogram
from pytest_dynamo.measure.pattern_tally import PatternTally
from pytest_dynamo.measure.reason_tally import ReasonTally
from pytest_dynamo.measure.timeline import Timeline

if TYPE_CHECKING:
    from pytest_dynamo.measure.tally import Tally


def tally_to_json(tally: "Tally") -> dict[str, Any]:
    """The tally as JSON values, the same for equal tallies."""
    return {
        "from_time": tally.from_time,
        "partitions": [
            [*resource, tally.partitions[resource]]
            for resource in sorted(tally.partitions, key=_order)
        ],
        "timeline": tally.timeline.to_json(),
        "requests": sorted(tally.requests.items()),
        "failures": sorted(tally.failures.items()),
        "throttled": sorted(tally.throttled.items()),
        "drops": sorted(tally.drops.items()),
        "throttled_items": tally.throttled_items,
        "latency": tally.latency.to_json(),
        "patterns": {name: pattern.to_json() for name, pattern in sorted(tally.patterns.items())},
        "flows": [
            [*resource, direction, tally.flows[resource, direction].to_json()]
            for resource, direction in sorted(tally.flows, key=lambda key: (_order(key[0]), key[1]))
        ],
        "throttles": [[*row, count] for row, count in sorted(tally.throttles.items())],
        "reasons": [[*key, reason.to_json()] for key, reason in sorted(tally.reasons.items())],
    }


def fill_from_json(tally: "Tally", data: Mapping[str, Any]) -> None:
    """Read what `tally_to_json` wrote into an empty tally of the same partitions."""
    tally.timeline = Timeline.from_json(data["timeline"])
    tally.requests = dict(data["requests"])
    tally.failures = dict(data["failures"])
    tally.throttled = dict(data["throttled"])
    tally.drops = dict(data["drops"])
    tally.throttled_items = data["throttled_items"]
    tally.latency = Histogram.from_json(data["latency"])
    tally.patterns = {
        name: PatternTally.from_json(pattern) for name, pattern in data["patterns"].items()
    }
    tally.flows = {
        ((table, index), direction): Flow.from_json(flow)
        for table, index, direction, flow in data["flows"]
    }
    tally.throttles = {
        (reason, resource, pattern): count for reason, resource, pattern, count in data["throttles"]
    }
    tally.reasons = {
        (reason, resource): ReasonTally.from_json(counted)
        for reason, resource, counted in data["reasons"]
    }


def _order(resource: Resource) -> tuple[str, str]:
    table, index = resource
    return table, index or ""
