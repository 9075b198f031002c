"""What a browser makes of a page, at the widths and in the schemes people have, and on paper."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from pytest_dynamo.report.lists.listing import render_index

Pages = Callable[[str], str]
Opened = Callable[..., Page]

SHAPES = [
    "complete",
    "tried_again",
    "modelled",
    "compressed",
    "nasty",
    "many_tables",
    "empty",
    "one_bin",
    "long",
    "provisioned",
]
WIDTHS = [320, 400, 640, 820, 1100, 1280, 1900, 2560, 3840]
PAPER_WIDTH, PAPER_HEIGHT = 695, 1017
"""A4 without its margins, in CSS pixels."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# The contrast of each text with the ground behind it, where it is under 4.5 : 1.
LOW_CONTRAST = """() => {
  const channel = c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const low = [];
  for (let node; node = walker.nextNode();) {
    const element = node.parentElement;
    if (!node.data.trim() || ['title', 'desc'].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const ink = parse(element.closest('svg') ? style.fill : style.color);
    const [a, b] = [light(ink), light(ground(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) low.push([node.data.trim().slice(0, 40), ratio]);
  }
  return low;
}"""

# Labels of a chart that overlap one another, or that leave it by more than the overhang of a letter.
COLLISIONS = """() => {
  const bad = [];
  for (const svg of document.querySelectorAll('svg.chart')) {
    if (!svg.getBoundingClientRect().width) continue;
    const view = svg.viewBox.baseVal;
    const labels = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBBox()]);
    labels.forEach(([text, box], i) => {
      if (box.x < -2 || box.x + box.width > view.width + 2 || box.y < -1
          || box.y + box.height > view.height + 1) bad.push(['outside', text]);
      for (const [other, that] of labels.slice(i + 1)) {
        const across = Math.min(box.x + box.width, that.x + that.width) - Math.max(box.x, that.x);
        const down = Math.min(box.y + box.height, that.y + that.height) - Math.max(box.y, that.y);
        if (across > 0.5 && down > 2.5) bad.push(['overlap', text, other]);
      }
    });
  }
  return bad;
}"""


def chromium() -> str:
    found = [
        path
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (path := shutil.which(name))
    ]
    assert found, "these tests need Chromium: apt-get install chromium"
    return found[0]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for this module, and no longer: its event loop would be in the way of others."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def heard() -> list[str]:
    """What opened pages requested, and what they wrote to the console."""
    return []


