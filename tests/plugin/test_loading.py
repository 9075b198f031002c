"""How the plugin is loaded, and how little that takes."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = (
    "boto3",
    "botocore",
    "moto",
    "matplotlib",
    "locust",
    "faker",
    "pydantic",
    "ruamel.yaml",
    "typer",
    "rich",
    "numpy",
    "jinja2",
)


def python(code: str) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_importing_the_plugin_loads_nothing_heavy():
    code = f"import sys, pytest_dynamo.plugin; print([m for m in {HEAVY} if m in sys.modules])"
    assert python(code) == "[]\n"


def test_a_session_without_designs_loads_nothing_heavy(project):
    project.makepyfile(
        f"import sys\ndef test_it(): assert [m for m in {HEAVY} if m in sys.modules] == []"
    )
    project.runpytest_subprocess("-p", "pytest_dynamo").assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("test", "is_loaded"),
    [
        ("def test_it(): pass", False),
        ("def test_it(dynamo_calls): pass", True),
        ("import pytest\n@pytest.mark.dynamo_allow('scan', reason='x')\ndef test_it(): pass", True),
    ],
    ids=["nothing", "a fixture", "a marker"],
)
def test_what_the_plugin_does_is_loaded_where_a_test_asks_for_it(project, test, is_loaded):
    project.makeconftest(
        """
        import sys

        def pytest_unconfigure():
            print("loaded:", "pytest_dynamo.plugin.hooks" in sys.modules)
        """
    )
    project.makepyfile(test)
    result = project.runpytest_subprocess("-p", "pytest_dynamo")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([f"loaded: {is_loaded}"])


@pytest.mark.parametrize("autoload", [True, False])
@pytest.mark.parametrize("arguments", [(), ("-p", "pytest_dynamo")], ids=["", "-p"])
def test_it_is_loaded_once_under_one_name(project, monkeypatch, autoload, arguments):
    if autoload:
        monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    project.makepyfile(
        """
        def test_it(request):
            plugins = request.config.pluginmanager.list_name_plugin()
            names = [name for name, _ in plugins if "pytest_dynamo" in name]
            print("plugins:", *names, sep=" ")
        """
    )
    result = project.runpytest_subprocess("-rP", *arguments)
    result.assert_outcomes(passed=1)
    is_loaded = autoload or bool(arguments)
    names = " pytest_dynamo pytest_dynamo.plugin.fixtures" if is_loaded else ""
    result.stdout.fnmatch_lines([f"plugins:{names}"])


def test_a_checkout_that_is_not_installed_is_a_plugin_as_well(project):
    code = (
        "import importlib.metadata, sys;"
        "importlib.metadata.distributions = lambda **_: iter(());"
        f"sys.path.insert(0, {str(ROOT)!r});"
        "import pytest;"
        "sys.exit(pytest.main(['-p', 'pytest_dynamo', '-q', 'shop.yaml']))"
    )
    assert "4 passed" in python(code)
