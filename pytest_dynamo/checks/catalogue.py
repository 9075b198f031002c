"""All rules, and what looks for each: at the design alone, or at the evidence of its declared rates.

PD0xx the checks themselves, PD1xx keys, PD2xx indexes, PD3xx access patterns, PD4xx capacity and
partitions, PD5xx operations, PD6xx names and limits. An id is never given a second time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import TypeAlias

from pytest_dynamo.checks import indexes, keys, names, operations, patterns
from pytest_dynamo.checks.capacity import sizes
from pytest_dynamo.checks.capacity.evidence import Evidence
from pytest_dynamo.checks.capacity.hot_keys import (
    HOT_KEY,
    UNDIVIDED,
    hot_keys,
    undivided_collections,
)
from pytest_dynamo.checks.capacity.limits import (
    EXCEEDED,
    LIMITING_INDEX,
    NOT_YET,
    exceeded_limits,
    limiting_indexes,
    slow_growth,
)
from pytest_dynamo.checks.capacity.workload import BROKEN_WORKLOAD, broken_workload
from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.values import Place
from pytest_dynamo.errors import DynamoError

LooksAtFacts: TypeAlias = Callable[[Facts], Iterable[Finding]]
LooksAtEvidence: TypeAlias = Callable[[Evidence], Iterable[Finding]]

UNKNOWN_RULE = Rule(
    id="PD001",
    title="The design ignores a rule that does not exist.",
    severity="warning",
    why="An id that is misspelt ignores nothing, and what it was to silence is reported.",
    fix="Correct the id under `ignore`, or leave it out.",
)


def unknown_rules(facts: Facts) -> Iterator[Finding]:
    """A finding for each id under `ignore` that no rule has."""
    for rule_id in facts.design.ignore:
        if rule_id not in RULES:
            near = nearest_rule(rule_id)
            yield UNKNOWN_RULE.finding(
                place=Place(),
                subject=f"ignore.{rule_id}",
                found=f"no rule '{rule_id}'",
                means="the design ignores nothing by it",
                fix=f"write {near} under ignore" if near else "leave it out of ignore",
            )


OF_DESIGN: Mapping[Rule, LooksAtFacts] = {
    UNKNOWN_RULE: unknown_rules,
    **keys.RULES,
    **indexes.RULES,
    **patterns.RULES,
    **sizes.RULES,
    **operations.RULES,
    **names.RULES,
}
OF_EVIDENCE: Mapping[Rule, LooksAtEvidence] = {
    HOT_KEY: hot_keys,
    EXCEEDED: exceeded_limits,
    NOT_YET: slow_growth,
    LIMITING_INDEX: limiting_indexes,
    BROKEN_WORKLOAD: broken_workload,
    UNDIVIDED: undivided_collections,
    **patterns.OF_EVIDENCE,
}
RULES: Mapping[str, Rule] = dict(sorted((rule.id, rule) for rule in (*OF_DESIGN, *OF_EVIDENCE)))
"""All rules by their ids, in the order of these."""


def nearest_rule(rule_id: str) -> str:
    """The id that is most like one that no rule has; empty where none is.

    >>> nearest_rule("PD4O1"), nearest_rule("E501")
    ('PD401', '')
    """
    return next(iter(get_close_matches(rule_id.upper(), RULES, n=1, cutoff=0.75)), "")


def rule_of(rule_id: str) -> Rule:
    """The rule of that id, in upper or lower case.

    Raises:
        DynamoError: There is none; the message has the nearest.
    """
    if rule_id.upper() in RULES:
        return RULES[rule_id.upper()]
    near = nearest_rule(rule_id)
    hint = f"did you mean '{near}'?" if near else f"rules: {', '.join(RULES)}"
    message = f"no rule '{rule_id}'; {hint}"
    raise DynamoError(message)


def chosen_rules(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> frozenset[str]:
    """The ids of the rules to apply: those selected, or else all, without those ignored.

    An id may be cut short, so that PD4 stands for all of capacity and partitions.

    Raises:
        DynamoError: No rule is meant by one of them; the message has the nearest.
    """
    selected = [found for given in select for found in _meant(given)]
    ignored = {found for given in ignore for found in _meant(given)}
    return frozenset(selected or RULES) - ignored


def _meant(given: str) -> list[str]:
    found = [rule_id for rule_id in RULES if given and rule_id.startswith(given.upper())]
    return found or [rule_of(given).id]
