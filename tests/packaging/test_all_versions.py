"""`make test-all`, with a make that only tells what it was asked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture
def test_all(tmp_path):
    """Runs the script with these versions, and a make of this exit code."""
    make = tmp_path / "make"

    def run(versions, exit_code=0):
        make.write_text(f"#!/bin/sh\necho make $2 $3\nexit {exit_code}\n", encoding="utf-8")
        make.chmod(0o755)
        (tmp_path / f"python{HERE}").unlink(missing_ok=True)
        (tmp_path / f"python{HERE}").symlink_to(sys.executable)
        environment = {
            "PATH": f"{tmp_path}:/usr/bin:/bin",
            "HOME": str(tmp_path),
            "VERSIONS": versions,
            "MAKE": str(make),
        }
        return subprocess.run(
            ["sh", str(ROOT / ".ci" / "test-all")],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_each_version_runs_in_an_environment_of_its_own(test_all):
    finished = test_all(HERE)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.splitlines() == [
        f"make suite VENV=.venv-{HERE}",
        f"  Python {HERE}   passed",
    ]


def test_a_version_that_is_not_there_is_said_and_passed_over(test_all):
    finished = test_all(f"9.9 {HERE}")
    assert finished.returncode == 0
    assert finished.stdout.splitlines() == [
        f"make suite VENV=.venv-{HERE}",
        "  Python 9.9   not on PATH nor under pyenv, passed over; to install it: pyenv install 9.9",
        f"  Python {HERE}   passed",
    ]


def test_one_that_fails_fails_all(test_all):
    finished = test_all(HERE, exit_code=1)
    assert finished.returncode == 1
    assert finished.stdout.splitlines()[-1] == f"  Python {HERE}   FAILED"


def test_none_at_all_is_an_error(test_all):
    finished = test_all("9.9")
    assert finished.returncode == 1
    assert finished.stderr == "None of Python 9.9 was found, so nothing was tested.\n"


def test_the_versions_are_those_of_the_package():
    script = (ROOT / ".ci" / "test-all").read_text(encoding="utf-8")
    metadata = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "${VERSIONS:-3.11 3.12 3.13}" in script
    for version in ("3.11", "3.12", "3.13"):
        assert f"Programming Language :: Python :: {version}" in metadata
    assert os.access(ROOT / ".ci" / "test-all", os.X_OK)
