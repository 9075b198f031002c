"""PD6xx: names, and the limits of DynamoDB."""

from collections.abc import Callable, Iterable, Mapping

from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.names.limits import (
    LARGE_TRANSACTION,
    LONG_KEY,
    MANY_INDEXES,
    MANY_PROJECTED,
    large_transactions,
    long_keys,
    many_indexes,
    many_projected,
)
from pytest_dynamo.checks.names.words import RESERVED, reserved_names
from pytest_dynamo.checks.values import Finding, Rule

RULES: Mapping[Rule, Callable[[Facts], Iterable[Finding]]] = {
    RESERVED: reserved_names,
    MANY_INDEXES: many_indexes,
    LONG_KEY: long_keys,
    LARGE_TRANSACTION: large_transactions,
    MANY_PROJECTED: many_projected,
}
"""The rules, each with what looks for it."""
