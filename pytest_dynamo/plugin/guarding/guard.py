"""The guard over one test: every rule, held against each request and against what came of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pytest_dynamo.design.values import KeySchema
from pytest_dynamo.measure.ended import Ended
from pytest_dynamo.plugin.guarding import scans
from pytest_dynamo.plugin.guarding.limits import PAGED
from pytest_dynamo.plugin.guarding.pages import find_too_many
from pytest_dynamo.plugin.guarding.pattern_budgets import find_over_budget, is_kept
from pytest_dynamo.plugin.guarding.performances import Performance, Seen
from pytest_dynamo.plugin.guarding.scans import Examined, Scan
from pytest_dynamo.plugin.guarding.strays import find_stray
from pytest_dynamo.plugin.guarding.unprocessed import find_left
from pytest_dynamo.plugin.guarding.violations import ScanNotAllowed, Violation
from pytest_dynamo.plugin.guarding.waste import find_waste
from pytest_dynamo.plugin.matching.matcher import Matcher

# What of an answer says that there is more to come; the latter two are often there and empty.
_GOES_ON = frozenset({"LastEvaluatedKey", "NextToken", "UnprocessedKeys", "UnprocessedItems"})

KeyOf: TypeAlias = Callable[[str, str | None], KeySchema | None]
Foretell: TypeAlias = Callable[[Scan, Mapping[str, Any]], Examined | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the guard forbids a test: the kinds, and the limits of those that the design limits not."""

    kinds: frozenset[str]
    max_waste: float = 10.0
    max_pages: int = 20


class Guard:
    """The rules, and what they have to know of designs and tables."""

    def __init__(
        self, rules: Rules, matchers: tuple[Matcher, ...], *, key_of: KeyOf, foretell: Foretell
    ) -> None:
        self.rules = rules
        self._matchers = matchers
        self._key_of = key_of
        self._foretell = foretell

    def before(self, seen: Seen, matcher: Matcher | None, prefix: str) -> Violation | None:
        """Why a request may not be sent; None if it may."""
        kinds, operation = self.rules.kinds, seen.operation
        if operation in scans.MAY_SCAN:
            scan = scans.find_scan(seen.sent, seen.request, self._key_of)
            if scan is not None:
                if "scan" in kinds and not scans.is_declared(scan, self._matchers):
                    return self._scan(scan, seen)
                # An allowed scan has told its reason already.
                return self._too_many(seen, matcher)
        if seen.plan is None and "stray" in kinds:
            stray = find_stray(seen, self._matchers, prefix)
            if stray is not None:
                return stray
        return self._too_many(seen, matcher) if operation in PAGED else None

    def _too_many(self, seen: Seen, matcher: Matcher | None) -> Violation | None:
        if "pages" in self.rules.kinds:
            return find_too_many(seen, matcher, max_pages=self.rules.max_pages)
        return None

    def after(self, performance: Performance, seen: Seen) -> Iterator[Violation]:
        """What is wrong with a performance, now that it has one call more."""
        if "waste" in self.rules.kinds and performance.is_finished:
            yield from _found(find_waste(performance, seen, max_waste=self.rules.max_waste))
        if "budget" in self.rules.kinds:
            yield from _found(find_over_budget(performance, seen))

    def at_the_end(self, performance: Performance, seen: Seen) -> Iterator[Violation]:
        """What is wrong with a performance that the test left as it is."""
        if "waste" in self.rules.kinds and not performance.is_finished:
            yield from _found(find_waste(performance, seen, max_waste=self.rules.max_waste))
        if "unprocessed" in self.rules.kinds:
            yield from _found(find_left(performance, seen))

    def is_plain(self, seen: Seen, call: Ended, answer: Mapping[str, Any]) -> bool:
        """Whether a call is all there is to its performance, and nothing is to be said of it."""
        plan = seen.plan
        if seen.earlier is not None or (plan is not None and plan.pattern.fan_out is not None):
            return False
        if plan is not None and not is_kept(plan.pattern.budget, call):
            return False
        if not _GOES_ON.isdisjoint(answer) and any(answer.get(name) for name in _GOES_ON):
            return False
        return call.operation != "Query" or call.items_examined <= max(call.items_returned, 1)

    def _scan(self, scan: Scan, seen: Seen) -> ScanNotAllowed:
        return ScanNotAllowed(
            scans.message(
                scan,
                operation=seen.operation,
                request=seen.request,
                location=seen.location,
                examined=self._foretell(scan, seen.request),
                matchers=self._matchers,
                key=self._key_of(scan.table, scan.index),
            )
        )


def _found(violation: Violation | None) -> Iterator[Violation]:
    if violation is not None:
        yield violation
