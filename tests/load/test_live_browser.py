"""The page about DynamoDB as somebody uses it: in a browser, beside Locust's own, while a test runs."""

import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.load.conftest import free_port
from tests.report.test_report_browser import ARGUMENTS, chromium

NASTY = """
    @task(20)
    def ask(self):
        self.client.get_item(TableName="things", Key={"PK": {"S": self.nasty()}})

    def nasty(self):
        return "<script>document.title = 'taken over'</script>\\n" + "\\U0001f9c1" * 500
"""


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield opened
        opened.close()


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong. Its script is not subject to the policy of the page."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {[node['target'] for node in each['nodes']]}" for each in found]


def wait_until_it_listens(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


def requests_done(page: Page) -> int:
    words = page.locator("#requests .lead").inner_text()
    return int(words.split()[0].replace(",", ""))


def test_a_run_is_started_watched_stopped_and_its_report_opened(locust, tiny, browser):
    port = free_port()
    home = f"http://127.0.0.1:{port}"
    arguments = ["-f", tiny(NASTY), "--web-host", "127.0.0.1", "--web-port", str(port)]
    process = locust.start(*arguments, "--dynamo-warm-up", "1", "--dynamo-population", "10")
    try:
        wait_until_it_listens(port)
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
        )
        page = context.new_page()
        heard: list[str] = []
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("request", lambda request: heard.append(request.url))

        # before a test, from Locust's page
        page.goto(home)
        page.get_by_role("link", name="DynamoDB, live").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("No test has been started")
        assert violations(page) == []
        page.get_by_role("link", name="Go to Locust’s page").click()

        # started there
        page.get_by_label("Number of users").fill("5")
        page.get_by_label("Ramp up").fill("5")
        page.get_by_role("button", name="Start").click()
        page.get_by_role("tab", name="DynamoDB").click()
        expect(page.get_by_role("cell", name="things", exact=True).first).to_be_visible()
        page.get_by_role("link", name="DynamoDB, live").click()

        # figures move, by themselves
        expect(page.get_by_role("status")).to_have_text("Test 1 is running")
        expect(page.locator("#requests .lead")).to_be_visible()
        before = requests_done(page)
        expect(page.locator("#keys h2")).to_contain_text("alone takes", timeout=10_000)
        page.wait_for_function(
            "before => parseInt(document.querySelector('#requests .lead').innerText) > before",
            arg=before,
        )
        assert page.title() == "tiny, live"
        assert page.locator("script").count() == 1

        # with the keyboard; what is opened and focused stays, though the page changes
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="To the figures")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#verdict")).to_be_focused()
        folded = page.locator("#consumed summary")
        folded.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        clock = page.locator(".clock").inner_text()
        expect(page.locator(".clock")).not_to_have_text(clock)
        expect(page.get_by_role("region", name="Units by table and index")).to_be_focused()

        # for everybody, at any width, in the light and in the dark
        for scheme, ground in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(17, 21, 27)")):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground
            for width in (400, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                assert violations(page) == []
                assert page.evaluate("document.documentElement.scrollWidth") == width

        # stopped on Locust's page, while another watches
        stopping = context.new_page()
        stopping.goto(home)
        stopping.get_by_role("button", name="Stop").click()
        page.get_by_role("link", name="Open the report of test 1").click()
        expect(page.get_by_role("navigation", name="Contents")).to_contain_text("Run again")
        assert page.url == f"{home}/dynamo/report/1"
        assert page.title() != "taken over"
        outside = {urlsplit(url).netloc for url in heard if "://" in url}
        assert outside <= {f"127.0.0.1:{port}"}
        assert [each for each in heard if "://" not in each and not each.startswith("data:")] == []

        # and gone
        page.go_back()
        expect(page.locator("#reports")).to_contain_text("Test 1")
        process.terminate()
        process.wait(timeout=30)
        expect(page.get_by_role("alert")).to_have_text(
            "Locust does not answer. The figures below are the last."
        )
    finally:
        process.terminate()
        process.wait(timeout=30)
    ended = locust.end(process)
    assert ended.code == 0
    assert ended.run["generator"]["cpu_share"] > 0
