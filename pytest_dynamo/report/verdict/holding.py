"""What a run held, or why it cannot be judged by, in the two halves of a verdict."""

from pytest_dynamo.report.figures import NO_BREAK, count, duration, percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import hottest_stream, streams
from pytest_dynamo.report.verdict.breaking import Halves, hottest_partition
from pytest_dynamo.report.verdict.gate_lines import gate_lines
from pytest_dynamo.report.words import Quote, Sentence


def not_made(told: str) -> tuple[Sentence, Sentence]:
    """That the load was not made, and why, as whoever watched the generator has said it in one sentence."""
    what, _, why = told.partition(": ")
    if not why:
        return ("The load generator was the bottleneck",), (Quote(told),)
    return (Quote(what),), (Quote(f"{why[:1].upper()}{why[1:]}"),)


def short_window(window: Place) -> Halves:
    """That the measured time was too short to say anything."""
    reason = (
        "It was from ",
        duration(window["from_seconds"]),
        " to ",
        duration(window["to_seconds"]),
        " after the start: less than a second.",
    )
    return "look", ("The measured time was too short to judge by",), reason


def dropped(run: Place) -> Halves | None:
    """That not all of the load was sent."""
    if not run["totals"]["dropped"]:
        return None
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


def held_on_savings(run: Place) -> Halves | None:
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


def held(run: Place) -> Halves:
    """That all of the load was served, and how much more of the capacity can be used."""
    rate: Sentence = (units(run["window"]["done_per_second"]), " requests a second")
    hottest = hottest_stream(run)
    reason = hottest_partition(run, hottest) if hottest else ("It consumed no capacity.",)
    if run["how"]["interrupted"]:
        return "look", ("Held ", *rate, " until interrupted"), reason
    if run["backend"]["capacity"].value == "modelled":
        reason = (*reason, " Capacity is modelled.")
    if failed := [line for line in gate_lines(run) if not line.is_passed]:
        first = (*failed[0].words, ": ", *failed[0].found, ". ")
        but = "but fails a gate" if len(failed) == 1 else "but fails gates"
        return "breaks", ("Holds ", *rate, f", {but}"), (*first, *reason)
    usable: Sentence = ()
    if hottest is not None and hottest.figures["usable_share"].value is not None:
        usable = (", ", percent(hottest.figures["usable_share"]), " usable")
    return "holds", ("Holds ", *rate, *usable), reason
