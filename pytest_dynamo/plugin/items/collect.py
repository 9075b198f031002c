"""Design files as test files: one test item an access pattern, and one for the workload."""

from collections.abc import Iterator
from os import path
from pathlib import Path

import pytest

from pytest_dynamo.design.files import SUFFIXES, holds_design
from pytest_dynamo.errors import DesignError
from pytest_dynamo.plugin.designs import DESIGNS
from pytest_dynamo.plugin.items.design_item import DesignItem
from pytest_dynamo.plugin.items.pattern_item import PatternItem
from pytest_dynamo.plugin.items.workload_item import WorkloadItem

WORKLOAD = "workload"
"""The name of the item that holds a design to its workload."""

NAMED = pytest.StashKey[tuple[Path, ...]]()
"""The files and directories that the command line names."""


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


def named_paths(config: pytest.Config) -> tuple[Path, ...]:
    """The paths among the arguments; none where pytest chose them itself.

    A worker of pytest-xdist is always started with arguments, so its controller tells it which of
    them the user wrote.
    """
    worker = getattr(config, "workerinput", None)
    if worker is not None:
        return tuple(map(Path, worker.get("dynamo_named", ())))
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        return ()
    here = config.invocation_params.dir
    return tuple(
        Path(path.normpath(here / argument.partition("::")[0])) for argument in config.args
    )


def is_named(file_path: Path, named: tuple[Path, ...]) -> bool:
    """Whether a file is among the paths named, or in a directory among them."""
    return any(file_path == one or one in file_path.parents for one in named)


def is_named_design(file_path: Path, named: tuple[Path, ...]) -> bool:
    """Whether a file is to be tested as a design.

    Named itself, it is one whatever is in it, so that its mistakes are told; in a directory that is
    named, it is one where it looks like one.
    """
    if file_path in named:
        return file_path.suffix in SUFFIXES
    return is_named(file_path, named) and holds_design(file_path)