@pytest.fixture
def opened(browser: Browser, tmp_path: Path, heard: list[str]) -> Iterator[Opened]:
    """Opens a page of HTML from disk, with options of a browser context; the network is blocked.

    All its details are open, unless scripts are off.
    """
    contexts = []

    def open_page(html: str, *, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, offline=True, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
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


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_scrolls_sideways_and_no_label_overlaps_another_at_any_width(
    shape: str, page_of_shape: Pages, opened: Opened
) -> None:
    page = opened(page_of_shape(shape))
    wide, collisions = {}, {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide[width] = page.evaluate("document.documentElement.scrollWidth")
        collisions[width] = page.evaluate(COLLISIONS)
    assert wide == {width: width for width in WIDTHS}
    assert collisions == {width: [] for width in WIDTHS}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", ["complete", "empty", "tried_again"])
def test_all_text_stands_out_from_its_ground(
    shape: str, scheme: str, page_of_shape: Pages, opened: Opened
) -> None:
    page = opened(page_of_shape(shape), color_scheme=scheme)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(17, 21, 27)"}[scheme]
    assert page.evaluate(LOW_CONTRAST) == []


@pytest.mark.parametrize(("width", "scheme"), [(400, "dark"), (1280, "light")])
def test_axe_finds_nothing_with_all_details_open(
    width: int, scheme: str, page_of_shape: Pages, opened: Opened
) -> None:
    """axe is a script, which the policy of a page would not let run."""
    page = opened(page_of_shape("complete"), width=width, color_scheme=scheme, bypass_csp=True)
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found] == []


@pytest.mark.parametrize("width", [320, 560, 820, 1280, 2560])
def test_text_of_charts_is_neither_too_small_nor_too_large(
    width: int, page_of_shape: Pages, opened: Opened
) -> None:
    page = opened(page_of_shape("complete"), width=width)
    sizes = page.evaluate(
        """[...document.querySelectorAll('svg.chart')].map(
          svg => 12 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)"""
    )
    shown = [size for size in sizes if size]
    assert min(shown) >= 9
    assert max(shown) <= 15


@pytest.mark.parametrize("shape", ["complete", "nasty"])
def test_a_page_asks_for_nothing_and_has_nothing_to_complain_of(
    shape: str, page_of_shape: Pages, opened: Opened, heard: list[str]
) -> None:
    page = opened(page_of_shape(shape), java_script_enabled=False)
    assert heard == [page.url]


def test_a_page_looks_the_same_without_javascript(page_of_shape: Pages, opened: Opened) -> None:
    html = page_of_shape("hot").replace("<details>", "<details open>")
    pictures = [
        opened(html, java_script_enabled=enabled).screenshot(full_page=True)
        for enabled in (True, False)
    ]
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize("shape", ["hot", "compressed", "one_bin", "throttled_in_warm_up"])
def test_heat_maps_are_drawn_within_their_charts(
    page_of_shape: Pages, opened: Opened, shape: str
) -> None:
    page = opened(page_of_shape(shape))
    maps = page.evaluate(
        """[...document.querySelectorAll('#heat svg')].map(chart => {
            const box = chart.getBoundingClientRect();
            const cells = [...chart.querySelectorAll('image')].map(one => one.getBoundingClientRect());
            if (!box.width || !cells.length) return null;
            const left = Math.min(...cells.map(one => one.left));
            const right = Math.max(...cells.map(one => one.right));
            return {before: box.left - left, beyond: right - box.right, width: right - left};
        }).filter(each => each)"""
    )
    assert maps
    assert [one for one in maps if one["before"] > 0.5 or one["beyond"] > 0.5] == []
    assert min(one["width"] for one in maps) > 90


def test_one_of_the_two_drawings_of_a_chart_is_shown(page_of_shape: Pages, opened: Opened) -> None:
    page = opened(page_of_shape("complete"))
    shown = {}
    for width in (400, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        shown[width] = page.evaluate(
            """[...document.querySelectorAll('.both')].map(
              both => [...both.querySelectorAll('svg')].map(svg => svg.getBoundingClientRect().width > 0))"""
        )
    assert {tuple(each) for each in shown[400]} == {(False, True)}
    assert {tuple(each) for each in shown[1280]} == {(True, False)}


def test_the_first_screen_says_what_is_wrong_and_what_to_do(
    page_of_shape: Pages, opened: Opened
) -> None:
    page = opened(page_of_shape("complete"), width=400)
    for width, height in ((400, 860), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        lowest = page.evaluate(
            "Math.max(...[...document.querySelectorAll('h1, .briefs dt')].map("
            "each => each.getBoundingClientRect().bottom))"
        )
        assert lowest < height


def test_the_contents_are_put_away_on_small_screens(page_of_shape: Pages, opened: Opened) -> None:
    page = opened(page_of_shape("hot"), width=400)
    assert not page.is_visible(".contents")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.is_visible(".contents")


def test_paper_is_always_light_and_cuts_no_figure(page_of_shape: Pages, opened: Opened) -> None:
    page = opened(page_of_shape("complete"), color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": PAPER_WIDTH, "height": PAPER_HEIGHT})
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.is_visible(".contents")
    figures = page.evaluate(
        """[...document.querySelectorAll('figure, .items > li, .gates li, tr, h2')].map(each => {
            const box = each.getBoundingClientRect();
            return [getComputedStyle(each).breakInside, box.height, box.right];
        })"""
    )
    assert {kind for kind, _, _ in figures} == {"avoid"}
    assert max(height for _, height, _ in figures) < PAPER_HEIGHT
    assert max(right for _, _, right in figures) <= PAPER_WIDTH + 1
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_an_empty_list_of_runs_fits_too(opened: Opened) -> None:
    page = opened(render_index([]), width=320)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate(LOW_CONTRAST) == []
