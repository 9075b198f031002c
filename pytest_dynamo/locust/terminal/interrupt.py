"""Ctrl-C, at each stage of a load test.

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
    """Ctrl-C that is not lost: it raises at once, and again at the next `check`.

    Python raises KeyboardInterrupt wherever it happens to be. In a finalizer, or in a library that
    catches everything, nobody hears of it.
    """

    def __init__(self) -> None:
        self._is_pressed = False
        self._heeding: object = None

    def check(self) -> None:
        """Raise KeyboardInterrupt if Ctrl-C was pressed and is still unheard."""
        if self._is_pressed:
            raise KeyboardInterrupt

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """Listen until the end of this; what was there before listens again afterwards."""
        self._is_pressed = False
        self._heeding = gevent.getcurrent()
        before = signal.signal(signal.SIGINT, self._press)
        try:
            yield
            self.check()
        finally:
            signal.signal(signal.SIGINT, before)

    def _press(self, _signal: int, _frame: FrameType | None) -> None:
        self._is_pressed = True
        if gevent.getcurrent() is self._heeding:
            raise KeyboardInterrupt
        _interrupt_main()


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Let SIGTERM end the process as an exception does, so that what was begun is undone.

    Locust listens to it only when the test can begin; tables are created and seeded before that.
    """

    def end(_signal: int, _frame: FrameType | None) -> None:
        sys.exit(TERMINATED)

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
        if gevent.getcurrent() is main:
            raise KeyboardInterrupt
        _interrupt_main()

    signal.signal(signal.SIGINT, handle)
    return interruption


def _interrupt_main() -> None:
    """Raise KeyboardInterrupt from the main greenlet, when another one runs or all wait."""
    hub = gevent.get_hub()
    hub.loop.run_callback(hub.handle_system_error, KeyboardInterrupt, KeyboardInterrupt())
