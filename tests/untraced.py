"""Code that is run without coverage being measured, which takes two to four times as long.

It is for tests of what others cover that make tens of thousands of requests, or processes of their own.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def untraced() -> Iterator[None]:
    """Measure nothing meanwhile; there may be nothing that does."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


def unmeasured_environment() -> dict[str, str]:
    """The environment for a process in which nothing is measured."""
    return {k: v for k, v in os.environ.items() if k != "COVERAGE_PROCESS_CONFIG"}
