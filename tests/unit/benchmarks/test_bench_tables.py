"""Results as Markdown, and their place in the page."""

from pathlib import Path

import pytest

from benchmarks.bars import Added, Duration, Footprint, Outcome, Ratio
from benchmarks.cases import Case, Figure
from benchmarks.page import PAGE, with_results
from benchmarks.tables import backend_table, bar_table, duration

BEGIN, END = "<!-- bench: begin, written by `make bench` -->", "<!-- bench: end -->"


def case(backend, work="get"):
    return Case(backend=backend, work=work, items=20_000)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (12.34, "12.3 s"),
        (0.0123, "12.3 ms"),
        (0.002, "2.00 ms"),
        (0.000123, "123 µs"),
        (3.45e-6, "3.45 µs"),
        (1e-8, "0.01 µs"),
    ],
)
def test_durations_have_three_digits(seconds, text):
    assert duration(seconds) == text


def test_each_bar_is_a_row_that_says_whether_it_is_met():
    fast, slow = case("direct"), case("moto", "put")
    faster = Ratio(name="get", work="direct GetItem", bound=120, fast=fast, slow=slow)
    short = Duration(name="table", work="create and drop", bound=0.002, case=fast)
    small = Footprint(name="memory", work="memory", bound=1300)
    more = Added(name="admission", work="admission", bound=5e-6, more=fast, less=slow)
    flat = Footprint(name="overwrites", work="growth", bound=0.02, is_growth=True)
    outcomes = [
        Outcome(bar=faster, figure=Figure(value=130.4, low=2.5, high=14.04)),
        Outcome(bar=short, figure=Figure(value=0.0025, low=0.0025, high=0.003)),
        Outcome(bar=small, figure=None, missing="not measured"),
        Outcome(bar=more, figure=Figure(value=4e-6, low=3e-6, high=5e-6)),
        Outcome(bar=flat, figure=Figure(value=0.001, low=-0.001, high=0.002)),
    ]
    assert bar_table(outcomes).splitlines() == [
        "| work            | bar       | measured | spread            | result       |",
        "|-----------------|-----------|----------|-------------------|--------------|",
        "| direct GetItem  | ≥ 120 ×   | 130 ×    | 2.50 × – 14.0 ×   | met          |",
        "| create and drop | ≤ 2.00 ms | 2.50 ms  | 2.50 ms – 3.00 ms | **missed**   |",
        "| memory          | ≤ 1,300 B |          |                   | not measured |",
        "| admission       | ≤ 5.00 µs | 4.00 µs  | 3.00 µs – 5.00 µs | met          |",
        "| growth          | ≤ 2.0%    | 0.1%     | -0.1% – 0.2%      | met          |",
    ]


def test_each_backend_is_a_row_that_compares_it_with_plain_moto():
    samples = {case("moto"): (0.002, 0.003), case("direct"): (0.0001, 0.00002)}
    missing = {case("dynalite"): "not run: no npm"}
    titles = {"moto": "plain moto", "direct": "direct", "dynalite": "dynalite"}
    assert backend_table(samples, missing, titles, ["get", "put"]).splitlines() == [
        "|            | GetItem         | PutItem |",
        "|------------|-----------------|---------|",
        "| plain moto | 2.00 ms         | –       |",
        "| direct     | 20.0 µs (100 ×) | –       |",
        "| dynalite   | not run: no npm | –       |",
    ]


def test_a_backend_stands_alone_where_plain_moto_was_not_measured():
    table = backend_table({case("direct"): (0.001,)}, {}, {"direct": "direct"}, ["get"])
    assert table.splitlines()[-1] == "| direct | 1.00 ms |"


def test_results_replace_what_stands_between_the_markers():
    page = f"# Page\n\n{BEGIN}\n\nold\n\n{END}\n\nmore\n"
    assert with_results(page, "new\n") == f"# Page\n\n{BEGIN}\n\nnew\n\n{END}\n\nmore\n"


@pytest.mark.parametrize("page", ["", BEGIN, END, f"{END}{BEGIN}"])
def test_a_page_without_a_place_for_results_is_refused(page):
    with pytest.raises(ValueError, match=r"^performance\.md has no place for results"):
        with_results(page, "new")


def test_the_page_of_the_documentation_has_a_place_for_results():
    assert Path(__file__).parents[3] / "docs" / "explanation" / "performance.md" == PAGE
    page = PAGE.read_text(encoding="utf-8")
    assert with_results(page, "x") != page
