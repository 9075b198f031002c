"""Which files hold designs, told without reading them whole."""

from pathlib import Path

from pytest_dynamo.design.reader import is_design

SUFFIXES = frozenset({".yaml", ".yml"})
_HEAD_CHARACTERS = 100_000


def holds_design(path: Path) -> bool:
    """Whether a file looks like a design, by its name and by the settings at its top level."""
    if path.suffix not in SUFFIXES or not path.is_file():
        return False
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return is_design(file.read(_HEAD_CHARACTERS))
    except OSError:
        return False
