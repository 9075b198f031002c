"""What to do to a design, the advice that gains most first: each weighed by a second forecast."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pytest_dynamo.assessment.fixes.billing import other_billing
from pytest_dynamo.assessment.fixes.capacity import raised_limits, warmed
from pytest_dynamo.assessment.fixes.changing import change_text
from pytest_dynamo.assessment.fixes.hot_keys import hot_key_fixes
from pytest_dynamo.assessment.fixes.indexes import dropped_indexes, narrowed_indexes
from pytest_dynamo.assessment.fixes.item_sizes import kept_elsewhere
from pytest_dynamo.assessment.fixes.keys_for_filters import keyed_patterns
from pytest_dynamo.assessment.fixes.others import unanswered
from pytest_dynamo.assessment.fixes.reads import eventual_reads, limited_queries
from pytest_dynamo.assessment.fixes.values import Fix, Grounds
from pytest_dynamo.assessment.values import Advice, Gain, NotWeighed, Weighed
from pytest_dynamo.assessment.weighing import breaks, gain_of, is_worse, weighed
from pytest_dynamo.checks.examining import Examination
from pytest_dynamo.checks.values import SEVERITIES
from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DynamoError, OutOfTimeError
from pytest_dynamo.forecast.figures import number_text
from pytest_dynamo.forecast.preparing import Progress, say_nothing
from pytest_dynamo.forecast.values import Bound, Forecast
from pytest_dynamo.forecast.wording import bound_text

ForecastAgain: TypeAlias = Callable[[Design], Forecast]
"""Forecasts a changed design under the same load, scale, seed, moment, prices and parameters."""

MOST_WEIGHED = 8
"""A forecast takes one to three seconds, that of a large design ten: so many are worth the wait."""

_Looks: TypeAlias = Callable[[Grounds], Iterator[tuple[Fix, ...]]]
_IN_ORDER: Sequence[_Looks] = (
    hot_key_fixes,
    raised_limits,
    warmed,
    keyed_patterns,
    limited_queries,
    narrowed_indexes,
    dropped_indexes,
    kept_elsewhere,
    other_billing,
    eventual_reads,
)
"""What looks for fixes. What breaks a design comes first, so that it is weighed first."""


def advice_of(
    design: Design,
    made: Forecast,
    forecast_again: ForecastAgain,
    examination: Examination,
    *,
    text: str = "",
    most: int = MOST_WEIGHED,
    on_progress: Progress = say_nothing,
) -> tuple[tuple[Advice, ...], tuple[str, ...]]:
    """The advice for a design, the one that gains most first, and notes on what was not weighed.

    `made` is the forecast of the design as it is, `examination` what the rules found in it: findings
    that the design ignores are evidence as well. `text` is that of the design file, whose lines the advice
    shows; without it the settings are shown that change. At most `most` forecasts are made by
    `forecast_again`, whose DynamoError leaves a fix without a gain; by an OutOfTimeError it is left out.
    """
    grounds = Grounds(design=design, forecast=made, examination=examination)
    ways = list(_ways(grounds))
    scales = _Scales(made, forecast_again, most, on_progress)
    seen = [scales.weigh(each) for each in ways]
    kept = sorted((each for each in seen if each.is_advice), key=_Seen.rank)
    return tuple(each.advice(text) for each in kept), tuple(_notes(seen))


def _ways(grounds: Grounds) -> Iterator[tuple[Fix, ...]]:
    """All fixes, each in the ways there are to do it; those for one thing to be done stand once."""
    answered: set[tuple[str, str]] = set()
    for look in _IN_ORDER:
        for ways in look(grounds):
            first = ways[0]
            if first.rule and (first.rule, first.subject) in answered:
                continue
            answered |= {(first.rule, first.subject), *first.answers}
            yield ways
    yield from unanswered(grounds, frozenset(answered))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A fix, and what came of weighing it; `is_needed` if the design breaks without it.

    `next_bound` is what still breaks the design with it. `not_weighed` says why there is no `after`,
    and `cause` what was in the way where that is not the fix itself.
    """

    fix: Fix
    before: Weighed
    after: Weighed | None = None
    gain: Gain | None = None
    is_needed: bool = False
    next_bound: Bound | None = None
    not_weighed: NotWeighed | None = None
    cause: str = ""

    @property
    def is_worse(self) -> bool:
        """Whether the fix makes more requests fail than before."""
        return self.after is not None and is_worse(self.before, self.after)

    @property
    def is_advice(self) -> bool:
        """Whether there is a reason to do it: a rule, or a gain."""
        return not self.is_worse and bool(self.fix.rule or self.gain)

    def rank(self) -> tuple[int, float, int]:
        """Its place: what makes the load hold, then what saves dollars, then units, then the rest."""
        severity = SEVERITIES.index(self.fix.severity)
        if self.gain is None:
            return (3 if self.after else 4), 0.0, severity
        is_load = self.gain.metric == "requests a second" and self.is_needed
        place = 0 if is_load else 1 if self.gain.metric == "US dollars a month" else 2
        return place, -abs(self.gain.difference), severity

    def advice(self, text: str) -> Advice:
        """The fix as advice."""
        fix = self.fix
        return Advice(
            rule=fix.rule,
            severity=fix.severity,
            trouble=fix.trouble,
            title=fix.title,
            evidence=f"{fix.evidence}{self._still()}",
            fix=fix.fix,
            change=change_text(fix.change, text) if fix.change else "",
            before=self.before if self.after else None,
            after=self.after,
            gain=self.gain,
            not_weighed=self.not_weighed,
        )

    def _still(self) -> str:
        bound = self.next_bound
        if bound is None or self.fix.trouble not in ("hot partition", "index lag"):
            return ""
        most = number_text(bound.requests_per_second)
        return f" With this done {most} requests a second hold; what stops more is {bound_text(bound)}."


