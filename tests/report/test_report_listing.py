"""The list of runs."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from pytest_dynamo.measure.run import Run
from pytest_dynamo.report.listing import Entry, entry_of, render_index

Runs = Callable[[str], Run]

ENTRY = Entry(
    href="orders/2026-11-22T12-30-00Z/report.html",
    design="orders",
    started=datetime(2026, 11, 22, 12, 30, tzinfo=UTC),
    duration_seconds=30.0,
    backend="embedded",
    requests=24_612,
    failures=0,
    throttled=0,
    is_throttling_known=False,
)


def cells(page: str) -> list[list[str]]:
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, flags=re.DOTALL)
    return [
        [
            re.sub(r"<[^>]+>", "", cell).replace("\xa0", " ")
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        ]
        for row in rows
    ]


def test_a_row_has_the_figures_of_the_run() -> None:
    assert cells(render_index([ENTRY])) == [
        ["orders", "2026-11-22 12:30:00", "embedded", "30 s", "24,612", "0", "not modelled"]
    ]


def test_an_entry_is_made_of_a_run(run_of_shape: Runs) -> None:
    run = run_of_shape("hot")
    assert entry_of(run, "shop/x/report.html") == Entry(
        href="shop/x/report.html",
        design="shop",
        started=run.started,
        duration_seconds=90.0,
        backend="aws",
        requests=run.totals.requests,
        failures=run.totals.failures,
        throttled=run.totals.throttled,
        is_throttling_known=True,
    )


def test_the_newest_run_comes_first_whatever_its_time_zone() -> None:
    east = timezone(timedelta(hours=9))
    later = replace(ENTRY, href="b", started=datetime(2026, 11, 22, 12, 31, tzinfo=UTC))
    earlier = replace(ENTRY, href="c", started=datetime(2026, 11, 22, 21, 0, tzinfo=east))
    page = render_index([earlier, later, ENTRY])
    assert [row[1][11:] for row in cells(page)] == ["12:31:00", "12:30:00", "12:00:00"]
    assert re.findall(r'<a href="([^"#]+)"', page) == ["b", ENTRY.href, "c"]


def test_the_order_of_entries_does_not_change_the_page() -> None:
    twins = [replace(ENTRY, href=f"{name}") for name in "abc"]
    assert render_index(twins) == render_index(twins[::-1])


def test_throttles_and_interruptions_are_said() -> None:
    entry = replace(ENTRY, throttled=7, failures=9, is_throttling_known=True, is_interrupted=True)
    assert cells(render_index([entry]))[0][3:] == ["30 s, interrupted", "24,612", "9", "7"]


def test_a_list_without_runs_says_how_to_make_one() -> None:
    page = render_index([])
    assert "No run yet" in page
    assert "locust -f" in page


def test_names_and_links_are_escaped() -> None:
    page = render_index([replace(ENTRY, design='"><script>', href='a"b')])
    assert "<script" not in page
    assert 'href="a&#34;b"' in page
