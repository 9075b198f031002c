"""Run files that are cut off, foreign or hostile: one clear message each, soon and in little memory."""

import json
import tracemalloc
from functools import cache

import pytest

from pytest_dynamo.errors import RunFileError
from pytest_dynamo.measure import documents
from pytest_dynamo.measure.run import load_run, read_run, run_to_json
from tests.report.conftest import SHAPES, invented_run

MOST_EXTRA_BYTES = 10_000_000


@cache
def complete():
    return run_to_json(invented_run(SHAPES["complete"]))


def changed(path, value):
    """The complete run with one member changed; a path is as `tables.0.read.units`."""
    data = json.loads(complete())
    *parents, last = (int(each) if each.isdigit() else each for each in path.split("."))
    place = data
    for each in parents:
        place = place[each]
    place[last] = value
    return json.dumps(data)


def refusal(text):
    with pytest.raises(RunFileError) as refused:
        read_run(text, "run.json")
    return str(refused.value)


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_real_runs_pass(shape):
    run = invented_run(SHAPES[shape])

    assert run_to_json(read_run(run_to_json(run), "run.json")) == run_to_json(run)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("totals.requests", -1, "totals.requests: wanted 0 or more, found -1"),
        ("totals.requests", 10**400, f"totals.requests: wanted a number up to 1e+15, found 10{',000' * 49},0..."),
        ("duration_seconds", 10**400, "duration_seconds: wanted finite numbers"),
        ("duration_seconds", 1e14, "duration_seconds: wanted fewer, found "),
        ("window.from_seconds", 1e6, "window: wanted an end after its start, found "),
        ("series.requests", [], "series.requests: wanted 1 to 100,000 bins, found 0"),
        ("series.bin_seconds", 0, "series.bin_seconds: wanted 0.001 or more, found 0.0"),
        ("series.bin_seconds", 1e-12, "series.bin_seconds: wanted 0.001 or more, found 1e-12"),
        ("started", "0001-01-01T00:00:00Z", "started: wanted a time of a known offset, as "),
        ("series.throttled", [1, 2], "series.throttled: wanted 91 bins, as series.requests has, found 2"),
        ("keys.0.series", [1.5], "keys[0].series: wanted 91 bins, as series.requests has, found 1"),
        ("prefixes.1.series", [1.5], "prefixes[1].series: wanted 91 bins, "),
        ("throttle_reasons.0.series", [3], "throttle_reasons[0].series: wanted 91 bins, "),
        ("generator.cpu_series", [0.5], "generator.cpu_series: wanted 91 bins, "),
        ("generator.cpu_series.7", -0.5, "generator.cpu_series: wanted 0 or more, found -0.5"),
        ("tables.0.read.series.0", -3, "tables[0].read.series: wanted 0 or more, found -3.0"),
        ("tables.0.read.heat.3", [], "tables[0].read.heat[3]: wanted 91 bins, "),
        ("tables.0.read.heat", [], "tables[0].read.heat: wanted 16 slices, found 0"),
        ("tables.0.write.slices", 10**9, "tables[0].write.heat: wanted 1,000,000,000 slices, found 16"),
        ("tables.0.write.partitions", 10**9, "tables[0].write.slices: wanted as many for each of 1,000"),
        ("tables.0.write.partitions", 0, "tables[0].write.slices: wanted as many for each of 0 part"),
        ("tables.0.write.partition_peaks", [1], "tables[0].write.partition_peaks: wanted 4, found 1"),
        (
            "tables.0.write.hottest_partition.number",
            5,
            "tables[0].write.hottest_partition.number: wanted 1 to 4, found 5",
        ),
        ("tables.0.write.usable_share", 7, "tables[0].write.usable_share: wanted a share, at most 1, "),
        ("skew.0.lorenz", [], "skew[0].lorenz: wanted 2 points or more, found 0"),
        ("tables", [], "tables: wanted one or more, found none"),
        ("keys.0.table", "x", "keys[0]: wanted a table or index of tables, found x"),
        ("prefixes.0.index", "y", "prefixes[0]: wanted a table or index of tables, found y of "),
        ("skew.0.table", "x", "skew[0]: wanted a table or index of tables, found x"),
        (
            "assessment.checked.0.advice",
            [99],
            "assessment.checked[0].advice: wanted numbers of ",
        ),
        ("skew.0.lorenz.2", 1.2, "skew[0].lorenz: wanted a share, at most 1, found 1.2"),
        (
            "throttling.partitions.0.at_end",
            10**9,
            "throttling.partitions[0]: wanted at most 100,000 partitions, found 1,000,000,000",
        ),
        (
            "throttling.partitions.0.begin",
            [0.5],
            "throttling.partitions[0].begin: wanted 5 places, found 1",
        ),
        ("design.name", "x" * 10**6, "design.name: wanted at most 65,536 characters, found 1,000,000"),
        ("how.keys", {"x" * 10**6: ""}, "how.keys: wanted at most 65,536 characters, found 1,000,000"),
        ("keys.0.key", "\ud800", "keys[0].key: wanted Unicode text, found half of a surrogate pair"),
        ("started", "2026-11-22", "started: wanted a time of a known offset, as 2026-"),
        ("started", "0001-01-01T00:00:00+14:00", "started: wanted a time of a known offset, as "),
        ("started", "y" * 10**6, "started: wanted a time, as 2026-11-22T12:30:00Z, found 'yyy"),
        ("how.exceptions", [{"text": "x", "count": 1}] * 100_001, "how.exceptions: wanted at most 100,000"),
        ("forecast", [], "forecast: wanted an object, found a list"),
        ("forecast.ceiling", "high", "forecast.ceiling: wanted a number, found 'high'"),
        ("forecast.patterns", 7, "forecast.patterns: wanted a list, found 7"),
        ("assessment.advice.0.gain.metric", "fun", "assessment.advice[0].gain.metric: wanted one of "),
    ],
)  # fmt: skip
def test_a_member_that_pages_cannot_show_is_named(path, value, message):
    said = refusal(changed(path, value))

    assert said.startswith(f"run.json: {message}")
    assert len(said) < 1_000


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_in_json_is_refused(number):
    text = complete().replace('"duration_seconds": 90', f'"duration_seconds": {number}')

    assert refusal(text) == f"run.json is not a run file: {number} is no number in JSON"


