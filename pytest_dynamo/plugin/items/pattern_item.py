"""One access pattern as a test item."""

from pathlib import Path
from typing import Any

from pytest_dynamo.design.values import Design
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.plugin.coverage.reports import OWN_CALLS, OwnCalls
from pytest_dynamo.plugin.databases.endpoint import ENDPOINT
from pytest_dynamo.plugin.databases.tables import DATABASES
from pytest_dynamo.plugin.designs import DESIGNS
from pytest_dynamo.plugin.items.design_item import DesignFailed, DesignItem
from pytest_dynamo.plugin.settings import SETTINGS


class PatternItem(DesignItem):
    """Performs one access pattern on tables made and filled for it, and looks at what came of it."""

    def __init__(self, *, design: Design, plan: Plan | NotServed, **others: Any) -> None:  # noqa: ANN401
        super().__init__(design=design, place=plan.pattern.place, **others)
        self._plan = plan

    def runtest(self) -> None:
        """Perform the access pattern.

        Raises:
            DesignFailed: Something is not as the design says.
            BackendError: The endpoint cannot be used.
        """
        if isinstance(self._plan, NotServed):
            raise DesignFailed(str(self._plan))
        # boto3, moto and Faker are imported by the first item that runs.
        from pytest_dynamo.plugin.items.performance import Performance

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
            self.stash[OWN_CALLS] = OwnCalls(matcher=matcher, calls=performance.calls)
        if problem:
            caveat = self.config.stash[ENDPOINT].caveat
            told = f"  capacity is observed{caveat}\n" if caveat else ""
            msg = f"access pattern '{self.name}' {problem}\n{told}  at {self.place}"
            raise DesignFailed(msg)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The place of the pattern in the design."""
        path, line, name = super().reportinfo()
        return path, line, f"access pattern '{name}'"
