"""What was found, as lines for a terminal."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from textwrap import wrap

from pytest_dynamo.checks.examining import Examination
from pytest_dynamo.checks.formats.checked import Checked, counts_text, declared_text
from pytest_dynamo.checks.values import SEVERITIES, Finding

_HEAD = re.compile(r" +(?:[\d…]+  PD\d{3} \w+ +)?")
_MOST_NOTES = 3
"""So many notes of one rule are shown of a design in which there is more to see."""


def text(checked: Checked) -> str:
    """Each design with what was found in it, and how much that is in all.

    Designs that do not load are left to standard error.
    """
    if not checked.examinations:
        return ""
    lines = [line for each in checked.examinations for line in examination_lines(each)]
    return "\n".join([*lines, total_line(checked), ""])


def examination_lines(examination: Examination) -> Iterator[str]:
    """The name of a design, and below it what was found: line, rule, severity, and three sentences.

    Notes come after errors and warnings, a line each.
    """
    name = examination.design.path or examination.design.name
    rate = examination.declared_requests_per_second
    yield name if rate is None else f"{name}   {declared_text(rate)}"
    shown = [*examination.findings, *(each.finding for each in examination.ignored)]
    width = len(str(max((finding.place.line for finding in shown), default=1)))
    for finding in examination.findings:
        if finding.severity != "note":
            yield from _finding_lines(finding, width)
    yield from _note_lines(examination.findings, width)
    for each in examination.ignored:
        finding = each.finding
        yield f"  {finding.place.line:>{width}}  {finding.rule} ignored  {finding.subject}: {each.reason}"
    for note in examination.notes:
        yield f"  note: {note}"
    if not (examination.findings or examination.ignored or examination.notes):
        yield "  nothing found"


def reflowed(lines: str, width: int) -> str:
    """The lines of `text` no wider than that many characters, what goes on below where it began.

    >>> print(reflowed("  9  PD601 note     a long sentence  (explain PD601)", 36), end="")
      9  PD601 note     a long sentence
                        (explain PD601)
    """
    shown: list[str] = []
    for line in lines.splitlines():
        head = _HEAD.match(line)
        indent = " " * (len(head[0]) if head else 2)
        shown += wrap(
            line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        ) or [line]
    return "".join(f"{line}\n" for line in shown)


def total_line(checked: Checked) -> str:
    """How much was found in all, and what to look at next."""
    path = _next(checked.examinations)
    total = f"{counts_text(checked)}."
    return f"{total}   next: pytest-dynamo forecast {path}" if path else total


def _finding_lines(finding: Finding, width: int) -> Iterator[str]:
    head = f"  {finding.place.line:>{width}}  {finding.rule} {finding.severity:<7}  "
    yield f"{head}{finding.found}"
    yield f"{' ' * len(head)}{finding.means}"
    yield f"{' ' * len(head)}fix: {finding.fix}  (explain {finding.rule})"


def _note_lines(findings: Sequence[Finding], width: int) -> Iterator[str]:
    """A line a note; of many of one rule, beside others, the first and how many more there are."""
    notes = [finding for finding in findings if finding.severity == "note"]
    counts = Counter(note.rule for note in notes)
    is_alone = len({finding.rule for finding in findings}) == 1
    for rule, group in groupby(_together(notes, counts), key=lambda note: note.rule):
        all_shown = is_alone or counts[rule] <= _MOST_NOTES + 1
        of_rule = list(group)
        for note in of_rule if all_shown else of_rule[:_MOST_NOTES]:
            head = f"  {note.place.line:>{width}}  {note.rule} note     "
            yield f"{head}{note.found}: {note.means}  (explain {note.rule})"
        if not all_shown:
            more = counts[rule] - _MOST_NOTES
            yield f"  {'…':>{width}}  {rule} note     {more:,} more  (--select {rule} shows them all)"


def _together(notes: Iterable[Finding], rules: Iterable[str]) -> list[Finding]:
    """The notes of each rule one after another, the rules in the order of their first notes."""
    order = {rule: place for place, rule in enumerate(rules)}
    return sorted(notes, key=lambda note: order[note.rule])


def _next(examinations: Sequence[Examination]) -> str:
    """The first design with the worst finding among those that can be forecast, or else the first."""
    can = [each for each in examinations if each.design.access_patterns]
    worst = [each for severity in SEVERITIES for each in can if each.count(severity)]
    return next((each.design.path for each in (*worst, *can)), "")
