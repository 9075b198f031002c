"""A document in other forms: for terminals, pull requests, spreadsheets, and Prometheus."""

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from pytest_dynamo.measure.run import Run, run_to_json
from pytest_dynamo.measure.session import session_to_json
from pytest_dynamo.measure.study import Study, StudyHow, study_to_json
from pytest_dynamo.report.forms.figure_units import COUNT, unit_of
from pytest_dynamo.report.forms.long_form import COLUMNS, to_csv
from pytest_dynamo.report.forms.markdown import MOST_CHARACTERS, escaped, say, to_markdown
from pytest_dynamo.report.forms.outline import advice_lines
from pytest_dynamo.report.forms.prometheus import to_prometheus
from pytest_dynamo.report.forms.run_outline import run_outline
from pytest_dynamo.report.forms.session_outline import session_outline
from pytest_dynamo.report.forms.study_outline import study_outline
from pytest_dynamo.report.forms.terminal import to_terminal
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.words import Code, Name
from tests.report.invented_session import POOR, WHOLE
from tests.report.test_report_figures import looked_up

Runs = Callable[[str], Run]


@pytest.fixture
def place(run_of_shape: Runs) -> Callable[[str], Place]:
    return lambda shape: Place(json.loads(run_to_json(run_of_shape(shape))))


def session_place(session=POOR) -> Place:
    return Place(json.loads(session_to_json(session)))


def rows_of(document: Place) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(to_csv(document))))


# ---------------------------------------------------------------------------------- comma-separated


def test_each_figure_of_a_file_is_a_row_with_its_value(place: Callable[[str], Place]) -> None:
    document = place("complete")
    rows = rows_of(document)

    assert tuple(rows[0]) == COLUMNS
    assert len({row["path"] for row in rows}) == len(rows) == numbers_in(document.value)
    for row in rows[::50]:
        assert looked_up(document.value, row["path"]) == float(row["value"]), row["path"]


def numbers_in(value: object) -> int:
    if isinstance(value, dict):
        return sum(map(numbers_in, value.values()))
    if isinstance(value, list):
        return sum(map(numbers_in, value))
    return isinstance(value, int | float)


def test_a_row_says_what_its_figure_is_of(place: Callable[[str], Place]) -> None:
    rows = {row["path"]: row for row in rows_of(place("tried_again"))}

    def told(path: str) -> dict[str, str]:
        row = rows[path]
        return {name: row[name] for name in COLUMNS[1:] if row[name]}

    assert told("patterns.0.arms.0.read_units") == {
        "member": "patterns.arms.read_units",
        "source": "observed",
        "table": "shop-table",
        "pattern": "get_user",
        "unit": "capacity units",
        "value": "123.5",
    }
    assert told("tables.0.write.series.1") == {
        "member": "tables.write.series",
        "source": "observed",
        "table": "shop-table",
        "direction": "write",
        "at_seconds": "0.9",
        "unit": "units a second",
        "value": rows["tables.0.write.series.1"]["value"],
    }
    assert told("latency.1.p99_ms") == {
        "member": "latency.p99_ms",
        "source": "observed",
        "pattern": "get_user",
        "unit": "milliseconds",
        "value": rows["latency.1.p99_ms"]["value"],
    }
    assert told("gates.0.value")["unit"] == "ms"
    assert told("gates.0.is_passed")["unit"] == "yes or no"
    assert told("how.spawn_rate")["unit"] == "users a second"
    heat = told("tables.0.read.heat.3.2")
    assert (heat["source"], heat["position"], heat["at_seconds"]) == ("modelled", "3", "1.9")


def test_members_that_are_counts_are_those_meant_to_be(place: Callable[[str], Place]) -> None:
    """What is given no unit is a number of things; a new member with another unit has to say so."""
    unlikely = re.compile(r"(second|seconds|_ms|share|dollars|usd|bytes|units|_ratio)(\b|_)")
    members = {row["member"]: row["unit"] for row in rows_of(place("complete"))}
    members |= {row["member"]: row["unit"] for row in rows_of(session_place())}

    assert members["totals.requests"] == COUNT
    assert [name for name, unit in members.items() if unit == COUNT and unlikely.search(name)] == []


