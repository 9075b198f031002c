"""Exceptions that tasks raise: how many of which kind, and the mistake that ends the run."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pytest_dynamo.measure.run_values import ExceptionCount

MOST_TEXTS = 100
LONGEST_TEXT = 200
OTHERS = "other exceptions"
"""What is counted together once there are too many different ones."""


class Raised:
    """Counts exceptions by their kind and the first line of their text, or by their kind alone.

    `mistake` is what is wrong with the locustfile or the design, where a task has run into that.
    """

    def __init__(self, *, with_texts: bool = True) -> None:
        self.mistake: str | None = None
        self._with_texts = with_texts
        self._counts: Counter[str] = Counter()

    def add(self, error: BaseException) -> None:
        """Count an exception."""
        first_line = next(iter(str(error).splitlines()), "") if self._with_texts else ""
        self._add(f"{type(error).__name__}: {first_line}"[:LONGEST_TEXT].rstrip(": "), 1)

    def counts(self) -> tuple[ExceptionCount, ...]:
        """The counts, the most frequent first."""
        rows = sorted(self._counts.items(), key=lambda row: (-row[1], row[0]))
        return tuple(ExceptionCount(text=text, count=count) for text, count in rows)

    def hand_over(self) -> dict[str, Any]:
        """What was counted since the last time, for the master; begins anew."""
        counts, self._counts = self._counts, Counter()
        return {"mistake": self.mistake, "counts": dict(counts)}

    def take_over(self, data: Mapping[str, Any]) -> None:
        """Add what a worker counted; its mistake is for the caller to look at."""
        for text, count in data["counts"].items():
            self._add(text, count)

    def _add(self, text: str, count: int) -> None:
        is_room = text in self._counts or len(self._counts) < MOST_TEXTS
        self._counts[text if is_room else OTHERS] += count
