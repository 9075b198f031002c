"""The top of a comparison: one line for all runs, how far each goes, what it costs and what to do."""

from collections.abc import Iterator, Mapping

from pytest_dynamo.measure.differences.rows import WHOLE
from pytest_dynamo.report.comparing.charts import RunBar, run_bars
from pytest_dynamo.report.comparing.figures import (
    change_words,
    difference_of,
    scope_words,
    shown_rows,
    side_figure,
)
from pytest_dynamo.report.comparing.labels import metric_label
from pytest_dynamo.report.comparing.sides import Side, Sides
from pytest_dynamo.report.comparing.tiles import tiles
from pytest_dynamo.report.figures import units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.parts import NARROW, WIDE, Panel
from pytest_dynamo.report.verdict.headroom import target
from pytest_dynamo.report.verdict.run import verdict as verdict_of_run
from pytest_dynamo.report.verdict.values import Brief, GateLine, Tone, Verdict
from pytest_dynamo.report.words import Code, Constant, Sentence, Toned, marked

_VERBS: dict[Tone, str] = {
    "holds": "holds with ",
    "breaks": "breaks with ",
    "look": "cannot be judged with ",
}
_WANTED = {"the load generator": "the load generator keeps up"}
_PRICES = ("dollars_per_million_modelled", "read_units_modelled", "write_units_modelled")
"""What a change of a design is paid with, whatever the load."""

_ORDER: tuple[Tone, ...] = ("holds", "breaks", "look")


def verdict(sides: Sides) -> Verdict:
    """The verdict on all runs, in the order of how good they are."""
    judged = {side.name: verdict_of_run(side.run) for side in sides.sides}
    tones = {name: each.tone for name, each in judged.items()}
    return Verdict(
        tone=tones[sides.last.name],
        headline=_headline(sides, tones),
        reason=_reason(sides),
        notes=(*_notes(sides), *_of_each(sides, judged)),
        tiles=tuple(tiles(sides)),
        chart=_chart(sides),
        briefs=(_costs(sides), _next(sides, tones[sides.last.name])),
        gates=tuple(sorted(map(_gate, sides.found["gates"]), key=lambda line: line.is_passed)),
    )


def _headline(sides: Sides, tones: Mapping[str, Tone]) -> Sentence:
    """Each group of runs with the same outcome in its own tone."""
    groups = [
        (tone, group)
        for tone in _ORDER
        if (group := [side for side in reversed(sides.sides) if tones[side.name] == tone])
    ]
    words: Sentence = ()
    for number, (tone, group) in enumerate(groups, start=1):
        verb = _VERBS[tone] if words else _VERBS[tone].capitalize()
        comma = ("," * (number < len(groups)),)
        words += (" " * bool(words), Toned((verb, *_listed(group), *comma), tone))
    return words


def _listed(group: list[Side]) -> Sentence:
    words: Sentence = (group[0].shown,)
    for number, side in enumerate(group[1:], start=2):
        words += (" and " if number == len(group) else ", ", side.shown)
    return words


def _reason(sides: Sides) -> Sentence:
    """How much of the requests each run throttled, and what was offered."""
    words: Sentence = ()
    for number in reversed(range(len(sides.sides))):
        if share := _throttled(sides, number):
            verb = " " if words else " throttled "
            of_all = ("" if words else " of the requests",)
            words += (", " if words else "", sides.sides[number].shown, verb, *share, *of_all)
    offered = sides.last.run["window"]["offered_per_second"]
    return (*words, ". " * bool(words), "Offered: ", units(offered), " requests a second.")


def _throttled(sides: Sides, number: int) -> Sentence:
    """The share that a run throttled in its measured time, as in the table; nothing where it is not known."""
    differences = sides.found["others"][max(0, number - 1)]["differences"]
    row = next((row for row in differences if difference_of(row).is_of("throttles")), None)
    return side_figure(row, "after" if number else "before") if row else ()


def _notes(sides: Sides) -> tuple[Sentence, ...]:
    """Whether the comparison holds, where anything is not the same."""
    return tuple(
        (Constant(against["conclusion"].value),)
        for against in sides.found["others"]
        if any(each["agreement"].value == "breaks" for each in against["conditions"])
    )


def _of_each(sides: Sides, judged: Mapping[str, Verdict]) -> Iterator[Sentence]:
    """The verdict on each run by itself."""
    for side in reversed(sides.sides):
        found = judged[side.name]
        yield side.shown, ": ", *found.headline, ". ", *found.reason


def _holds_until(side: Side) -> Place | None:
    """The rate that a run holds by its forecast, where what happened in it agrees with that."""
    forecast = side.run["forecast"]
    if not forecast or not forecast["holds_until"]:
        return None
    breaks = forecast["holds_until"].value < target(side.run).value
    return forecast["holds_until"] if breaks == bool(side.run["totals"]["throttled"]) else None


