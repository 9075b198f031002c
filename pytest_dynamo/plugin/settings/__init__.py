"""What the options and ini keys say, read in one place into one frozen value."""

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from math import isfinite
from pathlib import Path

import pytest

from pytest_dynamo.errors import BackendError
from pytest_dynamo.plugin.settings.options import add_options, is_on, text_of
from pytest_dynamo.plugin.settings.report_folder import report_folder
from pytest_dynamo.plugin.settings.values import Settings

__all__ = ["SETTINGS", "Settings", "add_options", "read_settings"]

GUARD_WORDS: Mapping[str, bool | None] = {
    "auto": None,
    "on": True,
    "strict": True,
    "off": False,
    "true": True,
    "false": False,
}

_PREFIX = re.compile(r"[A-Za-z0-9_.-]*")
_LONGEST_PREFIX = 100

SETTINGS = pytest.StashKey[Settings]()


def read_settings(config: pytest.Config) -> Settings:
    """Read all settings.

    Raises:
        pytest.UsageError: A value is not one of those there are, or two do not go together.
    """
    here = config.invocation_params.dir
    given = config.getoption("dynamo_designs")
    designs = [here / path for path in given] if given else config.getini("dynamo_designs")
    guard = text_of(config, "guard").lower()
    settings = Settings(
        designs=tuple(dict.fromkeys(file for path in designs for file in _design_files(path))),
        guard=_guard(guard),
        is_strict=guard == "strict",
        max_waste=_number(config, "max_waste", least=1),  # nothing returns more than it examines
        max_pages=_whole_number(config, "max_pages", least=1),
        rng_seed=_whole_number(config, "rng_seed"),
        endpoint=_endpoint(text_of(config, "endpoint") or os.environ.get("DYNAMO_ENDPOINT", "")),
        prefix=_prefix(text_of(config, "prefix")),
        allow_aws=config.getoption("dynamo_allow_aws"),
        throttle=is_on(config, "throttle"),
        cov_fail_under=_percent(config, "cov_fail_under"),
        cov_json=_path(config, "cov_json"),
        cov_markdown=_path(config, "cov_markdown"),
        report=report_folder(config, _path(config, "report")),
        baseline=_path(config, "baseline"),
        baseline_tolerance=_share(config, "baseline_tolerance"),
        update_baseline=config.getoption("dynamo_update_baseline"),
    )
    if settings.allow_aws and not settings.endpoint:
        msg = (
            "--dynamo-allow-aws: no endpoint is set, so nothing would run on AWS\n"
            "To fix this:  --dynamo-endpoint=aws --dynamo-allow-aws"
        )
        raise pytest.UsageError(msg)
    if settings.is_strict and not settings.designs:
        msg = (
            "dynamo_guard: strict compares calls with the access patterns of designs, and none is set\n"
            "To fix this:  --dynamo-designs designs/orders.yaml, or --dynamo-guard=on"
        )
        raise pytest.UsageError(msg)
    if settings.update_baseline and not settings.baseline:
        msg = (
            "--dynamo-update-baseline: there is no file to write\n"
            "To fix this:  --dynamo-baseline FILE --dynamo-update-baseline"
        )
        raise pytest.UsageError(msg)
    return settings


def _design_files(path: Path) -> tuple[Path, ...]:
    """What is at a path, or the designs in the directory there and in those below it."""
    if path.is_dir():
        from pytest_dynamo.design.files import designs_in  # which knows all there is in a design

        if found := designs_in(path):
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
    if word not in GUARD_WORDS:
        msg = f"dynamo_guard: '{word}' is not one of auto, on, strict, off"
        raise pytest.UsageError(msg)
    return GUARD_WORDS[word]


def _endpoint(text: str) -> str | None:
    """A URL, or the name of what is to be started; `embedded` stands for none."""
    if text in ("", "embedded"):
        return None
    if text.startswith(("http://", "https://")):
        return text
    from pytest_dynamo.deploy.servers import check_name

    if not text.replace("-", "").replace("_", "").isalnum():
        msg = f"dynamo_endpoint: '{text}' is not a URL such as http://127.0.0.1:8000"
        raise pytest.UsageError(msg)
    try:
        check_name(text)
    except BackendError as error:
        msg = f"dynamo_endpoint: {error}"
        raise pytest.UsageError(msg) from None
    return text


def _prefix(text: str) -> str:
    """What names of tables begin with; the rest of a name is long enough to leave 128 of 255 characters.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
    """
    if len(text) <= _LONGEST_PREFIX and _PREFIX.fullmatch(text):
        return text
    msg = (
        f"dynamo_prefix: '{text}' cannot begin the name of a table\n"
        f"To fix this: letters, digits, '_', '-' and '.', at most {_LONGEST_PREFIX} of them"
    )
    raise pytest.UsageError(msg)


def _whole_number(config: pytest.Config, name: str, *, least: int | None = None) -> int:
    text = text_of(config, name)
    try:
        number = int(text)
    except ValueError:
        raise _wrong(name, text, "a whole number") from None
    if least is not None and number < least:
        raise _wrong(name, text, f"a whole number, {least} or more")
    return number


def _number(config: pytest.Config, name: str, *, least: int) -> float:
    text = text_of(config, name)
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not isfinite(number) or number < least:
        raise _wrong(name, text, f"a number, {least} or more")
    return number


def _percent(config: pytest.Config, name: str) -> float | None:
    text = text_of(config, name).removesuffix("%").strip()
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 100:
        raise _wrong(name, text, "a percentage from 0 to 100")
    return number


def _share(config: pytest.Config, name: str) -> float:
    """A share of 1, written as `10%` or `0.1`."""
    text = text_of(config, name)
    try:
        number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        number = -1.0
    if not isfinite(number) or number < 0:
        raise _wrong(name, text, "a share, such as 10% or 0.1")
    return number


def _path(config: pytest.Config, name: str) -> Path | None:
    """A path: relative to where pytest was started, or in an ini file to that file."""
    given = config.getoption(f"dynamo_{name}")
    if given is not None:
        return config.invocation_params.dir / given if given else None
    written = config.getini(f"dynamo_{name}")
    here = config.inipath.parent if config.inipath else config.rootpath
    return here / written if written else None


def _wrong(name: str, text: str, wanted: str) -> pytest.UsageError:
    return pytest.UsageError(f"dynamo_{name}: '{text}' is not {wanted}")
