"""Whatever a user can name stands in the reference, and each link leads somewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_dynamo.checks.catalogue import RULES

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")


def read(page: str) -> str:
    return (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8")


def output_of(*command: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout


def test_each_option_ini_key_fixture_and_marker_of_the_plugin_is_in_the_reference() -> None:
    reference = read("plugin.md")
    helped = output_of("pytest", "-p", "pytest_dynamo", "--help")
    named = set(re.findall(r"--dynamo-[a-z-]+", helped))
    named |= set(re.findall(r"^  (dynamo_\w+)", helped, re.MULTILINE))
    fixtures = output_of("pytest", "-p", "pytest_dynamo", "--fixtures", "designs")
    named |= set(re.findall(r"^(dynamo_\w+)", fixtures, re.MULTILINE))
    markers = output_of("pytest", "-p", "pytest_dynamo", "--markers")
    named |= set(re.findall(r"pytest\.mark\.(dynamo_\w+|access_pattern)", markers))
    assert {"--dynamo-designs", "dynamo_table", "dynamo_allow", "access_pattern"} <= named
    assert sorted(name for name in named if f"`{name}" not in reference) == []


def test_each_option_of_the_locust_user_is_in_the_reference() -> None:
    reference = read("locust.md")
    # Not `locust --help`: Locust answers that before it reads a locustfile, and without our options.
    script = (
        "import pytest_dynamo.locust\n"
        "from locust.argument_parser import get_parser\n"
        "print(get_parser().format_help())"
    )
    helped = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout
    named = set(re.findall(r"--dynamo-[a-z-]+", helped))
    assert "--dynamo-rate" in named
    assert sorted(name for name in named if f"`{name}" not in reference) == []


def test_each_command_is_in_the_reference() -> None:
    reference = read("cli.md")
    helped = output_of("pytest_dynamo.cli", "--help")
    commands = sorted(re.findall(r"^\W*(\w+)  ", helped.partition("Commands")[2], re.MULTILINE))
    assert commands == [
        *("check", "compare", "deploy", "destroy", "diff", "explain", "export", "forecast", "iam"),
        *("import", "init", "plan", "report", "schema", "serve", "teardown", "verify"),
    ]
    assert [name for name in commands if f"pytest-dynamo {name}" not in reference] == []


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("serve", {"--design", "--port", "--host", "--allow-remote", "--data"}),
        ("check", {"--format", "--select", "--ignore", "--fail-on", "--output"}),
        ("explain", set()),
        ("init", {"--name", "--entity", "--pattern", "--folder", "--force"}),
        ("import", {"--format", "--table", "--update", "--endpoint", "--no-values"}),
        ("export", {"--output", "--alarms", "--global-table", "--check"}),
        ("diff", {"--fail-on", "--prices", "--json"}),
        ("deploy", {"--endpoint", "--plan", "--allow-loss", "--adopt", "--wait"}),
        ("verify", {"--endpoint", "--table", "--no-write"}),
        ("destroy", {"--endpoint", "--prefix", "--yes"}),
        ("iam", {"--role", "--account", "--list", "--check"}),
        ("plan", {"--format", "--no-capacity"}),
        ("report", {"--format", "--output", "--resume"}),
        ("compare", {"--name", "--fail-on", "--html", "--all", "--json"}),
        ("forecast", {"--peak", "--duration", "--shape", "--population", "--model", "--json"}),
    ],
)
def test_each_option_of_a_command_is_in_the_reference(command: str, expected: set[str]) -> None:
    helped = output_of("pytest_dynamo.cli", command, "--help")
    options = set(re.findall(r"^\W*(--[a-z]+(?:-[a-z]+)*)", helped, re.MULTILINE)) - {"--help"}
    assert expected <= options
    assert [option for option in sorted(options) if f"`{option}" not in read("cli.md")] == []


def test_the_rules_are_listed_in_the_reference_with_their_pages() -> None:
    rows = [line for line in read("rules.md").splitlines() if line.startswith("| [PD")]
    assert rows == [
        f"| [{rule.id}](rules/{rule.id}.md) | {rule.severity} | {rule.title.removesuffix('.')} |"
        for rule in sorted(RULES.values(), key=lambda rule: rule.id)
    ]


@pytest.mark.parametrize(
    "page",
    sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]),
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
