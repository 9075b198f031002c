"""The rule that one performance of an access pattern keeps to the budget of the design."""

from dataclasses import replace

from pytest_dynamo.design.values import Budget
from pytest_dynamo.forecast.figures import counted_text
from pytest_dynamo.measure.ended import Ended
from pytest_dynamo.plugin.guarding.described import called_lines
from pytest_dynamo.plugin.guarding.limits import lines_over
from pytest_dynamo.plugin.guarding.performances import Performance, Seen
from pytest_dynamo.plugin.guarding.violations import BudgetExceeded
from pytest_dynamo.plugin.guarding.wording import allow_text


def is_kept(budget: Budget, call: Ended) -> bool:
    """Whether a call that is a whole performance keeps to a budget; quick, for it is asked of every call."""
    units, items, calls = budget.read_units, budget.items_examined, budget.calls
    if units is not None and call.read_units > units:
        return False
    if items is not None and call.items_examined > items:
        return False
    if budget.write_units is not None and call.write_units > budget.write_units:
        return False
    return calls is None or calls > 0


def find_over_budget(performance: Performance, seen: Seen) -> BudgetExceeded | None:
    """What a performance has taken too much of, if anything. Its pages are a rule of their own."""
    if performance.plan is None:
        return None
    pattern = performance.plan.pattern
    budget = pattern.budget
    limits = budget.read_units, budget.write_units, budget.items_examined, budget.calls
    if limits == (None, None, None, None):
        return None
    over = list(lines_over(performance.calls, replace(budget, pages=None), word="budget"))
    if not over:
        return None
    lines = [
        (
            f"{seen.location or 'in a thread'}: access pattern '{pattern.name}' took more than its "
            f"budget, in {counted_text(len(performance.calls), 'call')} ({performance.calls[-1].source})"
        ),
        *over,
        *called_lines(performance.calls),
        f"To fix this, make the calls cheaper, or raise the budget of '{pattern.name}', "
        + allow_text("budget"),
    ]
    return BudgetExceeded("\n".join(lines))
