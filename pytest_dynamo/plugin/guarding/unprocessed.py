"""The rule that what a batch left unprocessed is sent again."""

from collections.abc import Iterator

from pytest_dynamo.plugin.guarding.performances import Performance, Seen
from pytest_dynamo.plugin.guarding.violations import LeftUnprocessed
from pytest_dynamo.plugin.guarding.wording import allow_text, call_text

_MOST_SHOWN = 3


def find_left(performance: Performance, seen: Seen) -> LeftUnprocessed | None:
    """What is still left of a batch at the end of a test, if anything is."""
    left = +performance.left if performance.left else None
    if not left:
        return None
    member = "UnprocessedKeys" if seen.operation == "BatchGetItem" else "UnprocessedItems"
    lines = [
        (
            f"{seen.location or 'in a thread'}: {left.total():,} of this batch's items stayed "
            "unprocessed, and were never sent again"
        ),
        f"  {call_text(seen.operation, seen.request, seen.sent)}",
        *_left_lines(performance),
        f"To fix this, send {member} again until it is empty, after a wait, "
        + allow_text("unprocessed"),
    ]
    return LeftUnprocessed("\n".join(lines))


def _left_lines(performance: Performance) -> Iterator[str]:
    items = [*(+performance.left).elements()]
    for kind, table, attributes in items[:_MOST_SHOWN]:
        shown = ", ".join(f"{name}={value!r}" for name, value in attributes)
        yield f"  left      {kind} {table}: {shown}"
    if len(items) > _MOST_SHOWN:
        yield f"            and {len(items) - _MOST_SHOWN} more"
