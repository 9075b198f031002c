"""The rule that a Query returns most of what it examines."""

from pytest_dynamo.forecast.figures import counted_text
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.plugin.guarding.performances import Performance, Seen
from pytest_dynamo.plugin.guarding.violations import WastefulQuery
from pytest_dynamo.plugin.guarding.wording import allow_text, call_text, items_text


def find_waste(performance: Performance, seen: Seen, *, max_waste: float) -> WastefulQuery | None:
    """What is wrong with a Query that has been read as far as it was, if anything is."""
    if seen.operation != "Query":
        return None
    examined, returned = performance.items_examined, performance.items_returned
    allowed, source = _allowed(performance.plan, max_waste)
    if examined <= allowed * max(returned, 1):
        return None
    units = sum(call.read_units for call in performance.calls)
    origin = performance.calls[-1].source
    lines = [
        (
            f"{seen.location or 'in a thread'}: this Query examines {items_text(examined)} "
            f"to return {returned:,}"
        ),
        f"  {call_text(seen.operation, seen.request, seen.sent)}",
        f"  took      {counted_text(len(performance.calls), 'page')}, {units:,.1f} read units ({origin})",
        f"  allows    {allowed:,.10g} examined for each item returned ({source})",
        "To fix this, put what the filter asks into the key of an index, " + allow_text("waste"),
    ]
    return WastefulQuery("\n".join(lines))


def _allowed(plan: Plan | None, max_waste: float) -> tuple[float, str]:
    """How many items may be examined for one returned, and who says so."""
    if plan is not None and plan.pattern.filter:
        return plan.pattern.max_waste, f"access pattern '{plan.pattern.name}', max_waste"
    return max_waste, "dynamo_max_waste"
