"""Runs a command, and ends it as soon as whoever asked for it is gone.

This is a process of its own between pytest and a server. The end of standard input tells it that pytest
has ended, however that came about: a process that was killed closes what it held open, too. It imports
nothing of this package, so that it starts at once.
"""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence

_LOOK_SECONDS = 0.1
_PATIENCE_SECONDS = 2.0


def keep(command: Sequence[str], stdin: int) -> int:
    """Run a command until it ends, or until nobody holds the other end of `stdin`; its exit code."""
    parent = os.getppid()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True) as child:
        try:
            # A process that the parent forked may hold the other end as well, hence the second look.
            while child.poll() is None and os.getppid() == parent:
                readable, _, _ = select.select([stdin], [], [], _LOOK_SECONDS)
                if readable and not os.read(stdin, 1):
                    break
        finally:
            _end(child)
    return child.returncode


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End a process and those that it started, with patience first."""
    if child.poll() is not None:
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, number)
            child.wait(_PATIENCE_SECONDS)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
        else:
            return


if __name__ == "__main__":
    sys.exit(keep(sys.argv[1:], 0) % 256)
