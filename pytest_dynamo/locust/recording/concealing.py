"""What exceptions of tasks say, kept out of Locust's log and pages: it may hold keys."""

from locust.runners import Runner

import logging
import sys
import traceback

WITHHELD = "what it says is withheld, as --dynamo-hash-keys asks"

_LOGGERS = (None, "locust.user.task", "locust.user.users", "locust.runners")
"""Those that Locust logs exceptions of users by; None is the root."""


class Withholding(logging.Filter):
    """Leaves of a logged exception its kind and where it was raised."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record of an exception; every record passes."""
        error = record.msg if isinstance(record.msg, BaseException) else sys.exc_info()[1]
        if error is not None and record.levelno >= logging.ERROR:
            frames = "".join(traceback.format_tb(error.__traceback__))
            record.msg, record.args = f"{type(error).__name__}: {WITHHELD}\n{frames}".rstrip(), None
            record.exc_info = None
        return True


def conceal_exceptions(runner: Runner | None) -> None:
    """Withhold what exceptions say in this process's log and, in the one that directs, on the pages."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(each, Withholding) for each in logger.filters):
            logger.addFilter(Withholding())
    if runner is None:
        return
    log_exception = runner.log_exception

    def log(node_id: str, msg: str, formatted_tb: str) -> None:  # noqa: ARG001 - as Locust calls it
        log_exception(node_id, WITHHELD, formatted_tb)

    runner.log_exception = log  # type: ignore[method-assign]
