"""Which line of the caller's own code a call comes from."""

import sys
import sysconfig
from functools import lru_cache
from pathlib import Path
from types import FrameType, TracebackType

_PACKAGE = Path(__file__).parents[1]
_STANDARD_LIBRARY = Path(sysconfig.get_paths()["stdlib"])
_INSTALLED = frozenset({"site-packages", "dist-packages"})
_CLIENTS = frozenset({"boto3", "botocore", "aioboto3", "aiobotocore", "pynamodb"})
_MOST_FILES = 4_096
_foreign: dict[str, bool] = {}


def caller(*, skip: int = 1) -> str | None:
    """The innermost `file:line` that belongs neither to this package nor to an installed one.

    `skip` is how many frames are known to be none: each that is looked at has to be made first.

    The standard library does not count either; so there is none, and the answer is None, in a
    thread that runs a client's method directly.
    """
    frame: FrameType | None = sys._getframe(skip)  # noqa: SLF001 - inspect's does the same, slower
    while frame is not None:
        filename = frame.f_code.co_filename
        is_foreign = _foreign.get(filename)
        if is_foreign is None:
            is_foreign = not is_own(frame)
            # Made-up names, such as <string>, belong to many.
            if not filename.startswith("<") and len(_foreign) < _MOST_FILES:
                _foreign[filename] = is_foreign
        if not is_foreign:
            return f"{filename}:{frame.f_lineno}"
        frame = frame.f_back
    return None


def own_traceback() -> TracebackType | None:
    """The caller's own lines that led here, as the traceback of an exception shows them."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001
    traceback = None
    while frame is not None:
        if is_own(frame):
            traceback = TracebackType(traceback, frame, frame.f_lasti, frame.f_lineno)
        frame = frame.f_back
    return traceback


def is_own(frame: FrameType) -> bool:
    """Whether a frame runs the caller's own code."""
    package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
    return package not in _CLIENTS and _is_own_file(frame.f_code.co_filename)


@lru_cache(maxsize=4_096)
def _is_own_file(filename: str) -> bool:
    if filename.startswith("<frozen"):
        return False
    path = Path(filename)
    if _PACKAGE in path.parents or not _INSTALLED.isdisjoint(path.parts):
        return False
    return _STANDARD_LIBRARY not in path.parents
