"""What the run came to, in one sentence; never more than was measured."""

from dataclasses import dataclass
from typing import Literal

from pytest_dynamo.report.figures import NO_BREAK, count, duration, percent, units
from pytest_dynamo.report.notes import notes, raised
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import (
    Stream,
    can_throttle,
    hottest_stream,
    streams,
    was_split,
)
from pytest_dynamo.report.throttled import ITEMS_OF_BATCHES, most_often
from pytest_dynamo.report.tiles import Tile, tiles
from pytest_dynamo.report.words import Quote, Sentence

Tone = Literal["holds", "breaks", "look"]

_NOTHING: Sentence = ()

SHORTEST_WINDOW_SECONDS = 1.0
"""Over less than that a rate a second says nothing, and limits are such rates, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The sentence in two halves, what has to be known to believe it, and the tiles.

    `all_the_same` is what would have been the verdict on the design, had its load been made.
    """

    tone: Tone
    headline: Sentence
    reason: Sentence
    notes: tuple[Sentence, ...]
    tiles: tuple[Tile, ...]
    all_the_same: Sentence = ()


def verdict(run: Place) -> Verdict:
    """The verdict on a run: the worst that happened in it, and what qualifies it.

    Where the load could not be made, that comes first: the design was not asked for what it was to hold.
    """
    tone, headline, reason = _sentence(run)
    known, all_the_same = notes(run, reason), _NOTHING
    if run["generator"] and run["generator"]["verdict"]:
        all_the_same = ("What was measured all the same: ", *headline, ". ", *reason)
        known = (all_the_same, *known)
        tone = "look" if tone == "holds" else tone
        headline, reason = _not_made(run["generator"]["verdict"].value)
    return Verdict(
        tone=tone,
        headline=headline,
        reason=reason,
        notes=known,
        tiles=tuple(tiles(run)),
        all_the_same=all_the_same,
    )


def _not_made(told: str) -> tuple[Sentence, Sentence]:
    """That the load was not made, and why, as whoever watched the generator has said it in one sentence."""
    what, _, why = told.partition(": ")
    if not why:
        return ("The load generator was the bottleneck",), (Quote(told),)
    return (Quote(what),), (Quote(f"{why[:1].upper()}{why[1:]}"),)


def _sentence(run: Place) -> tuple[Tone, Sentence, Sentence]:
    totals, window = run["totals"], run["window"]
    if not totals["requests"]:
        return "look", ("No request was made",), ("There is nothing to judge the design by.",)
    if totals["throttled"]:
        share = percent(totals["throttled"], of=totals["requests"])
        return "breaks", ("Throttled ", share, " of requests"), most_often(run)
    if totals["throttled_items"]:
        headline = ("Throttled ", count(totals["throttled_items"]), " items of batches")
        return "breaks", headline, (ITEMS_OF_BATCHES,)
    if totals["failures"]:
        return _failed(totals)
    is_short = window["to_seconds"].value - window["from_seconds"].value < SHORTEST_WINDOW_SECONDS
    if not is_short and not can_throttle(run) and (over := _over_limit(run)):
        return over
    if run["how"]["exceptions"]:
        return "look", ("Tasks raised exceptions",), raised(run)
    if not window["requests"]:
        reason = (count(totals["requests"]), " requests were made, all of them in the warm-up.")
        return "look", ("No request fell into the measured time",), reason
    if is_short:
        return "look", ("The measured time was too short to judge by",), _short_window(window)
    if totals["dropped"]:
        return _dropped(run)
    return _held_on_savings(run) or _held(run)


def _short_window(window: Place) -> Sentence:
    return (
        "It was from ",
        duration(window["from_seconds"]),
        " to ",
        duration(window["to_seconds"]),
        " after the start: less than a second.",
    )


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
        return "breaks", headline, _hottest_partition(run, hottest)
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


def _held_on_savings(run: Place) -> tuple[Tone, Sentence, Sentence] | None:
    """That more was consumed than the declared limit gives, out of what had been saved up.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/burst-adaptive-capacity.html
    """
    window = run["window"]
    seconds = window["to_seconds"].value - window["from_seconds"].value
    for stream in streams(run):
        limit = stream.figures["limit_units_per_second"]
        if limit.value is not None and stream.figures["units"].value > limit.value * seconds:
            rate = units(window["done_per_second"])
            reason = (
                f"{stream.direction.capitalize()}s of ",
                *stream.name,
                " took ",
                units(stream.figures["units"]),
                " units from ",
                duration(window["from_seconds"]),
                " to ",
                duration(window["to_seconds"]),
                f" after the start; the declared limit is{NO_BREAK}",
                units(limit),
                " a second. Once the 300 seconds of unused capacity are gone, it is throttled.",
            )
            return "look", ("Held ", rate, " requests a second on saved-up capacity"), reason
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
    reason = _hottest_partition(run, hottest) if hottest else ("It consumed no capacity.",)
    if run["how"]["interrupted"]:
        return "look", ("Held ", rate, " requests a second until interrupted"), reason
    modelled = ", modelled" if run["backend"]["capacity"].value == "modelled" else ""
    return "holds", ("Holds ", rate, f" requests a second{modelled}"), reason


def _hottest_partition(run: Place, stream: Stream) -> Sentence:
    partition, is_split = stream.figures["hottest_partition"], was_split(run, stream)
    return (
        f"The hottest partition, number{NO_BREAK}",
        count(partition["number"]),
        f"{NO_BREAK}of{NO_BREAK}",
        count(stream.figures["partitions"]),
        " in ",
        *stream.name,
        ", took " if is_split else ", is at ",
        percent(partition["share_of_limit"]),
        f" of its {stream.direction} limit{' and was split' * is_split}.",
    )
