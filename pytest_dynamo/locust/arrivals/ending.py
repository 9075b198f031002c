"""What becomes of a user whose next task would begin when no more are to."""

from typing import NoReturn

from gevent.event import Event


def await_the_end() -> NoReturn:
    """Do nothing until the greenlet is killed."""
    Event().wait()
    raise AssertionError  # nobody sets it
