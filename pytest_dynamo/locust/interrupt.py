"""Ctrl-C: one line while modules are imported; in a running load test, between two requests."""

import signal
import sys
from types import FrameType, TracebackType

import gevent

from pytest_dynamo.locust.console import tell


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
