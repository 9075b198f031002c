"""What a forecast comes to, in one sentence; all of it is modelled, and no request was sent."""

from collections.abc import Iterator

from pytest_dynamo.report.figures import count, dollars, duration, percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import resource_name
from pytest_dynamo.report.verdict.briefs import do_first, full, next_limit
from pytest_dynamo.report.verdict.values import Brief, Tile, Tone, Verdict
from pytest_dynamo.report.words import Code, Name, Quote, Sentence

_UNKNOWN: Sentence = ("–",)


def study_verdict(study: Place) -> Verdict:
    """The verdict on a design from its forecast, in words: at what rate it breaks, or what it holds."""
    forecast = study["forecast"]
    tone, headline, reason = _sentence(forecast)
    first = _first_throttle(forecast["first_throttle"]) or next_limit(study)
    return Verdict(
        tone=tone,
        headline=headline,
        reason=reason,
        notes=tuple(_notes(forecast)),
        tiles=(
            _usable(forecast),
            _throttled(forecast),
            _hottest(forecast),
            _cost(forecast),
            _ceiling(forecast),
            _on_demand(forecast),
        ),
        briefs=tuple(brief for brief in (first, do_first(study)) if brief),
    )


def breaks(forecast: Place) -> bool:
    """Whether the load that was forecast is more than the design holds."""
    peak = forecast["load"]["peak_requests_per_second"].value
    return bool(forecast["throttled_share"].value) or peak > forecast["holds_until"].value


def _sentence(forecast: Place) -> tuple[Tone, Sentence, Sentence]:
    peak, holds_until = forecast["load"]["peak_requests_per_second"], units(forecast["holds_until"])
    if not peak:
        return "look", ("No request was forecast",), ("No access pattern has a rate.",)
    limit = full(forecast["holds_until_bound"])
    if breaks(forecast):
        reason: Sentence = (
            *_capital(limit),
            "; the target is ",
            units(peak),
            " requests a second.",
        )
        return "breaks", ("Breaks at ", holds_until, " requests a second"), reason
    usable = percent(forecast["usable_capacity"])
    headline = ("Holds ", units(peak), " requests a second, ", usable, " usable")
    return "holds", headline, ("The first limit is at ", holds_until, ": ", *limit, ".")


def _capital(sentence: Sentence) -> Sentence:
    """The sentence with a capital, unless it begins with a name."""
    first, *rest = sentence
    if not isinstance(first, str):
        return sentence
    return (first[:1].upper() + first[1:], *rest)


def _first_throttle(first: Place) -> Brief | None:
    if not first:
        return None
    why = first["why"].value
    return Brief(
        title=("First throttle, after ", duration(first["at_seconds"]), ", modelled"),
        words=(
            Quote(f"{why[:1].upper()}{why[1:]}. "),
            "DynamoDB answers ",
            Code(first["reason"].value),
            ".",
        ),
    )


def _notes(forecast: Place) -> Iterator[Sentence]:
    load = forecast["load"]
    yield (
        "Modelled from the design and its population; no request was sent. The load is ",
        units(load["peak_requests_per_second"]),
        " requests a second at its peak, over ",
        duration(load["duration_seconds"]),
        ".",
    )
    names: Sentence = ()
    for name in forecast["not_served"]:
        names += (", " if names else "", Name(name.value))
    if names:
        yield "No request can serve these access patterns, which are in no figure: ", *names, "."
    if forecast["band"]:
        band = forecast["band"]
        low, high = band["throttled_share_lowest"], band["throttled_share_highest"]
        seeds = count(band["seeds"])
        yield (
            "Over ",
            seeds,
            " draws of how long a split takes, from ",
            percent(low),
            " to ",
            percent(high),
            " of requests are throttled.",
        )


def _usable(forecast: Place) -> Tile:
    return Tile(
        label="Usable capacity",
        figure=(percent(forecast["usable_capacity"]),),
        note=("of all partitions, before the first is full",),
    )


def _throttled(forecast: Place) -> Tile:
    return Tile(
        label="Throttled",
        figure=(percent(forecast["throttled_share"]),),
        note=("of all requests, modelled",),
        is_bad=bool(forecast["throttled_share"]),
    )


def _hottest(forecast: Place) -> Tile:
    label = "Hottest partition"
    hottest = [
        (row, direction)
        for row in forecast["resources"]
        for direction in ("write", "read")
        if row[direction]["hottest_partition"]
    ]
    if not hottest:
        return Tile(label=label, figure=_UNKNOWN, note=("nothing is consumed",))
    row, direction = max(
        hottest, key=lambda one: float(one[0][one[1]]["hottest_partition"]["share_of_limit"].value)
    )
    share = row[direction]["hottest_partition"]["share_of_limit"]
    where = resource_name(row["table"].value, row["index"].value)
    return Tile(
        label=label,
        figure=(percent(share),),
        note=(f"of its {direction} limit at the peak, in ", *where),
        is_bad=share.value > 1,
    )


def _cost(forecast: Place) -> Tile:
    prices = forecast["prices"]
    return Tile(
        label="A month",
        figure=(dollars(prices["as_designed_usd"]),),
        note=("storage included, list prices of ", Code(prices["region"].value)),
    )


def _ceiling(forecast: Place) -> Tile:
    return Tile(
        label="Ceiling",
        figure=(units(forecast["ceiling"]),),
        note=("requests a second, however many partitions there are",),
    )


def _on_demand(forecast: Place) -> Tile:
    return Tile(
        label="On demand, a month",
        figure=(dollars(forecast["prices"]["on_demand_usd"]),),
        note=("provisioned for the peak ", dollars(forecast["prices"]["provisioned_usd"])),
    )
