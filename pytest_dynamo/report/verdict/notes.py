"""What has to be known to believe a verdict."""

from pytest_dynamo.report.figures import count, percent, units
from pytest_dynamo.report.making import ended_early, lost_workers, retried
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import backend_name, can_throttle, is_modelled
from pytest_dynamo.report.throttled import first_throttle
from pytest_dynamo.report.verdict.headroom import breaks_at, target
from pytest_dynamo.report.words import Code, Sentence


def notes(run: Place, reason: Sentence) -> tuple[Sentence, ...]:
    """The notes below a verdict, which has given a reason already."""
    return tuple(
        note
        for note in (
            ended_early(run),
            lost_workers(run),
            *_of_requests(run),
            retried(run),
            *_of_exceptions(run, reason),
            _of_forecast(run),
            *_of_capacity(run),
            _of_keys(run),
        )
        if note
    )


def raised(run: Place) -> Sentence:
    """Which exception tasks raised most often."""
    top = run["how"]["exceptions"][0]
    times = " time." if top["count"].value == 1 else " times."
    return "Most often ", Code(top["text"].value), ": ", count(top["count"]), times


def _of_requests(run: Place) -> list[Sentence]:
    totals, found = run["totals"], list[Sentence]()
    if totals["throttled"]:
        found.append(first_throttle(run))
        if totals["failures"].value > totals["throttled"].value:
            failures, requests = count(totals["failures"]), count(totals["requests"])
            found.append(
                (failures, " of ", requests, " requests failed, the throttled ones included.")
            )
        if totals["throttled_items"]:
            found.append(
                (count(totals["throttled_items"]), " more items of batches were throttled.")
            )
    if totals["dropped"] and (totals["throttled"] or totals["failures"]):
        found.append((count(totals["dropped"]), " requests were due and could not be sent."))
    return found


def _of_exceptions(run: Place, reason: Sentence) -> list[Sentence]:
    if not run["how"]["exceptions"] or reason == raised(run):
        return []
    return [("Tasks raised exceptions. ", *raised(run))]


def _of_capacity(run: Place) -> list[Sentence]:
    """Where the figures of capacity come from, and what may be said about throttling."""
    capacity = run["backend"]["capacity"].value
    if not can_throttle(run):
        throttling = f"{backend_name(run)} throttles nothing, whatever the load."
        found = f"Consumed capacity and partitions are {capacity}. Throttling is not modelled: "
        return [(found + throttling,)]
    if is_modelled(run):
        found = "Consumed capacity, partitions and throttling are modelled. "
        return [(found + "When a partition is split is an estimate.",), _clock(run)]
    found = f"Consumed capacity and throttling are {capacity}. Partitions are modelled: "
    return [(found + "DynamoDB does not show its own.",)]


def _of_forecast(run: Place) -> Sentence:
    """How a run stands to its forecast, where the verdict takes a rate from it, or they contradict each other."""
    if not run["forecast"] or run["limit_search"] or not target(run):
        return ()
    holds_until = units(run["forecast"]["holds_until"])
    is_throttled, is_forecast = bool(run["totals"]["throttled"]), breaks_at(run) is not None
    if is_throttled and is_forecast:
        share = percent(run["totals"]["throttled"], of=run["totals"]["requests"])
        requests = (count(run["totals"]["throttled"]), " requests, ", share, ", were throttled. ")
        return *requests, "The rate from which on they are is that of the forecast."
    if is_throttled:
        return "The forecast expected it to hold until ", holds_until, " requests a second."
    if is_forecast:
        return (
            "The forecast expected throttles from ",
            holds_until,
            " requests a second on; there were none.",
        )
    return ()


def _of_keys(run: Place) -> Sentence:
    if not run["how"]["has_hashed_keys"]:
        return ()
    return (
        "Hashes stand in place of keys: a key has the same one in all of this run, and in no other.",
    )


def _clock(run: Place) -> Sentence:
    throttling = run["throttling"]
    if not throttling or throttling["clock"].value == 1:
        return ()
    clock = units(throttling["clock"])
    return (
        "To limits and partitions each request stood for ",
        clock,
        ", and their time ran as much faster.",
    )
