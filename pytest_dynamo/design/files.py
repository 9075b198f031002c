"""Which files hold designs, told without reading them whole."""

import os
from collections.abc import Iterator
from pathlib import Path

from pytest_dynamo.design.reader import is_design

SUFFIXES = frozenset({".yaml", ".yml"})
_HEAD_CHARACTERS = 100_000


def designs_in(folder: Path) -> tuple[Path, ...]:
    """The designs in a folder and in those below it, in order of their paths.

    Folders whose names begin with a dot are passed over: they are environments, caches and such.
    """
    return tuple(file for file in sorted(_files_in(folder)) if holds_design(file))


def _files_in(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in files)


def holds_design(path: Path) -> bool:
    """Whether a file looks like a design, by its name and by the settings at its top level."""
    if path.suffix not in SUFFIXES or not path.is_file():
        return False
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return is_design(file.read(_HEAD_CHARACTERS))
    except OSError:
        return False