def test_what_a_forecast_says_is_modelled_whatever_the_run_was_against(
    place: Callable[[str], Place],
) -> None:
    rows = rows_of(place("complete"))
    sources = {
        row["source"] for row in rows if row["member"].startswith(("forecast", "assessment"))
    }
    assert sources == {"modelled"}
    assert unit_of("forecast.holds_until") == "requests a second"
    assert unit_of("forecast.resources.hottest_by_minute") == "share"
    assert unit_of("forecast.prices.as_designed_usd") == "dollars a month"


@pytest.mark.parametrize("key", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "＝1+1"])
def test_no_text_of_a_cell_is_a_formula(key: str, place: Callable[[str], Place]) -> None:
    document = place("one_bin")
    document.value["keys"][0]["key"] = key

    (row, *_) = [row for row in rows_of(document) if row["path"] == "keys.0.units"]

    assert row["name"] in (f"'{key}", "\\t=1")


# ---------------------------------------------------------------------------------------- Prometheus


@pytest.mark.parametrize("shape", ["complete", "nasty", "empty", "tried_again"])
def test_another_program_reads_the_metrics_of_a_run(
    shape: str, place: Callable[[str], Place]
) -> None:
    document = place(shape)
    text = to_prometheus(document)

    families = {family.name: family for family in text_string_to_metric_families(text)}

    assert all(name.startswith("dynamo_") for name in families)
    assert {family.type for family in families.values()} == {"gauge"}
    assert all(family.documentation for family in families.values())
    (sample,) = families["dynamo_run_requests"].samples
    assert sample.labels["design"] == document["design"]["name"].value
    assert sample.value == document["totals"]["requests"].value
    patterns = [one.labels["pattern"] for one in families["dynamo_pattern_requests"].samples]
    assert len(patterns) == len(document["patterns"]) if patterns else True
    series = [
        (one.name, *sorted(one.labels.items())) for f in families.values() for one in f.samples
    ]
    assert len(series) == len(set(series))


def test_metrics_are_in_base_units(place: Callable[[str], Place]) -> None:
    document = place("tried_again")
    families = {f.name: f for f in text_string_to_metric_families(to_prometheus(document))}

    values = {
        (one.labels["pattern"], one.labels["quantile"]): one.value
        for one in families["dynamo_latency_seconds"].samples
    }
    assert values["", "0.99"] == document["latency"][0]["p99_ms"].value / 1_000
    passed = {o.labels["gate"]: o.value for o in families["dynamo_run_gate_passed"].samples}
    assert passed["throttles>0.1%"] == 0
    assert passed["p99>20ms"] == 1


def test_the_metrics_of_a_session() -> None:
    families = {
        family.name: [(one.labels, one.value) for one in family.samples]
        for family in text_string_to_metric_families(to_prometheus(session_place()))
    }
    assert families["dynamo_tests_access_patterns"] == [
        ({"design": "shop", "status": "exercised"}, 2),
        ({"design": "shop", "status": "not exercised"}, 1),
        ({"design": "shop", "status": "not served"}, 1),
    ]
    assert [value for _, value in families["dynamo_tests_budget_kept"]] == [0, 0]
    assert families["dynamo_tests_calls_of_no_pattern"] == [({"design": "shop"}, 3)]


