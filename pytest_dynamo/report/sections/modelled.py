"""What was modelled before the run, beside what was observed in it."""

from pytest_dynamo.report.charts.dots import BAND, Difference, differences
from pytest_dynamo.report.charts.drawing import Drawing
from pytest_dynamo.report.charts.rows import Row
from pytest_dynamo.report.figures import NO_BREAK, duration, percent, signed_percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.aws import AWS_FIGURES, aws_table
from pytest_dynamo.report.sections.modelled_tables import (
    bound_words,
    limits_table,
    resource_of,
    units_table,
)
from pytest_dynamo.report.sections.parts import (
    NARROW,
    WIDE,
    Panel,
    Section,
    Table,
    numbers,
    words,
)
from pytest_dynamo.report.words import Constant, Name, Sentence, plain

_MOST_ROWS_DRAWN = 12


def modelled(run: Place) -> Section:
    """Units, the load that holds, the ceiling and the first throttle: modelled and, after a run, observed."""
    if "comparison" not in run.value:
        return _of_a_study(run)
    seen_by_aws = aws_table(run)
    tables = () if seen_by_aws is None else (seen_by_aws,)
    caption: Sentence = () if seen_by_aws is None else (AWS_FIGURES,)
    if not run["forecast"] or not run["comparison"]:
        heading: Sentence = ("No forecast was made of this run",)
        return Section(
            anchor="model", title="Model", heading=heading, caption=caption, tables=tables
        )
    return Section(
        anchor="model",
        title="Model",
        heading=_heading(run),
        lead=_lead(run),
        panels=_panels(run),
        caption=(*_caption(run), *((" ", *caption) if caption else ())),
        tables=(units_table(run), limits_table(run), *tables),
    )


def _of_a_study(study: Place) -> Section:
    """What a forecast without a run has to say: where the design ends."""
    forecast = study["forecast"]
    return Section(
        anchor="model",
        title="Model",
        heading=_holds(forecast),
        lead=(
            (
                "Modelled from the design and its population, without a request; nothing here was observed. A load "
                "test of the same design puts what it observes beside these figures."
            ),
        ),
        tables=(
            Table(
                summary="Where it ends",
                is_open=True,
                columns=(*words("what"), *numbers("modelled"), *words("limited by")),
                rows=(
                    (
                        ("holds until, requests a second",),
                        (units(forecast["holds_until"]),),
                        bound_words(forecast["holds_until_bound"]),
                    ),
                    (
                        ("ceiling, however many partitions",),
                        (units(forecast["ceiling"]),),
                        bound_words(forecast["ceiling_bound"]),
                    ),
                ),
            ),
        ),
    )


def _holds(forecast: Place) -> Sentence:
    return ("Modelled to hold until ", units(forecast["holds_until"]), " requests a second")


def _heading(run: Place) -> Sentence:
    """How far off the model was; what it says of the design where that cannot be told."""
    largest = run["comparison"]["largest_difference_by_request"]
    if largest.value is None:
        return _holds(run["forecast"])
    if not largest:
        return ("The model was right: each request consumed what was forecast for it",)
    if largest.value <= BAND:
        within: Sentence = ("within ", percent(largest), " of what was forecast for them")
        return "The model was right: requests consumed ", *within
    where = [
        (f": {row['direction'].value}s of ", *resource_of(row))
        for row in run["comparison"]["units"]
        if abs(row["difference_by_request"].value or 0.0) == largest.value
    ]
    return "The model was off by up to ", percent(largest), *(where[0] if where else ())


def _lead(run: Place) -> Sentence:
    forecast, comparison = run["forecast"], run["comparison"]
    return (
        *_holds(forecast),
        ". Computed from the design and its population, without a request: ",
        units(comparison["forecast_requests_per_second"]),
        " requests a second for ",
        duration(forecast["load"]["duration_seconds"]),
        " of the model's time. Measured: ",
        units(comparison["measured_requests_per_second"]),
        " a second of the same access patterns.",
    )


def _caption(run: Place) -> Sentence:
    caption = (
        "For the requests made: what was forecast for one request, times those that got through, so that "
        "uneven arrivals make no difference. Forecast is over the whole run, measured over the measured time."
    )
    left_out = run["comparison"]["left_out"]
    if not left_out:
        return (caption,)
    return f"{caption} Written by hand, and in no figure here: ", *_listed(left_out), "."


def _listed(names: Place) -> Sentence:
    listed: Sentence = ()
    for name in names:
        listed += (", " if listed else "", Name(name.value))
    return listed


def _panels(run: Place) -> tuple[Panel, ...]:
    rows = [
        row
        for row in run["comparison"]["units"]
        if row["difference_by_request"].value is not None and row["expected_units_per_second"]
    ]
    rows.sort(key=lambda row: -float(row["expected_units_per_second"].value))
    shown = rows[:_MOST_ROWS_DRAWN]
    if not shown:
        return ()
    return (
        Panel(
            title=("Observed against modelled, for the requests that were made",),
            facts=(
                "units a second",
                *(("; the largest, the table has them all",) if len(rows) > len(shown) else ()),
            ),
            drawing=_drawing(shown, WIDE),
            narrow=_drawing(shown, NARROW),
            description=(
                "How far observed capacity units are from modelled ones, by table and index, beside the band "
                "of the difference that a model is held to."
            ),
            caption=(
                "Dot: the difference. Grey band: ",
                Constant(f"{BAND * 100:.0f}{NO_BREAK}%"),
                " to either side, which is close enough.",
            ),
        ),
    )


def _drawing(rows: list[Place], width: float) -> Drawing:
    return differences(
        [_difference_row(row) for row in rows], ("difference", "modelled", "observed"), width
    )


def _difference_row(row: Place) -> Difference:
    name = plain(resource_of(row))
    by_request = row["difference_by_request"]
    return Difference(
        row=Row(
            label=f"{row['direction'].value}s of {name}",
            figures=(
                signed_percent(by_request),
                units(row["expected_units_per_second"]),
                units(row["measured_units_per_second"]),
            ),
        ),
        share=by_request.value,
    )
