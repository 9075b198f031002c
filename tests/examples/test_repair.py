"""`examples/repair`: the design that breaks holds once its key has shards, and nothing else differs."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pytest_dynamo.design.reader import load_design
from pytest_dynamo.forecast.forecasting import forecast

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DECLARED = 2_560


@pytest.fixture(scope="module")
def broken():
    return load_design(ROOT / "designs" / "events.yaml")


@pytest.fixture(scope="module")
def repaired():
    return load_design(ROOT / "examples" / "repair" / "events.yaml")


def test_both_are_asked_the_same_at_the_same_rates(broken, repaired):
    def asked(design):
        return {name: pattern.rate for name, pattern in design.access_patterns.items()}

    assert asked(repaired) == asked(broken)
    assert sum(asked(broken).values()) == DECLARED


def test_the_repair_holds_what_breaks_the_design(broken, repaired):
    before, after = (forecast(design, now=NOW) for design in (broken, repaired))

    assert before.holds_until < DECLARED < after.holds_until
    assert before.throttled_share > 0.5
    assert after.throttled_share == 0


def test_its_readme_names_what_is_there():
    readme = (ROOT / "examples" / "repair" / "README.md").read_text(encoding="utf-8")

    named = ["loadtests/events.py", "examples/repair/loadtest.py", "designs/events.yaml"]
    assert all(name in readme and (ROOT / name).exists() for name in named)
