"""Findings that no change of settings answers, as advice in the words of their rules."""

from collections.abc import Iterator, Mapping

from pytest_dynamo.assessment.fixes.values import Fix, Grounds
from pytest_dynamo.assessment.values import Trouble
from pytest_dynamo.checks.values import Finding

TROUBLES: Mapping[str, Trouble] = {
    "PD101": "hot partition",
    "PD102": "hot partition",
    "PD401": "hot partition",
    "PD402": "hot partition",
    "PD403": "hot partition",
    "PD406": "hot partition",
    "PD404": "index lag",
    "PD204": "too many items",
    "PD206": "hot partition",
    "PD301": "scans",
    "PD307": "scans",
    "PD308": "scans",
    "PD309": "scans",
    "PD310": "too many items",
    "PD207": "cost",
    "PD503": "cost",
}
"""What a rule is about; rules that are not here say nothing about capacity, and are for the check alone."""


def unanswered(grounds: Grounds, answered: frozenset[tuple[str, str]]) -> Iterator[tuple[Fix, ...]]:
    """The findings about capacity that no other fix answers, and that the design does not ignore."""
    for finding in grounds.examination.findings:
        if finding.rule in TROUBLES and (finding.rule, finding.subject) not in answered:
            yield (
                Fix(
                    trouble=TROUBLES[finding.rule],
                    severity=finding.severity,
                    rule=finding.rule,
                    subject=finding.subject,
                    title=_title(finding),
                    evidence=grounds.sentence(finding.found, finding.means),
                    fix=grounds.sentence(finding.fix),
                ),
            )


def _title(finding: Finding) -> str:
    """What a finding is about, with the first of what there is to do."""
    return f"See to {finding.subject}: {finding.fix.split('; ')[0].split(', or ')[0]}"
