"""The rule that every call performs an access pattern that is declared."""

from collections.abc import Iterable, Mapping
from typing import Any

from pytest_dynamo.measure.touched_keys import table_name
from pytest_dynamo.planner.partiql import statements
from pytest_dynamo.plugin.designs import find_table
from pytest_dynamo.plugin.guarding.performances import Seen
from pytest_dynamo.plugin.guarding.violations import StrayCall
from pytest_dynamo.plugin.guarding.wording import allow_text, call_text
from pytest_dynamo.plugin.matching.matcher import Matcher
from pytest_dynamo.plugin.matching.misfits import nearest_patterns
from pytest_dynamo.plugin.matching.sent import Sent

_MOST_SHOWN = 3


def find_stray(seen: Seen, matchers: tuple[Matcher, ...], prefix: str) -> StrayCall | None:
    """What is wrong with a call on a table of a design that performs no pattern of it, if it is one."""
    if seen.plan is not None:
        return None
    tables = _tables(seen.sent, seen.request, prefix)
    if not any(find_table(matchers, name) for name in tables):
        return None
    near = nearest_patterns(seen.sent, matchers, most=_MOST_SHOWN)
    width = max((len(f"'{one.pattern}'") for one in near), default=0)
    paths = " or ".join(matcher.design.path for matcher in matchers if matcher.design.path)
    lines = [
        f"{seen.location or 'in a thread'}: this call performs no declared access pattern",
        f"  {call_text(seen.operation, seen.request, seen.sent)}",
        *(
            f"  {'nearest' if place == 0 else '':<9} {repr(one.pattern).ljust(width)}  "
            f"{one.operation} on {one.on}: {one.reason}"
            for place, one in enumerate(near)
        ),
        f"To fix this, declare it in {paths or 'the design'}, {allow_text('stray')}",
    ]
    return StrayCall("\n".join(lines))


def _tables(sent: Sent, request: Mapping[str, Any], prefix: str) -> Iterable[str]:
    if sent.operation in {"ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"}:
        return [
            table_name(statement.table).removeprefix(prefix) for statement in statements(request)
        ]
    return [sent.table, *(step.table for step in sent.steps)]
