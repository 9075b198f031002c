"""What a browser makes of a comparison, and of the lists of runs."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from pytest_dynamo.measure.differences.comparing import NamedRun, compared
from pytest_dynamo.measure.run import Run
from pytest_dynamo.report.comparing.page import render_comparison
from pytest_dynamo.report.lists.listing import render_design
from tests.report.conftest import Shape, invented_run
from tests.report.test_report_browser import ARGUMENTS, COLLISIONS, LOW_CONTRAST, chromium
from tests.report.test_report_listing import ENTRY

Runs = Callable[[str], Run]
Opened = Callable[..., Page]

WIDTHS = [320, 400, 1280, 2560]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
def opened(browser: Browser, tmp_path: Path, heard: list[str]) -> Iterator[Opened]:
    """Opens a page from disk with all details open; `bypass_csp` is for axe, which is a script."""
    contexts = []

    def open_page(html: str, *, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, offline=True, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard.append(message.text))
        page.on("request", lambda request: heard.append(request.url))
        file = tmp_path / f"page-{len(contexts)}.html"
        file.write_text(html, encoding="utf-8")
        page.goto(file.as_uri())
        if options.get("java_script_enabled", True):
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def comparison(run_of_shape: Runs) -> str:
    """A run that breaks and one that holds, with all there is to be drawn of both."""
    broken = run_of_shape("modelled")
    held = invented_run(Shape(modelled=True, forecast=True, seconds=60, units=2, seed=8))
    runs = [
        NamedRun(name="by date", path="a/run.json", run=broken),
        NamedRun(name="with a shard for each of the devices", path="b/run.json", run=held),
    ]
    return render_comparison(runs, compared(runs))


@pytest.fixture(scope="module")
def runs_of_a_design() -> str:
    entries = [
        replace(
            ENTRY,
            href=f"{number}/report.html",
            started=ENTRY.started + timedelta(hours=number),
            tone="breaks" if number % 3 else "holds",
            backend="aws" if number % 2 else "embedded",
            throttled_share=number % 3 / 10,
        )
        for number in range(12)
    ]
    return render_design("orders", entries)


@pytest.mark.parametrize("which", ["comparison", "runs_of_a_design"])
def test_pages_fit_at_every_width_and_no_label_overlaps_another(
    which: str, request: pytest.FixtureRequest, opened: Opened
) -> None:
    page = opened(request.getfixturevalue(which))
    wide, collisions = {}, {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide[width] = page.evaluate("document.documentElement.scrollWidth")
        collisions[width] = page.evaluate(COLLISIONS)
    assert wide == {width: width for width in WIDTHS}
    assert collisions == {width: [] for width in WIDTHS}


@pytest.mark.parametrize("which", ["comparison", "runs_of_a_design"])
def test_axe_finds_nothing_and_all_text_stands_out(
    which: str, request: pytest.FixtureRequest, opened: Opened
) -> None:
    page = opened(request.getfixturevalue(which), bypass_csp=True)
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate(LOW_CONTRAST) == []
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(LOW_CONTRAST) == []


@pytest.mark.parametrize("which", ["comparison", "runs_of_a_design"])
def test_pages_ask_for_nothing_and_have_nothing_to_complain_of(
    which: str, request: pytest.FixtureRequest, opened: Opened, heard: list[str]
) -> None:
    page = opened(request.getfixturevalue(which), java_script_enabled=False)
    assert heard == [page.url]


def test_links_of_a_list_filter_it_without_a_script(runs_of_a_design: str, opened: Opened) -> None:
    page = opened(runs_of_a_design)
    rows = page.locator("table.runs tbody tr:visible")

    assert rows.count() == 12
    page.get_by_role("link", name="breaks", exact=True).click()
    assert rows.count() == 8
    assert set(rows.locator("td:nth-of-type(3)").all_inner_texts()) == {"breaks"}
    page.get_by_role("link", name="AWS", exact=True).click()
    assert rows.count() == 6
    page.get_by_role("link", name="all", exact=True).click()
    assert rows.count() == 12
