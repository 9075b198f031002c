"""The calls a test made, as `dynamo_calls` shows them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import overload

from pytest_dynamo.measure.call import Call


class Calls(Sequence[Call]):
    """The DynamoDB calls of the test so far, in the order in which they ended.

    Calls of fixtures and of this plugin itself (`dynamo_populate`) do not count. Every call made by
    boto3 in this process does, whatever client, session or thread made it.
    """

    def __init__(self, calls: Iterable[Call] = ()) -> None:
        self._calls = list(calls)

    @property
    def read_units(self) -> float:
        """Read capacity units over all calls."""
        return sum(call.read_units for call in self)

    @property
    def write_units(self) -> float:
        """Write capacity units over all calls, index writes included."""
        return sum(call.write_units for call in self)

    @property
    def items_examined(self) -> int:
        """Items read before any filter, over all calls."""
        return sum(call.items_examined for call in self)

    @property
    def items_returned(self) -> int:
        """Items answered, over all calls."""
        return sum(call.items_returned for call in self)

    def filter(
        self,
        *,
        operation: str | None = None,
        table: str | None = None,
        index: str | None = None,
        pattern: str | None = None,
    ) -> "Calls":
        """Those of one operation (`"Query"`), table, index or access pattern."""
        wanted = {"operation": operation, "table": table, "index": index, "pattern": pattern}
        given = {name: value for name, value in wanted.items() if value is not None}
        return self.where(
            lambda call: all(getattr(call, name) == value for name, value in given.items())
        )

    def where(self, condition: Callable[[Call], bool]) -> "Calls":
        """Those for which `condition` holds."""
        return Calls(filter(condition, self))

    def clear(self) -> None:
        """Forget the calls so far: what comes next is counted from nothing."""
        self._calls.clear()

    def add(self, call: Call) -> None:
        """Note one more call."""
        self._calls.append(call)

    @overload
    def __getitem__(self, place: int) -> Call: ...
    @overload
    def __getitem__(self, place: slice) -> "Calls": ...
    def __getitem__(self, place: int | slice) -> "Call | Calls":
        if isinstance(place, slice):
            return Calls(self._calls[place])
        return self._calls[place]

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[Call]:
        return iter(tuple(self._calls))  # other threads may add while this is read

    def __repr__(self) -> str:
        return f"<{len(self)} calls: {'; '.join(map(describe_call, self)) or 'none'}>"


def describe_call(call: Call) -> str:
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