def test_a_number_beyond_all_numbers_is_refused():
    text = complete().replace('"duration_seconds": 90', '"duration_seconds": 1e999')

    assert refusal(text) == "run.json: duration_seconds: wanted finite numbers"


def test_a_member_that_stands_twice_is_refused():
    text = complete().replace(
        '"duration_seconds": 90', '"duration_seconds": 1, "duration_seconds": 2'
    )

    assert refusal(text) == (
        "run.json is not a run file: the member 'duration_seconds' stands twice in one object"
    )


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"version": 1, "forecast": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"version": 1, "forecast": ' + '{"a":' * 100_000 + "1" + "}" * 100_000 + "}",
    ],
    ids=["a list", "lists in a member", "objects in a member"],
)
def test_what_is_nested_too_deep_is_refused(text):
    assert refusal(text).startswith("run.json is not a run file: no run file is nested so deep")


def test_what_a_forecast_has_beyond_its_members_is_left_out():
    deep = "[" * 300 + "1e999" + "]" * 300
    text = complete().replace('"forecast": {', f'"forecast": {{"weather": {deep}, ')

    assert run_to_json(read_run(text, "run.json")) == complete()


def test_a_number_of_ten_thousand_digits_is_refused():
    text = complete().replace('"duration_seconds": 90', f'"duration_seconds": {"9" * 10_000}')

    assert "numbers" in refusal(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '{"name": "left-pad", "version": "1.3.0"}',
            "run.json is not a run file: its version is '1.3.0'",
        ),
        (
            '{"version": "' + "9" * 10**6 + '"}',
            f"run.json is not a run file: its version is '{'9' * 59}...",
        ),
        (
            '{"version": true}',
            "run.json is not a run file: its version is True, which is no whole number",
        ),
        ("[1, 2]", "run.json is not a run file: it has no member 'version'"),
        ('"run"', "run.json is not a run file: it has no member 'version'"),
        ("7", "run.json is not a run file: it has no member 'version'"),
        ("\x00\x01", "run.json is not a run file: line 1, column 1: "),
        ('{"version": 1, "kind": "study"}', "run.json is not a run file: it is of kind 'study'"),
    ],
)
def test_what_is_something_else_is_refused(text, message):
    assert refusal(text).startswith(message)


def test_bins_without_end_take_no_memory():
    text = changed("tables.0.write.slices", 10**9)
    tracemalloc.start()
    try:
        refusal(text)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < MOST_EXTRA_BYTES


def test_a_file_that_is_too_large_is_not_even_read(tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "MOST_BYTES", 1_000)
    (tmp_path / "run.json").write_text(complete(), encoding="utf-8")

    with pytest.raises(RunFileError, match=r"it has [0-9,]+ bytes, and none has over 1,000"):
        load_run(tmp_path)
