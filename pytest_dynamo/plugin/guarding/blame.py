"""Where a violation is blamed: on the user's own lines, even if nothing was raised there."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import ExceptHookArgs
from types import TracebackType

import pytest

from pytest_dynamo.plugin.guarding.violations import Violation

_ENDS_THE_RUN = (KeyboardInterrupt, SystemExit, pytest.exit.Exception)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blamed:
    """A violation, the user's lines that led to it, and whether the code under test got to see it."""

    violation: Violation
    lines: TracebackType | None
    was_raised: bool


def blame(found: list[Blamed], error: BaseException | None) -> None:
    """Fail the test by the first of what was found, even if the code under test swallowed it.

    `error` is how the test ended otherwise, None if well. It gives way to a violation that was raised,
    whose consequence it is more often than not. Of one that was not, it is told in a note.

    Raises:
        Violation: The first.
    """
    __tracebackhide__ = True
    if not found or isinstance(error, _ENDS_THE_RUN):
        return
    first, *others = sorted(found, key=lambda one: not one.was_raised)
    violation = first.violation
    if others:
        places = ", ".join(str(one.violation).partition(": ")[0] for one in others)
        violation.add_note(f"and {len(others)} more: {places}")
    is_failure = error is not None and not isinstance(error, pytest.skip.Exception)
    if is_failure and error is not None and not first.was_raised:
        error.add_note(f"{type(violation).__name__}: {violation}")
        return
    if first.lines is None:  # a thread that runs a client's method directly
        raise pytest.fail.Exception(str(violation), pytrace=False) from None
    raise violation.with_traceback(first.lines) from None


@contextmanager
def quiet_threads() -> Iterator[None]:
    """Say nothing of a violation that ends a thread: the test fails by it in any case."""
    previous = threading.excepthook

    def hook(args: ExceptHookArgs) -> None:
        if not isinstance(args.exc_value, Violation):
            previous(args)

    threading.excepthook = hook
    try:
        yield
    finally:
        if threading.excepthook is hook:
            threading.excepthook = previous
