"""Invented test sessions on the shop: one that is whole, one with all that can be wrong."""

from dataclasses import replace
from datetime import UTC, datetime

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

_GET = PatternCoverage(
    name="get_user",
    description="Get a user",
    line=18,
    operation="GetItem",
    table="shop-table",
    status="exercised",
    tested_by=1,
    performances=2,
    calls=2,
    read_units=1.0,
    mean_read_units=0.5,
    mean_write_units=0.0,
    most_read_units=0.5,
    most_write_units=0.0,
    items_examined=2,
    items_returned=2,
    tests=(
        TestedPattern(
            id="tests/test_shop.py::test_user",
            performances=2,
            calls=2,
            read_units=1.0,
            write_units=0.0,
        ),
    ),
)

_LIST = PatternCoverage(
    name="list_orders",
    line=25,
    operation="Query",
    table="shop-table",
    index="GSI1",
    status="exercised",
    tested_by=1,
    performances=1,
    calls=2,
    read_units=9.5,
    mean_read_units=9.5,
    mean_write_units=0.0,
    most_read_units=9.5,
    most_write_units=0.0,
    items_examined=40,
    items_returned=10,
    budget=(
        BudgetFigures(member="read_units", limit=12.0, most=9.5),
        BudgetFigures(member="pages", limit=2.0, most=2.0),
    ),
    tests=(
        TestedPattern(
            id="tests/test_shop.py::test_orders",
            performances=1,
            calls=2,
            read_units=9.5,
            write_units=0.0,
        ),
    ),
)

WHOLE = Session(
    design=RunDesign(name="shop", path="designs/shop.yaml", sha256="3f9c2e1a" * 8),
    backend=SessionBackend(name="embedded", capacity="modelled"),
    started=datetime(2026, 11, 22, 12, 51, 7, tzinfo=UTC),
    duration_seconds=4.25,
    tests=SessionTests(ran=2),
    totals=SessionTotals(
        declared=2,
        exercised=2,
        budgets=2,
        budgets_measured=2,
        budgets_kept=2,
        calls=4,
        read_units=10.5,
    ),
    patterns=(_GET, _LIST),
    how=SessionHow(command="pytest tests --dynamo-report", seed=0, versions={"python": "3.13.0"}),
)
"""Every access pattern is exercised, and every budget kept."""

POOR = replace(
    WHOLE,
    backend=SessionBackend(
        name="a server", capacity="observed", caveat=", and it rounds <b>down</b>"
    ),
    tests=SessionTests(ran=3, failed=1),
    totals=SessionTotals(
        declared=4,
        exercised=2,
        not_served=1,
        budgets=3,
        budgets_measured=2,
        calls=7,
        calls_of_no_pattern=3,
        scans=2,
        throttled=4,
        read_units=10.5,
    ),
    patterns=(
        _GET,
        replace(
            _LIST,
            budget=(
                BudgetFigures(member="read_units", limit=4.0, most=9.5, is_kept=False),
                BudgetFigures(member="pages", limit=1.0, most=2.0, is_kept=False),
            ),
        ),
        PatternCoverage(
            name="</script><b>@all|`x`",
            line=31,
            operation="PutItem",
            table="shop-table",
            status="not exercised",
            budget=(BudgetFigures(member="write_units", limit=3.0),),
        ),
        PatternCoverage(name="find_by_email", line=40, table="shop-table", status="not served"),
    ),
    calls_of_no_pattern=(
        StrayCalls(
            place="src/admin.py:12",
            operation="Scan",
            on="shop-table",
            calls=2,
            tests=("tests/test_shop.py::test_admin",),
        ),
        StrayCalls(place="", operation="UpdateItem", on="", calls=1),
    ),
    throttled=(
        ThrottledCalls(reason="TableReadKeyRangeThroughputExceeded by shop-table", count=4),
    ),
    notes=("a worker died in tests/test_shop.py::test_admin",),
    how=replace(WHOLE.how, is_partial=True, commit="5e1f0c9a" * 5, has_uncommitted_changes=True),
)
"""Budgets are exceeded, a pattern has no test, another no key, and something scans."""
