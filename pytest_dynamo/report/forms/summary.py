"""A run in a few lines, for terminals."""

import json

from pytest_dynamo.measure.run import Run, run_to_json
from pytest_dynamo.report.figures import count, milliseconds, percent, units
from pytest_dynamo.report.making import limit_found, lost_workers, retried, spent
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import busy_streams, can_throttle
from pytest_dynamo.report.throttled import first_throttle
from pytest_dynamo.report.verdict.run import verdict
from pytest_dynamo.report.words import Sentence, plain

_MOST_RESOURCES = 8


def summary_lines(run: Run) -> tuple[str, ...]:
    """The verdict on a run and the figures behind it; the same words as on the page."""
    place = Place(json.loads(run_to_json(run)))
    judged = verdict(place)
    name = place["design"]["name"].value
    rows = [*_counts(place), *_capacity(place)]
    width = max(len(label) for label, _ in rows)
    return (
        f"{name}: {plain(judged.headline)}. {plain(judged.reason)}",
        *(f"  {plain(note)}" for note in judged.notes),
        *(f"  {label:<{width}}  {plain(words)}" for label, words in rows),
    )


def first_throttle_lines(run: Run) -> tuple[str, ...]:
    """A line about the first throttle of a run: its reason, the table or index, the key; or none."""
    place = Place(json.loads(run_to_json(run)))
    line = plain(first_throttle(place))
    return (line,) if line else ()


def load_lines(run: Run) -> tuple[str, ...]:
    """Lines about how the load was made, to stand below the verdict.

    They are what was measured though the generator gave out, workers that were lost, retries, the limit
    that was found, and the cost where that is money.
    """
    place = Place(json.loads(run_to_json(run)))
    is_paid = run.backend.kind == "aws" or (run.spending and run.spending.limit_dollars is not None)
    sentences = (
        verdict(place).all_the_same,
        lost_workers(place),
        retried(place),
        limit_found(place),
        spent(place) if is_paid else (),
    )
    return tuple(plain(sentence) for sentence in sentences if sentence)


def _counts(run: Place) -> list[tuple[str, Sentence]]:
    totals = run["totals"]
    rows: list[tuple[str, Sentence]] = [
        ("requests", (count(totals["requests"]),)),
        ("throttled", _share(totals, "throttled") if can_throttle(run) else ("not modelled",)),
        ("failed", _share(totals, "failures")),
    ]
    rows += [("latency", _percentiles(row)) for row in _together(run, "latency")]
    if [row.value for row in _together(run, "response")] != [
        row.value for row in _together(run, "latency")
    ]:
        rows += [("response", _percentiles(row)) for row in _together(run, "response")]
    return rows


def _together(run: Place, member: str) -> list[Place]:
    """The row of all requests, if any were timed."""
    return [row for row in run[member] if row["pattern"].value is None]


def _percentiles(row: Place) -> Sentence:
    return "p50 ", milliseconds(row["p50_ms"]), ", p99 ", milliseconds(row["p99_ms"])


def _share(totals: Place, member: str) -> Sentence:
    share = percent(totals[member], of=totals["requests"])
    return count(totals[member]), " (", share, ")"


def _capacity(run: Place) -> list[tuple[str, Sentence]]:
    capacity = run["backend"]["capacity"].value
    rows: list[tuple[str, Sentence]] = []
    for stream in busy_streams(run, _MOST_RESOURCES):
        hottest = stream.figures["hottest_partition"]
        words: Sentence = (units(stream.figures["units"]), f" {stream.direction} units {capacity}")
        if hottest:
            words += (", hottest partition at ", percent(hottest["share_of_limit"]))
        rows.append((plain(stream.name), words))
    return rows
