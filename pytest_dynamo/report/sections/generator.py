"""Whether whoever made the load could keep up: offered and sent, its CPU, and how late it was."""

from pytest_dynamo.report.charts.lines import Level, Line, lines
from pytest_dynamo.report.figures import NO_BREAK, count, counted, duration, percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.parts import (
    Panel,
    Section,
    Table,
    bins_of,
    each_bin,
    numbers,
    words,
)
from pytest_dynamo.report.sections.spans import Span, spans
from pytest_dynamo.report.words import Code, Constant, Quote, Sentence

_BUSIEST = 0.9
"""The share of a core from which on a load generator is not trusted, which its own verdict goes by as well."""

_ALL_SENT = 0.98
"""From this share of the offered requests on, those that were sent are as good as all."""

_MOST_SPANS = 20
_NOTHING: Sentence = ("–",)


def generator(run: Place) -> Section | None:
    """The section Generator: whether the load was made as it was asked for."""
    totals = run["totals"]
    if not totals["requests"]:
        return Section(anchor="generator", title="Generator", heading=("No request was made",))
    return Section(
        anchor="generator",
        title="Generator",
        heading=_heading(run),
        lead=_lead(run),
        panels=(_sent(run), *_cpu(run)),
        tables=(_table(run), _course(run), *_workers(run)),
        is_bad=_is_bad(run),
    )


def _is_bad(run: Place) -> bool:
    judged = run["generator"]
    return bool(run["totals"]["dropped"]) or bool(judged and judged["verdict"])


def _heading(run: Place) -> Sentence:
    window = run["window"]
    rates: Sentence = (
        units(window["done_per_second"]),
        " of ",
        units(window["offered_per_second"]),
        " offered requests a second were sent",
    )
    if run["generator"] and run["generator"]["verdict"]:
        return "The load generator could not keep up: ", *rates
    if run["totals"]["dropped"]:
        return (*rates, ", and ", count(run["totals"]["dropped"]), " could not be")
    if not window["requests"]:
        return ("No request was sent in the measured time",)
    has_sent = window["done_per_second"].value >= _ALL_SENT * window["offered_per_second"].value
    if run["generator"] and has_sent:
        return "The load generator kept up: ", *rates
    return rates


def _lead(run: Place) -> Sentence:
    totals, window, judged = run["totals"], run["window"], run["generator"]
    lead: Sentence = (
        *counted(totals["requests"], "request"),
        " in the whole run, ",
        count(window["requests"]),
        " of them in the measured time.",
    )
    if totals["dropped"]:
        lead += (" ", count(totals["dropped"]), " were due and could not be sent.")
    if judged and judged["verdict"]:
        lead += (" ", Quote(judged["verdict"].value))
    return lead


def _sent(run: Place) -> Panel:
    """What was sent, over what was due."""
    series = run["series"]
    sent = series["requests"].value
    dropped = series["dropped"].value or [0] * len(sent)
    offered = [one + other for one, other in zip(sent, dropped, strict=True)]
    has_dropped = any(dropped)
    same = "" if has_dropped else ": the same"
    return Panel(
        title=("Requests ", *each_bin(run)),
        facts=(count(run["totals"]["requests"]), " in all"),
        drawing=lines(
            [
                Line(values=offered, name="due", role="rule-strong", width=5),
                Line(values=sent, name=f"sent{same}", role="ink"),
            ],
            bins_of(run),
        ),
        description="Requests that were sent over those that were due, over the time of the run.",
        caption=(
            (
                "Thin: requests that were sent. Thick: those that were due; where it stands out above, some "
                "could not be sent."
            ),
        ),
    )


def _cpu(run: Place) -> tuple[Panel, ...]:
    """The CPU of the busiest process, where it was measured over time."""
    judged = run["generator"]
    if not judged or not any(share is not None for share in judged["cpu_series"].value):
        return ()
    shares = [None if share is None else 100 * share for share in judged["cpu_series"].value]
    facts: Sentence = ()
    if judged["peak_cpu_share"].value is not None:
        facts = ("at most ", percent(judged["peak_cpu_share"]), " of a core")
    return (
        Panel(
            title=("CPU of the busiest process",),
            facts=facts,
            drawing=lines(
                [Line(values=shares, name="share of a core", role="accent")],
                bins_of(run),
                level=Level(
                    value=100 * _BUSIEST, words=f"not trusted above {100 * _BUSIEST:.0f}{NO_BREAK}%"
                ),
                least_top=100.0,
                unit=f"{NO_BREAK}%",
            ),
            description="The share of a core that the busiest process of the load generator used, over time.",
            caption=(
                "Dashed: from there on what is measured is the load generator, and not the design.",
            ),
        ),
    )


def _table(run: Place) -> Table:
    window, judged = run["window"], run["generator"]
    rows: list[tuple[Sentence, ...]] = [
        (("offered, requests a second",), (units(window["offered_per_second"]),)),
        (("sent, requests a second",), (units(window["done_per_second"]),)),
        (("due and not sent",), (count(run["totals"]["dropped"]),)),
        (("users",), (count(run["how"]["users"]),)),
        (("arrivals",), (run["how"]["arrivals"].value,)),
    ]
    if judged:
        rows += [
            (("mean share of a core, busiest process",), _share(judged["cpu_share"])),
            (("highest share of a core",), _share(judged["peak_cpu_share"])),
            (
                ("start of a task behind its time, all but one in a hundred up to",),
                (duration(judged["late_seconds_p99"]),),
            ),
            (
                ("connections closed because there were too many",),
                (count(judged["discarded_connections"]),),
            ),
        ]
    return Table(
        summary="How the load was made",
        columns=(*words("what"), *numbers("figure")),
        rows=tuple(rows),
        is_open=True,
    )


def _course(run: Place) -> Table:
    """What was sent and what was not, and how busy the busiest process was, by stretch of time."""
    series, judged = run["series"], run["generator"]
    shares = judged["cpu_series"] if judged else None
    return Table(
        summary="Sent and not sent, by time",
        columns=(
            *words("from"),
            *numbers("sent", *(["due and not sent"] if series["dropped"] else [])),
            *numbers(*(["highest share of a core"] if shares else [])),
        ),
        rows=tuple(
            (
                (Constant(span.begins),),
                *(
                    (count(series[member].total(span.first, span.last)),)
                    for member in ("requests", "dropped")
                    if series[member]
                ),
                *((_highest(shares, span),) if shares else ()),
            )
            for span in spans(bins_of(run), _MOST_SPANS)
        ),
    )


def _highest(shares: Place, span: Span) -> Sentence:
    """The highest share in a stretch of time, of where it was measured."""
    measured = [each for each in range(span.first, span.last) if shares[each].value is not None]
    if not measured:
        return _NOTHING
    return (percent(max((shares[each] for each in measured), key=lambda share: share.value)),)


def _workers(run: Place) -> tuple[Table, ...]:
    workers = list(run["how"]["workers"])
    if not workers:
        return ()
    return (
        Table(
            summary="Processes that made load",
            columns=(
                *words("process"),
                *numbers("requests", "highest share of a core"),
                *words("it"),
            ),
            rows=tuple(
                (
                    (Code(str(worker["number"].value)),),
                    (count(worker["requests"]),),
                    _share(worker["cpu_share"]),
                    ("was lost before the end",) if worker["is_lost"] else ("ran to the end",),
                )
                for worker in workers
            ),
        ),
    )


def _share(place: Place) -> Sentence:
    return _NOTHING if place.value is None else (percent(place),)
