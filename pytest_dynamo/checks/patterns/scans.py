"""The rule about scans that are allowed: what they take."""

from collections.abc import Iterator
from math import ceil

from pytest_dynamo.capacity.pages import PAGE_BYTES
from pytest_dynamo.capacity.units import read_units
from pytest_dynamo.checks.capacity.evidence import Evidence
from pytest_dynamo.checks.capacity.wording import resource
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.values import AccessPattern
from pytest_dynamo.forecast.figures import counted_text, number_text

_DAY = 86_400

ALLOWED_SCAN = Rule(
    id="PD303",
    title="A Scan is allowed.",
    severity="note",
    why=(
        "A Scan may be right: for an export, a migration, a small table. It reads all there is, so what "
        "it takes grows with the table, and it shares the table's capacity with everybody else."
    ),
    fix="See that what it takes is meant, and ask for it seldom.",
    link="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-query-scan.html",
)


def allowed_scans(evidence: Evidence) -> Iterator[Finding]:
    """A finding for each access pattern that scans, and says why."""
    for each in evidence.forecast.patterns:
        pattern = evidence.design.access_patterns[each.name]
        if pattern.kind != "scan":
            continue
        units = sum(arm.units for arm in each.arms)
        table = evidence.design.tables[pattern.table]
        where = resource(table, table.indexes[pattern.index] if pattern.index else None)
        yield ALLOWED_SCAN.finding(
            place=pattern.place,
            subject=pattern.name,
            found=(
                f"{pattern.name} scans {where}, which takes {number_text(units)} read units in "
                f"{counted_text(_pages(pattern, units), 'page')}, modelled; allowed: {pattern.allow_scan}"
            ),
            means=(
                f"at its rate that is {number_text(units * pattern.rate * _DAY)} read units a day, "
                f"and more with each item"
            ),
            fix=_fix(pattern, is_recoverable=table.point_in_time_recovery is not None),
        )


def _pages(pattern: AccessPattern, units: float) -> int:
    """How many calls so many units take: a full page is 1 MB."""
    full = read_units(PAGE_BYTES, "strong" if pattern.consistent_read else "eventual")
    return 1 if pattern.limit is not None else max(1, ceil(units / full))


def _fix(pattern: AccessPattern, *, is_recoverable: bool) -> str:
    if pattern.limit is not None:
        return "query by a key, if it is asked for often"
    needs = "" if is_recoverable else ", with point-in-time recovery"
    return f"leave it as it is if that is meant; an export to S3 takes no read units{needs}"
