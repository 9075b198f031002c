"""Reads that take more than their callers may need: consistent ones, and Queries without an end."""

from collections.abc import Iterator
from dataclasses import replace

from pytest_dynamo.assessment.fixes.values import Change, Fix, Grounds
from pytest_dynamo.checks.patterns.unbounded import PROPOSED_LIMIT, UNBOUNDED
from pytest_dynamo.design.values import AccessPattern, Design
from pytest_dynamo.design.writing.editing import Edit
from pytest_dynamo.forecast.figures import number_text
from pytest_dynamo.forecast.values import PatternForecast


def eventual_reads(grounds: Grounds) -> Iterator[tuple[Fix, ...]]:
    """For each pattern with consistent reads: the same with eventually consistent ones."""
    for made in grounds.forecast.patterns:
        pattern = grounds.design.access_patterns[made.name]
        units = _read_units(made)
        if not pattern.consistent_read or not units:
            continue
        each = f"`{made.name}` reads consistently, at {number_text(units)} read units a request, modelled"
        yield (
            Fix(
                trouble="cost",
                severity="note",
                rule="",
                subject=made.name,
                title=f"Read eventually in {made.name}",
                evidence=grounds.sentence(
                    each,
                    f"at {number_text(made.requests_per_second)} requests a second that is "
                    f"{number_text(units * made.requests_per_second)} read units a second, and eventually "
                    f"consistent reads take half",
                ),
                fix=grounds.sentence(
                    "leave out `consistent_read` where the caller can do with what was true a moment ago"
                ),
                change=Change(
                    design=_with(grounds.design, replace(pattern, consistent_read=False)),
                    edits=(
                        Edit(path=("access_patterns", made.name, "consistent_read"), value=None),
                    ),
                ),
            ),
        )


def limited_queries(grounds: Grounds) -> Iterator[tuple[Fix, ...]]:
    """For each Query that reads whole item collections of several pages: the same with a limit."""
    for finding in grounds.found(UNBOUNDED.id):
        pattern = grounds.design.access_patterns[finding.subject]
        edit = Edit(
            path=("access_patterns", pattern.name, "limit"),
            value=str(PROPOSED_LIMIT),
            behind="query",
        )
        limited = replace(pattern, limit=PROPOSED_LIMIT)
        yield (
            Fix(
                trouble="too many items",
                severity=finding.severity,
                rule=finding.rule,
                subject=pattern.name,
                title=f"Give {pattern.name} a limit of {PROPOSED_LIMIT}",
                evidence=grounds.sentence(finding.found, finding.means),
                fix=grounds.sentence(finding.fix),
                change=Change(design=_with(grounds.design, limited), edits=(edit,)),
            ),
        )


def _read_units(made: PatternForecast) -> float:
    return sum(arm.units for arm in made.arms if arm.direction == "read")


def _with(design: Design, pattern: AccessPattern) -> Design:
    return replace(design, access_patterns={**design.access_patterns, pattern.name: pattern})
