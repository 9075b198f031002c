"""One access pattern as a test item."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.plugin.designs import DESIGNS
from pytest_dynamo.plugin.settings import SETTINGS
from pytest_dynamo.plugin.tables import DATABASES
from pytest_dynamo.plugin.usage import to_property, usage_of

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr


class PatternFailed(AssertionError):  # noqa: N818 - it names what happened, as pytest's own do
    """An access pattern is not served, or does not do what the design says; the text says why."""


class PatternItem(pytest.Item):
    """Performs one access pattern on tables made and filled for it, and looks at what came of it."""

    def __init__(self, *, design: Design, plan: Plan | NotServed, **others: Any) -> None:  # noqa: ANN401
        super().__init__(**others)
        self._design = design
        self._plan = plan

    def runtest(self) -> None:
        """Perform the access pattern.

        Raises:
            PatternFailed: Something is not as the design says.
            BackendError: The endpoint cannot be used.
        """
        if isinstance(self._plan, NotServed):
            raise PatternFailed(str(self._plan))
        # boto3, moto and Faker are imported by the first item that runs.
        from pytest_dynamo.plugin.performance import Performance

        performance = Performance(
            self._design,
            self._plan,
            self.config.stash[DATABASES],
            seed=self.config.stash[SETTINGS].rng_seed,
        )
        try:
            problem = performance.run()
        finally:
            matcher = self.config.stash[DESIGNS].load(self.path)
            usage = usage_of(performance.calls, (matcher,))
            self.user_properties.append(to_property(usage))
        if problem:
            place = f"{self._design.path}:{self._plan.pattern.place.line}"
            msg = f"access pattern '{self.name}' {problem}\n  at {place}"
            raise PatternFailed(msg)

    def repr_failure(
        self,
        excinfo: pytest.ExceptionInfo[BaseException],
        style: Any = None,  # noqa: ANN401
    ) -> "str | TerminalRepr":
        """The message alone, for what a person can put right; a traceback for anything else."""
        if isinstance(excinfo.value, PatternFailed | DynamoError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The place of the pattern in the design; pytest counts lines from 0."""
        return self.path, self._plan.pattern.place.line - 1, f"access pattern '{self.name}'"
