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
    rows = [HEADINGS, *(_row(design, name, outcome) for name, outcome in plans.items())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"  {'  '.join(cells)}".rstrip()
    served = sum(isinstance(outcome, Plan) for outcome in plans.values())
    yield f"{served} of {len(plans)} access patterns served"


def _row(design: Design, name: str, outcome: Plan | NotServed) -> tuple[str, str, str, str]:
    if isinstance(outcome, NotServed):
        return name, "–", "–", "not served"
    return name, _operation(outcome), _on(design, outcome), _key_condition(outcome)


def _operation(plan: Plan) -> str:
    return f"{plan.shards} Queries" if plan.shards > 1 else plan.operation


def _on(design: Design, plan: Plan) -> str:
    """The table, or the index with its table where there are several."""
    is_clear = plan.index is None or len(design.tables) == 1
    return plan.on if is_clear else f"{plan.on} of {plan.table.name}"


def _key_condition(plan: Plan) -> str:
    if plan.operation == "Query":
        return conditions_text((*plan.partition, *plan.sort), plan.table.attribute_types)
    return "none: it reads everything" if plan.operation == "Scan" else "full key"
