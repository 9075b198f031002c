"""The figures of docs/explanation/designs.md are those of the forecast."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pytest_dynamo.design.reader import load_design
from pytest_dynamo.forecast.forecasting import forecast

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "explanation" / "designs.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| `([\w-]+)` \| (.+) \|$", re.MULTILINE)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def half_of(design, table):
    """A design with those of its access patterns that use one of its tables."""
    patterns = {
        name: pattern
        for name, pattern in design.access_patterns.items()
        if {pattern.table, *(action.table for action in pattern.actions)} & {table}
    }
    return replace(design, access_patterns=patterns)


def figures(said):
    """A row of the table, from a forecast."""
    consumed = [
        f"{each.index or each.table} {each.write.peak_units_per_second:,.0f} WCU "
        f"{each.read.peak_units_per_second:,.0f} RCU"
        for each in said.resources
        if each.write.peak_units_per_second or each.read.peak_units_per_second
    ]
    requests = sum(pattern.requests_per_second for pattern in said.patterns)
    throttled = f"{said.throttled_share:.1%}" if said.throttled_share else "nothing"
    return " | ".join(
        [
            f"{requests:,.0f}",
            f"{said.holds_until:,.0f}",
            f"{said.ceiling:,.0f}",
            throttled.replace("%", " %"),
            " · ".join(consumed),
        ]
    )


@pytest.mark.parametrize(("name", "table", "written"), ROW.findall(PAGE))
def test_a_row_of_the_page_is_what_is_forecast(name, table, written):
    design = load_design(ROOT / "designs" / f"{name}.yaml")
    assert figures(forecast(half_of(design, table), now=NOON)) == written


def test_each_design_of_the_page_has_two_rows():
    designs = [name for name, _, _ in ROW.findall(PAGE)]
    assert designs == [
        name for name in ("saas", "telemetry", "leaderboard", "sessions", "chat") for _ in range(2)
    ]


@pytest.mark.parametrize("name", sorted({name for name, _, _ in ROW.findall(PAGE)}))
def test_a_load_test_stands_beside_each_design(name):
    scenario = (ROOT / "loadtests" / f"{name}.py").read_text(encoding="utf-8")
    assert f'design = "designs/{name}.yaml"' in scenario
