"""What would help, weighed when a run is over: in its figures, within its time, and never in its way."""

import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.locust.modelling import appraisal
from pytest_dynamo.locust.modelling.appraisal import appraise
from pytest_dynamo.locust.modelling.foresight import foresee
from pytest_dynamo.locust.settings.values import Settings

NOW = datetime(2026, 11, 23, tzinfo=UTC)

LOG = """
version: 1
name: log
tables: {log: {partition_key: PK, sort_key: SK}}
entities:
  Event:
    population: 20
    item: {PK: "LOG#{kind}", SK: "{id}", id: {ulid: true}, kind: {choice: [secret]}}
access_patterns:
  put_event: {put: Event, rate: 20}
  never: {put: Event, rate: 100}
"""
HOT = ("--dynamo-model", "partition_write_units=10", "--dynamo-forecast", "--dynamo-advice")


@pytest.fixture
def log(locust):
    """A locustfile on a design with one hot key, of which a task leaves out a pattern."""
    locust.leave_the_page_out()
    locust.write("log.yaml", LOG)
    return str(
        locust.write(
            "locustfile.py",
            "from pytest_dynamo.locust import DynamoUser\n\n"
            "class Log(DynamoUser):\n"
            "    design = 'log.yaml'\n",
        )
    )


def test_a_run_has_the_assessment_of_its_design_without_a_key_in_it(locust, log):
    ended = locust.run("-f", log, "-t", "2s", *HOT, "--dynamo-hash-keys")

    assert ended.code == 0, ended.err
    assessment = ended.run["assessment"]
    first = assessment["advice"][0]
    assert (first["trouble"], first["gain"]["metric"]) == ("hot partition", "requests a second")
    assert first["gain"]["before"] == first["before"]["holds_until"] < first["after"]["holds_until"]
    assert first["before"]["holds_until"] == ended.run["forecast"]["holds_until"]
    assert "log.yaml" in first["change"]
    (key,) = {row["key"] for row in ended.run["keys"]}
    assert key in first["evidence"]
    assert "LOG#secret" not in (ended.folder / "run.json").read_text()
    assert {row["sampled"] for row in assessment["item_sizes"]} == {20}
    assert assessment["parameters"] == {"partition_write_units": "10.0"}
    assert "dynamo: weighing what would help; Ctrl-C leaves that out" in ended.message


def test_a_run_that_sigterm_ends_is_reported_at_once(locust, log):
    process = locust.start("-f", log, "-t", "60s", *HOT)
    locust.wait_for("All users spawned", process)
    process.terminate()
    ended = locust.end(process)

    assert (ended.run["how"]["interrupted"], ended.run["assessment"]) == (True, None)
    assert "weighing" not in ended.message


@pytest.fixture
def design(tmp_path):
    return parse_design(LOG, str(tmp_path / "log.yaml"))


@pytest.fixture
def settings():
    return Settings(
        host=None,
        rate=1.0,
        population=None,
        seed_tables=False,
        rng_seed=0,
        reports=Path(),
        allow_aws=False,
        prefix="",
        keep=False,
        warm_up_seconds=None,
        run_time_seconds=10.0,
    )


@pytest.fixture
def weighed(design, settings):
    """The assessment of a run at a hundred times the rate of one pattern; a text is that of the file."""
    rates = {"put_event": 2_000.0}
    made = foresee(design, rates, settings, peak=1.0, scale=1.0, now=NOW)

    def run(**members):
        members = {"scale": 1.0, "now": NOW, "text": LOG} | members
        return appraise(design, made, rates, settings, **members)

    return run


def test_fixes_are_weighed_under_the_load_of_the_run(weighed):
    found = weighed()

    rates = {each.name: each.requests_per_second for each in found.design.patterns}
    assert rates == {"put_event": 2_000, "never": 0}
    assert found.advice[0].gain.before == pytest.approx(1_000)


def test_when_the_time_is_over_no_further_fix_is_weighed(weighed, monkeypatch):
    monkeypatch.setattr(appraisal, "MOST_SECONDS", -1.0)

    found = weighed()

    assert (found.advice[0].gain, found.advice[0].not_weighed) == (None, "left out")
    (note,) = (note for note in found.notes if "not weighed" in note)
    assert note.endswith("no more fixes are weighed after -1 s")


def test_what_takes_long_is_said(weighed, monkeypatch, capsys):
    monkeypatch.setattr(appraisal, "LINE_SECONDS", 0.0)

    weighed()

    lines = capsys.readouterr().err.splitlines()
    at = lines.index("dynamo: weighing what would help; Ctrl-C leaves that out")
    assert lines[at + 1] == "dynamo: weighing fix 1"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_the_advice_out(weighed, monkeypatch, capsys, number):
    before = signal.getsignal(number)
    monkeypatch.setattr(appraisal, "forecast_run", lambda *_, **__: os.kill(os.getpid(), number))

    assert weighed() is None
    assert "dynamo: interrupted; the report has no advice" in capsys.readouterr().err
    assert signal.getsignal(number) is before


def test_an_assessment_that_fails_is_said_and_not_in_the_way(weighed, monkeypatch, capsys):
    def fail(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr("pytest_dynamo.assessment.assessing.assess", fail)

    assert weighed() is None
    assert "dynamo: no advice, for that failed: ZeroDivisionError" in capsys.readouterr().err
