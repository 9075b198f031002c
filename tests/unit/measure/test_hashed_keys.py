"""No key in a run file or on its page, whatever the keys are."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from pytest_dynamo.design.values import Design, KeySchema, Table
from pytest_dynamo.measure.call import Arm, Call, Throttle
from pytest_dynamo.measure.hashed_keys import hashed_by, with_hashed_keys
from pytest_dynamo.measure.run import RunFacts, read_run, run_of, run_to_json
from pytest_dynamo.measure.run_values import How, RunPopulation
from pytest_dynamo.measure.tally import Tally
from pytest_dynamo.measure.throttling_values import (
    LimitFigures,
    PartitionsFigures,
    SplitFigures,
    ThrottlingFigures,
)
from pytest_dynamo.report.forms.summary import first_throttle_lines, summary_lines
from pytest_dynamo.report.pages.run import render_report
from tests.report.invented_assessment import ASSESSMENT

STARTED = 1_795_350_600.0
TABLE = Table(name="orders", key=KeySchema(partition_key=("PK",)), attribute_types={"PK": "S"})
ODD = (
    "<script>alert(1)</script>",
    "two\nlines",
    "\U0001f469\u200d\U0001f467" * 186,  # 2 KB
    "\x1b[31mred",
    "\u202eright to left",
    "\u2603" * 682,
)
PLACE = 0.123456789
HOW = How(
    command="locust",
    rate="1x",
    users=1,
    spawn_rate=1,
    seed=0,
    warm_up_seconds=0.0,
    population=RunPopulation(scale=1.0, items=1),
    throttling="modelled",
)
FACTS = RunFacts(
    design=Design(name="shop", path="shop.yaml", tables={"orders": TABLE}),
    design_sha256="ab",
    backend="embedded",
    started=STARTED,
    duration_seconds=10.0,
    how=HOW,
    throttling=ThrottlingFigures(
        clock=1.0,
        model_seconds=10.0,
        splits=(
            SplitFigures(
                at_seconds=1, table="orders", cause="heat", place=PLACE, inside_collection=True
            ),
        ),
        partitions=(PartitionsFigures(table="orders", at_start=1, at_end=2, begin=(0.0, PLACE)),),
        limits=(
            LimitFigures(
                table="orders",
                direction="read",
                kind="partition",
                count=1,
                first_seconds=1,
                first_place=PLACE,
                last_place=1.0,
            ),
        ),
    ),
)


def tally_of(keys):
    tally = Tally(from_time=STARTED)
    for number, key in enumerate(keys):
        arms = (Arm(table="orders", read_units=1.0 + number, partition_keys=(key,)),)
        throttle = Throttle(
            reason="TableReadKeyRangeThroughputExceeded", resource="", partition_keys=(key,)
        )
        at = STARTED + number / len(keys)
        tally.add(Call(operation="GetItem", started=at, duration_seconds=0.1, arms=arms))
        failed = Call(
            operation="GetItem",
            started=at,
            duration_seconds=0.1,
            error="ThrottlingException",
            throttles=(throttle,),
        )
        tally.add(failed)
    return tally


@pytest.mark.parametrize("seed", range(3))
def test_no_key_is_in_the_file_or_on_the_page(seed):
    rng = Random(seed)
    keys = [f"USER#{rng.getrandbits(64):x}" for _ in range(12)] + list(ODD)
    facts = replace(FACTS, shown=hashed_by(rng.randbytes(16)))

    run = run_of(tally_of(keys), facts)
    text, page = run_to_json(run), render_report(run)
    said = "\n".join((*summary_lines(run), *first_throttle_lines(run)))

    for key in (*keys, *(key[:40] for key in keys), str(PLACE)):
        assert key not in text + page + said
    assert "USER#" not in text + page + said
    assert run.how.has_hashed_keys
    assert "Hashes stand in place of keys" in page
    assert run.throttling.splits[0].place == 0.12
    assert len({row.key for row in run.keys}) == len(run.keys) == len(keys)


def test_a_key_has_one_hash_in_a_run_and_heat_is_that_of_the_key_itself():
    keys = ["USER#1", "USER#2"]
    shown = hashed_by(b"salt")

    plain, run = (run_of(tally_of(keys), replace(FACTS, shown=how)) for how in (None, shown))

    assert [row.key for row in run.keys] == [shown(row.key) for row in plain.keys]
    assert run.throttle_reasons[0].first_key == shown("USER#1")
    assert [row.key for row in run.throttle_reasons[0].keys] == [
        shown(row.key) for row in plain.throttle_reasons[0].keys
    ]
    assert run.tables == plain.tables
    assert shown("USER#1") != hashed_by(b"other")("USER#1")
    assert not plain.how.has_hashed_keys


def test_the_keys_of_a_forecast_are_hashed_in_its_sentences_too():
    shown = hashed_by(b"salt")
    forecast = {
        "first_throttle": {"key": "DAY#1", "why": "key DAY#1, 50 % of the writes, is the hottest"},
        "holds_until_bound": {"key": "", "table": "orders"},
        "sharding": [{"key": "DAY#1", "keys": [{"key": "DAY#2", "shards": 3}]}],
    }
    run = replace(run_of(tally_of(["a"]), FACTS), forecast=forecast)

    hidden = with_hashed_keys(run, shown).forecast
    assert hidden == {
        "first_throttle": {
            "key": shown("DAY#1"),
            "why": f"key {shown('DAY#1')}, 50 % of the writes, is the hottest",
        },
        "holds_until_bound": {"key": "", "table": "orders"},
        "sharding": [{"key": shown("DAY#1"), "keys": [{"key": shown("DAY#2"), "shards": 3}]}],
    }


def test_sentences_of_an_assessment_have_hashes_and_prefixes_of_the_design_stay():
    shown = hashed_by(b"salt")
    forecast = {"first_throttle": {"key": "USER#42", "why": "key USER#42 is the hottest"}}
    plain = run_of(tally_of(["USER#42", "jo@example.org#1", "{x#1", "alone"]), FACTS)
    run = replace(plain, forecast=forecast, assessment=ASSESSMENT)

    hidden = with_hashed_keys(run, shown)

    advice = hidden.assessment.advice[0]
    assert advice.title == f"Spread `{shown('USER#42')}` over 4 shards"
    assert advice.evidence.startswith(f"`{shown('USER#42')}` alone takes 40.3 %")
    assert hidden.assessment.checked[0].seen == f"`{shown('USER#42')}` takes 40.3 %"
    assert {row.prefix for row in hidden.prefixes} == {
        "USER#",  # which the design gives to users
        shown("jo@example.org#"),
        shown("{x#"),
        "",
    }
    assert [row.series for row in hidden.prefixes] == [row.series for row in plain.prefixes]


def test_odd_keys_that_are_shown_break_neither_file_nor_page_nor_console():
    run = run_of(tally_of(ODD), FACTS)
    text, page = run_to_json(run), render_report(run)
    said = "\n".join((*summary_lines(run), *first_throttle_lines(run)))

    assert {row.key for row in read_run(text, "run.json").keys} == set(ODD)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "\x1b" not in page + said
    assert "\u202e" not in page + said
    assert max(map(len, said.splitlines())) < 400
    assert datetime.fromtimestamp(STARTED, UTC) == run.started
