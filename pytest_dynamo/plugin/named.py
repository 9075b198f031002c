"""What a session needs to know before anything of this plugin is needed: names of files, fixtures, markers."""

from os import path
from pathlib import Path

import pytest

from pytest_dynamo.plugin.settings import SETTINGS
from pytest_dynamo.plugin.settings.marker_lines import MARKER_NAMES, MARKERS

__all__ = ["MARKERS", "NAMED", "is_named", "is_named_design", "is_watched", "named_paths"]

NAMED = pytest.StashKey[tuple[Path, ...]]()
"""The files and directories that the command line names."""

_SUFFIXES = frozenset({".yaml", ".yml"})
_FIXTURES = ("dynamo_", "_dynamo_")


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
    if file_path.suffix not in _SUFFIXES or not is_named(file_path, named):
        return False
    from pytest_dynamo.design.files import holds_design  # which knows all there is in a design

    return file_path in named or holds_design(file_path)


def is_watched(item: pytest.Item) -> bool:
    """Whether a test has to do with DynamoDB, as far as settings, fixtures and markers tell."""
    return (
        item.config.stash[SETTINGS].are_in_use
        or any(name.startswith(_FIXTURES) for name in getattr(item, "fixturenames", ()))
        or any(mark.name in MARKER_NAMES for mark in item.iter_markers())
    )
