"""One step of the search for a limit: what was counted at a rate, and whether that held."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt

from pytest_dynamo.design.mistakes import shortened
from pytest_dynamo.forecast.figures import percent_text
from pytest_dynamo.locust.running.follower import Moment
from pytest_dynamo.measure.gates import Gate, figures_of_tally, gate_line, judged
from pytest_dynamo.measure.load_values import LimitStep
from pytest_dynamo.measure.tally import Tally

LEAST_DONE = 0.95
"""Of what is offered, what has to be done for a rate to count as made."""
MOST_LATE_MS = 500.0
"""By how much the median response time may exceed the median service time."""
CHANCE = 4.0
"""How many standard deviations of a Poisson process counts may fall short by chance."""
LEAST_KEY_SHARE = 0.02
"""Of what was throttled for a reason, what a key has of it to be named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A step with what came of it. `is_made` is whether its rate was offered and done at all.

    `per_second_at_1x` is what a second had of requests that were due, divided by the multiple.
    """

    step: LimitStep
    is_made: bool
    per_second_at_1x: float


class Counting:
    """Counts what happens at a multiple of the rates, from a time on in seconds since the epoch.

    What comes in the first `settling_seconds` is not judged. `lag_seconds` is how much later than it
    happened the counts may come.
    """

    def __init__(
        self, multiple: float, *, at: float, settling_seconds: float, lag_seconds: float
    ) -> None:
        self.multiple = multiple
        self.at = at
        self._settled = at + settling_seconds
        self._judged_from = at + max(settling_seconds, lag_seconds)
        self._lag_seconds = lag_seconds
        self._tally: Tally | None = None
        self._seconds = 0.0
        self._done: dict[int, float] = {}

    def add(self, moment: Moment) -> None:
        """Count what a moment brings."""
        for second, requests in moment.since.requests.items():
            self._done[second] = self._done.get(second, 0) + requests
        if moment.at - moment.seconds < self._judged_from:
            return
        self._tally = moment.since if self._tally is None else self._tally + moment.since
        self._seconds += moment.seconds

    def verdict(
        self, gates: Sequence[Gate], *, now: float, started: float, per_second_at_1x: float | None
    ) -> Verdict:
        """What came of it by now, of a test that started so; both in seconds since the epoch.

        `per_second_at_1x` is what a step before it had of requests that were due.
        """
        tally = self._tally or Tally()
        done = self._done_per_second(now)
        figures = figures_of_tally(tally, self._seconds)
        dropped = sum(one.dropped for one in tally.patterns.values())
        came = done + dropped / max(self._seconds, 1.0)
        offered = came if per_second_at_1x is None else per_second_at_1x * self.multiple
        broken = [gate for gate in judged(gates, figures) if not gate.is_passed]
        if not figures["requests"]:
            broken = []  # there is nothing to judge by, and that is not for the design to answer
        short = _short(
            offered=offered,
            done=done,
            dropped_share=figures["dropped"] or 0.0,
            late_ms=(figures["response_p50"] or 0.0) - (figures["p50"] or 0.0),
            seconds=len(self._judged_seconds(now)),
        )
        step = LimitStep(
            rate=self.multiple,
            offered_per_second=offered,
            done_per_second=done,
            throttled_share=figures["throttles"] or 0.0,
            p99_ms=figures["p99"] or 0.0,
            response_p99_ms=figures["response_p99"] or 0.0,
            from_seconds=self.at - started,
            to_seconds=now - started,
            holds=not broken and not short,
            why="; ".join(gate_line(gate) for gate in broken) or short,
        )
        return Verdict(
            step=step,
            is_made=bool(broken) or not short,
            per_second_at_1x=came / self.multiple,
        )

    def blamed(self, *, names_keys: bool) -> str:
        """What throttled most often: the reason, the table or index, and the key; empty if nothing did."""
        reasons = self._tally.reasons if self._tally else {}
        most = max(reasons.items(), key=lambda one: (one[1].count, one[0]), default=None)
        if most is None or not most[1].count:
            return ""
        (reason, resource), counted = most
        where = f" by {resource.partition(':table/')[2] or resource}" if resource else ""
        hottest = counted.keys.hottest(1) if names_keys else []
        stands_out = [key for key, count in hottest if count >= LEAST_KEY_SHARE * counted.count]
        return f"{reason}{where}" + "".join(
            f", most often for {shortened(key)}" for key in stands_out
        )

    def _judged_seconds(self, now: float) -> range:
        """The whole seconds whose counts have all come by now, at least one."""
        first = ceil(self._settled)
        return range(first, max(first + 1, floor(now - self._lag_seconds)))

    def _done_per_second(self, now: float) -> float:
        seconds = self._judged_seconds(now)
        return sum(self._done.get(second, 0) for second in seconds) / len(seconds)


def _short(
    *, offered: float, done: float, dropped_share: float, late_ms: float, seconds: int
) -> str:
    """Why a rate was not made, in words; empty where it was."""
    if not offered:
        return "nothing was done"
    if dropped_share > 1 - LEAST_DONE:
        return f"{percent_text(dropped_share)} of what was due was dropped"
    by_chance = CHANCE * sqrt(offered / seconds)
    if done < LEAST_DONE * offered - by_chance:
        return f"{done:,.0f} a second were done of the {offered:,.0f} that were due"
    if late_ms > MOST_LATE_MS:
        return f"tasks began {late_ms / 1000:.1f} s late"
    return ""
