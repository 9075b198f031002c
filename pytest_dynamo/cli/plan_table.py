"""A design's plans as lines of text."""

from collections.abc import Iterator, Mapping

from pytest_dynamo.design.values import Design
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.planner.wording import conditions_text

HEADINGS = ("access pattern", "operation", "on", "key condition")


def plan_lines(design: Design, plans: Mapping[str, Plan | NotServed]) -> Iterator[str]:
    """Yield a heading, a line an access pattern, and a line that counts them."""
    yield design.path or design.name
    if not plans:
        yield "  no access patterns: nothing to plan"
        return
    rows = [HEADINGS, *(_row(name, outcome) for name, outcome in plans.items())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"  {'  '.join(cells)}".rstrip()
    served = sum(isinstance(outcome, Plan) for outcome in plans.values())
    yield f"{served} of {len(plans)} access patterns served"


def _row(name: str, outcome: Plan | NotServed) -> tuple[str, str, str, str]:
    if isinstance(outcome, NotServed):
        return name, "–", "–", "not served"
    return name, outcome.operation, outcome.on, _key_condition(outcome)


def _key_condition(plan: Plan) -> str:
    if plan.operation == "Query":
        return conditions_text((*plan.partition, *plan.sort))
    return "none: it reads everything" if plan.operation == "Scan" else "full key"
