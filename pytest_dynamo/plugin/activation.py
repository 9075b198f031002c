"""Registers what the plugin does, once it is needed."""

from importlib import import_module

import pytest

_HOOKS = "pytest_dynamo_hooks"


def activate(config: pytest.Config) -> None:
    """Register the hooks, unless they are registered."""
    if not config.pluginmanager.has_plugin(_HOOKS):
        # Not by its name: pytest would rewrite its assertions, and has not where it was imported before.
        config.pluginmanager.register(import_module("pytest_dynamo.plugin.hooks"), _HOOKS)
