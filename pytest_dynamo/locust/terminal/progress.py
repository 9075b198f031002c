"""How far something has got: a bar with rate and time left on a terminal, else a line now and then."""

import sys
import time
from collections.abc import Callable

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from pytest_dynamo.locust.terminal.console import tell

LINE_SECONDS = 10.0
"""How often a line is said where nothing can be written over."""
_LOOK_SECONDS = 0.1


class Advance:
    """Progress towards a total, of which `start` were done before.

    On a terminal it is a bar that is written over; else the text at once, and then how far it is
    every few seconds.
    """

    def __init__(
        self,
        text: str,
        total: int,
        *,
        start: int = 0,
        console: Console | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._text = text
        self._total = total
        self._start = start
        self._clock = clock
        self._began = self._said = clock()
        console = console or Console(file=sys.stderr, highlight=False)
        self._bar: Progress | None = None
        if console.is_terminal and not console.is_dumb_terminal:
            # Without a thread of rich's own: it would write between two lines of somebody else.
            self._bar = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TextColumn("{task.percentage:3.0f} %", markup=False),
                _Rate(),
                TimeRemainingColumn(),
                console=console,
                auto_refresh=False,
                transient=True,
            )
            self._task = self._bar.add_task(text, total=total, completed=start)
            self._bar.start()
        else:
            tell(text)

    def __call__(self, done: int) -> None:
        """Show that so many of the total are done, if it is time to."""
        now = self._clock()
        if self._bar and now - self._said >= _LOOK_SECONDS:
            self._said = now
            self._bar.update(self._task, completed=done, refresh=True)
        elif not self._bar and now - self._said >= LINE_SECONDS:
            self._said = now
            tell(f"{self._text}: {self._so_far(done, now - self._began)}")

    def rate(self, done: int) -> float:
        """How many a second it was."""
        return (done - self._start) / max(self._clock() - self._began, 1e-9)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()
            self._bar = None

    def _so_far(self, done: int, seconds: float) -> str:
        rate = (done - self._start) / seconds
        left = f", {_span((self._total - done) / rate)} left" if rate else ""
        return f"{100 * done // max(self._total, 1)} %, {rate:,.0f} a second{left}"


class _Rate(ProgressColumn):
    """How many a second, as the bar has it."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "", style="progress.data.speed")


def _span(seconds: float) -> str:
    """A span of time in two figures: `45 s`, `3 min 20 s`, `2 h 5 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
