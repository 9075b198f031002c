"""What the test items of a design file have in common."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_dynamo.design.values import Design, Place
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.plugin.coverage.reports import OWN_CALLS, OwnCalls

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr


class DesignFailed(AssertionError):  # noqa: N818 - it names what happened, as pytest's own do
    """A design does not do what it says; the text says what."""


class DesignItem(pytest.Item):
    """Something that a design says, as a test; `place` is where it says it."""

    def __init__(self, *, design: Design, place: Place, **others: Any) -> None:  # noqa: ANN401
        super().__init__(**others)
        self.stash[OWN_CALLS] = OwnCalls()
        self._design = design
        self._place = place

    @property
    def place(self) -> str:
        """The file and the line."""
        return f"{self._design.path}:{self._place.line}"

    def repr_failure(
        self,
        excinfo: pytest.ExceptionInfo[BaseException],
        style: Any = None,  # noqa: ANN401
    ) -> "str | TerminalRepr":
        """The message alone, for what a person can put right; a traceback for anything else."""
        if isinstance(excinfo.value, DesignFailed | DynamoError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The place in the design, and what is shown above a failure; pytest counts lines from 0."""
        return self.path, self._place.line - 1, self.name
