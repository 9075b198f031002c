"""What users download: the wheel, the source distribution, and their description."""

import email
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def build(project, target, folder):
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    return build(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))


def contents(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_has_the_package_and_what_it_reads(wheel):
    files = set(contents(wheel))
    package = ROOT / "pytest_dynamo"
    modules = {
        str(path.relative_to(ROOT))
        for path in package.rglob("*")
        if path.is_file() and path.suffix not in (".pyc", ".new")
    }
    assert modules <= files
    others = {name.partition("/")[0] for name in files}
    assert others == {"pytest_dynamo", "pytest_dynamo-0.1.0.dist-info"}
    assert {
        "pytest_dynamo/py.typed",
        "pytest_dynamo/design/design.schema.json",
        "pytest_dynamo/report/templates/report.html.j2",
        "pytest_dynamo/report/templates/report.css",
    } <= files


def test_the_source_distribution_builds_the_same_wheel(wheel, sources, tmp_path):
    with tarfile.open(sources) as archive:
        checked = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # since 3.11.4
        archive.extractall(tmp_path / "sources", **checked)
    (project,) = (tmp_path / "sources").iterdir()
    again = build(project, "wheel", tmp_path / "wheel")
    assert contents(again) == contents(wheel)


def test_the_description_has_no_link_that_leads_nowhere(wheel):
    files = contents(wheel)
    metadata = email.message_from_bytes(files["pytest_dynamo-0.1.0.dist-info/METADATA"])
    text = metadata.get_payload()
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert text.startswith("# pytest-dynamo\n")
    assert "<picture" not in text
    assert "](docs/" not in text
    assert "how that was examined" in text


def test_twine_finds_nothing_to_complain_about(wheel, sources):
    pytest.importorskip("twine")
    command = [sys.executable, "-m", "twine", "check", "--strict", str(wheel), str(sources)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_entry_points_are_the_plugin_and_the_command(wheel):
    entries = contents(wheel)["pytest_dynamo-0.1.0.dist-info/entry_points.txt"].decode()
    assert entries.split() == [
        *("[console_scripts]", "pytest-dynamo", "=", "pytest_dynamo.cli:main"),
        *("[pytest11]", "pytest_dynamo", "=", "pytest_dynamo.plugin"),
    ]
