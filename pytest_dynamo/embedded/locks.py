"""A lock that a child process never finds closed.

A process that forks while a thread performs an operation would leave its child half an operation, and a
lock that nobody opens. So a fork waits until no operation is under way.

The lock is that of the interpreter also where gevent has put its own into `threading`: an operation never
gives way to another greenlet, and gevent's takes as long as a tenth of a GetItem.
"""

import os
from _thread import RLock
from typing import Any
from weakref import WeakSet


def lock_across_forks() -> Any:
    """A reentrant lock."""
    lock = RLock()
    _locks.add(lock)
    return lock


_locks: WeakSet[Any] = WeakSet()
_held: list[Any] = []
_forking = RLock()


def _hold_all() -> None:
    _forking.acquire()
    for lock in list(_locks):
        lock.acquire()
        _held.append(lock)


def _release_all() -> None:
    while _held:
        _held.pop().release()
    _forking.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_hold_all, after_in_parent=_release_all, after_in_child=_release_all)
