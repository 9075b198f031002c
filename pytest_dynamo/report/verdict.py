"""What the run came to, in one sentence; never more than was measured."""

from dataclasses import dataclass
from typing import Literal

from pytest_dynamo.report.figures import NO_BREAK, count, duration, percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import (
    Stream,
    backend_name,
    can_throttle,
    hottest_stream,
    short_resource,
    streams,
)
from pytest_dynamo.report.tiles import Tile, tiles
from pytest_dynamo.report.words import Code, Sentence

Tone = Literal["holds", "breaks", "look"]

SHORTEST_WINDOW_SECONDS = 1.0
"""Over less than that a rate a second says nothing, and limits are such rates, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The sentence in two halves, what has to be known to believe it, and the tiles."""

    tone: Tone
    headline: Sentence
    reason: Sentence
    notes: tuple[Sentence, ...]
    tiles: tuple[Tile, ...]


def verdict(run: Place) -> Verdict:
    """The verdict on a run: the worst that happened in it, and what qualifies it."""
    tone, headline, reason = _sentence(run)
    return Verdict(
        tone=tone,
        headline=headline,
        reason=reason,
        notes=_notes(run, reason),
        tiles=tuple(tiles(run)),
    )


def _sentence(run: Place) -> tuple[Tone, Sentence, Sentence]:
    totals, window = run["totals"], run["window"]
    if not totals["requests"]:
        return "look", ("No request was made",), ("There is nothing to judge the design by.",)
    if totals["throttled"]:
        return "breaks", _throttled(totals), _first_reason(run)
    if totals["failures"]:
        return _failed(totals)
    is_short = window["to_seconds"].value - window["from_seconds"].value < SHORTEST_WINDOW_SECONDS
    if not is_short and not can_throttle(run) and (over := _over_limit(run)):
        return over
    if run["how"]["exceptions"]:
        return "look", ("Tasks raised exceptions",), _raised(run)
    if not window["requests"]:
        reason = (count(totals["requests"]), " requests were made, all of them in the warm-up.")
        return "look", ("No request fell into the measured time",), reason
    if is_short:
        return "look", ("The measured time was too short to judge by",), _short_window(window)
    if totals["dropped"]:
        return _dropped(run)
    return _held(run)


def _short_window(window: Place) -> Sentence:
    return (
        "It was from ",
        duration(window["from_seconds"]),
        " to ",
        duration(window["to_seconds"]),
        " after the start: less than a second.",
    )


def _throttled(totals: Place) -> Sentence:
    return "Throttled ", percent(totals["throttled"], of=totals["requests"]), " of requests"


def _first_reason(run: Place) -> Sentence:
    totals = run["totals"]
    if not run["throttles"]:
        return (
            count(totals["throttled"]),
            " of ",
            count(totals["requests"]),
            ", all in the warm-up.",
        )
    top = run["throttles"][0]
    resource = top["resource"].value
    by: Sentence = (" by ", Code(short_resource(resource))) if resource else ()
    often: Sentence = (" ", *_times(top["count"]))
    return "Most often ", Code(top["reason"].value), *by, ":", *often


def _failed(totals: Place) -> tuple[Tone, Sentence, Sentence]:
    headline = "Failed ", percent(totals["failures"], of=totals["requests"]), " of requests"
    reason = (
        count(totals["failures"]),
        " of ",
        count(totals["requests"]),
        " requests ended in an error; none of them was throttled.",
    )
    return "breaks", headline, reason


def _over_limit(run: Place) -> tuple[Tone, Sentence, Sentence] | None:
    """What DynamoDB would have throttled, where the backend throttles nothing by itself."""
    hottest = hottest_stream(run)
    if hottest is not None and hottest.share_of_limit > 1:
        share = hottest.figures["hottest_partition"]["share_of_limit"]
        headline: Sentence = ("One partition is at ", percent(share), " of its limit")
        return "breaks", headline, _hottest_partition(hottest)
    for stream in streams(run):
        peak, limit = (stream.figures[name] for name in _PEAK_AND_LIMIT)
        if limit.value is not None and peak.value > limit.value:
            reason = (
                f"{stream.direction.capitalize()}s of ",
                *stream.name,
                " reached ",
                units(peak),
                f" units a second; the declared limit is{NO_BREAK}",
                units(limit),
                ".",
            )
            return "breaks", ("Consumed more than its declared limit",), reason
    return None


_PEAK_AND_LIMIT = ("peak_units_per_second", "limit_units_per_second")


def _dropped(run: Place) -> tuple[Tone, Sentence, Sentence]:
    window = run["window"]
    headline = (
        "Sent ",
        units(window["done_per_second"]),
        " of ",
        units(window["offered_per_second"]),
        " requests a second",
    )
    reason = (
        count(run["totals"]["dropped"]),
        " requests were due and could not be sent: all users were busy with others.",
    )
    return "look", headline, reason


def _held(run: Place) -> tuple[Tone, Sentence, Sentence]:
    rate = units(run["window"]["done_per_second"])
    hottest = hottest_stream(run)
    reason = _hottest_partition(hottest) if hottest else ("It consumed no capacity.",)
    if run["how"]["interrupted"]:
        return "look", ("Held ", rate, " requests a second until interrupted"), reason
    modelled = "" if can_throttle(run) else ", modelled"
    return "holds", ("Holds ", rate, f" requests a second{modelled}"), reason


def _hottest_partition(stream: Stream) -> Sentence:
    partition = stream.figures["hottest_partition"]
    return (
        f"The hottest partition, number{NO_BREAK}",
        count(partition["number"]),
        f"{NO_BREAK}of{NO_BREAK}",
        count(stream.figures["partitions"]),
        " in ",
        *stream.name,
        ", is at ",
        percent(partition["share_of_limit"]),
        f" of its {stream.direction} limit.",
    )


def _raised(run: Place) -> Sentence:
    top = run["how"]["exceptions"][0]
    return "Most often ", Code(top["text"].value), ": ", *_times(top["count"])


def _notes(run: Place, reason: Sentence) -> tuple[Sentence, ...]:
    totals, how = run["totals"], run["how"]
    notes: list[Sentence] = []
    if how["interrupted"]:
        notes.append(("The run was interrupted after ", duration(run["duration_seconds"]), "."))
    if totals["throttled"] and totals["failures"].value > totals["throttled"].value:
        notes.append(
            (
                count(totals["failures"]),
                " of ",
                count(totals["requests"]),
                " requests failed, the throttled ones included.",
            )
        )
    if totals["dropped"] and (totals["throttled"] or totals["failures"]):
        notes.append((count(totals["dropped"]), " requests were due and could not be sent."))
    if how["exceptions"] and reason != _raised(run):
        notes.append(("Tasks raised exceptions. ", *_raised(run)))
    notes.append(capacity_note(run))
    return tuple(notes)


def capacity_note(run: Place) -> Sentence:
    """Where the figures of capacity come from, and what may be said about throttling."""
    capacity = run["backend"]["capacity"].value
    if not can_throttle(run):
        return (
            (
                f"Consumed capacity and partitions are {capacity}. Throttling is not modelled: "
                f"{backend_name(run)} throttles nothing, whatever the load."
            ),
        )
    return (
        (
            f"Consumed capacity and throttling are {capacity}. Partitions are modelled: "
            "DynamoDB does not show its own."
        ),
    )


def _times(place: Place) -> Sentence:
    return count(place), " time." if place.value == 1 else " times."
