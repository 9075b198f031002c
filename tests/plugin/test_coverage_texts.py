"""What is said of coverage and baselines where there is much, little or nothing to say."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.planner.planning import plan_all
from pytest_dynamo.plugin.coverage.baseline.figures import Figures
from pytest_dynamo.plugin.coverage.baseline.file import Baseline, SavedDesign, read_baseline
from pytest_dynamo.plugin.coverage.baseline.fingerprint import Fingerprint
from pytest_dynamo.plugin.coverage.baseline.wording import design_lines
from pytest_dynamo.plugin.coverage.exercised import Exercised, exercised
from pytest_dynamo.plugin.coverage.markdown import to_markdown
from pytest_dynamo.plugin.coverage.reports import OneTest
from pytest_dynamo.plugin.coverage.summary import percent_text
from pytest_dynamo.plugin.coverage.threshold import lines_under
from pytest_dynamo.plugin.coverage.usage import PatternUsage, Usage
from pytest_dynamo.plugin.matching.matcher import Matcher


def many(count: int, usage: Usage | None = None) -> Exercised:
    """A design with as many access patterns, and what one test did with them."""
    patterns = "".join(
        f"  get_{number}: {{get: {{id: item {number}}}}}\n" for number in range(count)
    )
    text = f"version: 1\nname: shop\ntables: {{shop: {{partition_key: id}}}}\naccess_patterns:\n{patterns}"
    design = parse_design(text, path="shop.yaml")
    tests = {"a.py::test": OneTest(usage={"shop.yaml": usage})} if usage else {}
    return exercised("shop.yaml", Matcher(design, plan_all(design)), tests)


def test_of_many_that_are_missing_the_first_are_told_in_full():
    lines = lines_under([many(22)], wanted=50)
    assert lines[0] == (
        "wanted 50 % of the declared access patterns exercised, found 0 of 22 (0 %); missing:"
    )
    assert lines[-2:] == (
        "  and 2 more: get_20, get_21",
        (
            "To fix this, let a test perform each of them, and hold it to that:  "
            '@pytest.mark.access_pattern("get_0")'
        ),
    )
    assert len(lines) == 43


def test_another_pattern_of_the_same_table_is_near():
    usage = Usage(patterns={"get_1": PatternUsage(performances=1, calls=1)})
    assert lines_under([many(2, usage)], wanted=100)[1:3] == (
        "  get_0   shop.yaml:5   GetItem on shop",
        "    nearest   a.py::test: it performs get_1",
    )


def test_designs_without_access_patterns_have_all_of_nothing():
    design = parse_design("version: 1\ntables: {shop: {partition_key: id}}\n", path="shop.yaml")
    assert lines_under([exercised("shop.yaml", Matcher(design, {}), {})], wanted=100) == ()


@pytest.mark.parametrize(
    ("percent", "expected"), [(100.0, "100"), (99.9, "99"), (66.7, "67"), (0.0, "0")]
)
def test_a_percentage_is_only_100_where_nothing_is_missing(percent, expected):
    assert percent_text(percent) == expected


def test_markdown_of_nothing_says_so():
    assert to_markdown((), ["1 test did not run"], caveat="") == (
        "## DynamoDB access patterns\n\nNo design is set, and no test used one.\n\n"
        "1 test did not run\n"
    )


def test_markdown_of_very_much_stays_a_comment():
    usage = Usage(
        patterns={"get_0": PatternUsage(performances=1, calls=1)},
        throttles=Counter({"TableReadKeyRangeThroughputExceeded by shop": 2}),
        sources={"observed"},
    )
    text = to_markdown([many(30, usage)], [], caveat=", not to be trusted")
    lines = text.splitlines()
    assert lines[2] == (
        "**1 of 30 access patterns of shop.yaml exercised** (3 %), capacity observed, not to be trusted"
    )
    assert lines[-4:] == [
        r"- get\_20 (not exercised)",
        "- and 9 more",
        "",
        "2 calls were throttled: 2 TableReadKeyRangeThroughputExceeded by shop",
    ]


def test_a_baseline_of_other_capacity_and_a_design_that_is_not_in_it_are_told():
    shop = SavedDesign(fingerprint=Fingerprint(tables="a"), capacity="observed")
    saved = Baseline(designs={"shop": shop})
    now = Baseline(
        designs={"shop": replace(shop, capacity="modelled"), "depot": shop},
        tests={"a.py::test": {"shop": {"get": Figures(calls=1)}}},
    )
    assert list(design_lines(saved, now)) == [
        "capacity of design shop is modelled now, and was observed in the baseline",
        "design depot is not in the baseline yet",
    ]


def test_a_baseline_that_is_no_text_or_no_file_is_a_usage_error(tmp_path: Path):
    with pytest.raises(pytest.UsageError, match=r"base\.json cannot be read: Is a directory"):
        read_baseline(tmp_path, shown="base.json")
    file = tmp_path / "base.json"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(pytest.UsageError, match=r"base\.json is broken: it is no text"):
        read_baseline(file, shown="base.json")
