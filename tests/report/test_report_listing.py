"""The list of runs."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from pytest_dynamo.measure.run import Run
from pytest_dynamo.report.lists.listing import Entry, entry_of, render_design, render_index

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
    tone="holds",
    p99_ms=2.5,
    units_a_request=1.79,
    dollars_per_million=0.42,
)


def cells(page: str) -> list[list[str]]:
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, flags=re.DOTALL)
    return [
        [
            re.sub(r"<[^>]+>", "", cell).replace("\xa0", " ")
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        ]
        for row in rows
    ]


def test_a_row_has_the_figures_of_the_run() -> None:
    assert cells(render_index([ENTRY])) == [
        [
            *("orders", "2026-11-22 12:30:00", "embedded", "holds", "30 s", "24,612", "0"),
            *("not modelled", "–", "2.5 ms", "1.79", "$0.42", ""),
        ]
    ]


def test_an_entry_is_made_of_a_run(run_of_shape: Runs) -> None:
    run = run_of_shape("hot")
    requests = run.window.requests
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
        tone="breaks",
        throttled_share=sum(row.throttled for row in run.patterns) / requests,
        p99_ms=run.latency[0].p99_ms,
        units_a_request=(run.window.read_units + run.window.write_units) / requests,
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
    assert cells(render_index([entry]))[0][4:8] == ["30 s, interrupted", "24,612", "9", "7"]


def test_a_list_without_runs_says_how_to_make_one() -> None:
    page = render_index([])
    assert "No run yet" in page
    assert "locust -f" in page


def test_names_and_links_are_escaped() -> None:
    page = render_index([replace(ENTRY, design='"><script>', href='a"b')])
    assert "<script" not in page
    assert 'href="a&#34;b"' in page


def test_runs_are_filtered_by_links_where_there_is_something_to_tell_apart() -> None:
    broken = replace(ENTRY, href="b", tone="breaks", backend="aws")
    page = render_index([ENTRY, broken])

    assert re.findall(r'<a href="#(only-[a-z]+)"', page) == [
        "only-embedded",
        "only-aws",
        "only-holds",
        "only-breaks",
    ]
    assert re.findall(r'<span id="(only-[a-z]+)">', page) == [
        "only-embedded",
        "only-aws",
        "only-holds",
        "only-breaks",
    ]
    assert '<tr class="aws breaks">' in page
    assert '<a href="#only-' not in render_index([ENTRY])


def test_the_page_of_a_design_has_a_dot_for_each_run_that_leads_to_it() -> None:
    later = replace(ENTRY, href="b", started=ENTRY.started + timedelta(hours=1), p99_ms=5.0)
    page = render_design("orders", [later, ENTRY], folder="reports/orders")

    assert re.findall(r'<a href="([^"]+)" tabindex="-1" aria-label="([^"]+)"', page)[:2] == [
        (ENTRY.href, "2026-11-22 12:30: 2.5\xa0ms"),
        ("b", "2026-11-22 13:30: 5\xa0ms"),
    ]
    assert re.findall(r"<h2>([^<]+)</h2>", page) == [
        "Latency, p99",
        "Capacity units a request",
        "US dollars a million requests",
    ]
    assert "pytest-dynamo compare reports/orders/latest~1 reports/orders/latest" in page


def test_a_design_with_one_run_has_no_trend_and_nothing_to_compare() -> None:
    page = render_design("orders", [ENTRY])

    assert "<svg" not in page
    assert "pytest-dynamo compare" not in page
