"""Ctrl-C in a running load test: delivered between two requests."""

import signal
from types import FrameType

import gevent


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
