"""What was found as lines for a terminal, and as an object for JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from pytest_dynamo.checks.catalogue import RULES
from pytest_dynamo.checks.examining import Examination
from pytest_dynamo.checks.values import Finding
from pytest_dynamo.forecast.figures import counted_text, number_text

VERSION = 1


def examination_lines(examination: Examination) -> Iterator[str]:
    """The name of a design, and below it what was found: line, rule, severity, and three sentences."""
    name = examination.design.path or examination.design.name
    rate = examination.declared_requests_per_second
    yield name if rate is None else f"{name}   {number_text(rate)} requests/s declared, modelled"
    widest = max((finding.place.line for finding in examination.findings), default=1)
    width = len(str(widest))
    for finding in examination.findings:
        yield from _finding_lines(finding, width)
    for each in examination.ignored:
        finding = each.finding
        yield f"  {finding.place.line:>{width}}  {finding.rule} ignored  {finding.subject}: {each.reason}"
    for note in examination.notes:
        yield f"  note: {note}"
    if not (examination.findings or examination.ignored or examination.notes):
        yield "  nothing found"


def total_line(examinations: Sequence[Examination]) -> str:
    """How much was found in all, and what to look at next."""
    errors = sum(each.count("error") for each in examinations)
    warnings = sum(each.count("warning") for each in examinations)
    ignored = sum(len(each.ignored) for each in examinations)
    counts = [counted_text(errors, "error"), counted_text(warnings, "warning")]
    if ignored:
        counts.append(f"{ignored} ignored")
    text = f"{', '.join(counts)} in {counted_text(len(examinations), 'design')}."
    path = _next(examinations)
    return f"{text}   next: pytest-dynamo forecast {path}" if path else text


def examinations_object(examinations: Sequence[Examination]) -> dict[str, object]:
    """What was found, for JSON; docs/reference/rules.md says what the members are."""
    return {
        "version": VERSION,
        "source": "modelled",
        "errors": sum(each.count("error") for each in examinations),
        "warnings": sum(each.count("warning") for each in examinations),
        "designs": [
            {
                "path": each.design.path,
                "name": each.design.name,
                "declared_requests_per_second": each.declared_requests_per_second,
                "findings": [_finding_object(finding) for finding in each.findings],
                "ignored": [
                    {**_finding_object(one.finding), "reason": one.reason} for one in each.ignored
                ],
                "notes": list(each.notes),
            }
            for each in examinations
        ],
    }


def _finding_lines(finding: Finding, width: int) -> Iterator[str]:
    head = f"  {finding.place.line:>{width}}  {finding.rule} {finding.severity:<7}  "
    yield f"{head}{finding.found}"
    yield f"{' ' * len(head)}{finding.means}"
    yield f"{' ' * len(head)}fix: {finding.fix}  (explain {finding.rule})"


def _finding_object(finding: Finding) -> dict[str, object]:
    members = asdict(finding)
    place = members.pop("place")
    return {
        **members,
        "line": place["line"],
        "column": place["column"],
        "link": RULES[finding.rule].link,
    }


def _next(examinations: Sequence[Examination]) -> str:
    """The first design with something to look at that can be forecast, or else the first that can."""
    can = [each for each in examinations if each.design.access_patterns]
    broken = [each for each in can if each.findings]
    return next((each.design.path for each in (*broken, *can)), "")
