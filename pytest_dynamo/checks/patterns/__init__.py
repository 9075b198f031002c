"""PD3xx: access patterns, and what serves them."""

from collections.abc import Callable, Iterable, Mapping

from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.values import Finding, Rule

RULES: Mapping[Rule, Callable[[Facts], Iterable[Finding]]] = {}
"""The rules, each with what looks for it."""
