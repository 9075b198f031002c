"""How late a task was started, for the first call it makes.

The response time of a request counts from when it was due. What a task makes after its first request
is due as soon as that has ended.
"""

from contextvars import ContextVar

_LATENESS: ContextVar[float] = ContextVar("pytest_dynamo_lateness", default=0.0)


def begin_late(seconds: float) -> None:
    """Say that the task that begins in this greenlet was due so many seconds ago."""
    if seconds > 0 or _LATENESS.get():
        _LATENESS.set(max(0.0, seconds))


def take_lateness() -> float:
    """How late the call that has ended was started; what comes after it in the task is not late."""
    seconds = _LATENESS.get()
    if seconds:
        _LATENESS.set(0.0)
    return seconds
