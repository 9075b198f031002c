"""What was forecast, beside what was measured."""

from pytest_dynamo.report.charts.bars import Bar, bars
from pytest_dynamo.report.figures import duration, percent, signed_percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import resource_name
from pytest_dynamo.report.sections.model import Panel, Section, Table, numbers, words
from pytest_dynamo.report.throttled import first_reason, reason_by
from pytest_dynamo.report.words import Code, Name, Sentence, plain

_NOTHING: Sentence = ("–",)
_MOST_ROWS_DRAWN = 4


def forecast(run: Place) -> Section:
    """Consumed capacity, the load that holds, the ceiling and the first throttle, forecast and measured."""
    if not run["forecast"] or not run["comparison"]:
        return Section(
            anchor="forecast",
            title="Forecast",
            heading=("No forecast was made of this run",),
        )
    return Section(
        anchor="forecast",
        title="Forecast",
        heading=_heading(run),
        lead=_lead(run),
        panels=_panels(run),
        caption=_caption(run),
        tables=(_units_table(run), _limits_table(run)),
    )


def _heading(run: Place) -> Sentence:
    forecast = run["forecast"]
    holds: Sentence = (
        "Forecast to hold until ",
        units(forecast["holds_until"]),
        " requests a second",
    )
    largest = run["comparison"]["largest_difference_by_request"]
    if largest.value is None:
        return holds
    if not largest:
        return *holds, "; each request consumed what was forecast for it"
    return *holds, "; requests consumed within ", percent(largest), " of what was forecast for them"


def _lead(run: Place) -> Sentence:
    forecast, comparison = run["forecast"], run["comparison"]
    return (
        "Computed from the design and its population, without a request: ",
        units(comparison["forecast_requests_per_second"]),
        " requests a second for ",
        duration(forecast["load"]["duration_seconds"]),
        " of the model's time. Measured: ",
        units(comparison["measured_requests_per_second"]),
        " a second of the same access patterns.",
    )


def _caption(run: Place) -> Sentence:
    caption = (
        "Outlined: forecast, over the whole run. Filled: measured, over the measured time. Arrivals of a "
        "real load are uneven, so that a short run differs by chance from its own rates. For the requests "
        "made: what was forecast for one request, times those that got through."
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
    rows = [row for row in run["comparison"]["units"] if _is_busy(row)]
    rows.sort(key=lambda row: -float(row["forecast_units_per_second"].value))
    shown = rows[:_MOST_ROWS_DRAWN]
    if not shown:
        return ()
    return (
        Panel(
            title=("Units a second",),
            facts=("the largest; the table has them all",) if len(rows) > len(shown) else (),
            drawing=bars([bar for row in shown for bar in _pair(row)]),
            description="Capacity units a second, forecast and measured, by table and index.",
        ),
    )


def _pair(row: Place) -> tuple[Bar, Bar]:
    direction = row["direction"].value
    name = plain(resource_name(row["table"].value, row["index"].value))
    forecast, measured = (
        Bar(
            label=f"{what}: {direction}s of {name}",
            figure=units(row[f"{what}_units_per_second"]),
            role=direction,
            is_outlined=what == "forecast",
        )
        for what in ("forecast", "measured")
    )
    return forecast, measured


def _is_busy(row: Place) -> bool:
    return bool(row["forecast_units_per_second"]) or bool(row["measured_units_per_second"])


def _units_table(run: Place) -> Table:
    return Table(
        summary="Consumed capacity, in units a second",
        is_open=True,
        columns=(
            *words("table or index", "direction"),
            *numbers(
                "forecast", "measured", "difference", "for the requests made", "difference to that"
            ),
        ),
        rows=tuple(
            (
                resource_name(row["table"].value, row["index"].value),
                (f"{row['direction'].value}s",),
                (units(row["forecast_units_per_second"]),),
                (units(row["measured_units_per_second"]),),
                _difference(row["difference"]),
                (units(row["expected_units_per_second"]),),
                _difference(row["difference_by_request"]),
            )
            for row in run["comparison"]["units"]
        ),
    )


def _difference(place: Place) -> Sentence:
    return _NOTHING if place.value is None else (signed_percent(place),)


def _limits_table(run: Place) -> Table:
    forecast = run["forecast"]
    return Table(
        summary="Where it ends",
        is_open=True,
        columns=(*words("what"), *numbers("forecast", "measured"), *words("limited by")),
        rows=(
            (
                ("holds until, requests a second",),
                (units(forecast["holds_until"]),),
                _held(run),
                _bound(forecast["holds_until_bound"]),
            ),
            (
                ("ceiling, however many partitions",),
                (units(forecast["ceiling"]),),
                _NOTHING,
                _bound(forecast["ceiling_bound"]),
            ),
            (
                ("first throttle after the start",),
                _moment(run["comparison"]["forecast_first_throttle_seconds"]),
                _moment(run["comparison"]["measured_first_throttle_seconds"]),
                _first(run),
            ),
        ),
    )


def _held(run: Place) -> Sentence:
    """The rate that was sent, if nothing of it was throttled."""
    if run["totals"]["throttled"] or run["totals"]["throttled_items"]:
        return ("throttled at ", units(run["window"]["done_per_second"]))
    return ("held ", units(run["window"]["done_per_second"]))


def _bound(bound: Place) -> Sentence:
    where = resource_name(bound["table"].value, bound["index"].value)
    limit: Sentence = (Code(bound["reason"].value), " of ", *where)
    key = bound["key"].value
    return (*limit, *((", for ", Name(key)) if key else ()))


def _moment(seconds: Place) -> Sentence:
    return ("none",) if seconds.value is None else (duration(seconds),)


def _first(run: Place) -> Sentence:
    forecast, first = run["forecast"]["first_throttle"], first_reason(run)
    said: Sentence = ()
    if forecast:
        said += ("forecast: ", *_bound(forecast))
    if first is not None:
        key = first["first_key"].value
        said += ("; " if said else "", "measured: ", *reason_by(first))
        said += (", for ", Name(key)) if key is not None else ()
    return said or _NOTHING
