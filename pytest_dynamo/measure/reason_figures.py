"""The figures of throttling reasons."""

from collections.abc import Iterator

from pytest_dynamo.measure.bins import Bins
from pytest_dynamo.measure.reason_tally import ReasonTally
from pytest_dynamo.measure.tally import Tally
from pytest_dynamo.measure.throttling_values import ReasonFigures, ThrottledKey

_KEYS_SHOWN = 20


def reason_figures(tally: Tally, started: float, bins: Bins) -> Iterator[ReasonFigures]:
    """A row for each reason and resource, the most frequent first; of equals a table before its index.

    `started` is when the run did, in seconds since the epoch.
    """
    for (reason, resource), counted in sorted(
        tally.reasons.items(), key=lambda row: (-row[1].count, row[0][1], row[0][0])
    ):
        first = counted.first
        if first is not None:
            yield ReasonFigures(
                reason=reason,
                resource=resource,
                count=counted.count,
                first_seconds=max(0.0, first.at - started),
                first_pattern=first.pattern,
                first_key=first.key or None,
                unattributed=counted.unattributed,
                keys=tuple(_keys(counted)),
                series=bins.counts(counted.series),
            )


def _keys(counted: ReasonTally) -> Iterator[ThrottledKey]:
    for key, count in counted.keys.hottest(_KEYS_SHOWN):
        yield ThrottledKey(
            key=key,
            count=count,
            share=count / counted.count,
            error_count=counted.keys.error_units,
        )
