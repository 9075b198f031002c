"""The summary of a run for terminals."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from pytest_dynamo.measure.load_values import GeneratorFigures, SpendingFigures
from pytest_dynamo.measure.run import Run, run_to_json
from pytest_dynamo.report.forms.summary import first_throttle_lines, load_lines, summary_lines
from pytest_dynamo.report.making import ended_early, kept_up, limit_found, lost_workers, retried
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.retries import retries
from pytest_dynamo.report.verdict.gate_lines import gate_lines
from pytest_dynamo.report.verdict.run import verdict
from pytest_dynamo.report.words import plain

Runs = Callable[[str], Run]


def summary(run: Run) -> list[str]:
    return [line.replace("\xa0", " ") for line in summary_lines(run)]


def test_the_summary_of_a_healthy_run(run_of_shape: Runs) -> None:
    assert summary(run_of_shape("healthy")) == [
        (
            "shop: Holds 19.8 requests a second, 56 % usable. The hottest partition, number 4 of 4 in "
            "shop-table, is at 0.47 % of its write limit. Capacity is modelled."
        ),
        (
            "  Consumed capacity and partitions are modelled. Throttling is not modelled: the embedded "
            "backend throttles nothing, whatever the load."
        ),
        "  requests            600",
        "  throttled           not modelled",
        "  failed              0 (0 %)",
        "  latency             p50 0.53 ms, p99 4.27 ms",
        "  shop-table          292 write units modelled, hottest partition at 0.47 %",
        "  shop-table          134 read units modelled, hottest partition at 0.07 %",
        "  GSI1 of shop-table  292 write units modelled, hottest partition at 0.47 %",
        "  GSI1 of shop-table  180 read units modelled, hottest partition at 0.09 %",
        "  GSI2 of shop-table  146 write units modelled, hottest partition at 0.23 %",
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

    assert lines[0].startswith("shop: Holds 19.8 requests a second, 56 % usable.")
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


def test_a_load_generator_that_could_not_keep_up_is_said_before_the_design(
    run_of_shape: Runs,
) -> None:
    run = run_of_shape("tried_again")
    lines = summary(run)

    assert lines[0] == (
        "shop: The load generator was the bottleneck. One process used 93 % of a core, and 12 requests "
        "that were due could not be sent."
    )
    assert lines[1].startswith(
        "  What was measured all the same: Breaks above 19.8 requests a second. USER#1 alone takes "
    )
    holding = replace(
        run_of_shape("healthy"), generator=GeneratorFigures(verdict="A core was used up.")
    )
    judged = verdict(Place(json.loads(run_to_json(holding))))
    assert (judged.tone, plain(judged.headline)) == (
        "look",
        "The load generator was the bottleneck",
    )


def test_how_the_load_was_made_has_lines_of_its_own(run_of_shape: Runs) -> None:
    run = run_of_shape("tried_again")
    lines = [line.replace("\xa0", " ") for line in load_lines(run)]

    assert [line.partition(":")[0] for line in lines[:1]] == ["What was measured all the same"]
    assert lines[1:] == [
        ("Worker 1 was lost before the end: what it had counted since its last report is missing."),
        (
            "For 534 calls the client made 766 attempts, 1.43 times as many: 232 were throttled and tried "
            "again, which no caller saw, and 17.4 s went by in waiting to."
        ),
        (
            "The limit was found: 1 times the declared rates hold, 19.8 requests a second; 2 times do not."
        ),
        (
            "The units of the whole run, observed, cost 0.0123 of the 0.5 US dollars allowed, at list prices of "
            "us-east-1 as of 2026-09-01."
        ),
    ]
    assert load_lines(run_of_shape("healthy")) == ()


def test_a_client_that_hardly_tried_again_did_not_send_1_times_as_many(run_of_shape: Runs) -> None:
    run = run_of_shape("tried_again")
    together = replace(run.retries[0], calls=2_812, attempts=2_814, throttled_attempts=2)
    place = Place(json.loads(run_to_json(replace(run, retries=(together, *run.retries[1:])))))
    section = retries(place)

    assert plain(retried(place)).startswith(
        "For 2,812 calls the client made 2,814 attempts: 2 were "
    )
    assert section is not None
    assert plain(section.heading) == "Of 2,812 calls, few were tried again"


def test_response_time_has_a_row_where_it_differs_from_service_time(run_of_shape: Runs) -> None:
    def labels(shape: str) -> list[str]:
        return [line.split()[0] for line in summary(run_of_shape(shape))]

    assert "response" in labels("tried_again")
    assert "response" not in labels("healthy")


@pytest.mark.parametrize(
    ("limited_by", "holds_at", "breaks_at", "sentence"),
    [
        ("design", None, 1.0, "The limit was found: no rate that was tried holds; 1 times do not."),
        (
            "generator",
            4.0,
            None,
            (
                "No higher rate could be offered, which is the limit of the load generator and not of the "
                "design: 4 times the declared rates hold."
            ),
        ),
        (
            "not found",
            4.0,
            None,
            "The run ended before the limit was found: 4 times the declared rates hold.",
        ),
    ],
)
def test_what_a_search_found_is_a_sentence(
    limited_by: str, holds_at: float, breaks_at: float, sentence: str
) -> None:
    search = {
        "holds_at": holds_at,
        "holds_at_per_second": None,
        "breaks_at": breaks_at,
        "limited_by": limited_by,
    }

    assert plain(limit_found(Place({"limit_search": search}))) == sentence


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({}, ""),
        ({"interrupted": True}, "The run was interrupted after 30 s."),
        (
            {"ended_by": "1 US dollar is spent"},
            "The run was ended early, after 30 s: 1 US dollar is spent.",
        ),
        (
            {
                "interrupted": True,
                "ended_by": "killed; the last checkpoint was written after 8.0 s",
            },
            "The run was ended early, after 30 s: killed; the last checkpoint was written after 8.0 s.",
        ),
    ],
)
def test_a_run_that_was_over_before_its_time_says_why(
    how: dict[str, object], sentence: str, run_of_shape: Runs
) -> None:
    data = json.loads(run_to_json(run_of_shape("healthy")))

    found = plain(ended_early(Place({**data, "how": {**data["how"], **how}})))

    assert found.replace("\xa0", " ") == sentence


def test_several_workers_that_were_lost_are_named(run_of_shape: Runs) -> None:
    workers = [{"number": number, "is_lost": number > 0} for number in range(3)]

    assert plain(lost_workers(Place({"how": {"workers": workers}}))) == (
        "Workers 1, 2 were lost before the end: what they had counted since their last report is missing."
    )


def test_of_a_generator_what_is_not_known_is_left_out() -> None:
    generator = {
        "cpu_share": None,
        "peak_cpu_share": None,
        "late_seconds_p99": 0.0,
        "discarded_connections": 0,
    }

    found = plain(kept_up(Place({"generator": generator}))).replace("\xa0", " ")

    assert found == "all but one in a hundred tasks up to 0 s late"


def test_what_a_run_without_a_limit_cost_is_said_with_the_prices_it_was_made_of(
    run_of_shape: Runs,
) -> None:
    spending = SpendingFigures(
        dollars=1.25, read_units=1, write_units=1, region="eu-west-1", prices_as_of="2026-09-01"
    )

    (line,) = load_lines(replace(run_of_shape("hot"), spending=spending))

    assert line == (
        "The units of the whole run, observed, cost 1.25 US dollars, at list prices of eu-west-1 as of "
        "2026-09-01."
    )
    assert load_lines(replace(run_of_shape("healthy"), spending=spending)) == ()


def test_gates_say_what_was_asked_for_and_what_was_found_the_failed_ones_first() -> None:
    rows = [
        {"gate": "cost>1.50USD", "value": 0.25, "is_passed": True},
        {"gate": "usable_capacity<50%", "value": None, "is_passed": False},
        {"gate": "p99>=20ms", "value": 23.14, "is_passed": False},
    ]

    lines = gate_lines(Place({"gates": rows}))

    assert [
        (
            plain(line.words).replace("\xa0", " "),
            plain(line.found).replace("\xa0", " "),
            line.is_passed,
        )
        for line in lines
    ] == [
        ("usable capacity ≥ 50 %", "nothing was consumed in the measured time", False),
        ("p99 < 20 ms", "23.1 ms", False),
        ("cost ≤ 1.5 USD", "0.25 USD", True),
    ]
