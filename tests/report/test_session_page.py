"""The page of a test session: coverage and budgets, in the look of the other reports."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from pytest_dynamo.measure.session import Session, session_to_json
from pytest_dynamo.report.pages.session import render_session
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.budgets import budgets
from pytest_dynamo.report.verdict.session import session_verdict
from pytest_dynamo.report.words import plain
from tests.report.invented_assessment import ASSESSMENT
from tests.report.invented_session import POOR, WHOLE
from tests.report.test_report_browser import ARGUMENTS, COLLISIONS, LOW_CONTRAST, WIDTHS, chromium
from tests.report.test_report_figures import Figures, looked_up


@pytest.fixture(scope="module")
def poor_page() -> str:
    return render_session(POOR)


def said(session: Session) -> tuple[str, str, str]:
    verdict = session_verdict(Place(json.loads(session_to_json(session))))
    return verdict.tone, plain(verdict.headline), plain(verdict.reason)


def heading_of_budgets(session: Session) -> str:
    section = budgets(Place(json.loads(session_to_json(session))))
    assert section
    return plain(section.heading)


def test_the_verdict_on_a_whole_session() -> None:
    assert said(WHOLE) == (
        "holds",
        "2 of 2 access patterns are exercised",
        "Every read is a GetItem or Query; none is a Scan.",
    )


def test_what_is_too_dear_or_cannot_be_served_comes_before_what_has_no_test() -> None:
    assert said(POOR) == (
        "breaks",
        "Keeps 0 of 2 measured budgets",
        "list_orders took 9.5 read units in one performance; its budget is 4.",
    )
    without = tuple(replace(pattern, budget=()) for pattern in POOR.patterns)
    assert said(replace(POOR, patterns=without)) == (
        "breaks",
        "1 access pattern cannot be served",
        "No table or index has the key for find_by_email.",
    )


def test_budgets_of_what_no_test_performs_are_not_called_kept() -> None:
    totals = replace(WHOLE.totals, budgets_measured=1, budgets_kept=1)
    assert heading_of_budgets(WHOLE) == "All 2 budgets are kept"
    assert heading_of_budgets(replace(WHOLE, totals=totals)) == "1 of 1 measured budgets are kept"
    nothing = replace(totals, budgets_measured=0, budgets_kept=0)
    assert heading_of_budgets(replace(WHOLE, totals=nothing)) == "None of 2 budgets was measured"


def test_names_beyond_the_first_are_counted() -> None:
    patterns = tuple(
        replace(WHOLE.patterns[1], name=f"get_{number}", status="not exercised", budget=())
        for number in range(14)
    )

    assert said(replace(WHOLE, patterns=patterns))[2].startswith(
        "No test performs get_0, get_1, get_2 and 11 more. "
    )


def test_a_pattern_without_a_test_is_named() -> None:
    untested = replace(WHOLE.patterns[1], status="not exercised", budget=())
    totals = replace(WHOLE.totals, exercised=1)
    session = replace(WHOLE, patterns=(WHOLE.patterns[0], untested), totals=totals)

    tone, headline, reason = said(session)

    assert (tone, headline) == ("look", "1 of 2 access patterns are exercised")
    assert reason == "No test performs list_orders. Every read is a GetItem; none is a Scan."


def test_a_scan_of_no_pattern_is_told_with_its_place() -> None:
    session = replace(
        WHOLE,
        totals=replace(WHOLE.totals, scans=2),
        calls_of_no_pattern=POOR.calls_of_no_pattern,
    )

    _, _, reason = said(session)

    assert reason.endswith("but calls of no access pattern scan: src/admin.py:12.")


def test_tests_that_failed_and_none_at_all() -> None:
    failing = replace(WHOLE, tests=replace(WHOLE.tests, failed=1))
    assert said(failing)[::2] == ("look", "1 of 2 tests failed.")

    idle = replace(WHOLE, totals=replace(WHOLE.totals, exercised=0))
    assert said(idle)[::2] == ("look", "No test performs one of them.")


@pytest.mark.parametrize("session", [WHOLE, POOR], ids=["whole", "poor"])
def test_each_figure_is_that_of_the_file(session: Session) -> None:
    document = json.loads(session_to_json(session))
    shown = Figures(render_session(session)).shown
    assert len(shown) > 20
    wrong = [(path, value) for path, value, _ in shown if looked_up(document, path) != value]
    assert wrong == []


def test_the_same_session_gives_the_same_page(poor_page: str) -> None:
    assert render_session(POOR) == poor_page


def test_names_stay_names(poor_page: str) -> None:
    assert "<b>" not in poor_page.partition("<main")[2]
    assert "<script" not in poor_page


def test_with_the_assessment_of_a_study_the_page_has_its_advice() -> None:
    page = render_session(replace(WHOLE, assessment=ASSESSMENT))
    assert "Spread" in page
    assert 'id="design"' in page
    assert 'id="advice"' not in render_session(WHOLE)


@pytest.fixture(scope="module")
def opened(poor_page: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page in a browser, all its details open."""
    file = tmp_path_factory.mktemp("session") / "report.html"
    Path(file).write_text(poor_page, encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        page = browser.new_context(offline=True, bypass_csp=True).new_page()
        page.goto(file.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        yield page
        browser.close()


def test_nothing_scrolls_sideways_or_overlaps(opened: Page) -> None:
    found = {}
    for width in WIDTHS:
        opened.set_viewport_size({"width": width, "height": 900})
        found[width] = (
            opened.evaluate("document.documentElement.scrollWidth"),
            opened.evaluate(COLLISIONS),
        )
    assert found == {width: (width, []) for width in WIDTHS}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1280])
def test_axe_finds_nothing(opened: Page, width: int, scheme: str) -> None:
    opened.set_viewport_size({"width": width, "height": 900})
    opened.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    found = Axe().run(opened).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert opened.evaluate(LOW_CONTRAST) == []
