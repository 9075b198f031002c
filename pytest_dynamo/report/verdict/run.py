"""What the run came to, in one sentence; never more than was measured."""

from pytest_dynamo.report.figures import counted
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import can_throttle
from pytest_dynamo.report.verdict.breaking import Halves, failed, over_limit, throttled
from pytest_dynamo.report.verdict.briefs import briefs
from pytest_dynamo.report.verdict.gate_lines import gate_lines
from pytest_dynamo.report.verdict.holding import (
    dropped,
    held,
    held_on_savings,
    not_made,
    short_window,
)
from pytest_dynamo.report.verdict.notes import notes, raised
from pytest_dynamo.report.verdict.tiles import tiles
from pytest_dynamo.report.verdict.values import Verdict
from pytest_dynamo.report.words import Sentence

_NOTHING: Sentence = ()

SHORTEST_WINDOW_SECONDS = 1.0
"""Over less than that a rate a second says nothing, and limits are such rates, too."""


def verdict(run: Place) -> Verdict:
    """The verdict on a run, in words: the worst that happened in it, and what qualifies it.

    Where the load could not be made, that comes first: the design was not asked for what it was to hold.
    """
    tone, headline, reason = _sentence(run)
    known, all_the_same = notes(run, reason), _NOTHING
    if run["generator"] and run["generator"]["verdict"]:
        all_the_same = ("What was measured all the same: ", *headline, ". ", *reason)
        known = (all_the_same, *known)
        tone = "look"
        headline, reason = not_made(run["generator"]["verdict"].value)
    return Verdict(
        tone=tone,
        headline=headline,
        reason=reason,
        notes=known,
        tiles=tuple(tiles(run)),
        briefs=briefs(run),
        gates=gate_lines(run),
        all_the_same=all_the_same,
    )


def _sentence(run: Place) -> Halves:
    totals, window = run["totals"], run["window"]
    if not totals["requests"]:
        return "look", ("No request was made",), ("There is nothing to judge the design by.",)
    if broke := throttled(run) or failed(run):
        return broke
    is_short = window["to_seconds"].value - window["from_seconds"].value < SHORTEST_WINDOW_SECONDS
    if not is_short and not can_throttle(run) and (over := over_limit(run)):
        return over
    if run["how"]["exceptions"]:
        return "look", ("Tasks raised exceptions",), raised(run)
    if not window["requests"]:
        were = "was" if totals["requests"].value == 1 else "were"
        made: Sentence = (*counted(totals["requests"], "request"), f" {were} made, in the warm-up.")
        return "look", ("No request fell into the measured time",), made
    if is_short:
        return short_window(window)
    return dropped(run) or held_on_savings(run) or held(run)
