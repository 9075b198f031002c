"""Ctrl-C and SIGTERM, at each stage of a load test.

While modules are imported it is one line, while tables are seeded it ends the run at once, and while
the test runs it comes between two requests.
"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType

import gevent

from pytest_dynamo.locust.terminal.console import TERMINATED, tell


def tell_interrupts_plainly() -> None:
    """Say that the process was interrupted where Python would show where it was.

    It is for the command locust, which imports a locustfile, and all that it imports, unguarded.
    """
    show = sys.excepthook

    def tell_or_show(
        kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            tell("\ndynamo: interrupted")
        else:
            show(kind, error, traceback)

    sys.excepthook = tell_or_show


class Interrupts:
    """Ctrl-C and SIGTERM that are not lost: they raise at once, and again at the next `check`.

    Python raises wherever it happens to be. In a finalizer, in a callback of the event loop, or in a
    library that catches everything, nobody hears of it.
    """

    def __init__(self) -> None:
        self._pressed: BaseException | None = None
        self._heeding: object = None

    def check(self) -> None:
        """Raise KeyboardInterrupt or SystemExit if a signal has come and is still unheard."""
        if self._pressed:
            raise self._pressed

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """Listen until the end of this; what was there before listens again afterwards."""
        self._pressed = None
        self._heeding = gevent.getcurrent()
        before = {
            number: signal.signal(number, self._press) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
            self.check()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _press(self, number: int, _frame: FrameType | None) -> None:
        ends = number == signal.SIGTERM
        self._pressed = SystemExit(TERMINATED) if ends else KeyboardInterrupt()
        _raise_in(self._heeding, self._pressed)


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Let SIGTERM end the process as an exception does, so that what was begun is undone.

    Locust listens to it only when the test can begin; tables are created and seeded before that.
    """
    here = gevent.getcurrent()

    def end(_signal: int, _frame: FrameType | None) -> None:
        _raise_in(here, SystemExit(TERMINATED))

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class Interruption:
    """Whether Ctrl-C was pressed."""

    def __init__(self) -> None:
        self.is_pressed = False


def defer_interrupts() -> Interruption:
    """Raise KeyboardInterrupt from the main greenlet, as soon as the running one gives way.

    Python raises it wherever it happens to be, in the middle of a user's request, say, which would
    then be counted half. The main greenlet is the one that calls this; Locust waits there.
    """
    main = gevent.getcurrent()
    interruption = Interruption()

    def handle(_signal: int, _frame: FrameType | None) -> None:
        interruption.is_pressed = True
        _raise_in(main, KeyboardInterrupt())

    signal.signal(signal.SIGINT, handle)
    return interruption


def _raise_in(main: object, error: BaseException) -> None:
    """Raise an error in the main greenlet: here if it runs, or else when that which runs gives way."""
    if gevent.getcurrent() is main:
        raise error
    hub = gevent.get_hub()
    hub.loop.run_callback(hub.handle_system_error, type(error), error)
