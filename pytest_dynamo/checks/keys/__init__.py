"""PD1xx: keys, their templates, and how many of them there are."""

from collections.abc import Callable, Iterable, Mapping

from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.keys.absence import ABSENT, absent_keys
from pytest_dynamo.checks.keys.ambiguity import AMBIGUOUS, ambiguous_templates
from pytest_dynamo.checks.keys.collisions import (
    COLLISION,
    OVERWRITTEN,
    collisions,
    overwritten_items,
)
from pytest_dynamo.checks.keys.few_values import FEW_VALUES, MOVING, few_values, moving_keys
from pytest_dynamo.checks.keys.order import UNSORTED, unsorted_keys
from pytest_dynamo.checks.values import Finding, Rule

RULES: Mapping[Rule, Callable[[Facts], Iterable[Finding]]] = {
    FEW_VALUES: few_values,
    MOVING: moving_keys,
    COLLISION: collisions,
    AMBIGUOUS: ambiguous_templates,
    UNSORTED: unsorted_keys,
    ABSENT: absent_keys,
    OVERWRITTEN: overwritten_items,
}
"""The rules, each with what looks for it."""
