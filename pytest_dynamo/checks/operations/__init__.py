"""PD5xx: what keeps a table safe and in shape in production."""

from collections.abc import Callable, Iterable, Mapping

from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.operations.protection import (
    DISPOSABLE,
    NO_RECOVERY,
    UNPROTECTED,
    disposable,
    unprotected,
    without_recovery,
)
from pytest_dynamo.checks.operations.scaling import UNSCALED, unscaled
from pytest_dynamo.checks.operations.time_to_live import (
    IN_MILLISECONDS,
    NEVER_SET,
    NO_MOMENT,
    in_milliseconds,
    never_set,
    no_moments,
)
from pytest_dynamo.checks.values import Finding, Rule

RULES: Mapping[Rule, Callable[[Facts], Iterable[Finding]]] = {
    NO_RECOVERY: without_recovery,
    UNPROTECTED: unprotected,
    UNSCALED: unscaled,
    IN_MILLISECONDS: in_milliseconds,
    NO_MOMENT: no_moments,
    DISPOSABLE: disposable,
    NEVER_SET: never_set,
}
"""The rules, each with what looks for it."""