# ------------------------------------------------------------------------------------------ Markdown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a_b *c* [x](y)", r"a\_b \*c\* \[x\](y)"),
        ("<img src=x>", r"\<img src=x\>"),
        ("@octocat and a@b", "@\u2060octocat and a@\u2060b"),
        ("fixes #12", "fixes \\#\u206012"),
        ("https://example.org", "https:\u2060//example.org"),
        ("www.example.org", "w\u2060ww.example.org"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("a\nb\x00", r"a\\nb\\x00"),
    ],
)
def test_text_is_shown_as_it_is_links_nowhere_and_mentions_nobody(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_names_are_code_whatever_is_in_them() -> None:
    assert say((Name("@all <b>"), " and ", Code("a`b"))) == "`@all <b>` and ``a`b``"
    assert say((Name("a|b`"),)) == r"a\|b\`"


def test_a_run_as_markdown_begins_with_the_verdict_and_ends_with_the_rest(
    place: Callable[[str], Place],
) -> None:
    text = to_markdown(run_outline(place("tried_again"))).replace("\xa0", " ")
    lines = text.splitlines()

    assert lines[0] == "## `shop`: The load generator was the bottleneck"
    assert lines[2].startswith("**▲ Look here.** One process used 93 % of a core")
    assert "- ✗ failed: throttles ≤ 0.1 %, found 33 %" in lines
    assert any(line.startswith("| `get_user` | GetItem | `shop-table` | 397 |") for line in lines)
    assert text.index("<details>") > text.index("`get_user`")
    assert text.endswith("</details>\n")


def test_advice_stands_in_markdown_with_its_gain(place: Callable[[str], Place]) -> None:
    lines = to_markdown(run_outline(place("complete"))).replace("\xa0", " ").splitlines()
    start = lines.index("| | advice | gain, modelled | rule |")

    assert lines[start + 2] == (
        "| 1 | **Spread `USER#42` over 4 shards** Append a suffix from 0 to 3 to the partition key when an "
        "order is written, and ask all four for a list. Each list then costs 4 requests. "
        "| 1,240 → 3,960 requests a second | `hot-partition` |"
    )
    assert lines[start + 4].endswith("| no forecast can weigh it | `unbounded-collection` |")


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("no setting", "no forecast can weigh it"),
        ("not served", "not weighed, as it is not served now"),
        ("left out", "not weighed, as others were before it"),
        ("no forecast", "not weighed, as its forecast failed"),
        (None, "not weighed"),
    ],
)
def test_advice_without_a_gain_says_why(
    place: Callable[[str], Place], why: str | None, said: str
) -> None:
    document = place("complete")
    third = document.value["assessment"]["advice"][2]
    third["not_weighed"] = why

    assert advice_lines(document)[2].no_gain == said

    third["after"] = document.value["assessment"]["advice"][0]["after"]
    assert advice_lines(document)[2].no_gain == "weighed, and no figure gains"


def test_every_row_of_a_table_has_as_many_cells_as_its_heading(
    place: Callable[[str], Place],
) -> None:
    rule = re.compile(r"\|(-+:?\|)+")
    bar = re.compile(r"(?<!\\)\|")
    for outline in (run_outline(place("nasty")), session_outline(session_place())):
        lines = to_markdown(outline).splitlines()
        for number, line in enumerate(lines):
            if not rule.fullmatch(line):
                continue
            columns = len(bar.findall(line))
            for row in (lines[number - 1], *lines[number + 1 :]):
                if not row.startswith("|"):
                    break
                assert len(bar.findall(row)) == columns, row


def test_markdown_never_exceeds_what_a_comment_takes(place: Callable[[str], Place]) -> None:
    document = place("many_tables")
    for row in document.value["patterns"]:
        row["name"] = f"{row['name']}_{'x' * 400}"
    document.value["patterns"] *= 40
    document.value["throttles"] *= 40
    outline = run_outline(document)
    long = replace(outline, more=outline.more * 60)

    text = to_markdown(long)

    assert len(text) <= MOST_CHARACTERS
    assert text.endswith(
        "_Cut here: a comment has at most 65,536 characters. `run.json` has everything._\n"
    )
    assert text.count("<details>") == text.count("</details>") == 1


# ------------------------------------------------------------------------------------------ terminals


