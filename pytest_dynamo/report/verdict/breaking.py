"""What a run broke on, in the two halves of a verdict."""

from pytest_dynamo.report.figures import NO_BREAK, count, percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import Stream, hottest_stream, streams, was_split
from pytest_dynamo.report.throttled import ITEMS_OF_BATCHES, most_often
from pytest_dynamo.report.verdict.culprit import culprit
from pytest_dynamo.report.verdict.headroom import breaks_at, target
from pytest_dynamo.report.verdict.values import Tone
from pytest_dynamo.report.words import Sentence

Halves = tuple[Tone, Sentence, Sentence]

_PEAK_AND_LIMIT = ("peak_units_per_second", "limit_units_per_second")


def throttled(run: Place) -> Halves | None:
    """That requests were throttled, and at what rate that begins, where that is known."""
    totals = run["totals"]
    if not totals["throttled"]:
        if not totals["throttled_items"]:
            return None
        headline = ("Throttled ", count(totals["throttled_items"]), " items of batches")
        return "breaks", headline, (ITEMS_OF_BATCHES,)
    share, rate = percent(totals["throttled"], of=totals["requests"]), breaks_at(run)
    if rate is None:
        return "breaks", ("Throttled ", share, " of requests"), most_often(run)
    reason: Sentence = (*(culprit(run) or (share, " of requests were throttled")), "; ")
    if run["limit_search"]:
        return (
            "breaks",
            ("Breaks above ", units(rate), " requests a second"),
            (*reason, *_tried(run)),
        )
    aimed = ("the target is ", units(target(run)), " requests a second.")
    return "breaks", ("Breaks at ", units(rate), " requests a second"), (*reason, *aimed)


def failed(run: Place) -> Halves | None:
    """That requests ended in an error, and none was throttled."""
    totals = run["totals"]
    if not totals["failures"]:
        return None
    headline = "Failed ", percent(totals["failures"], of=totals["requests"]), " of requests"
    reason = (
        count(totals["failures"]),
        " of ",
        count(totals["requests"]),
        " requests ended in an error; none of them was throttled.",
    )
    return "breaks", headline, reason


def over_limit(run: Place) -> Halves | None:
    """What DynamoDB would have throttled, where the backend throttles nothing by itself."""
    hottest = hottest_stream(run)
    if hottest is not None and hottest.share_of_limit > 1:
        share = hottest.figures["hottest_partition"]["share_of_limit"]
        headline: Sentence = ("One partition is at ", percent(share), " of its limit")
        return "breaks", headline, hottest_partition(run, hottest)
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


def hottest_partition(run: Place, stream: Stream) -> Sentence:
    """Which partition is the hottest, and how near to its limit it came."""
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


def _tried(run: Place) -> Sentence:
    """The lowest rate of a search that did not hold."""
    broke = run["limit_search"]["breaks_at"]
    if broke.value is None:
        return ("no higher rate was tried.",)
    return units(broke), " times the declared rates do not hold."
