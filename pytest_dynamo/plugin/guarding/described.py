"""Calls in a few words, for messages."""

from collections.abc import Iterator, Sequence

from pytest_dynamo.measure.call import Call
from pytest_dynamo.measure.ended import Ended

_MOST_CALLS_SHOWN = 5


def describe_call(call: Call | Ended) -> str:
    """One call in a few words: `Query GSI1, 0.5 read units`."""
    capacity = [
        f"{units:,.1f} {kind} units"
        for units, kind in ((call.read_units, "read"), (call.write_units, "write"))
        if units
    ]
    failure = [call.error] if call.error else []
    return ", ".join(
        [f"{call.operation} {call.index or call.table or ''}".strip(), *capacity, *failure]
    )


def called_lines(calls: Sequence[Call | Ended]) -> Iterator[str]:
    """The calls of a message, one a line; of many the first."""
    for call in calls[:_MOST_CALLS_SHOWN]:
        served = f"access pattern '{call.pattern}'" if call.pattern else "no access pattern"
        yield f"  called    {call.location or '?'}: {describe_call(call)}   {served}"
    if len(calls) > _MOST_CALLS_SHOWN:
        yield f"            and {len(calls) - _MOST_CALLS_SHOWN} more"
