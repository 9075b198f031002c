"""Applying the rules to a design."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pytest_dynamo.checks.capacity.evidence import Evidence
from pytest_dynamo.checks.catalogue import OF_DESIGN, OF_EVIDENCE, RULES
from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.values import SEVERITIES, Finding, Severity
from pytest_dynamo.design.values import Design


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A finding that the design says to ignore, and why."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What the rules found in a design, in the order of the file, and what was left out.

    `declared_requests_per_second` are those of all patterns together that the figures are modelled
    for; None where nothing was modelled.
    """

    design: Design
    findings: tuple[Finding, ...]
    declared_requests_per_second: float | None = None
    ignored: tuple[Ignored, ...] = ()
    notes: tuple[str, ...] = ()

    def count(self, severity: Severity) -> int:
        """How many findings there are of a severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def is_at_least(self, severity: Severity) -> bool:
        """Whether there is a finding of a severity, or of a worse one."""
        return any(map(self.count, SEVERITIES[: SEVERITIES.index(severity) + 1]))


def examine(
    design: Design, evidence: Evidence | None, rules: Collection[str] = frozenset(RULES)
) -> Examination:
    """Apply the rules of those ids; without evidence, those that need none."""
    found = sorted(_findings(design, evidence, rules), key=_order)
    return Examination(
        design=design,
        findings=tuple(each for each in found if each.rule not in design.ignore),
        ignored=tuple(
            Ignored(finding=each, reason=design.ignore[each.rule])
            for each in found
            if each.rule in design.ignore
        ),
        notes=tuple(_notes(design, evidence)),
        declared_requests_per_second=evidence.declared if evidence else None,
    )


def needs_evidence(design: Design, rules: Collection[str] = frozenset(RULES)) -> bool:
    """Whether one of the rules of those ids looks at declared rates, and these can be forecast.

    They can where some pattern is served, and each item has its key.
    """
    facts = Facts.of(design)
    is_looked_at = any(rule.id in rules for rule in OF_EVIDENCE)
    return is_looked_at and bool(facts.served) and not any(facts.lacking_keys())


def _findings(
    design: Design, evidence: Evidence | None, rules: Collection[str]
) -> Iterator[Finding]:
    facts = Facts.of(design)
    for rule, look in OF_DESIGN.items():
        if rule.id in rules:
            yield from look(facts)
    if evidence:
        for rule, look_at_evidence in OF_EVIDENCE.items():
            if rule.id in rules:
                yield from look_at_evidence(evidence)


def _order(finding: Finding) -> tuple[int, int, int, str]:
    place = finding.place
    return place.line, place.column, SEVERITIES.index(finding.severity), finding.rule


def _notes(design: Design, evidence: Evidence | None) -> Iterator[str]:
    if not design.access_patterns:
        yield "no access patterns, so nothing is known of its load: capacity is not checked"
    elif not Facts.of(design).served:
        yield "no access pattern is served, so capacity is not checked; pytest-dynamo plan says why"
    elif any(Facts.of(design).lacking_keys()):
        yield "some items have no key, so capacity is not checked"
    if evidence and evidence.forecast.not_served:
        left_out = ", ".join(evidence.forecast.not_served)
        yield f"not served, and so left out: {left_out}; pytest-dynamo plan says why"
