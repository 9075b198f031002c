"""The CDK in both languages, installed once into a cache and run without AWS."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pytest_dynamo.interop.cdk.project import COMPILER_OPTIONS, CONTEXT
from pytest_dynamo.interop.cdk.versions import CLI, CONSTRUCTS, LIBRARY, NODE_TYPES, TYPESCRIPT

REGION = "eu-west-1"
ACCOUNT = "123456789012"
MERMAID = "12.3.0"
_PACKAGES = (
    f"aws-cdk@{CLI}",
    f"aws-cdk-lib@{LIBRARY}",
    f"constructs@{CONSTRUCTS}",
    f"typescript@{TYPESCRIPT}",
    f"@types/node@{NODE_TYPES}",
)


def node_modules() -> Path:
    """The folder of the npm packages, with the command and the compiler."""
    return npm_installed(f"cdk-{CLI}-{LIBRARY}-{TYPESCRIPT}", *_PACKAGES)


def npm_installed(name: str, *packages: str) -> Path:
    """The folder `node_modules` with some packages, under a name that says their versions."""
    command = ["npm", "install", "--no-audit", "--no-fund", "--no-save", "--prefix"]
    return _installed(name, command, packages) / "node_modules"


def site_packages() -> Path:
    """The folder of the Python packages: kept out of the environment, of which they are five times."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    packages = (f"aws-cdk-lib=={LIBRARY}", f"constructs=={CONSTRUCTS}")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return _installed(f"cdk-python-{version}-{LIBRARY}", [*command, "--target"], packages)


def compiled(folder: Path) -> None:
    """Compiles everything in TypeScript in a folder, strictly, into its `dist`."""
    modules = node_modules()
    (folder / "node_modules").symlink_to(modules, target_is_directory=True)
    options = {**COMPILER_OPTIONS, "outDir": "dist", "rootDir": "."}
    document = {"compilerOptions": options, "include": ["*.ts", "*/bin/*.ts", "*/lib/*.ts"]}
    (folder / "tsconfig.json").write_text(json.dumps(document), encoding="utf-8")
    _run([str(modules / ".bin" / "tsc"), "--project", "."], folder, {})


def synthesised(folder: Path, app: str) -> Mapping[str, dict]:
    """The templates of an app by the names of their stacks, from `cdk synth`."""
    document = {"app": app, "context": CONTEXT}
    (folder / "cdk.json").write_text(json.dumps(document), encoding="utf-8")
    options = (
        "--quiet --no-lookups --no-notices --no-path-metadata --no-version-reporting --output out"
    )
    command = str(node_modules() / ".bin" / "cdk")
    environment = {"AWS_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true"}
    _run([command, "synth", *options.split()], folder, environment)
    return {
        path.name.removesuffix(".template.json"): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((folder / "out").glob("*.template.json"))
    }


def _run(command: list[str], folder: Path, more: Mapping[str, str]) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    environment = {
        **kept,
        "CI": "true",
        "NO_COLOR": "1",
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
    }
    finished = subprocess.run(
        command,
        cwd=folder,
        env={**environment, "PYTHONPATH": str(site_packages()), **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr


def _installed(name: str, command: list[str], packages: tuple[str, ...]) -> Path:
    place = _cache() / name
    with _locked(place.parent / f"{name}.lock"):
        if not (place / "complete").exists():
            shutil.rmtree(place, ignore_errors=True)
            subprocess.run([*command, str(place), *packages], check=True, capture_output=True)
            (place / "complete").touch()
    return place


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One process at a time: two workers of pytest-xdist come here at once."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _cache() -> Path:
    folder = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    place = Path(folder) / "pytest-dynamo" / "tests"
    place.mkdir(parents=True, exist_ok=True)
    return place
