"""The file of a baseline: read with all its mistakes told, and written so that a diff can be read."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pytest_dynamo.plugin.coverage.baseline.figures import Figures, FiguresByTest
from pytest_dynamo.plugin.coverage.baseline.fingerprint import Fingerprint

FORMAT = "pytest-dynamo baseline"
VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedDesign:
    """A design as it was, and where its capacity came from: modelled, observed, or both."""

    fingerprint: Fingerprint
    capacity: str = "modelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What tests took of the access patterns of designs, which go by their names."""

    designs: Mapping[str, SavedDesign] = field(default_factory=dict)
    tests: FiguresByTest = field(default_factory=dict)


def to_text(baseline: Baseline) -> str:
    """The whole file, the same text for the same figures: sorted, a figure a line."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "designs": {
            name: {"capacity": one.capacity, **asdict(one.fingerprint)}
            for name, one in sorted(baseline.designs.items())
        },
        "tests": {
            test: {
                design: {name: one.to_plain() for name, one in sorted(patterns.items())}
                for design, patterns in sorted(by_design.items())
            }
            for test, by_design in sorted(baseline.tests.items())
        },
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def read_baseline(path: Path, *, shown: str) -> Baseline:
    """Read a baseline; `shown` is how the user calls it.

    Raises:
        pytest.UsageError: It is not there, or is none that can be read; the message says what to do.
    """
    again = f"pytest --dynamo-baseline {shown} --dynamo-update-baseline"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        msg = f"dynamo_baseline: there is no {shown}\nTo fix this, write it from a run:  {again}"
        raise pytest.UsageError(msg) from None
    except OSError as error:
        msg = f"dynamo_baseline: {shown} cannot be read: {error.strerror}"
        raise pytest.UsageError(msg) from None
    except json.JSONDecodeError as error:
        broken = f"line {error.lineno}: {error.msg}"
        raise _broken(shown, broken, again) from None
    except (UnicodeDecodeError, RecursionError):
        raise _broken(shown, "it is no text", again) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise _broken(shown, f'it has no "format": "{FORMAT}"', again)
    version = content.get("version")
    if isinstance(version, int) and version > VERSION:
        msg = (
            f"dynamo_baseline: {shown} is of version {version}, and this pytest-dynamo reads up to "
            f"{VERSION}\nTo fix this, install the pytest-dynamo that wrote it, or delete it and write it anew:  {again}"
        )
        raise pytest.UsageError(msg)
    try:
        return _baseline(content)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _broken(shown, f"wrong or missing: {error}", again) from None


def _broken(shown: str, what: str, again: str) -> pytest.UsageError:
    return pytest.UsageError(
        f"dynamo_baseline: {shown} is broken: {what}\n"
        f"To fix this, restore it, or delete it and write it anew:  {again}"
    )


def _baseline(content: Mapping[str, Any]) -> Baseline:
    if content["version"] != VERSION:
        msg = f"version {content['version']!r}"
        raise ValueError(msg)
    return Baseline(
        designs={
            name: SavedDesign(
                capacity=one["capacity"],
                fingerprint=Fingerprint(
                    tables=one["tables"],
                    entities=one["entities"],
                    access_patterns={
                        pattern: str(digest) for pattern, digest in one["access_patterns"].items()
                    },
                ),
            )
            for name, one in content["designs"].items()
        },
        tests={
            test: {
                design: {name: _figures(one) for name, one in patterns.items()}
                for design, patterns in by_design.items()
            }
            for test, by_design in content["tests"].items()
        },
    )


def _figures(content: Mapping[str, Any]) -> Figures:
    return Figures(**{name: float(value) for name, value in content.items()})
