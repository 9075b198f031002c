"""The calls a test made, as `dynamo_calls` shows them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import overload

from pytest_dynamo.forecast.figures import counted_text
from pytest_dynamo.measure.call import Call
from pytest_dynamo.measure.ended import Ended
from pytest_dynamo.plugin.guarding.budget_blocks import BudgetBlock, OpenBlocks, check_budget
from pytest_dynamo.plugin.guarding.described import describe_call
from pytest_dynamo.plugin.markers import read_limits


class Calls(Sequence[Call]):
    """The DynamoDB calls of the test so far, in the order in which they ended.

    Calls of fixtures and of this plugin itself (`dynamo_populate`) do not count. Every call made by
    boto3 in this process does, whatever client, session or thread made it. `patterns` are the names
    of the access patterns there are; a selection of other calls has none, and never gets more calls.
    """

    def __init__(
        self, calls: Iterable[Call | Ended] = (), *, patterns: tuple[str, ...] | None = None
    ) -> None:
        self._calls = list(calls)
        self._patterns = patterns
        self._blocks = OpenBlocks()

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
        return Calls([call for call in self if condition(call)])

    def clear(self) -> None:
        """Forget the calls so far: what comes next is counted from nothing."""
        self._calls.clear()

    def declare(self, patterns: Iterable[str]) -> None:
        """Let budgets name these access patterns as well."""
        self._patterns = (*(self._patterns or ()), *patterns)

    def budget(self, *, pattern: str | None = None, **limits: float | None) -> BudgetBlock:
        """Fail the test where the calls of a `with` block take more together: `max_read_units=2`.

        There are `max_read_units` and `max_write_units` in capacity units, `max_items_examined`,
        `max_pages` and `max_calls`. With a `pattern` only the calls that perform it count. Blocks may
        be nested; an exception inside goes before what was taken.

        Raises:
            TypeError: There is no such limit, or none is given.
            ValueError: A limit is not a number of 0 or more, or there is no such access pattern.
        """
        __tracebackhide__ = True
        if self._patterns is None:
            msg = (
                "budget: these are some calls of the past, and get no more\n"
                "To fix this:  with dynamo_calls.budget(...), with pattern= for one access pattern"
            )
            raise TypeError(msg)
        check_budget(pattern, limits, declared=self._patterns)
        try:
            allowed = read_limits(limits)
        except ValueError as error:
            msg = f"dynamo_calls.budget: {error}"
            raise ValueError(msg) from None
        return BudgetBlock(self._blocks, limits=allowed, pattern=pattern)

    def add(self, ended: Ended) -> None:
        """Note one more call."""
        self._calls.append(ended)
        for block in self._blocks.open:
            block.append(ended.call)

    @overload
    def __getitem__(self, place: int) -> Call: ...
    @overload
    def __getitem__(self, place: slice) -> "Calls": ...
    def __getitem__(self, place: int | slice) -> "Call | Calls":
        if isinstance(place, slice):
            return Calls(self._calls[place])
        return _read(self._calls[place])

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[Call]:
        return map(_read, tuple(self._calls))  # other threads may add while this is read

    def __repr__(self) -> str:
        return (
            f"<{counted_text(len(self), 'call')}: {'; '.join(map(describe_call, self)) or 'none'}>"
        )


def _read(one: Call | Ended) -> Call:
    return one.call if isinstance(one, Ended) else one
