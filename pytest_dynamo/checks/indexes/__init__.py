"""PD2xx: indexes, what is in them, and who reads them."""

from collections.abc import Callable, Iterable, Mapping

from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.indexes.local import FULL_COLLECTION, full_collections
from pytest_dynamo.checks.indexes.projections import (
    NARROW,
    WIDE,
    narrow_projections,
    wide_projections,
)
from pytest_dynamo.checks.indexes.repeated import REPEATED, repeated_keys
from pytest_dynamo.checks.indexes.sparse import SPARSE, missing_items
from pytest_dynamo.checks.indexes.usage import EMPTY, UNREAD, empty_indexes, unread_indexes
from pytest_dynamo.checks.values import Finding, Rule

RULES: Mapping[Rule, Callable[[Facts], Iterable[Finding]]] = {
    EMPTY: empty_indexes,
    UNREAD: unread_indexes,
    WIDE: wide_projections,
    NARROW: narrow_projections,
    SPARSE: missing_items,
    FULL_COLLECTION: full_collections,
    REPEATED: repeated_keys,
}
"""The rules, each with what looks for it."""
