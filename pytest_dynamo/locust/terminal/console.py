"""What the run says to the person at the terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pytest_dynamo.errors import DynamoError

WRONG_USE = 2
INTERRUPTED = 130
"""128 and the number of SIGINT, as of a process that the signal ended."""


def tell(line: str) -> None:
    """A line about what is going on, on standard error, where Locust's own lines go."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def say(line: str) -> None:
    """A line that is a result, on standard output."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def told_plainly(interrupted: str) -> Iterator[None]:
    """End the process with one message, and no traceback, on a mistake or on Ctrl-C."""
    try:
        yield
    except DynamoError as error:
        tell(f"dynamo: {error}")
        sys.exit(WRONG_USE)
    except KeyboardInterrupt:
        tell(f"\ndynamo: {interrupted}")
        sys.exit(INTERRUPTED)


class Progress:
    """How far something has got: a line that is written over on a terminal, else its first words."""

    def __init__(self, text: str, total: int) -> None:
        self._text = text
        self._total = total
        self._shown = -1
        if not sys.stderr.isatty():
            tell(text)

    def __call__(self, done: int) -> None:
        """Show that `done` of the total are done."""
        share = 100 * done // max(self._total, 1)
        if share != self._shown and sys.stderr.isatty():
            self._shown = share
            sys.stderr.write(f"\r{self._text} {min(share, 100):3d} %")
            sys.stderr.flush()

    def end(self, line: str) -> None:
        """Say how it ended, in place of the line that was written over."""
        if self._shown >= 0:
            sys.stderr.write("\r\x1b[K")
        tell(line)
