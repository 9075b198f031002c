"""The rule that a Query is not read without end."""

from collections.abc import Collection

from pytest_dynamo.forecast.figures import counted_text
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.plugin.guarding.performances import Performance, Seen
from pytest_dynamo.plugin.guarding.violations import TooManyPages
from pytest_dynamo.plugin.guarding.wording import allow_text, call_text, items_text
from pytest_dynamo.plugin.matching.matcher import Matcher


def find_too_many(seen: Seen, matcher: Matcher | None, *, max_pages: int) -> TooManyPages | None:
    """What is wrong with asking for this page, if anything is."""
    if seen.operation not in {"Query", "Scan"}:
        return None
    if seen.earlier is not None:
        return _too_many(seen, seen.earlier, max_pages)
    if matcher is not None and seen.plan is not None and seen.plan.pattern.limit is not None:
        return _too_large(seen, seen.plan, matcher)
    return None


def most_pages(plan: Plan | None, *, operation: str, max_pages: int) -> tuple[int | None, str]:
    """How many pages one performance may have, None for any number, and who says so."""
    if plan is not None and plan.pattern.budget.pages is not None:
        return plan.pattern.budget.pages, f"access pattern '{plan.pattern.name}', budget.pages"
    shards = plan.shards if plan else 1
    if plan is not None and plan.pattern.limit is not None:
        said = f"access pattern '{plan.pattern.name}', limit: {plan.pattern.limit}"
        return shards, f"{said}, which is one page"
    if operation == "Scan":  # it is meant to read everything, once it is allowed
        return None, ""
    return max_pages * shards, "dynamo_max_pages"


def _too_many(seen: Seen, performance: Performance, max_pages: int) -> TooManyPages | None:
    most, source = most_pages(performance.plan, operation=seen.operation, max_pages=max_pages)
    # A page that failed may be asked for once more.
    read = sum(call.error is None for call in performance.calls)
    if most is None or read < most:
        return None
    lines = [
        (
            f"{seen.location or 'in a thread'}: this {seen.operation} is read on after "
            f"{counted_text(read, 'page')}"
        ),
        f"  {call_text(seen.operation, seen.request, seen.sent)}",
        f"  read      {items_text(performance.items_examined)}, and there is more",
        f"  allows    {counted_text(most, 'page')} ({source})",
        (
            f"To fix this, stop there, narrow the key condition, {_declare(performance.plan)}, "
            f"{allow_text('pages')}"
        ),
    ]
    return TooManyPages("\n".join(lines))


def _declare(plan: Plan | None) -> str:
    if plan is None:
        return "declare an access pattern with  budget: {pages: …}"
    return f"declare  budget: {{pages: …}}  for '{plan.pattern.name}'"


def _too_large(seen: Seen, plan: Plan, matcher: Matcher) -> TooManyPages | None:
    """A first page without the limit that each pattern it may perform declares."""
    sent, declared = seen.request.get("Limit"), plan.pattern.limit
    if sent is not None and declared is not None and sent <= declared:
        return None
    limits = [_limit(matcher, name) for name in matcher.alike(seen.sent)]
    if any(limit is None or (sent is not None and sent <= limit) for limit in limits):
        return None
    found = "sends no Limit" if sent is None else f"sends Limit={sent}"
    lines = [
        f"{seen.location or 'in a thread'}: this {seen.operation} {found}",
        f"  {call_text(seen.operation, seen.request, seen.sent)}",
        f"  performs  access pattern '{plan.pattern.name}', which declares  limit: {_most(limits)}",
        f"To fix this, send Limit={_most(limits)}, {allow_text('pages')}",
    ]
    return TooManyPages("\n".join(lines))


def _limit(matcher: Matcher, name: str) -> int | None:
    plan = matcher.plans[name]
    return plan.pattern.limit


def _most(limits: Collection[int | None]) -> int:
    return max(limit for limit in limits if limit is not None)
