"""The pytest plugin: options, markers, fixtures, and the hooks that follow once they are needed.

Next to nothing is imported here: a session that has nothing to do with DynamoDB pays for the options
and no more. What the plugin does is in `hooks`, which are registered where a setting, a test or a
file named on the command line asks for them.
"""

from pathlib import Path
from typing import Any

import pytest

from pytest_dynamo.plugin.activation import activate
from pytest_dynamo.plugin.named import (
    MARKERS,
    NAMED,
    is_named_design,
    is_watched,
    named_paths,
)
from pytest_dynamo.plugin.settings import SETTINGS, Settings, add_options, read_settings

pytest_plugins = ("pytest_dynamo.plugin.fixtures",)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options and ini keys."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Read the settings."""
    for line in MARKERS:
        config.addinivalue_line("markers", line)
    resolved = read_settings(config)
    config.stash[SETTINGS] = resolved
    config.stash[NAMED] = named_paths(config)
    if resolved != Settings():
        activate(config)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - a class of pytest-xdist
    """Tell a worker of pytest-xdist which paths the user named, and be ready for what it reports.

    The controller collects no tests, and cannot tell beforehand whether any needs the hooks.
    """
    activate(node.config)
    node.workerinput["dynamo_named"] = [str(path) for path in node.config.stash[NAMED]]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the design files that the command line names."""
    if not is_named_design(file_path, parent.config.stash[NAMED]):
        return None
    activate(parent.config)
    from pytest_dynamo.plugin.items.collect import DesignFile

    collector: DesignFile = DesignFile.from_parent(parent, path=file_path)
    return collector


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Get ready where any test has to do with DynamoDB."""
    if any(map(is_watched, items)):
        activate(config)
