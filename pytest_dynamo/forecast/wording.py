"""Tables, keys and bounds of a forecast as words."""

from pytest_dynamo.design.mistakes import shortened
from pytest_dynamo.forecast.figures import number_text, percent_text
from pytest_dynamo.forecast.values import Bound

# A key with less of all requests is no reason for anything.
_WORTH_NAMING = 0.001


def resource_text(table: str, index: str | None) -> str:
    """A table or an index by its name."""
    return table if index is None else f"index {index}"


def key_text(key: str) -> str:
    """A key as it can be shown: in full up to some 60 letters, and without what upsets a terminal."""
    return shortened(key) or '""'


def bound_text(bound: Bound) -> str:
    """Where the load is stopped, and for which key.

    >>> bound_text(
    ...     Bound(requests_per_second=10, table="t", index=None, direction="write", scope="key",
    ...           reason="TableWriteKeyRangeThroughputExceeded", limit_units_per_second=1000,
    ...           key="DAY#1", key_share=0.5)
    ... )
    't: key DAY#1 (50 % of the writes), which no split helps'
    """
    where = resource_text(bound.table, bound.index)
    share = f"({percent_text(bound.key_share)} of the {bound.direction}s)"
    named = f"key {key_text(bound.key)}" if bound.key else "any key"
    match bound.scope:
        case "resource":
            limit = number_text(bound.limit_units_per_second)
            return f"{where} as a whole: {limit} {bound.direction} units a second"
        case "key":
            return f"{where}: {named} {share}, which no split helps"
    part = bound.partition
    which = f"partition {part.number:,} of {part.of:,}" if part else "a partition"
    is_hot = bound.key and bound.key_share >= _WORTH_NAMING
    hottest = f", hottest {named} {share}" if is_hot else ", whose keys are even"
    return f"{where}: {which}{hottest}"
