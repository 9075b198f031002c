"""What the service says of calls that fail, told at the terminal: Locust shows their codes alone."""

from collections.abc import Callable

from botocore.exceptions import ClientError

from pytest_dynamo.locust.terminal.console import tell
from pytest_dynamo.measure.throttling import is_throttled

MOST_TOLD = 20
LONGEST_TEXT = 300


class Failures:
    """Tells of each kind of failed call once for each task, in the words of its error.

    Throttled ones are not told of: they are results, and the report has their reasons. Without texts, which may
    hold keys, nothing is told.
    """

    def __init__(self, *, with_texts: bool = True, tell_of: Callable[[str], None] = tell) -> None:
        self._with_texts = with_texts
        self._tell_of = tell_of
        self._told: set[tuple[str, str]] = set()

    def add(self, task: str, error: Exception) -> None:
        """Tell of a call that failed and ended a task, if it is the first of its kind there."""
        kind, text = type(error).__name__, str(error)
        if isinstance(error, ClientError):
            kind, text = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
            if is_throttled(kind):
                return
        if not self._with_texts or (task, kind) in self._told or len(self._told) >= MOST_TOLD:
            return
        self._told.add((task, kind))
        first_line = next(iter(text.splitlines()), "")[:LONGEST_TEXT]
        self._tell_of(f"dynamo: a call of {task} failed: {f'{kind}: {first_line}'.rstrip(': ')}")
