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

from pytest_dynamo.locust.terminal.console import tell


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

    def check(self) -> None:
        """Raise KeyboardInterrupt if Ctrl-C was pressed and is still unheard."""
        if self._is_pressed:
            raise KeyboardInterrupt

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """Listen until the end of this; what was there before listens again afterwards."""
        self._is_pressed = False
        before = signal.signal(signal.SIGINT, self._press)
        try:
            yield
            self.check()
        finally:
            signal.signal(signal.SIGINT, before)

    def _press(self, _signal: int, _frame: FrameType | None) -> None:
        self._is_pressed = True
        raise KeyboardInterrupt


def defer_interrupts() -> None:
    """Raise KeyboardInterrupt from the main greenlet, as soon as the running one gives way.

    Python raises it wherever it happens to be, in the middle of a user's request, say, which would
    then be counted half. The main greenlet is the one that calls this; Locust waits there.
    """
    main = gevent.getcurrent()

    def handle(_signal: int, _frame: FrameType | None) -> None:
        if gevent.getcurrent() is main:
            raise KeyboardInterrupt
        hub = gevent.get_hub()
        hub.loop.run_callback(hub.handle_system_error, KeyboardInterrupt, KeyboardInterrupt())

    signal.signal(signal.SIGINT, handle)
