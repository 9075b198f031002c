"""What fixes are made of: what they go by, and what they change."""

from collections.abc import Iterator
from dataclasses import dataclass

from pytest_dynamo.assessment.values import Metric, Trouble
from pytest_dynamo.capacity.resources import Resource
from pytest_dynamo.checks.examining import Examination
from pytest_dynamo.checks.values import Finding, Severity
from pytest_dynamo.design.values import Design, Index, Table
from pytest_dynamo.design.writing.editing import Edit
from pytest_dynamo.forecast.values import Forecast


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A design after a change, and the edits of its file that change it so."""

    design: Design
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """Something to do to a design; without a change no forecast can weigh it.

    `rule` and `subject` are those of the finding it answers, and `answers` those of others that it answers
    as well. `rule` is empty where none is broken, and something can be had for less. `resource` is the
    table or index that it relieves, `metric` the figure that it is for, where that is one alone.
    """

    trouble: Trouble
    severity: Severity
    rule: str
    subject: str
    title: str
    evidence: str
    fix: str
    change: Change | None = None
    answers: frozenset[tuple[str, str]] = frozenset()
    resource: Resource | None = None
    metric: Metric | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What fixes go by: a design, its forecast, and what the rules found in it."""

    design: Design
    forecast: Forecast
    examination: Examination

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings: one that the design ignores is known to its authors, and as true."""
        ignored = (each.finding for each in self.examination.ignored)
        return (*self.examination.findings, *ignored)

    def found(self, *rules: str, subject: str | None = None) -> tuple[Finding, ...]:
        """The findings of some rules, those of the first one first, about a subject or any."""
        return tuple(
            finding
            for rule in rules
            for finding in self.findings
            if finding.rule == rule and subject in (None, finding.subject)
        )

    def sentence(self, *clauses: str) -> str:
        """Clauses as a sentence each; a name at the beginning of one is left as it is."""
        kept = [clause.rstrip(".") for clause in clauses if clause]
        return " ".join(f"{self._begun(clause)}." for clause in kept)

    def _begun(self, clause: str) -> str:
        if clause.partition(" ")[0] in self._names():
            return clause
        return clause[0].upper() + clause[1:]

    def _names(self) -> set[str]:
        indexes = (index.name for _, index in self.indexes())
        design = self.design
        return {*design.tables, *indexes, *design.entities, *design.access_patterns}

    def indexes(self) -> Iterator[tuple[Table, Index]]:
        """All indexes with their tables, in the order of the file."""
        for table in self.design.tables.values():
            for index in table.indexes.values():
                yield table, index
