"""What stands under a verdict in two columns: which limit came first, and what to do first."""

from pytest_dynamo.report.figures import NO_BREAK, count, dollars, duration, percent, units
from pytest_dynamo.report.gains import DOLLARS, RATE
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import resource_name, streams
from pytest_dynamo.report.throttled import first_reason, reason_by
from pytest_dynamo.report.verdict.culprit import throttled_direction, throttled_resource
from pytest_dynamo.report.verdict.values import Brief
from pytest_dynamo.report.words import Code, Constant, Name, Sentence, marked

_STANDS_OUT = 0.1
"""A key with a smaller share of a table or index is not what fills one of its partitions."""


def briefs(run: Place) -> tuple[Brief, ...]:
    """The columns of a run; a column of which nothing is known is left out."""
    first = first_reason(run)
    limit = _first_limit(run, first) if first is not None else next_limit(run)
    return tuple(brief for brief in (limit, do_first(run)) if brief is not None)


def next_limit(document: Place) -> Brief | None:
    """What a forecast says breaks first, at what rate."""
    forecast = document["forecast"]
    if not forecast:
        return None
    rate = units(forecast["holds_until"])
    return Brief(
        title=("First limit, at ", rate, f" {RATE}, modelled"),
        words=(*bound_words(forecast["holds_until_bound"]), " ", *_answer(forecast)),
    )


def bound_words(bound: Place) -> Sentence:
    """What is full, and the key that fills it."""
    where = resource_name(bound["table"].value, bound["index"].value)
    direction = bound["direction"].value
    limit: Sentence = (units(bound["limit_units_per_second"]), f" {direction} units a second")
    partition, key = bound["partition"], bound["key"].value
    if bound["scope"].value == "key" and key:
        share = percent(bound["key_share"])
        takes = (Name(key), " alone takes ", share, f" of the {direction}s of ", *where)
        return *takes, ", and one partition serves ", *limit, "."
    full: Sentence = where
    if partition:
        number, of = count(partition["number"]), count(partition["of"])
        full = (f"Partition{NO_BREAK}", number, f" of{NO_BREAK}", of, " in ", *where)
    by_key: Sentence = ()
    if key and bound["key_share"].value >= _STANDS_OUT:
        by_key = (" Most in it goes to ", Name(key), ".")
    return *full, " is at its limit of ", *limit, ".", *by_key


def full(bound: Place) -> Sentence:
    """What is full, in a few words: by one key, one partition of several, or a table as a whole."""
    where = resource_name(bound["table"].value, bound["index"].value)
    key, partition, direction = bound["key"].value, bound["partition"], bound["direction"].value
    if key and bound["key_share"].value >= _STANDS_OUT:
        share = percent(bound["key_share"])
        return Name(key), " alone takes ", share, f" of the {direction}s of ", *where
    if partition:
        number, of = count(partition["number"]), count(partition["of"])
        return f"partition{NO_BREAK}", number, f" of{NO_BREAK}", of, " in ", *where, " is full"
    return *where, f" gives no more {direction} units"


def do_first(document: Place) -> Brief | None:
    """The first advice, with what it gains."""
    assessment = document["assessment"]
    if not assessment:
        return None
    if not assessment["advice"]:
        return Brief(
            title=("Do this first",), words=("Nothing was found that would have to be changed.",)
        )
    first = assessment["advice"][0]
    words: Sentence = (*_stopped(marked(first["title"].value)), *_gains(first["gain"]))
    saves = bool(first["gain"]) and first["gain"]["metric"].value == DOLLARS
    title = "What saves most" if saves else "Do this first"
    return Brief(title=(title,), words=words, link=("advice", "All advice"))


def _stopped(sentence: Sentence) -> Sentence:
    return sentence if str(sentence[-1]).endswith((".", "!", "?")) else (*sentence, ".")


def _gains(gain: Place) -> Sentence:
    """What holds then, or what it costs then, as far as a forecast tells."""
    if not gain:
        return ()
    before, after, metric = gain["before"], gain["after"], gain["metric"].value
    if metric == RATE:
        return " It then holds until ", units(after), f" {RATE}, modelled."
    if metric == DOLLARS:
        return (
            " It then costs ",
            dollars(after),
            " a month, modelled, and not ",
            dollars(before),
            ".",
        )
    return " Then it is ", units(after), f" {metric}, modelled, and not ", units(before), "."


def _first_limit(run: Place, first: Place) -> Brief:
    key = first["first_key"].value
    asked: Sentence = (" The request was for ", Name(key), ".") if key is not None else ()
    return Brief(
        title=("First limit met, after ", duration(first["first_seconds"])),
        words=(*_limit_met(run, first), *asked),
    )


def _limit_met(run: Place, first: Place) -> Sentence:
    """Which limit a reason is about, in words; AWS's own word where they do not say it."""
    reason, direction = first["reason"].value, throttled_direction(first)
    table, index = throttled_resource(first)
    where = resource_name(table, index)
    answered: Sentence = (" The answer was ", Code(reason), ".")
    stream = next(
        (
            each
            for each in streams(run)
            if (each.table, each.index, each.direction) == (table, index, direction)
        ),
        None,
    )
    if stream is None or "ThroughputExceeded" not in reason:
        return *reason_by(first), "."
    served = f" {direction} units a second."
    if "KeyRange" in reason:
        declared = stream.figures["partition_limit_units_per_second"]
        limit = units(declared) if declared else Constant(f"{stream.partition_limit:,.0f}")
        return (
            "One partition of ",
            *where,
            " was asked for more than its ",
            limit,
            served,
            *answered,
        )
    whole = stream.figures["limit_units_per_second"]
    if whole.value is None:
        return *reason_by(first), "."
    return *where, " was asked for more than its own limit of ", units(whole), served, *answered


def _answer(forecast: Place) -> Sentence:
    return "DynamoDB then answers ", Code(forecast["holds_until_bound"]["reason"].value), "."
