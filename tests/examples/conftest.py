"""An environment of its own, in which the plugin is what a wheel of this checkout installs."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "examples" / "shop"
NOT_PASSED_ON = ("AWS_", "BOTO", "COV", "DYNAMO", "PYTEST_", "PYTHON", "VIRTUAL_ENV")
NOT_COPIED = shutil.ignore_patterns("__pycache__", ".*", "*.egg-info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """A virtual environment: the wheel, and beside it what the tests of this project have installed."""

    python: Path

    def run(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        passed_on = {k: v for k, v in os.environ.items() if not k.startswith(NOT_PASSED_ON)}
        return subprocess.run(
            [self.python, *arguments],
            cwd=cwd,
            env={**passed_on, "HOME": str(cwd), "COLUMNS": "200"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A copy of the sample project, whose files may be edited."""

    environment: Environment
    folder: Path

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text that stands in a file exactly once."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name} has {text.count(old)} of {old!r}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def pytest(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run pytest as its users do, with the plugin loaded by its entry point."""
        options = ["-p", "no:cacheprovider", "--color=no", *arguments]
        return self.environment.run("-m", "pytest", *options, cwd=self.folder)


def checked(command: list[str | Path], cwd: Path) -> str:
    ended = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    checked([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """A fresh environment with the wheel; nothing is downloaded for it."""
    folder = tmp_path_factory.mktemp("environment")
    checked([sys.executable, "-m", "venv", folder], folder)
    scripts = "Scripts" if os.name == "nt" else "bin"
    python = folder / scripts / "python"
    install = ["-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    checked([python, *install, "--disable-pip-version-check", wheel], folder)

    # A folder named in a .pth file comes after the environment's own, and .pth files in it, such as that
    # of an editable install of this project, are not read.
    own = checked([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], folder)
    beside = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    (Path(own.strip()) / "beside.pth").write_text("\n".join(beside) + "\n", encoding="utf-8")
    return Environment(python=python)


@pytest.fixture
def shop(environment: Environment, tmp_path: Path) -> Project:
    """The sample project, copied."""
    folder = tmp_path / "shop"
    shutil.copytree(SHOP, folder, ignore=NOT_COPIED)
    return Project(environment=environment, folder=folder)


@pytest.fixture
def red(shop: Project) -> Callable[..., str]:
    """Edit one file of the project and run its tests: what they say, and that they are red."""

    def run(name: str, old: str, new: str, *, code: int = 1) -> str:
        shop.edit(name, old, new)
        ended = shop.pytest()
        assert ended.returncode == code, ended.stdout + ended.stderr
        return ended.stdout + ended.stderr

    return run
