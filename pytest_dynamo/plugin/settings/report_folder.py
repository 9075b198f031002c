"""The setting `report`: a folder, which may be left out on the command line."""

import os
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

_FLAG = "--dynamo-report"


def report_folder(config: pytest.Config, folder: Path | None) -> Path | None:
    """The folder, unless it is none or was meant as something else.

    Raises:
        pytest.UsageError: The option took the argument after it, or names a file.
    """
    if folder is None or hasattr(config, "workerinput"):
        return folder
    given = config.getoption("dynamo_report")
    if (
        given
        and f"{_FLAG}={given}" not in (words := tuple(_arguments(config)))
        and ((_FLAG, given) in pairwise(words))
    ):
        msg = (
            f"{_FLAG}: its folder stands after an equals sign, and '{given}' was taken for it\n"
            f"To fix this:  {_FLAG}=reports {given}"
        )
        raise pytest.UsageError(msg)
    if folder.suffix == ".html" or folder.is_file():
        msg = (
            f"dynamo_report: '{folder.name}' is a file, and a folder is wanted: each design has its own page\n"
            f"To fix this:  {_FLAG}=reports"
        )
        raise pytest.UsageError(msg)
    return folder


def _arguments(config: pytest.Config) -> Iterator[str]:
    """The arguments as pytest has them: those of the environment and the ini file come first."""
    yield from shlex.split(os.environ.get("PYTEST_ADDOPTS", ""))
    yield from config.getini("addopts")
    yield from map(str, config.invocation_params.args)
