"""The line that says what goes on: one that is written over on a terminal, else one now and then."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console

from pytest_dynamo.forecast.figures import dollars_text, number_text
from pytest_dynamo.locust.following.recent import Recent, RecentFigures, recent_of, span_of
from pytest_dynamo.locust.running.follower import Follower, Moment
from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.locust.terminal.bottom_line import BottomLine, Words
from pytest_dynamo.locust.terminal.console import tell

INTERVAL_SECONDS = 5.0
"""How often a line is said where none can be written over."""

_GAP = "  "


class StatusLine(Follower):
    """Says what goes on: each second on a terminal, else every few seconds."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console
        self._bottom: BottomLine | None = None
        self._test: LoadTest | None = None
        self._recent = Recent({})
        self._silent_seconds = 0.0

    def begin(self, test: LoadTest) -> None:
        """Begin anew, with the line at the bottom of a terminal."""
        self._test = test
        self._recent = recent_of(test)
        self._silent_seconds = 0.0
        console = self._console or Console(file=sys.stderr, highlight=False)
        if console.is_terminal and not console.is_dumb_terminal:
            self._bottom = BottomLine(console)

    def look(self, moment: Moment) -> None:
        """Say what happened, if it is time to."""
        if not self._test:
            return
        self._recent.add(span_of(moment.since, moment.seconds))
        status = status_parts(
            moment.elapsed_seconds,
            self._recent.figures(),
            run_time_seconds=self._test.settings.run_time_seconds,
            dollars=self._test.dollars if self._test.place.backend.kind == "aws" else None,
        )
        if self._bottom:
            self._bottom.show(fitted(status, self._bottom.width))
            return
        self._silent_seconds += moment.seconds
        if self._silent_seconds >= INTERVAL_SECONDS - moment.seconds / 2:
            tell(line_of(status))
            self._silent_seconds = 0.0

    def end(self, test: LoadTest) -> None:  # noqa: ARG002 - the shape of a follower
        """Leave the last line as it is, and the terminal as it was."""
        if self._bottom:
            self._bottom.close()
            self._bottom = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A figure of the line; of lower `rank` it stays longer where the terminal is narrow."""

    text: str
    rank: int
    is_bad: bool = False


def status_parts(
    elapsed_seconds: float,
    recent: RecentFigures,
    *,
    run_time_seconds: float | None = None,
    dollars: float | None = None,
) -> tuple[Part, ...]:
    """What the line says of the last few seconds, which ended so long after the start."""
    return tuple(_parts(elapsed_seconds, recent, run_time_seconds, dollars))


def _parts(
    elapsed_seconds: float,
    recent: RecentFigures,
    run_time_seconds: float | None,
    dollars: float | None,
) -> Iterator[Part]:
    clock = _clock(elapsed_seconds)
    yield Part(text=f"{clock}/{_clock(run_time_seconds)}" if run_time_seconds else clock, rank=0)
    yield Part(text=f"offered {recent.offered_per_second:,.0f}/s", rank=5)
    yield Part(text=f"done {recent.done_per_second:,.0f}/s", rank=2)
    latencies = (
        ("p50", recent.p50_ms, 7),
        ("p99", recent.p99_ms, 4),
        ("response p99", recent.response_p99_ms, 6),
    )
    for name, milliseconds, rank in latencies:
        if milliseconds is not None:
            yield Part(text=f"{name} {_milliseconds(milliseconds)}", rank=rank)
    yield Part(text=f"RCU {recent.read_units_per_second:,.0f}", rank=8)
    yield Part(text=f"WCU {recent.write_units_per_second:,.0f}", rank=8)
    throttled = recent.throttled_share
    yield Part(text=f"throttled {100 * throttled:.1f} %", rank=1, is_bad=throttled > 0)
    if recent.hottest:
        share = recent.hottest.share_of_limit
        text = f"hottest partition {100 * share:,.0f} %"
        yield Part(text=text, rank=3, is_bad=share > 1)
    if dollars is not None:
        yield Part(text=f"spent {dollars_text(dollars)}", rank=5)


def line_of(parts: tuple[Part, ...]) -> str:
    """The parts as one line."""
    return _GAP.join(part.text for part in parts)


def fitted(parts: tuple[Part, ...], width: int) -> Words:
    """As many parts as fit into a width, those of the lowest ranks; each with whether it is bad."""
    kept = list(parts)
    while len(line_of(tuple(kept))) > width and len(kept) > 1:
        kept.remove(max(reversed(kept), key=lambda part: part.rank))
    return tuple((part.text, part.is_bad) for part in kept)


def _clock(seconds: float) -> str:
    minutes, second = divmod(round(seconds), 60)
    return f"{minutes:02d}:{second:02d}"


def _milliseconds(value: float) -> str:
    return f"{value:.1f} ms" if value < 100 else f"{number_text(value)} ms"
