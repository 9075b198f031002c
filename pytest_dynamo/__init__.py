"""Test DynamoDB table designs like code, and load them like production.

`pytest -p pytest_dynamo` collects design files and proves that every access pattern is a Query;
`pytest_dynamo.locust.DynamoUser` drives a design with Faker data; a report shows what it consumed.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

__version__ = "0.1.0"


def pytest_addoption(pluginmanager: "pytest.PytestPluginManager") -> None:
    """Load the plugin where `-p pytest_dynamo` finds this package and no entry point of that name.

    That is so in a checkout that is not installed; without this the package would be a plugin
    without hooks, and say nothing about it.
    """
    pluginmanager.import_plugin("pytest_dynamo.plugin")