def test_without_a_terminal_there_is_no_control_character(place: Callable[[str], Place]) -> None:
    for outline in (run_outline(place("nasty")), session_outline(session_place())):
        text = to_terminal(outline, width=80, is_coloured=False)
        assert [letter for letter in text if ord(letter) < 32 and letter != "\n"] == []


def test_what_a_colour_says_a_word_says_too(place: Callable[[str], Place]) -> None:
    outline = run_outline(place("tried_again"))
    coloured = to_terminal(outline, width=100, is_coloured=True)

    assert "\x1b[" in coloured
    plain = to_terminal(outline, width=100, is_coloured=False)
    uncoloured = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in uncoloured.splitlines()] == plain.splitlines()
    assert coloured.count("✗ failed") == 2


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_lines_are_no_longer_than_the_terminal_but_for_the_command(
    width: int, place: Callable[[str], Place]
) -> None:
    for shape in ("tried_again", "nasty", "complete"):
        outline = run_outline(place(shape))
        lines = to_terminal(outline, width=width, is_coloured=False).splitlines()
        assert max(map(len, lines[:-1])) <= width


def test_a_table_that_does_not_fit_has_a_line_a_cell(place: Callable[[str], Place]) -> None:
    outline = run_outline(place("tried_again"))

    wide = to_terminal(outline, width=120, is_coloured=False)
    narrow = to_terminal(outline, width=60, is_coloured=False)

    assert "  get_user        GetItem    shop-table               397        150" in wide
    assert "  get_user\n    operation: GetItem\n    on: shop-table\n    requests: 397\n" in narrow


def test_a_session_in_a_terminal() -> None:
    text = to_terminal(session_outline(session_place(WHOLE)), width=110, is_coloured=False)

    assert text.replace("\xa0", " ").splitlines()[:14] == [
        "✓ COMPLETE  shop: 2 of 2 access patterns are exercised",
        "Every read is a GetItem or Query; none is a Scan.",
        "Tests, 2026-11-22 12:51 UTC, 2 tests, 4.2 s on embedded; capacity modelled",
        "",
        "  Capacity is modelled. No load was made: nothing here says how much the design holds.",
        "",
        "Exercised            100 %  2 of 2 access patterns",
        "Budgets             2 of 2  kept",
        "Scans                    0  of 4 calls",
        "Outside the design       0  calls of no declared access pattern",
        "Read units            10.5  of all tests, modelled",
        "Tests                    2  0 failed",
        "",
        "Access patterns; units of one performance, modelled",
    ]


def test_a_study_has_the_forms_of_a_run_and_all_of_it_is_modelled(run_of_shape: Runs) -> None:
    run = run_of_shape("complete")
    assert run.assessment is not None
    study = Study(
        design=run.design,
        started=run.started,
        forecast=run.forecast,
        assessment=run.assessment,
        how=StudyHow(command="pytest-dynamo forecast designs/shop.yaml --html", seed=0),
    )
    document = Place(json.loads(study_to_json(study)))
    outline = study_outline(document)

    text = to_terminal(outline, width=120, is_coloured=False)
    assert "Forecast, 2026-11-22 12:51 UTC, modelled; no request was sent" in text
    assert "  find_by_email   Query" in text
    assert text.endswith("\n  pytest-dynamo forecast designs/shop.yaml --html\n")
    assert "| 1 | **Spread `USER#42` over 4 shards**" in to_markdown(outline)
    assert {row["source"] for row in rows_of(document)} == {"modelled", ""}
    names = {f.name for f in text_string_to_metric_families(to_prometheus(document))}
    assert "dynamo_forecast_holds_until_requests_per_second" in names


def test_a_run_of_before_has_every_form(place: Callable[[str], Place]) -> None:
    """Members that came later are not in it, and read as nothing."""
    document = place("healthy")
    assert document["assessment"].value is None
    assert to_markdown(run_outline(document)).startswith("## `shop`: Holds")


def test_no_form_needs_what_only_pages_need() -> None:
    script = (
        "import sys, pytest_dynamo.report.forms.rendering\n"
        "print(sorted({'matplotlib', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
