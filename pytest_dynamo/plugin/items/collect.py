"""Design files as test files: one test item an access pattern, and one for the workload."""

from collections.abc import Iterator

import pytest

from pytest_dynamo.errors import DesignError
from pytest_dynamo.plugin.designs import DESIGNS
from pytest_dynamo.plugin.items.design_item import DesignItem
from pytest_dynamo.plugin.items.pattern_item import PatternItem
from pytest_dynamo.plugin.items.workload_item import WorkloadItem

WORKLOAD = "workload"
"""The name of the item that holds a design to its workload."""


class DesignFile(pytest.File):
    """A design file; its items are the access patterns, in the order of the file, and the workload."""

    def collect(self) -> Iterator[DesignItem]:
        """One item an access pattern, and one for the workload if the design has that.

        Raises:
            CollectError: The design does not load, or has no access patterns.
        """
        try:
            matcher = self.config.stash[DESIGNS].load(self.path)
        except DesignError as error:
            raise self.CollectError(str(error)) from None
        if not matcher.plans:
            msg = (
                f"{matcher.design.path}: no access patterns, so there is nothing to test\n"
                f"To fix this, declare what the application asks of its tables under "
                f"'access_patterns'; 'pytest-dynamo plan' takes a design without."
            )
            raise self.CollectError(msg)
        for name, plan in matcher.plans.items():
            yield PatternItem.from_parent(self, name=name, design=matcher.design, plan=plan)
        if workload := matcher.design.workload:
            yield WorkloadItem.from_parent(
                self, name=WORKLOAD, design=matcher.design, place=workload.place
            )