class _Scales:
    """Weighs fixes, so many at most."""

    def __init__(
        self, made: Forecast, forecast_again: ForecastAgain, most: int, tell: Progress
    ) -> None:
        self.made, self.before = made, weighed(made)
        self.forecast_again, self.most, self.tell = forecast_again, most, tell
        self.count = 0

    def weigh(self, ways: tuple[Fix, ...]) -> _Seen:
        """The first of the ways by which the load holds, or else the one that gains most."""
        seen: list[_Seen] = []
        for fix in ways:
            seen.append(self._weigh(fix))
            last = seen[-1]
            bound = last.next_bound
            if bound is None or (bound.table, bound.index) != fix.resource:
                break
        return max(seen, key=lambda each: each.after.holds_until if each.after else 0.0)

    @property
    def _peak(self) -> float:
        return self.made.load.peak_requests_per_second

    def _weigh(self, fix: Fix) -> _Seen:
        if fix.change is None:
            return self._not_weighed(fix, "no setting")
        if fix.subject in self.made.not_served:
            return self._not_weighed(fix, "not served")
        if self.count >= self.most:
            cause = f"forecasts for that are at most {self.most}"
            return self._not_weighed(fix, "left out", cause)
        self.tell("weighing advice", self.count / self.most)
        self.count += 1
        try:
            again = self.forecast_again(fix.change.design)
        except OutOfTimeError as error:
            return self._not_weighed(fix, "left out", str(error))
        except DynamoError as error:
            return self._not_weighed(fix, "no forecast", str(error))
        after = weighed(again)
        return _Seen(
            fix=fix,
            before=self.before,
            after=after,
            gain=gain_of(self.before, after, self._peak, fix.metric),
            is_needed=breaks(self.before, self._peak),
            next_bound=again.holds_until_bound if breaks(after, self._peak) else None,
        )

    def _not_weighed(self, fix: Fix, why: NotWeighed, cause: str = "") -> _Seen:
        return _Seen(fix=fix, before=self.before, not_weighed=why, cause=cause)


def _notes(seen: Sequence[_Seen]) -> Iterator[str]:
    for cause, count in Counter(each.cause for each in seen if each.cause).items():
        fixes = "1 fix is" if count == 1 else f"{count} fixes are"
        yield f"{fixes} not weighed: {cause}"
    for each in seen:
        if each.is_worse and each.after:
            yield f"not advised, as more requests would be throttled: {each.fix.title}"
