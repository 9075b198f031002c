"""What the run says to the person at the terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pytest_dynamo.errors import DynamoError

FAILED = 1
WRONG_USE = 2
GATE_FAILED = 3
INTERRUPTED = 130
"""128 and the number of SIGINT, as of a process that the signal ended."""
TERMINATED = 143
"""The same of SIGTERM."""


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
