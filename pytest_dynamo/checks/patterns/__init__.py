"""PD3xx: access patterns, and what serves them."""

from collections.abc import Callable, Iterable, Mapping

from pytest_dynamo.checks.capacity.evidence import Evidence
from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.patterns import unserved
from pytest_dynamo.checks.patterns.batches import UNPROCESSED, unprocessed_batches
from pytest_dynamo.checks.patterns.scans import ALLOWED_SCAN, allowed_scans
from pytest_dynamo.checks.patterns.unbounded import UNBOUNDED, unbounded_queries
from pytest_dynamo.checks.patterns.waste import (
    STANDS_IN,
    WASTEFUL,
    filters_for_keys,
    wasteful_queries,
)
from pytest_dynamo.checks.values import Finding, Rule

RULES: Mapping[Rule, Callable[[Facts], Iterable[Finding]]] = unserved.RULES
"""The rules that look at the design alone, each with what looks for it."""

OF_EVIDENCE: Mapping[Rule, Callable[[Evidence], Iterable[Finding]]] = {
    ALLOWED_SCAN: allowed_scans,
    STANDS_IN: filters_for_keys,
    WASTEFUL: wasteful_queries,
    UNBOUNDED: unbounded_queries,
    UNPROCESSED: unprocessed_batches,
}
"""The rules that look at modelled figures, each with what looks for it."""
