"""What was modelled before a run beside what was observed in it, as tables."""

from pytest_dynamo.report.figures import duration, signed_percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import resource_name
from pytest_dynamo.report.sections.parts import Table, numbers, words
from pytest_dynamo.report.throttled import first_reason, reason_by
from pytest_dynamo.report.words import Code, Name, Sentence

_NOTHING: Sentence = ("–",)


def units_table(run: Place) -> Table:
    """What each table and index consumed, forecast and measured."""
    return Table(
        summary="Consumed capacity, in units a second",
        columns=(
            *words("table or index", "direction"),
            *numbers(
                "forecast", "measured", "difference", "for the requests made", "difference to that"
            ),
        ),
        rows=tuple(
            (
                resource_of(row),
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


def resource_of(row: Place) -> Sentence:
    """The table or index of a row of the comparison."""
    return resource_name(row["table"].value, row["index"].value)


def _difference(place: Place) -> Sentence:
    return _NOTHING if place.value is None else (signed_percent(place),)


def limits_table(run: Place) -> Table:
    """The rate that holds, the ceiling and the first throttle, forecast and measured."""
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
                bound_words(forecast["holds_until_bound"]),
            ),
            (
                ("ceiling, however many partitions",),
                (units(forecast["ceiling"]),),
                _NOTHING,
                bound_words(forecast["ceiling_bound"]),
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


def bound_words(bound: Place) -> Sentence:
    """What sets a limit: AWS's reason, where, and the key that most of it is for."""
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
        said += ("forecast: ", *bound_words(forecast))
    if first is not None:
        key = first["first_key"].value
        said += ("; " if said else "", "measured: ", *reason_by(first))
        said += (", for ", Name(key)) if key is not None else ()
    return said or _NOTHING
