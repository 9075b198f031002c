"""A line at the bottom of a terminal that is written over, while others scroll by above it."""

import atexit
import logging
import sys
from contextlib import ExitStack
from functools import partial
from typing import TextIO, TypeAlias

from rich.console import Console
from rich.live import Live
from rich.text import Text

Words: TypeAlias = tuple[tuple[str, bool], ...]
"""Texts in a row, each with whether it is bad news."""


class BottomLine:
    """Shows a line at the bottom until it is closed.

    What is written to standard error and by loggers in the meantime goes above it, line by line. What
    has been shown last stays; the cursor stands below it.
    """

    def __init__(self, console: Console) -> None:
        self._live = Live(
            console=console, auto_refresh=False, redirect_stdout=sys.stdout.isatty(), screen=False
        )
        self._is_shown = False
        self._restoring = ExitStack()

    @property
    def width(self) -> int:
        """How many letters fit; one less than there are columns, as some terminals wrap at the last."""
        return self._live.console.width - 1

    def show(self, words: Words) -> None:
        """Write the line over."""
        line = Text("  ", no_wrap=True, overflow="ellipsis").join(
            Text(text, style="bold red" if is_bad else "") for text, is_bad in words
        )
        if not self._is_shown:
            self._open()
        self._live.update(line, refresh=True)

    def close(self) -> None:
        """Leave the line, and show the cursor below it."""
        if self._is_shown:
            self._is_shown = False
            self._live.stop()
            self._restoring.close()
            atexit.unregister(self.close)

    def _open(self) -> None:
        self._is_shown = True
        atexit.register(self.close)  # however the process ends, the cursor is to be seen
        before = sys.stderr
        self._live.start()
        for handler in _handlers():
            if (
                handler.stream is before
            ):  # they hold on to what standard error was when they were made
                handler.setStream(sys.stderr)
                self._restoring.callback(partial(handler.setStream, before))


def _handlers() -> list["logging.StreamHandler[TextIO]"]:
    """All handlers of all loggers that write to a stream."""
    loggers = [logging.getLogger(), *logging.Logger.manager.loggerDict.values()]
    return [
        handler
        for logger in loggers
        if isinstance(logger, logging.Logger)
        for handler in logger.handlers
        if isinstance(handler, logging.StreamHandler)
    ]
