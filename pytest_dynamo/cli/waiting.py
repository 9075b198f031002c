"""What somebody sees of a command that waits for DynamoDB."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from pytest_dynamo.design.written import seconds_of
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.figures import duration_text

if TYPE_CHECKING:
    from pytest_dynamo.deploy.deploying.waiting import Patience

_CELLS = 20
_FIRST_LINE_SECONDS = 5.0


@dataclass(slots=True)
class Watched:
    """Says what is waited for: in a line with a bar on a terminal, and elsewhere in a line now and then.

    `steps` are those to take in all, and `taken` how many were.
    """

    steps: int = 0
    taken: int = 0
    is_terminal: bool = False
    _state: str = ""
    _next_line: float = _FIRST_LINE_SECONDS

    def tell(self, state: str, seconds: float) -> None:
        """Say what is waited for, and for how long so far."""
        if self.is_terminal:
            bar = f"{self._bar()} " if self.steps else ""
            text = f"{bar}{state}, {duration_text(int(seconds))}"
            typer.echo(f"\r\x1b[2K{text}", nl=False, err=True)
            return
        if state != self._state:
            self._state, self._next_line = state, _FIRST_LINE_SECONDS
        if seconds >= self._next_line:
            self._next_line = 2 * seconds
            typer.echo(f"waiting for {duration_text(int(seconds))}: {state}", err=True)

    def clear(self) -> None:
        """Take the line away from the terminal."""
        if self.is_terminal:
            typer.echo("\r\x1b[2K", nl=False, err=True)

    def _bar(self) -> str:
        full = _CELLS * self.taken // self.steps
        return f"[{'#' * full}{'-' * (_CELLS - full)}] {self.taken}/{self.steps}"


def watched() -> Watched:
    """For the standard error of this process."""
    return Watched(is_terminal=sys.stderr.isatty())


def patience_of(wait: str, tell: Callable[[str, float], None]) -> "Patience":
    """The option --wait as a time to wait, by the clock of this machine.

    Raises:
        DynamoError: It is no time.
    """
    from pytest_dynamo.deploy.deploying.waiting import Patience

    try:
        seconds = seconds_of(wait)
    except ValueError as error:
        message = f"--wait: {error}"
        raise DynamoError(message) from None
    return Patience(seconds=seconds, now=time.monotonic, sleep=time.sleep, tell=tell)
