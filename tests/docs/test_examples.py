"""Every example in the documentation runs.

A block in a Markdown file is an example by its language and first line:

- `yaml` that holds `version:` is a design and loads; with a first line `# designs/x.yaml` it is also
  written there, beside those of this project, for the examples after it on the same page;
- `python` whose first line is `# tests/test_x.py` is run by pytest, `# loadtests/x.py` by Locust's
  loader, and any other Python is executed;
- `console` starting with `$ pytest-dynamo` is run, and its output compared.
"""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_dynamo.design.reader import parse_design
from tests.untraced import unmeasured_environment

ROOT = Path(__file__).parents[2]
ORDERS = ROOT / "designs" / "orders.yaml"
PAGES = [
    page
    for page in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
    if "```" in page.read_text(encoding="utf-8")
]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACE = re.compile(r"# ((?:designs|infra|tests|loadtests)/\S+)\n")


def blocks(page: Path) -> list[tuple[str, str]]:
    return BLOCK.findall(page.read_text(encoding="utf-8"))


def run(command: list[str], folder: Path) -> str:
    finished = subprocess.run(
        command,
        cwd=folder,
        env=unmeasured_environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_examples_of_a_page_run(page: Path, tmp_path: Path) -> None:
    (tmp_path / "designs").mkdir()
    for design in ROOT.glob("designs/*.yaml"):
        (tmp_path / "designs" / design.name).symlink_to(design)
    for language, text in blocks(page):
        place = PLACE.match(text)
        if place:
            target = tmp_path / place[1]
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.is_symlink():
                target.unlink()
            target.write_text(text, encoding="utf-8")
        check_example(language, text, place[1] if place else None, tmp_path)


def check_example(language: str, text: str, place: str | None, folder: Path) -> None:
    match language:
        case "yaml" if re.search(r"^version:", text, re.MULTILINE):
            parse_design(text)
        case "python" if place and place.startswith("tests/"):
            # Those of the page; where it shows none, the design that the pages are about.
            shown = [path for path in folder.glob("designs/*.yaml") if not path.is_symlink()]
            options = [f"--dynamo-designs={design}" for design in sorted(shown) or [ORDERS]]
            pytest_command = [sys.executable, "-m", "pytest", "-p", "pytest_dynamo", "-q"]
            run([*pytest_command, "--rootdir=.", *options, place], folder)
        case "python" if place and place.startswith("loadtests/"):
            run([sys.executable, "-m", "locust", "-f", place, "--list"], folder)
        case "python":
            run([sys.executable, "-c", text], folder)
        case "console" if text.startswith("$ pytest-dynamo"):
            command, _, output = text.partition("\n")
            arguments = shlex.split(command.removeprefix("$ pytest-dynamo"))
            assert run([sys.executable, "-m", "pytest_dynamo.cli", *arguments], folder) == output
        case _:
            pass


def test_there_are_examples() -> None:
    languages = [language for page in PAGES for language, _ in blocks(page)]
    assert languages.count("python") >= 3
    assert languages.count("yaml") >= 3
