"""Why requests were throttled, in a sentence."""

from pytest_dynamo.report.figures import count, duration, percent
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import short_resource
from pytest_dynamo.report.words import Code, Name, Sentence

ITEMS_OF_BATCHES = (
    "They came back unprocessed, without a reason; the other items of their batches got through."
)

_LEAST_SHARE = 0.02
"""A key with a smaller part of the throttled requests does not stand out."""


def most_often(run: Place) -> Sentence:
    """The most frequent reason, the table or index, and the key that most of it was for."""
    totals, rows = run["totals"], run["throttle_reasons"]
    if rows and rows[0]["count"]:
        return (
            "Most often ",
            *reason_by(rows[0]),
            ": ",
            *_times(rows[0]["count"]),
            *_for(rows[0]),
            ".",
        )
    if run["throttles"]:  # a run file of an older version has no keys
        return (
            "Most often ",
            *reason_by(run["throttles"][0]),
            ": ",
            *_times(run["throttles"][0]["count"]),
            ".",
        )
    throttled, requests = count(totals["throttled"]), count(totals["requests"])
    return throttled, " of ", requests, ", all in the warm-up."


def first_throttle(run: Place) -> Sentence:
    """The first throttle of the run: when, why, by what, and for which key; nothing if not known."""
    first = first_reason(run)
    if first is None:
        return ()
    key = first["first_key"].value
    by_key: Sentence = (", for ", Name(key)) if key is not None else ()
    when = duration(first["first_seconds"])
    return ("First throttled after ", when, ": ", *reason_by(first), *by_key, ".")


def first_reason(run: Place) -> Place | None:
    """The row of the reason that was the first; of several at once that of the table before an index."""
    return min(
        run["throttle_reasons"],
        key=lambda row: (row["first_seconds"].value, row["resource"].value),
        default=None,
    )


def reason_by(row: Place) -> Sentence:
    """A reason, and the table or index that gave it."""
    resource = row["resource"].value
    by: Sentence = (" by ", Code(short_resource(resource))) if resource else ()
    return Code(row["reason"].value), *by


def _for(row: Place) -> Sentence:
    """The key that most of the throttled requests were for, if there is one that stands out."""
    if not row["keys"] or row["keys"][0]["share"].value < _LEAST_SHARE:
        return ()
    top = row["keys"][0]
    return ", ", percent(top["share"]), " of them for ", Name(top["key"].value)


def _times(place: Place) -> Sentence:
    return count(place), " time" if place.value == 1 else " times"


def first_throttle_of(run: Place, table: str, index: str | None, direction: str) -> Place | None:
    """When a table or index first throttled reads, or writes, in seconds since the start of the run."""
    resource = table if index is None else f"{table}/index/{index}"
    found = [
        row["first_seconds"]
        for row in run["throttle_reasons"]
        if short_resource(row["resource"].value) == resource
        and direction.capitalize() in row["reason"].value
    ]
    return min(found, key=lambda first: float(first.value), default=None)
