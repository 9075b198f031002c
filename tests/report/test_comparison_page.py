"""The page that compares runs, and the command that makes it."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pytest_dynamo.assessment.values import Assessment, DesignShape, PatternShape, TableShape
from pytest_dynamo.cli import main
from pytest_dynamo.measure.differences.comparing import NamedRun, compared
from pytest_dynamo.measure.json_form import json_pieces
from pytest_dynamo.measure.run import Run, run_to_json
from pytest_dynamo.report.comparing.page import render_comparison
from pytest_dynamo.report.folders.run import write_run
from tests.report.conftest import SHAPES, Shape, invented_run
from tests.report.test_report_figures import Figures, looked_up, readings

NASTY = '</style><script>alert("x")</script>\u202e\x00'
SHARDED = replace(
    SHAPES["modelled"],
    seed=8,
    units=2.0,
    breaks=False,
    hot_share=0.0,
    throttled_share=0.0,
    throttled_items=0,
)


def named(*runs: tuple[str, Run]) -> list[NamedRun]:
    return [NamedRun(name=name, path=f"{name}/run.json", run=run) for name, run in runs]


def with_key(run: Run, template: str) -> Run:
    """The run with a design that has one table and one access pattern."""
    table = TableShape(
        name="shop-table", partition_key="PK", sort_key=None, billing="on demand", items=1, bytes=1
    )
    pattern = PatternShape(
        name="latest",
        description="",
        operation="Query",
        table="shop-table",
        index=None,
        condition=f"PK = {template}",
        requests_per_second=1.0,
    )
    design = DesignShape(tables=(table,), patterns=(pattern,))
    return replace(run, assessment=Assessment(design=design))


@pytest.fixture(scope="session")
def by_date(run_of_shape: Callable[[str], Run]) -> Run:
    return with_key(run_of_shape("modelled"), "DAY#{date}")


@pytest.fixture(scope="session")
def sharded() -> Run:
    return with_key(invented_run(SHARDED), "DAY#{date}#{shard}")


@pytest.fixture(scope="session")
def runs(by_date: Run, sharded: Run) -> list[NamedRun]:
    return named(("by date", by_date), ("4 shards", sharded))


@pytest.fixture(scope="session")
def page(runs: list[NamedRun]) -> str:
    return render_comparison(runs, compared(runs))


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).replace("\xa0", " ").strip()


def test_the_verdict_says_of_both_runs_what_they_came_to(page: str) -> None:
    headline = re.search(r'<span class="headline">(.*?)</h1>', page, flags=re.DOTALL)

    assert headline is not None
    assert text_of(headline[1]).startswith("Holds with 4 shards, breaks with by date.")
    assert '<span class="holds">Holds with' in page
    assert '<span class="breaks">breaks with' in page


def test_each_figure_has_the_value_of_its_run_or_of_the_comparison(
    page: str, runs: Sequence[NamedRun]
) -> None:
    files = [json.loads(run_to_json(each.run)) for each in runs]
    comparison = json.loads("".join(json_pieces(compared(runs))))
    shown = Figures(page).shown

    assert {path.partition(".")[0] for path, _, _ in shown} == {"0", "1", "others"}
    wrong = [
        (path, value)
        for path, value, _ in shown
        if looked_up(files if path[0].isdigit() else comparison, path) != value
    ]
    assert wrong == []


def test_figures_are_rounded_and_no_more(page: str) -> None:
    for path, value, text in Figures(page).shown:
        if text.startswith(("<", ">", "$")) or ":" in text:
            continue
        ((shown, half),) = readings(text)
        assert shown == pytest.approx(value, rel=1e-9, abs=half * 1.001), (path, text)


def test_the_design_is_shown_as_a_difference_in_words(page: str) -> None:
    section = page.partition('id="design"')[2].partition("</section>")[0]
    cells = [text_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", section)]

    assert cells[4:] == [
        "access pattern latest",
        "changed",
        "Query: PK = DAY#{date}",
        "Query: PK = DAY#{date}#{shard}",
    ]


def test_the_table_marks_what_is_better_in_words(page: str) -> None:
    section = page.partition('id="changed"')[2].partition("</section>")[0]
    rows = [
        [text_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", section)
    ]

    throttled = next(row for row in rows if row[:2] == ["throttled, of all requests", "whole run"])
    assert (throttled[3], throttled[6]) == ("0 %", "better")


def test_the_same_runs_give_the_same_bytes(page: str, runs: list[NamedRun]) -> None:
    assert render_comparison(runs, compared(runs)) == page


def test_names_are_escaped_and_old_run_files_are_compared(by_date: Run) -> None:
    old = invented_run(Shape())
    runs = named((NASTY, old), ("b", replace(by_date, assessment=None, skew=(), prefixes=())))
    page = render_comparison(runs, compared(runs))

    assert "<script" not in page
    assert page.count("</style>") == 1
    assert not {"\x00", "\u202e"} & set(page)
    assert 'id="design"' not in page


def test_up_to_six_runs_are_laid_over_each_other(by_date: Run, sharded: Run) -> None:
    runs = named(*((f"run {number}", (by_date, sharded)[number % 2]) for number in range(6)))
    page = render_comparison(runs, compared(runs))

    assert text_of(page).count("run 5") > 3
    section = page.partition('id="changed"')[2].partition("</section>")[0]
    head = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', section)
    assert [text_of(cell) for cell in head] == ["figure", "of", *(f"run {n}" for n in range(6))]


# The command.


@pytest.fixture
def folders(tmp_path: Path, by_date: Run, sharded: Run) -> tuple[Path, Path]:
    later = replace(sharded, started=by_date.started + timedelta(minutes=5))
    return write_run(by_date, tmp_path / "reports"), write_run(later, tmp_path / "reports")


def ended(arguments: Sequence[object]) -> int:
    with pytest.raises(SystemExit) as exited:
        main(["compare", *map(str, arguments)])
    code = exited.value.code
    return code if isinstance(code, int) else 0


def test_the_command_prints_what_changed_and_writes_a_page(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(folders) == 0

    out = capsys.readouterr().out.splitlines()
    page = folders[1] / f"compared-with-{folders[0].name}.html"
    assert out[0] == f"{folders[0].name} (before) and {folders[1].name} (after)"
    assert out[-1] == f"report  {page}"
    assert any(
        re.search(r"throttled, of all requests +\S+ % +0 % .* better$", line) for line in out
    )
    assert page.read_text().startswith("<!doctype html>")
    assert not page.with_name("summary.json").exists()


@pytest.mark.parametrize(
    ("gates", "code", "last"),
    [
        ("throttles>+10%", 0, "report  "),
        ("throttles<-10%", 3, "gate failed: throttles<-10%: "),
        ("read_units>1", 3, "gate failed: read_units "),
    ],
)
def test_a_gate_that_fails_ends_the_command_with_3(
    folders: tuple[Path, Path],
    capsys: pytest.CaptureFixture[str],
    gates: str,
    code: int,
    last: str,
) -> None:
    assert ended([*folders, "--fail-on", gates]) == code
    assert capsys.readouterr().out.splitlines()[-1].startswith(last)


def test_json_is_all_that_is_printed_then_and_a_page_is_only_written_where_asked_for(
    folders: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    names = ("--name", "by date", "--name", "sharded")
    assert ended([*folders, "--json", "--html", page, *names]) == 0

    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["version"] == 1
    assert found["baseline"]["name"] == "by date"
    assert [each["run"]["name"] for each in found["others"]] == ["sharded"]
    assert "by date" in page.read_text()
    assert list(folders[1].glob("*.html")) == []


def test_bad_input_is_one_message(
    folders: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "cut": (folders[0] / "run.json").read_text()[:500],
        "future": '{"version": 99}',
        "foreign": '{"name": "npm"}',
    }
    for name, text in files.items():
        (tmp_path / f"{name}.json").write_text(text)
    tried: list[tuple[list[object], str]] = [
        ([folders[0]], "compare takes two runs, and up to 6; 1 was given."),
        ([folders[0]] * 7, "compare takes two runs, and up to 6; 7 were given."),
        ([folders[0], folders[0] / "run.json"], "are the same run."),
        ([folders[0], tmp_path / "none"], f"{tmp_path / 'none'} cannot be read"),
        ([folders[0], tmp_path / "cut.json"], "was cut off at character 500"),
        ([folders[0], tmp_path / "future.json"], "has version 99"),
        ([folders[0], tmp_path / "foreign.json"], "has no member 'version'"),
        ([*folders, "--name", "a"], "2 runs are compared, and 1 name was given with --name."),
        ([*folders, "--name", "a", "--name", "a"], "--name a was given twice."),
        ([*folders, "--fail-on", "p99>+5"], "p99 is measured in ms"),
        ([*folders, "--html", tmp_path / "no" / "page.html"], "cannot be written"),
    ]
    for arguments, message in tried:
        assert ended(arguments) == 2, arguments
        error = capsys.readouterr().err
        assert message in error, arguments
        assert "Traceback" not in error


def test_how_far_each_run_goes_is_drawn_where_no_run_contradicts_its_forecast(
    page: str, by_date: Run, sharded: Run
) -> None:
    assert "How far each run goes" not in page  # its forecast says that what broke would hold
    assert by_date.forecast is not None
    broken = replace(by_date, forecast={**by_date.forecast, "holds_until": 7.25})

    runs = named(("by date", broken), ("4 shards", sharded))
    drawn = render_comparison(runs, compared(runs))

    assert "How far each run goes" in drawn
    assert "modelled: by date until 7.25, 4 shards until 33,582; offered 20.7." in text_of(drawn)
    assert drawn.count("<svg") == page.count("<svg") + 2  # for wide screens, and for narrow ones