def _chart(sides: Sides) -> Panel | None:
    """How far each run goes; nothing where that is not forecast for all, or a run contradicts it."""
    known = [(side, _holds_until(side)) for side in sides.sides]
    offered = units(
        max((target(side.run) for side in sides.sides), key=lambda rate: float(rate.value))
    )
    rows = [
        RunBar(
            name=str(side.shown),
            holds=units(holds),
            role=side.role,
            is_broken=holds.value < offered.value,
        )
        for side, holds in known
        if holds is not None
    ]
    if len(rows) < len(known) or not offered.value:
        return None
    said = ", ".join(f"{row.name} until {row.holds}" for row in rows)
    return Panel(
        title=("How far each run goes",),
        drawing=run_bars(rows, offered, WIDE),
        narrow=run_bars(rows, offered, NARROW),
        description=f"Requests a second, modelled: {said}; offered {offered}.",
        caption=(
            "A bar is the rate that holds until the first throttle, as forecast; the line is the offered rate.",
        ),
    )


def _changed(sides: Sides, verdict: str) -> list[Place]:
    """The figures that became better, or worse, those that changed most first."""
    rows = [row for row in shown_rows(sides.differences) if row["verdict"].value == verdict]
    return sorted(rows, key=lambda row: -abs(difference_of(row).change or float("inf")))


def _costs(sides: Sides) -> Brief:
    """What became worse: what it costs by design before all else, what changed most first, and that there is more."""
    worse = sorted(_changed(sides, "worse"), key=_is_no_price)
    title: Sentence = ("What it costs",)
    if not worse:
        words: Sentence = ("Nothing became worse by more than noise.",)
        return Brief(title=title, words=words, link=("changed", "All figures"))
    told = [row for row in worse[:2] if not _is_no_price(row)] or worse[:1]
    words = tuple(part for row in told for part in (*_moved(row), ". "))
    if more := len(worse) - len(told):
        words += (f"{'One more figure' if more == 1 else 'More figures'} became worse.",)
    return Brief(title=title, words=words, link=("changed", "All figures"))


def _is_no_price(row: Place) -> bool:
    return row["metric"].value not in _PRICES


def _moved(row: Place) -> Sentence:
    """What a figure was and is."""
    found = difference_of(row)
    label = metric_label(found.metric)
    of: Sentence = () if found.scope == WHOLE else (" of ", *scope_words(row))
    return (
        label[:1].upper() + label[1:],
        *of,
        ": ",
        *side_figure(row, "after"),
        " instead of ",
        *side_figure(row, "before"),
        ", ",
        *change_words(row),
    )


def _next(sides: Sides, tone: Tone) -> Brief:
    """What follows: first of what makes the comparison doubtful, then of gates, then of the design."""
    title: Sentence = ("Do this next",)
    conditions = sides.found["others"][len(sides.sides) - 2]["conditions"]
    breaking = [each["name"].value for each in conditions if each["agreement"].value == "breaks"]
    if breaking:
        wanted = [_WANTED.get(name, f"{name} is the same") for name in breaking]
        words: Sentence = (f"Repeat the runs so that {' and '.join(wanted)}.",)
        return Brief(title=title, words=words, link=("comparable", "Why"))
    failed = [gate for gate in sides.found["gates"] if not gate["is_passed"]]
    if failed:
        words = ("Decide about the gate that failed: ", Code(failed[0]["gate"].value), ".")
        return Brief(title=title, words=words)
    assessment = sides.last.run["assessment"]
    if tone == "breaks" and assessment and assessment["advice"]:
        return Brief(title=title, words=(*marked(assessment["advice"][0]["title"].value), "."))
    if tone == "breaks":
        return Brief(
            title=title,
            words=("Read the report of ", sides.last.shown, ": it says what broke first."),
        )
    return Brief(title=title, words=_decision(sides))


def _decision(sides: Sides) -> Sentence:
    better, worse = _changed(sides, "better"), _changed(sides, "worse")
    last = sides.last.shown
    if better and worse and verdict_of_run(sides.first.run).tone == "breaks":
        return ("Keep ", last, ": it holds, and ", sides.first.shown, " does not.")
    if better and worse:
        return ("Keep ", last, " if what became worse is worth what became better.")
    if better:
        return ("Keep ", last, ": nothing became worse by more than noise.")
    if worse:
        return ("Keep ", sides.first.shown, ": nothing became better by more than noise.")
    return ("Nothing differs by more than noise. Longer runs show smaller differences.",)


def _gate(gate: Place) -> GateLine:
    note = gate["note"].value
    words, _, found = note.partition(": ")
    return GateLine(
        words=(Constant(words),), found=(Constant(found),), is_passed=gate["is_passed"].value
    )
