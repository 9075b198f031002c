"""Workers end with those they work for, however these end; Locust would have them go on for a minute."""

from locust.env import Environment
from locust.runners import WorkerRunner

import os
import socket
import time
from urllib.parse import urlsplit

import gevent

from pytest_dynamo.locust.terminal.console import tell
from pytest_dynamo.locust.workers.agreement import engine_of

LOOK_SECONDS = 1.0
SILENT_SECONDS = 5.0
"""After how long without a word a master that shares its engine is looked for."""


class Tether:
    """Looks whether the master is there. `importer` is the process that read the locustfile."""

    def __init__(self, environment: Environment, importer: int) -> None:
        self._environment = environment
        # that of --processes is forked by Locust after that, others read it themselves
        self._parent = importer if importer != os.getpid() else None

    def hold(self) -> None:
        """Look once a second; end the worker when nobody is there any more."""
        while not self._is_loose():
            gevent.sleep(LOOK_SECONDS)
        runner = self._environment.runner
        if runner is not None:
            tell("dynamo: the master is gone, and its worker ends")
            runner.quit()

    def _is_loose(self) -> bool:
        if self._parent is not None:
            return os.getppid() != self._parent
        return self._is_silent() and self._has_no_engine()

    def _is_silent(self) -> bool:
        runner = self._environment.runner
        heard = runner.last_heartbeat_timestamp if isinstance(runner, WorkerRunner) else None
        return heard is not None and time.time() - heard > SILENT_SECONDS

    def _has_no_engine(self) -> bool:
        """Whether there was an engine that ends with the master, and has."""
        engine = engine_of(self._environment)
        if engine is None:
            return False
        url = urlsplit(engine)
        try:
            socket.create_connection((str(url.hostname), url.port or 0), timeout=1).close()
        except OSError:
            return True
        return False
