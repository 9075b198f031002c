"""What came of a check, as every format takes it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pytest_dynamo.checks.catalogue import OF_EVIDENCE, RULES
from pytest_dynamo.checks.examining import Examination, needs_evidence
from pytest_dynamo.checks.values import Rule, Severity
from pytest_dynamo.errors import DesignError
from pytest_dynamo.forecast.figures import counted_text, number_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The designs that were examined, those that could not be, and the rules that were applied.

    `fail_on` is the least severity that counts as a failure. `seconds` is how long each design took,
    by its path. `root` is the folder that paths are told relative to, which is the repository's for
    annotations to be found; with None they stay as they are.
    """

    examinations: tuple[Examination, ...]
    broken: tuple[DesignError, ...] = ()
    rules: tuple[Rule, ...] = tuple(RULES.values())
    fail_on: Severity = "error"
    seconds: Mapping[str, float] = field(default_factory=dict)
    root: Path | None = None

    def count(self, severity: Severity) -> int:
        """How many findings of a severity there are in all designs."""
        return sum(each.count(severity) for each in self.examinations)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found that counts as a failure."""
        return not any(each.is_at_least(self.fail_on) for each in self.examinations)

    def rules_of(self, examination: Examination) -> Iterator[Rule]:
        """The rules that were applied to a design: those on capacity only where there is a load."""
        has_load = needs_evidence(examination.design)
        return (rule for rule in self.rules if has_load or rule not in OF_EVIDENCE)

    def place_of(self, path: str) -> str:
        """The path of a design with forward slashes, from the root if it is in there."""
        if self.root is None:
            return Path(path).as_posix()
        whole = Path(path).absolute()
        is_inside = whole.is_relative_to(self.root)
        return (whole.relative_to(self.root) if is_inside else whole).as_posix()


def declared_text(requests_per_second: float) -> str:
    """The declared load of a design: `1,200 requests/s declared, modelled`.

    >>> declared_text(1), declared_text(0.5)
    ('1 request/s declared, modelled', '0.5 requests/s declared, modelled')
    """
    thing = "request/s" if requests_per_second == 1 else "requests/s"
    return f"{number_text(requests_per_second)} {thing} declared, modelled"


def counts_text(checked: Checked) -> str:
    """How much was found in all: `1 error, 2 warnings in 3 designs`; no notes where there are none."""
    ignored = sum(len(each.ignored) for each in checked.examinations)
    notes = checked.count("note")
    counts = [
        counted_text(checked.count("error"), "error"),
        counted_text(checked.count("warning"), "warning"),
        *([counted_text(notes, "note")] if notes else []),
        *([f"{ignored:,} ignored"] if ignored else []),
    ]
    where = counted_text(len(checked.examinations), "design")
    return f"{', '.join(counts)} in {where}{_broken_text(checked.broken)}"


def _broken_text(broken: Iterable[DesignError]) -> str:
    count = len(tuple(broken))
    if not count:
        return ""
    return f", {count:,} more {'does' if count == 1 else 'do'} not load"
