"""What the options and ini keys say, read in one place into one frozen value."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pytest

GUARD_WORDS: Mapping[str, bool | None] = {
    "auto": None,
    "on": True,
    "off": False,
    "true": True,
    "false": False,
}
SUFFIXES = frozenset({".yaml", ".yml"})
_HEAD_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The resolved settings of a session: command line, then ini file, then default.

    `guard` is None for "on where a design is in use". `endpoint` is None for the embedded backend, which
    throttles where `throttle` says so; an endpoint does as it likes.
    """

    designs: tuple[Path, ...] = ()
    guard: bool | None = None
    rng_seed: int = 0
    endpoint: str | None = None
    allow_aws: bool = False
    throttle: bool = False

    @property
    def are_in_use(self) -> bool:
        """Whether the session is about DynamoDB at all, as far as settings tell."""
        return bool(self.designs or self.guard or self.endpoint)


SETTINGS = pytest.StashKey[Settings]()


def add_options(parser: pytest.Parser) -> None:
    """Declare the options, each with its ini key."""
    group = parser.getgroup("dynamo", "DynamoDB table designs")
    group.addoption(
        "--dynamo-designs",
        metavar="PATH",
        action="append",
        help="Design file for the dynamo_* fixtures; may be repeated.",
    )
    group.addoption(
        "--dynamo-guard",
        metavar="{auto,on,off}",
        help="Fail tests that scan a table. auto: where designs are set, or a test has a marker of "
        "this plugin.",
    )
    group.addoption(
        "--dynamo-rng-seed",
        metavar="INT",
        help="Seed of the items and parameters that are made (default 0).",
    )
    group.addoption(
        "--dynamo-endpoint",
        metavar="URL",
        help="Run on the DynamoDB that listens there, not on the embedded one.",
    )
    group.addoption(
        "--dynamo-allow-aws",
        action="store_true",
        help="Let the endpoint be AWS itself; tables are created there, and dropped again.",
    )
    group.addoption(
        "--dynamo-throttle",
        action="store_true",
        help="Let the embedded DynamoDB throttle requests as DynamoDB would.",
    )
    parser.addini("dynamo_designs", "default value for --dynamo-designs", type="paths", default=[])
    parser.addini("dynamo_guard", "default value for --dynamo-guard", type="string", default="auto")
    parser.addini(
        "dynamo_rng_seed", "default value for --dynamo-rng-seed", type="string", default="0"
    )
    parser.addini(
        "dynamo_endpoint", "default value for --dynamo-endpoint", type="string", default=""
    )
    parser.addini(
        "dynamo_throttle", "default value for --dynamo-throttle", type="bool", default=False
    )


def read_settings(config: pytest.Config) -> Settings:
    """Read all settings.

    Raises:
        pytest.UsageError: A value is not one of those there are.
    """
    here = config.invocation_params.dir
    given = config.getoption("dynamo_designs")
    designs = [here / path for path in given] if given else config.getini("dynamo_designs")
    return Settings(
        designs=tuple(file for path in designs for file in _design_files(path)),
        guard=_guard(_text(config, "guard")),
        rng_seed=_whole_number(_text(config, "rng_seed")),
        endpoint=_url(_text(config, "endpoint")),
        allow_aws=config.getoption("dynamo_allow_aws"),
        throttle=config.getoption("dynamo_throttle") or config.getini("dynamo_throttle"),
    )


def _text(config: pytest.Config, name: str) -> str:
    option: Any = config.getoption(f"dynamo_{name}")
    return str(config.getini(f"dynamo_{name}") if option is None else option)


def holds_design(path: Path) -> bool:
    """Whether a file looks like a design, by its name and by the settings at its top level."""
    if path.suffix not in SUFFIXES or not path.is_file():
        return False
    from pytest_dynamo.design.reader import is_design

    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return is_design(file.read(_HEAD_CHARACTERS))
    except OSError:
        return False


def _design_files(path: Path) -> tuple[Path, ...]:
    """What is at a path, or the designs in the directory there."""
    if path.is_dir():
        found = tuple(file for file in sorted(path.iterdir()) if holds_design(file))
        if found:
            return found
        msg = f"dynamo_designs: there is no design file in {path}"
        raise pytest.UsageError(msg)
    if os.path.lexists(path):  # reading it tells what is wrong with a link or a pipe
        return (path,)
    names = [sibling.name for sibling in path.parent.glob("*.y*ml")]
    near = get_close_matches(path.name, names, n=1)
    hint = f"; did you mean {path.parent / near[0]}?" if near else ""
    msg = f"dynamo_designs: there is no design file {path}{hint}"
    raise pytest.UsageError(msg)


def _guard(word: str) -> bool | None:
    if word.lower() not in GUARD_WORDS:
        msg = f"dynamo_guard: '{word}' is not one of auto, on, off"
        raise pytest.UsageError(msg)
    return GUARD_WORDS[word.lower()]


def _whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        msg = f"dynamo_rng_seed: '{text}' is not a whole number"
        raise pytest.UsageError(msg) from None


def _url(text: str) -> str | None:
    if text and not text.startswith(("http://", "https://")):
        msg = f"dynamo_endpoint: '{text}' is not a URL such as http://127.0.0.1:8000"
        raise pytest.UsageError(msg)
    return text or None
