"""What a rule is, and what it finds."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from pytest_dynamo.design.values import Place

Severity: TypeAlias = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""The worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Something a design should keep to.

    An error breaks the design, a warning is worth a thought, a note is worth knowing.

    `title` is a sentence that says what is wrong where the rule is broken; `why` says what comes of
    it, with AWS's page on that in `link`, and `fix` what helps in general.
    """

    id: str
    title: str
    severity: Severity
    why: str
    fix: str
    link: str = ""

    def finding(self, *, place: Place, subject: str, found: str, means: str, fix: str) -> "Finding":
        """A finding of this rule."""
        return Finding(
            rule=self.id,
            severity=self.severity,
            place=place,
            subject=subject,
            found=found,
            means=means,
            fix=fix,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One place where a design breaks a rule.

    `subject` is what it is about: a table, an index, a setting. `found` says what is there, `means`
    what that comes to, with the numbers, and `fix` what to do here. They are clauses without a full
    stop, which may be put in a row.
    """

    rule: str
    severity: Severity
    place: Place
    subject: str
    found: str
    means: str
    fix: str
