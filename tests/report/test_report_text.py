"""The summary of a run for terminals."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from pytest_dynamo.measure.run import Run, run_to_json
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.text import first_throttle_lines, summary_lines
from pytest_dynamo.report.verdict import verdict
from pytest_dynamo.report.words import plain

Runs = Callable[[str], Run]


def summary(run: Run) -> list[str]:
    return [line.replace("\xa0", " ") for line in summary_lines(run)]


def test_the_summary_of_a_healthy_run(run_of_shape: Runs) -> None:
    assert summary(run_of_shape("healthy")) == [
        (
            "shop: Holds 19.8 requests a second, modelled. The hottest partition, number 4 of 4 in "
            "shop-table, is at 0.48 % of its write limit."
        ),
        (
            "  Consumed capacity and partitions are modelled. Throttling is not modelled: the embedded "
            "backend throttles nothing, whatever the load."
        ),
        "  requests            600",
        "  throttled           not modelled",
        "  failed              0 (0 %)",
        "  latency             p50 0.53 ms, p99 4.27 ms",
        "  shop-table          292 write units modelled, hottest partition at 0.48 %",
        "  shop-table          134 read units modelled, hottest partition at 0.07 %",
        "  GSI1 of shop-table  292 write units modelled, hottest partition at 0.48 %",
        "  GSI1 of shop-table  180 read units modelled, hottest partition at 0.09 %",
        "  GSI2 of shop-table  146 write units modelled, hottest partition at 0.24 %",
    ]


def test_the_summary_of_a_run_that_throttled_begins_with_the_reason(run_of_shape: Runs) -> None:
    assert summary(run_of_shape("hot"))[:6] == [
        (
            "shop: Throttled 21 % of requests. Most often TableReadKeyRangeThroughputExceeded by "
            "shop-table: 205 times, 61 % of them for USER#42."
        ),
        (
            "  First throttled after 0.3 s: TableReadKeyRangeThroughputExceeded by shop-table, for "
            "USER#42."
        ),
        "  402 of 1,800 requests failed, the throttled ones included.",
        (
            "  Consumed capacity and throttling are observed. Partitions are modelled: DynamoDB does "
            "not show its own."
        ),
        "  requests            1,800",
        "  throttled           377 (21 %)",
    ]


def test_the_first_throttle_has_a_line_of_its_own(run_of_shape: Runs) -> None:
    (line,) = first_throttle_lines(run_of_shape("hot"))

    assert f"  {line}" in summary_lines(run_of_shape("hot"))
    assert first_throttle_lines(run_of_shape("healthy")) == ()


def test_the_summary_says_what_the_model_did(run_of_shape: Runs) -> None:
    lines = summary(run_of_shape("compressed"))

    assert lines[0].startswith("shop: Holds 19.8 requests a second, modelled.")
    assert lines[1:3] == [
        (
            "  Consumed capacity, partitions and throttling are modelled. When a partition is split is "
            "an estimate."
        ),
        (
            "  To limits and partitions each request stood for 60, and their time ran as much faster."
        ),
    ]
    assert "  throttled           0 (0 %)" in lines


def test_items_of_batches_that_were_throttled_are_not_held(run_of_shape: Runs) -> None:
    assert summary(run_of_shape("unprocessed"))[0] == (
        "shop: Throttled 35 items of batches. They came back unprocessed, without a reason; the other "
        "items of their batches got through."
    )
    notes = summary(run_of_shape("modelled"))[1:4]
    assert "  35 more items of batches were throttled." in notes


def test_of_a_run_file_without_keys_the_summary_gives_the_reason(run_of_shape: Runs) -> None:
    run = replace(run_of_shape("hot"), throttle_reasons=())

    assert summary(run)[0] == (
        "shop: Throttled 21 % of requests. Most often TableReadKeyRangeThroughputExceeded by "
        "shop-table: 136 times."
    )


def test_the_summary_of_an_empty_run(run_of_shape: Runs) -> None:
    assert summary(run_of_shape("empty")) == [
        "shop: No request was made. There is nothing to judge the design by.",
        (
            "  Consumed capacity and partitions are modelled. Throttling is not modelled: the embedded "
            "backend throttles nothing, whatever the load."
        ),
        "  requests   0",
        "  throttled  not modelled",
        "  failed     0 (0 %)",
    ]


def test_no_line_of_a_summary_can_steer_the_terminal(run_of_shape: Runs) -> None:
    text = "".join(summary_lines(run_of_shape("nasty")))
    assert [letter for letter in text if ord(letter) < 32] == []


def test_of_less_than_a_second_the_summary_says_that_it_is_too_short(run_of_shape: Runs) -> None:
    assert summary(run_of_shape("one_bin"))[0] == (
        "shop: The measured time was too short to judge by. It was from 0 s to 0.8 s after the start: "
        "less than a second."
    )


@pytest.mark.parametrize(
    ("shape", "tone"), [("one_bin", "look"), ("healthy", "holds"), ("over_limit", "breaks")]
)
def test_the_tone_of_a_verdict(shape: str, tone: str, run_of_shape: Runs) -> None:
    assert verdict(Place(json.loads(run_to_json(run_of_shape(shape))))).tone == tone


def test_a_run_that_lives_on_saved_up_capacity_does_not_hold(run_of_shape: Runs) -> None:
    data = json.loads(run_to_json(run_of_shape("compressed")))
    table = data["tables"][0]["write"]
    seconds = data["window"]["to_seconds"] - data["window"]["from_seconds"]
    assert verdict(Place(data)).tone == "holds"

    table["limit_units_per_second"] = table["units"] / seconds / 3
    judged = verdict(Place(data))

    assert judged.tone == "look"
    assert "on saved-up capacity" in plain(judged.headline)
    assert "the declared limit is" in plain(judged.reason)
