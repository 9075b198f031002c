"""What calls took, held against limits: of a marker, of a `budget` block, of a design."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pytest_dynamo.design.values import Budget
from pytest_dynamo.measure.call import Call
from pytest_dynamo.measure.ended import Ended

PAGED = frozenset({"Query", "Scan"})
"""The operations whose calls are pages."""

_TAKEN: Mapping[str, Callable[[Sequence[Call | Ended]], float]] = {
    "read_units": lambda calls: sum(call.read_units for call in calls),
    "write_units": lambda calls: sum(call.write_units for call in calls),
    "items_examined": lambda calls: sum(call.items_examined for call in calls),
    "pages": lambda calls: sum(call.operation in PAGED for call in calls),
    "calls": len,
}


def lines_over(
    calls: Iterable[Call | Ended], limits: Budget, *, word: str = "limit"
) -> Iterator[str]:
    """A line for each limit that calls exceed together; `word` is what the message calls a limit."""
    those = tuple(calls)
    for name, take in _TAKEN.items():
        limit = getattr(limits, name)
        if limit is not None and (taken := take(those)) > limit:
            yield f"  {name.replace('_', ' '):<14} {taken:>7,.10g}   {word} {limit:,.10g}"
