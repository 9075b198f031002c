"""The rule about Queries that read as much as there is."""

from collections.abc import Iterator
from math import ceil

from pytest_dynamo.capacity.pages import PAGE_BYTES
from pytest_dynamo.capacity.units import Consistency, read_units
from pytest_dynamo.checks.capacity.evidence import Evidence
from pytest_dynamo.checks.capacity.wording import names, resource
from pytest_dynamo.checks.patterns.collections import Content, largest_content
from pytest_dynamo.checks.patterns.scope import entities_read
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Condition
from pytest_dynamo.forecast.figures import bytes_text, counted_text, number_text
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.planner.planning import plan_all

PROPOSED_LIMIT = 25
"""So many items fill a screen."""

UNBOUNDED = Rule(
    id="PD306",
    title="A Query without a limit reads item collections of several pages.",
    severity="warning",
    why=(
        "A Query returns at most 1 MB at once. Of a larger item collection code that asks once gets a "
        "part without an error, and code that asks until there is no LastEvaluatedKey makes one call "
        "after the other and pays for all of it."
    ),
    fix="Give the access pattern a limit and go on when asked to, or narrow it by the sort key.",
    link="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html",
)


def unbounded_queries(evidence: Evidence) -> Iterator[Finding]:
    """A finding for each Query without a limit whose largest item collection has several pages."""
    for plan in plan_all(evidence.design).values():
        if not (isinstance(plan, Plan) and plan.operation == "Query" and _reads_all(plan)):
            continue
        read = _largest(evidence, plan)
        size = sum(each.size_bytes for each in read.values())
        pages = ceil(size / PAGE_BYTES)
        if pages < 2 or pages <= (plan.pattern.budget.pages or 0):  # then it is meant
            continue
        items = sum(each.items for each in read.values())
        consistency: Consistency = "strong" if plan.pattern.consistent_read else "eventual"
        yield UNBOUNDED.finding(
            place=plan.pattern.place,
            subject=plan.pattern.name,
            found=(
                f"{plan.pattern.name} reads whole item collections of {resource(plan.table, plan.index)}; "
                f"the largest has {counted_text(items, 'item')} of {names(list(read))}, "
                f"{bytes_text(size)}, modelled"
            ),
            means=(
                f"{pages:,} pages of 1 MB, each a call, and {number_text(read_units(size, consistency))} "
                f"read units; who asks once gets the first of them"
            ),
            fix=(
                f"give it limit: {PROPOSED_LIMIT} and go on from LastEvaluatedKey when asked to, or narrow "
                f"it by the sort key; if all of it is meant, say budget: {{pages: {pages}}}"
            ),
        )


def _reads_all(plan: Plan) -> bool:
    """Whether a Query has no limit, and nothing on the sort key but what all items of a kind have."""
    return plan.pattern.limit is None and all(_is_kind(condition) for condition in plan.sort)


def _is_kind(condition: Condition) -> bool:
    return condition.operator == "begins_with" and all(
        not (isinstance(operand, Template) and operand.placeholders)
        for operand in condition.operands
    )


def _largest(evidence: Evidence, plan: Plan) -> dict[str, Content]:
    """By entity what the largest collection holds that a Query may read."""
    found = {
        entity.name: largest_content(evidence.population, plan.table, plan.index, entity)
        for entity in entities_read(evidence.design, plan)
    }
    return {name: content for name, content in found.items() if content.items}
