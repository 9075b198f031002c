"""`with dynamo_calls.budget(max_read_units=2):` the calls inside may take no more."""

from collections.abc import Mapping
from threading import Lock
from types import TracebackType

import pytest

from pytest_dynamo.design.values import Budget
from pytest_dynamo.measure.call import Call
from pytest_dynamo.plugin.guarding.described import called_lines
from pytest_dynamo.plugin.guarding.limits import lines_over
from pytest_dynamo.plugin.markers import LIMITS, nearest


class OpenBlocks:
    """The blocks that are open, each as the list of the calls made since it began."""

    def __init__(self) -> None:
        self.open: tuple[list[Call], ...] = ()
        self._lock = Lock()

    def begin(self) -> list[Call]:
        """Open a block."""
        calls: list[Call] = []
        with self._lock:
            self.open += (calls,)
        return calls

    def end(self, calls: list[Call]) -> None:
        """Close the block of these calls."""
        with self._lock:
            self.open = tuple(one for one in self.open if one is not calls)


class BudgetBlock:
    """A `with` block that fails the test where the calls inside take more than its limits together."""

    def __init__(self, blocks: OpenBlocks, *, limits: Budget, pattern: str | None) -> None:
        self._blocks = blocks
        self._limits = limits
        self._pattern = pattern
        self._calls: list[list[Call]] = []

    def __enter__(self) -> None:
        self._calls.append(self._blocks.begin())

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        inside = self._calls.pop()
        self._blocks.end(inside)
        if error is not None:
            return
        counted = [call for call in inside if self._pattern in (None, call.pattern)]
        if over := list(lines_over(counted, self._limits)):
            lines = [_headline(len(counted), self._pattern), *over, *called_lines(counted)]
            pytest.fail("\n".join(lines))


def check_budget(
    pattern: str | None, limits: Mapping[str, float | None], *, declared: tuple[str, ...]
) -> None:
    """Make sure that a budget can be meant as it stands; `declared` are the access patterns.

    Raises:
        TypeError: There is no such limit, or none is given.
        ValueError: There is no such access pattern.
    """
    __tracebackhide__ = True
    for name in limits:
        if name not in LIMITS:
            msg = f"dynamo_calls.budget: '{name}' is not a limit{nearest(name, LIMITS)}"
            raise TypeError(msg)
    if all(limit is None for limit in limits.values()):
        msg = f"dynamo_calls.budget: it takes a limit, one or more of {', '.join(LIMITS)}"
        raise TypeError(msg)
    if pattern is not None and pattern not in declared:
        hint = nearest(pattern, declared) or "; no access patterns are declared"
        msg = f"dynamo_calls.budget: there is no access pattern '{pattern}'{hint}"
        raise ValueError(msg)


def _headline(count: int, pattern: str | None) -> str:
    calls = f"{count} call{'' if count == 1 else 's'}"
    of = f" of access pattern '{pattern}'" if pattern else ""
    return f"this block took more than its budget allows, in {calls}{of}"
