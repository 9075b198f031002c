"""The top of a page: what the verdict says, and when it takes a rate from the forecast."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from pytest_dynamo.measure.run import Run, run_to_json
from pytest_dynamo.report.charts.drawing import same_everywhere
from pytest_dynamo.report.charts.headroom import Headroom, headroom_bar
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.verdict.headroom import headroom
from pytest_dynamo.report.verdict.run import verdict
from pytest_dynamo.report.words import Figure, plain

Runs = Callable[[str], Run]


def data_of(run: Run) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(run_to_json(run))
    return data


def said(words: Any) -> str:
    return plain(words).replace("\xa0", " ")


@pytest.fixture
def broken(run_of_shape: Runs) -> dict[str, Any]:
    """A run that was throttled, at a load over that of which the forecast says that it holds."""
    data = data_of(run_of_shape("complete"))
    data["generator"] = data["limit_search"] = None
    data["how"]["shape"] = ""
    data["window"]["offered_per_second"] = 1_920.0
    data["forecast"]["holds_until"] = 1_240.0
    return data


def test_a_run_that_throttled_breaks_at_the_rate_of_the_forecast(broken: dict[str, Any]) -> None:
    judged = verdict(Place(broken))

    (row,) = (
        each
        for each in broken["keys"]
        if (each["key"], each["index"], each["direction"]) == ("USER#42", None, "read")
    )
    assert (judged.tone, said(judged.headline)) == ("breaks", "Breaks at 1,240 requests a second")
    assert said(judged.reason) == (
        f"USER#42 alone takes {row['share']:.0%} of the reads of shop-table; the target is 1,920 "
        "requests a second."
    ).replace("%", " %")
    assert any("is that of the forecast" in said(note) for note in judged.notes)


def test_where_the_load_changed_its_peak_is_the_target(broken: dict[str, Any]) -> None:
    broken["how"]["shape"] = "ramp:10s"
    broken["forecast"]["load"]["peak_requests_per_second"] = 2_500.0

    assert said(verdict(Place(broken)).reason).endswith("the target is 2,500 requests a second.")


def test_a_rate_that_the_run_contradicts_is_in_a_note_only(broken: dict[str, Any]) -> None:
    broken["forecast"]["holds_until"] = 5_000.0
    judged = verdict(Place(broken))

    assert said(judged.headline) == "Throttled 35 % of requests"
    assert "The forecast expected it to hold until 5,000 requests a second." in map(
        said, judged.notes
    )
    assert headroom(Place(broken)) is None


def test_what_held_holds_whatever_was_forecast(run_of_shape: Runs) -> None:
    data = data_of(run_of_shape("compressed"))
    data["forecast"]["holds_until"] = 12.0
    judged = verdict(Place(data))

    assert judged.tone == "holds"
    assert (
        "The forecast expected throttles from 12 requests a second on; there were none."
    ) in map(said, judged.notes)
    assert headroom(Place(data)) is None


def test_a_search_breaks_above_the_highest_rate_that_held(run_of_shape: Runs) -> None:
    data = data_of(run_of_shape("complete"))
    data["generator"] = None

    assert said(verdict(Place(data)).headline) == "Breaks above 19.8 requests a second"


def test_a_run_that_holds_and_fails_a_gate_says_so(run_of_shape: Runs) -> None:
    data = data_of(run_of_shape("compressed"))
    data["gates"] = [
        {"gate": "requests>5", "value": 19.8, "is_passed": True},
        {"gate": "p99>20ms", "value": 23.14, "is_passed": False},
    ]
    judged = verdict(Place(data))

    assert judged.tone == "breaks"
    assert said(judged.headline) == "Holds 19.8 requests a second, but fails a gate"
    assert said(judged.reason).startswith("p99 ≤ 20 ms: 23.1 ms. ")


def test_a_generator_that_gave_out_is_neither_held_nor_broken(run_of_shape: Runs) -> None:
    assert verdict(Place(data_of(run_of_shape("complete")))).tone == "look"


def test_the_columns_say_which_limit_was_first_and_what_to_do(broken: dict[str, Any]) -> None:
    limit, advised = verdict(Place(broken)).briefs
    first = min(broken["throttle_reasons"], key=lambda row: (row["first_seconds"], row["resource"]))
    kind, served = ("write", "1,000") if "Write" in first["reason"] else ("read", "3,000")

    assert said(limit.title).startswith("First limit met, after ")
    assert said(limit.words).startswith(
        f"One partition of shop-table was asked for more than its {served} {kind} units a second. "
        f"The answer was {first['reason']}."
    )
    assert (said(advised.title), advised.link) == ("Do this first", ("advice", "All advice"))
    assert said(advised.words) == (
        "Spread USER#42 over 4 shards. It then holds until 3,960 requests a second, modelled."
    )


def test_where_nothing_was_throttled_the_first_limit_is_that_of_the_forecast(
    run_of_shape: Runs,
) -> None:
    data = data_of(run_of_shape("compressed"))
    (limit,) = verdict(Place(data)).briefs
    rate = f"{data['forecast']['holds_until']:,.0f}"

    assert said(limit.title) == f"First limit, at {rate} requests a second, modelled"
    assert said(limit.words).endswith("DynamoDB then answers TableReadKeyRangeThroughputExceeded.")


def test_the_tiles_are_always_the_same_six(run_of_shape: Runs) -> None:
    labels = {
        tuple(tile.label for tile in verdict(Place(data_of(run_of_shape(name)))).tiles)
        for name in ("complete", "empty", "healthy")
    }
    assert labels == {
        (
            "Usable capacity",
            "Throttled",
            "Hottest partition",
            "A million requests",
            "Gates",
            "Load generator",
        )
    }


@pytest.mark.parametrize("width", [350.0, 720.0])
@pytest.mark.parametrize(
    ("holds", "target", "fixed", "shown"),
    [
        (1_240.0, 1_920.0, 2_980.0, {"holds until", "target", "with the fix"}),
        (1_900.0, 1_920.0, 2_000.0, {"holds until", "target", "with the fix"}),
        (33_582.0, 19.8, None, {"holds until", "target"}),
        (1.0, 1_920.0, None, {"holds until", "target"}),
    ],
)
def test_each_rate_of_a_bar_is_named(
    holds: float, target: float, fixed: float | None, shown: set[str], width: float
) -> None:
    def figure(value: float) -> Figure:
        return Figure(text=f"{value:,.0f}", value=value, path="x")

    with same_everywhere():
        drawing = headroom_bar(
            Headroom(
                holds=figure(holds), target=figure(target), fixed=figure(fixed) if fixed else None
            ),
            width,
        )
    named = {label.before.strip("\xa0") for label in drawing.labels if label.figure}
    assert named == shown
    assert all(0 <= label.x <= width for label in drawing.labels)
