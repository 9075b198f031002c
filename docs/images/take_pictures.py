"""The pictures of the documentation, from real runs: `make pictures`, which takes about five minutes.

Four load tests are run on the embedded backend and two of them are compared. Their first screens are
photographed by Chromium, as 1,280 pixels wide, in light and in dark. The runs stay in reports/pictures.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
IMAGES = Path(__file__).parent
REPORTS = ROOT / "reports" / "pictures"

SIZE = (1280, 800)
SCHEMES = ("light", "dark")

_PROGRAMS = Path(sys.executable).parent
_USERS = ("--headless", "--only-summary", "-u", "20", "-r", "20")


@dataclass(frozen=True)
class Scenario:
    """A load test whose report is a picture: its name, its locustfile and its options."""

    name: str
    locustfile: str
    options: str


SCENARIOS = (
    Scenario("healthy", "loadtests/orders.py", "-t 30s --dynamo-population 1%"),
    # One user places almost half of all orders.
    Scenario(
        "hot-user",
        "loadtests/orders.py",
        "-t 40s --dynamo-population 1% --dynamo-rate 200x --dynamo-clock 60x "
        "--dynamo-keys User=hotset:0.001,0.45 --tags create_order update_order_status",
    ),
    Scenario("day-as-key", "loadtests/events.py", "-t 30s --dynamo-clock 60x"),
    Scenario("day-and-shard", "examples/repair/loadtest.py", "-t 30s --dynamo-clock 60x"),
)

COMPARED = ("day-as-key", "day-and-shard")


def take() -> None:
    """Run every scenario, compare two, and photograph each page."""
    shutil.rmtree(REPORTS, ignore_errors=True)
    pages = {scenario.name: _run(scenario) for scenario in SCENARIOS}
    pages["compared"] = _compare([pages[name].parent for name in COMPARED])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        for name, page in pages.items():
            _photograph(browser, page, name)
        browser.close()


def _run(scenario: Scenario) -> Path:
    """Run a scenario; gives its page."""
    reports = REPORTS / scenario.name
    sys.stderr.write(f"running {scenario.name}\n")
    options = [*scenario.options.split(), "--dynamo-reports", str(reports)]
    _call(["locust", "-f", scenario.locustfile, *_USERS, *options])
    (page,) = reports.glob("*/*/report.html")
    return page


def _compare(folders: Sequence[Path]) -> Path:
    """Compare runs, the first being the one before; gives the page."""
    page = REPORTS / "compared.html"
    names = [part for name in COMPARED for part in ("--name", name.replace("-", " "))]
    _call(["pytest-dynamo", "compare", *map(str, folders), *names, "--html", str(page)])
    return page


def _call(command: Sequence[str]) -> None:
    program, *arguments = command
    subprocess.run([_PROGRAMS / program, *arguments], cwd=ROOT, check=True)


def _photograph(browser: Browser, page: Path, name: str) -> None:
    width, height = SIZE
    for scheme in SCHEMES:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=False,
        )
        opened = context.new_page()
        opened.goto(page.as_uri())
        opened.screenshot(path=IMAGES / f"{name}-{scheme}.png")
        context.close()


def _chromium() -> str:
    """Where Chromium is: CHROMIUM, or on the PATH."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        sys.exit("Chromium is needed and was not found on PATH.\nTo fix this: make chromium")
    return found


if __name__ == "__main__":
    take()
