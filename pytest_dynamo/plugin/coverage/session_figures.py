"""From what was exercised to the members of `tests.json`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, cast

from pytest_dynamo.design.values import Budget
from pytest_dynamo.measure.run_values import RunDesign
from pytest_dynamo.measure.session_values import (
    BudgetFigures,
    PatternCoverage,
    Session,
    SessionBackend,
    SessionHow,
    SessionTests,
    SessionTotals,
    StrayCalls,
    TestedPattern,
    ThrottledCalls,
)
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.plugin.coverage.exercised import Exercised
from pytest_dynamo.plugin.coverage.json_file import status_of
from pytest_dynamo.plugin.coverage.reports import OneTest
from pytest_dynamo.plugin.coverage.usage import PatternUsage

BudgetMember: TypeAlias = Literal["read_units", "write_units", "items_examined", "pages", "calls"]
_BUDGET: tuple[BudgetMember, ...] = (
    "read_units",
    "write_units",
    "items_examined",
    "pages",
    "calls",
)

_SCAN = "Scan"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """What is known of a session besides its calls; `sha256` is that of the design's file."""

    sha256: str
    backend: str
    caveat: str
    started: datetime
    duration_seconds: float
    died: tuple[str, ...]
    notes: tuple[str, ...]
    how: SessionHow


def session_of(found: Exercised, tests: Mapping[str, OneTest], facts: SessionFacts) -> Session:
    """What the tests of a session did with one design."""
    design, total = found.matcher.design, found.total
    patterns = tuple(_pattern(found, name) for name in found.matcher.plans)
    budgets = [budget for pattern in patterns for budget in pattern.budget]
    strays = tuple(
        StrayCalls(
            place=stray.place,
            operation=stray.operation,
            on=stray.on,
            calls=total.strays[stray],
            tests=ids,
        )
        for stray, ids in found.strays.items()
    )
    no_pattern = sum(stray.calls for stray in strays)
    throttled = tuple(
        ThrottledCalls(reason=reason, count=count)
        for reason, count in total.throttles.most_common()
    )
    return Session(
        design=RunDesign(name=design.name, path=found.path, sha256=facts.sha256),
        backend=SessionBackend(
            name=facts.backend,
            capacity=cast("Literal['modelled', 'observed', 'modelled and observed']", found.source),
            caveat=facts.caveat,
        ),
        started=facts.started,
        duration_seconds=facts.duration_seconds,
        tests=_tests(found, tests, facts),
        totals=SessionTotals(
            declared=len(patterns),
            exercised=len(found.performed),
            not_served=sum(pattern.status == "not served" for pattern in patterns),
            budgets=len(budgets),
            budgets_measured=sum(budget.most is not None for budget in budgets),
            budgets_kept=sum(budget.is_kept and budget.most is not None for budget in budgets),
            calls=no_pattern + sum(pattern.calls for pattern in patterns),
            calls_of_no_pattern=no_pattern,
            scans=sum(pattern.calls for pattern in patterns if pattern.operation == _SCAN)
            + sum(stray.calls for stray in strays if stray.operation == _SCAN),
            throttled=sum(each.count for each in throttled),
            read_units=sum(pattern.read_units for pattern in patterns),
            write_units=sum(pattern.write_units for pattern in patterns),
        ),
        patterns=patterns,
        calls_of_no_pattern=strays,
        throttled=throttled,
        notes=facts.notes,
        how=facts.how,
    )


def _tests(found: Exercised, tests: Mapping[str, OneTest], facts: SessionFacts) -> SessionTests:
    ids = {id_ for those in (*found.tests.values(), *found.strays.values()) for id_ in those}
    those = [tests[id_] for id_ in sorted(ids)]
    return SessionTests(
        ran=len(those),
        failed=sum(test.outcome == "failed" for test in those),
        skipped=sum(test.outcome == "skipped" for test in those),
        from_last_run=sum(test.is_from_last_run for test in those),
        died=facts.died,
        is_own=found.is_by_own_tests,
    )


def _pattern(found: Exercised, name: str) -> PatternCoverage:
    plan, usage = found.matcher.plans[name], found.usage(name)
    served = plan if isinstance(plan, Plan) else None
    times = usage.performances
    return PatternCoverage(
        name=name,
        description=plan.pattern.description,
        line=plan.pattern.place.line,
        operation=served.operation if served else "",
        table=served.table.name if served else plan.pattern.table,
        index=served.index.name if served and served.index else None,
        status=status_of(found, name),
        tested_by=len(found.tests.get(name, ())),
        performances=times,
        calls=usage.calls,
        read_units=usage.read_units,
        write_units=usage.write_units,
        mean_read_units=usage.read_units / times if times else None,
        mean_write_units=usage.write_units / times if times else None,
        most_read_units=usage.most.get("read_units"),
        most_write_units=usage.most.get("write_units"),
        items_examined=usage.items_examined,
        items_returned=usage.items_returned,
        write_units_by_index=dict(sorted(usage.arms.items())),
        budget=tuple(_budgets(plan.pattern.budget, usage)),
        tests=tuple(
            TestedPattern(
                id=id_,
                performances=one.performances,
                calls=one.calls,
                read_units=one.read_units,
                write_units=one.write_units,
            )
            for id_, one in found.tests.get(name, {}).items()
        ),
    )


def _budgets(budget: Budget, usage: PatternUsage) -> Iterator[BudgetFigures]:
    for member in _BUDGET:
        limit: float | None = getattr(budget, member)
        if limit is None:
            continue
        most = usage.most.get(member)
        yield BudgetFigures(
            member=member, limit=limit, most=most, is_kept=most is None or most <= limit
        )
