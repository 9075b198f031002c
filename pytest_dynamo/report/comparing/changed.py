"""The table of differences, and why the runs can be compared."""

from collections.abc import Iterator

from pytest_dynamo.report.comparing.figures import (
    change_words,
    difference_of,
    noise_words,
    reading_words,
    scope_words,
    shown_rows,
    side_figure,
)
from pytest_dynamo.report.comparing.labels import metric_label
from pytest_dynamo.report.comparing.sides import Sides
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.parts import Column, Section, Table, numbers, words
from pytest_dynamo.report.words import Constant, Name, Quote, Sentence, Toned

_LEAD = (
    "Within noise is a difference that chance alone makes in more than one of a thousand comparisons. Noise is found from the "
    "runs themselves: of shares by their binomial spread, of rates by their spread between bins of the run, of percentiles by order "
    "statistics. Exact figures follow from the requests or are modelled."
)
_AGREEMENTS = {"same": "the same", "differs": "differs", "breaks": "breaks the comparison"}


def changed(sides: Sides) -> Section:
    """All figures of all runs, with noise and verdict where there are two."""
    counted = [difference_of(row).verdict for row in shown_rows(sides.differences)]
    is_real = any(verdict in ("better", "worse", "differs") for verdict in counted)
    table = _of_two(sides) if len(sides.sides) == 2 else _of_several(sides)
    return Section(
        anchor="changed",
        title="What changed",
        heading=_heading(sides) if is_real else ("Nothing changed by more than noise",),
        lead=(Constant(_LEAD), *_left_out(sides)),
        tables=tuple(table),
        is_wide=True,
    )


def _heading(sides: Sides) -> Sentence:
    """How many figures became better and worse."""
    verdicts = [difference_of(row).verdict for row in shown_rows(sides.differences)]
    said = [
        f"{verdicts.count(verdict)} {'figure' if verdicts.count(verdict) == 1 else 'figures'} {word}"
        for verdict, word in (
            ("better", "better"),
            ("worse", "worse"),
            ("differs", "otherwise different"),
        )
        if verdict in verdicts
    ]
    quiet = verdicts.count("same") + verdicts.count("within noise")
    said += [f"{quiet} the same or within noise"] if quiet else []
    return (Constant(", ".join(said)),)


def _left_out(sides: Sides) -> Sentence:
    names = [name for against in sides.found["others"] for name in against["left_out"].value]
    if not names:
        return ()
    return (
        " Not compared, because only one run has them: ",
        Name(", ".join(dict.fromkeys(names))),
        ".",
    )


def _of_two(sides: Sides) -> Iterator[Table]:
    yield Table(
        summary="All figures",
        columns=(
            *words("figure", "of"),
            Column(heading=(sides.first.shown,)),
            Column(heading=(sides.last.shown,)),
            *numbers("change", "noise"),
            *words("reading"),
        ),
        rows=tuple(
            (
                (Constant(metric_label(row["metric"].value)),),
                scope_words(row),
                side_figure(row, "before"),
                side_figure(row, "after"),
                change_words(row),
                noise_words(row),
                reading_words(row),
            )
            for row in shown_rows(sides.differences)
        ),
        is_open=True,
    )


def _of_several(sides: Sides) -> Iterator[Table]:
    """A column a run; beside each figure how it reads against the first run."""
    by_key = [
        {_key(row): row for row in shown_rows(against["differences"])}
        for against in sides.found["others"]
    ]
    rows = list({key: row for found in by_key for key, row in found.items()}.items())
    yield Table(
        summary="All figures, each run beside the first",
        columns=(*words("figure", "of"), *(Column(heading=(side.shown,)) for side in sides.sides)),
        rows=tuple(
            (
                (Constant(metric_label(row["metric"].value)),),
                scope_words(row),
                side_figure(row, "before"),
                *(_read(found.get(key)) for found in by_key),
            )
            for key, row in rows
        ),
        is_open=True,
    )


def _key(row: Place) -> tuple[object, ...]:
    return (row["metric"].value, *row["scope"].value.values())


def _read(row: Place | None) -> Sentence:
    return ("–",) if row is None else (*side_figure(row, "after"), ", ", *reading_words(row))


def comparable(sides: Sides) -> Section:
    """What the runs have in common, and what follows where they do not."""
    others = list(sides.found["others"])
    is_broken = any(
        each["agreement"].value == "breaks" for against in others for each in against["conditions"]
    )
    return Section(
        anchor="comparable",
        title="Comparable?",
        heading=(Quote(others[-1]["conclusion"].value.removesuffix(".")),),
        tables=tuple(_conditions(sides, against) for against in others),
        is_bad=is_broken,
    )


def _conditions(sides: Sides, against: Place) -> Table:
    names = f"{sides.first.shown} and {Name(against['run']['name'].value)}"
    return Table(
        summary=f"What {names} have in common",
        columns=words("what", "is", "what follows"),
        rows=tuple(
            (
                (each["name"].value,),
                _agreement(each["agreement"].value),
                (Quote(each["text"].value),),
            )
            for each in against["conditions"]
        ),
        is_open=True,
    )


def _agreement(agreement: str) -> Sentence:
    word = _AGREEMENTS[agreement]
    return (Toned((word,), "breaks"),) if agreement == "breaks" else (word,)
