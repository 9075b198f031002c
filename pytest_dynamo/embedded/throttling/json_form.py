"""Settings and history of throttling to JSON and back, to the last digit: they travel between processes."""

from dataclasses import asdict
from typing import Any, get_args

from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.capacity.throttling.partitioning import Split, SplitCause
from pytest_dynamo.capacity.throttling.reasons import LimitKind, Refusal
from pytest_dynamo.design.values import Table
from pytest_dynamo.embedded.throttling.history import (
    PartitionRange,
    ThrottledLimit,
    ThrottlingHistory,
)
from pytest_dynamo.embedded.throttling.settings import Throttling
from pytest_dynamo.measure.json_form import MisfitError, from_json_form


def throttling_to_json(throttling: Throttling | None) -> dict[str, Any] | None:
    """Settings as values that `json.dumps` takes; None for no throttling."""
    return None if throttling is None else asdict(throttling)


def throttling_from_json(data: dict[str, Any] | None) -> Throttling | None:
    """Read what `throttling_to_json` wrote, whether or not it has been JSON text on the way.

    Raises:
        MisfitError: something is missing or of another type.
        DynamoError: the speed makes no sense.
    """
    if data is None:
        return None
    parameters: Parameters = from_json_form(Parameters, data["parameters"])
    policies = {name: from_json_form(Table, table) for name, table in data["policies"].items()}
    return Throttling(parameters=parameters, speed=data["speed"], policies=policies)


def history_to_json(history: ThrottlingHistory) -> dict[str, Any]:
    """A history as values that `json.dumps` takes."""
    return {
        "elapsed_seconds": history.elapsed_seconds,
        "partitions": [
            [*resource, [[one.first, one.last, one.is_inside_collection] for one in ranges]]
            for resource, ranges in history.partitions.items()
        ],
        "splits": [asdict(split) for split in history.splits],
        "throttled": [
            [
                *resource,
                direction,
                kind,
                asdict(limit.first),
                limit.first_at_seconds,
                limit.count,
            ]
            for (resource, direction, kind), limit in history.throttled.items()
        ],
    }


def history_from_json(data: dict[str, Any]) -> ThrottlingHistory:
    """Read what `history_to_json` wrote, whether or not it has been JSON text on the way.

    Raises:
        MisfitError: a word is none of those there are.
    """
    return ThrottlingHistory(
        elapsed_seconds=data["elapsed_seconds"],
        partitions={
            (table, index): tuple(
                PartitionRange(first=first, last=last, is_inside_collection=inside)
                for first, last, inside in ranges
            )
            for table, index, ranges in data["partitions"]
        },
        splits=tuple(
            Split(
                **{
                    **split,
                    "resource": _resource(split),
                    "cause": _word(SplitCause, split["cause"]),
                }
            )
            for split in data["splits"]
        ),
        throttled={
            ((table, index), _word(Direction, direction), _word(LimitKind, kind)): ThrottledLimit(
                first=Refusal(**{**first, "resource": _resource(first)}),
                first_at_seconds=at_seconds,
                count=count,
            )
            for table, index, direction, kind, first, at_seconds, count in data["throttled"]
        },
    )


def _resource(data: dict[str, Any]) -> Resource:
    table, index = data["resource"]
    return table, index


def _word(kind: Any, text: str) -> Any:
    if text not in get_args(kind):
        raise MisfitError("", f"wanted one of {', '.join(get_args(kind))}, found {text!r}")
    return text
